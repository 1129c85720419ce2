/** The Avalanche bridge: to its wallets, and what was made or given up for it. */
import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bech32, hex } from '@scure/base';
import type { AssetId } from '../../model/asset.ts';
import { CHAINS } from '../../model/chain.ts';
import type { DetectorCard } from '../../model/finding.ts';
import type { AccountTransaction, Transaction, UtxoTransaction } from '../../model/transaction.ts';
import { addressOn, numberOf, words } from '../abi.ts';
import { type Known, nativeOf } from '../known.ts';
import { entryOf, legsOf, payerOf } from '../legs.ts';
import { type Bridge, DAY, type Deposit, hereOf, type Payout } from './bridge.ts';
import { chainByNumber, enteringLeg, heard, leavingLeg, sameCoinOn, tokenOn } from './evm.ts';
import { keyOfTxid } from './memo.ts';

const CARD: DetectorCard = {
  id: 'bridge/avalanche',
  question: 'Did a token go to Avalanche over its bridge, or bitcoin come to it as BTC.b, or leave it?',
  definition:
    "To Avalanche: a payment to the bridge's known wallet on Ethereum or Bitcoin; the far side says Mint with the transaction's id. From Avalanche: a known token says Unwrap. Bitcoin behind BTC.b are paid to the P2WPKH address of the very key that signed the Unwrap: a Bitcoin transaction answers it that pays this address about as much, and its change to the bridge's known wallet. Where a source gives no signatures (block explorers), and for other tokens, such a deposit stays open. Of a payment from Bitcoin only a Mint that is already at hand is found, as whom it is made for stands in the witness.",
  source:
    "The Mint and Unwrap events of BridgeToken.sol as published for the bridge's tokens; wallets from services.json and contracts.json; support.avax.network, “How is my BTC address linked to my Avalanche C-Chain address?”.",
  innocent: 'Moving coins between chains. It was the main way to bitcoin of the thefts of 2022 and 2023.',
  cost: 'A look at the logs and legs',
};

const PROTOCOL = 'Avalanche Bridge (Core)';
const MINTED = [
  '0x918d77674bb88eaf75afb307c9723ea6037706de68d6fc07dd0c6cba423a5250',
  '0xc5532043e6f3d77e1c320ff59bd4157ca9075ef59f6b55ceab6c3f7d2f78c9ca',
];
const UNWRAPPED = '0x37a06799a3500428a773d00284aa706101f5ad94dae9ec37e1c3773aa54c3304';
const AVALANCHE = chainByNumber(43_114n);
const BITCOIN = CHAINS.find((chain) => chain.family === 'bitcoin' && chain.laboratory !== true)!.id;
const BTC_B = 'BTC.b';

export const avalanche: Bridge = {
  protocol: PROTOCOL,
  card: CARD,
  events: [...MINTED, UNWRAPPED],
  window: DAY,
  feeBand: 300,
  deposits: (tx, known) => [...toWallet(tx, known), ...unwrapped(tx, known)],
  payouts: (tx, known) => (tx.type === 'utxo' ? coinsPaid(tx, known) : minted(tx, known)),
};

function minted(tx: AccountTransaction, known: Known): Payout[] {
  return heard(tx, known, PROTOCOL, MINTED).flatMap((said): Payout[] => {
    const [recipient, amount, , , origin = ''] = words(said.log.data);
    const to = addressOn(tx.chain, recipient);
    const asset = tokenOn(tx.chain, said.log.contract);
    const leg = leavingLeg(said, to, asset, numberOf(amount));
    if (leg === null) return [];
    return [
      {
        ...hereOf(tx),
        protocol: PROTOCOL,
        event: leg.index,
        asset,
        amount: leg.amount,
        to,
        key: keyOfTxid(origin),
        refund: false,
        proven: true,
        note: `made for ${origin}`,
      },
    ];
  });
}

/** Outputs of a transaction whose change goes to the bridge's wallet: anybody could make one, so that the rest must fit. */
function coinsPaid(tx: UtxoTransaction, known: Known): Payout[] {
  if (walletOutput(tx, known) === -1) return [];
  return tx.outputs.flatMap(({ owner, value }, event): Payout[] =>
    owner === null || known.at(tx.chain, owner)?.service === PROTOCOL
      ? []
      : [
          {
            ...hereOf(tx),
            protocol: PROTOCOL,
            event,
            asset: nativeOf(tx.chain),
            amount: value,
            to: owner,
            key: null,
            refund: false,
            proven: false,
            note: 'pays the address of the key that signed, with change for the bridge’s wallet',
          },
        ],
  );
}

const walletOutput = ({ chain, outputs }: UtxoTransaction, known: Known): number =>
  outputs.findIndex(({ owner }) => owner !== null && known.at(chain, owner)?.service === PROTOCOL);

function coinsToWallet(tx: UtxoTransaction, known: Known): Deposit[] {
  const event = walletOutput(tx, known);
  const paid = tx.outputs[event];
  if (paid === undefined) return [];
  return [
    {
      ...hereOf(tx),
      protocol: PROTOCOL,
      event,
      asset: nativeOf(tx.chain),
      amount: paid.value,
      key: keyOfTxid(tx.txid),
      to: { chain: AVALANCHE, address: null, asset: bitcoinThere(known) },
      refund: null,
      from: null,
      proven: true,
      note: 'paid to the bridge’s wallet; whom it is made for stands in the witness',
    },
  ];
}

const bitcoinThere = (known: Known): AssetId | null =>
  known.assets.find(({ chain, symbol }) => chain === AVALANCHE && symbol === BTC_B)?.id ?? null;

function toWallet(tx: Transaction, known: Known): Deposit[] {
  if (tx.type === 'utxo') return coinsToWallet(tx, known);
  if (tx.chain === AVALANCHE) return [];
  const legs = legsOf(tx, known);
  return legs
    .filter(({ from, to }) => from !== null && to !== null && known.at(tx.chain, to)?.service === PROTOCOL)
    .map((leg) => {
      const entry = entryOf(legs, leg, payerOf(tx));
      return {
        ...hereOf(tx),
        protocol: PROTOCOL,
        event: entry.index,
        asset: entry.asset,
        amount: entry.amount,
        key: keyOfTxid(tx.txid),
        // The bridge makes the token for whoever paid.
        to: { chain: AVALANCHE, address: leg.from, asset: sameCoinOn(AVALANCHE, leg.asset, known) },
        refund: leg.from,
        from: entry.from,
        proven: true,
        note: 'paid to the bridge’s wallet',
      };
    });
}

function unwrapped(tx: Transaction, known: Known): Deposit[] {
  return heard(tx, known, PROTOCOL, [UNWRAPPED]).flatMap((said): Deposit[] => {
    const amount = numberOf(words(said.log.data)[0]);
    const token = tokenOn(tx.chain, said.log.contract);
    const leg = enteringLeg(said, token, amount);
    const { signedBy } = said.tx;
    if (leg === null) return [];
    const to = token === bitcoinThere(known) && signedBy !== undefined ? bitcoinOf(signedBy) : null;
    return [
      {
        ...hereOf(tx),
        protocol: PROTOCOL,
        event: leg.index,
        asset: leg.asset,
        amount: leg.amount,
        key: null,
        to:
          to === null
            ? { chain: null, address: null, asset: null }
            : { chain: BITCOIN, address: to, asset: nativeOf(BITCOIN) },
        refund: null,
        from: leg.from,
        proven: true,
        note:
          to === null
            ? 'given up for the coin behind it; its owner’s address there is not known'
            : 'given up for bitcoin to the address of the same key',
      },
    ];
  });
}

/** P2WPKH of a public key (BIP-141). */
const bitcoinOf = (key: string): string =>
  bech32.encode('bc', [0, ...bech32.toWords(ripemd160(sha256(hex.decode(key.slice(2)))))]);

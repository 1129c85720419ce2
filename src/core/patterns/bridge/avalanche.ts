/** The Avalanche bridge: to its wallet, and what was made or given up for it. */
import type { DetectorCard } from '../../model/finding.ts';
import type { Transaction } from '../../model/transaction.ts';
import { addressOn, numberOf, words } from '../abi.ts';
import type { Known } from '../known.ts';
import { entryOf, legsOf, payerOf } from '../legs.ts';
import { type Bridge, DAY, type Deposit, hereOf, type Payout } from './bridge.ts';
import { chainByNumber, enteringLeg, heard, leavingLeg, sameCoinOn, tokenOn } from './evm.ts';
import { keyOfTxid } from './memo.ts';

const CARD: DetectorCard = {
  id: 'bridge/avalanche',
  question: 'Did a token go to Avalanche over its bridge, or bitcoin come to it as BTC.b, or leave it?',
  definition:
    "To Avalanche: a transfer to the bridge's known wallet on Ethereum; the far side says Mint with the transaction's id. From Avalanche: a known token says Unwrap. Where bitcoin are paid out is agreed off the chain: such a deposit has no destination, and stays open.",
  source:
    "The Mint and Unwrap events of BridgeToken.sol as published for the bridge's tokens; the wallet from services.json. The bridge itself runs in an enclave, and publishes nothing else.",
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

export const avalanche: Bridge = {
  protocol: PROTOCOL,
  card: CARD,
  events: [...MINTED, UNWRAPPED],
  window: DAY,
  feeBand: 300,
  deposits: (tx, known) => [...toWallet(tx, known), ...unwrapped(tx, known)],
  payouts: (tx, known) =>
    heard(tx, known, PROTOCOL, MINTED).flatMap((said): Payout[] => {
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
    }),
};

function toWallet(tx: Transaction, known: Known): Deposit[] {
  if (tx.type === 'utxo' || tx.chain === AVALANCHE) return [];
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
    const leg = enteringLeg(said, tokenOn(tx.chain, said.log.contract), amount);
    if (leg === null) return [];
    return [
      {
        ...hereOf(tx),
        protocol: PROTOCOL,
        event: leg.index,
        asset: leg.asset,
        amount: leg.amount,
        key: null,
        to: { chain: null, address: null, asset: null },
        refund: null,
        from: leg.from,
        proven: true,
        note: 'given up for the coin behind it; its owner’s address there is not public',
      },
    ];
  });
}

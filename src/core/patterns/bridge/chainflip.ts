/** Chainflip: swaps given to its vaults, and what they pay. */
import { parseAddress } from '../../model/address.ts';
import type { AssetId } from '../../model/asset.ts';
import { CHAINS, type ChainId, getChain } from '../../model/chain.ts';
import { AshiatoError } from '../../model/errors.ts';
import type { DetectorCard } from '../../model/finding.ts';
import type { Transaction, UtxoTransaction } from '../../model/transaction.ts';
import { addressOn, assetAt, bytesAt, countOf, numberOf, symbolIs, utf8, words } from '../abi.ts';
import { type Known, nativeOf } from '../known.ts';
import { legsOf } from '../legs.ts';
import { type Bridge, DAY, type Deposit, hereOf, type Payout } from './bridge.ts';
import { chainByNumber, enteringLeg, type Heard, heard } from './evm.ts';

const CARD: DetectorCard = {
  id: 'bridge/chainflip',
  question: 'Is this a swap given to a Chainflip vault, or a payment out of one?',
  definition:
    'In: a known vault says SwapNative or SwapToken with chain, address and asset; or a Bitcoin transaction has an OP_RETURN of exactly the form of a vault swap, which counts only where a payout answers it or the far chain cannot be asked. Out: on EVM chains, a transfer from a known vault; on Bitcoin any payment, for there a vault is an address like any other. Nothing names the deposit on the far side: a payout is taken where it is the only one that pays the address and asset in time, and on Bitcoin for about the right amount by the price of the day; without a price it stays a candidate there. Where a deposit to a one-off address goes is known to Chainflip alone: what such an address passes on to a known vault ends there, unmatched; on Bitcoin it is followed into the vault, which looks like any other address.',
  source:
    "Chainflip-io/chainflip-eth-contracts, IVault.sol; chainflip-backend, bitcoin/vault_swaps (UtxoEncodedData); Chainflip's numbers of chains and assets.",
  innocent: 'People swap coins across chains every minute.',
  cost: 'A look at the logs',
};

const PROTOCOL = 'Chainflip';
const SWAP_NATIVE = '0x6757034e841d88190e95fa8a7570ce6cb721257474400c3282ec536eab810540';
const SWAP_TOKEN = '0x834b524d9f8ccbd31b00b671c896697b96eb4398c0f56e9386a21f5df61e3ce3';

const BITCOIN = CHAINS.find((chain) => chain.family === 'bitcoin' && chain.laboratory !== true)!.id;
const CHAIN_NUMBERS: ReadonlyMap<number, ChainId | null> = new Map([
  [1, chainByNumber(1n)],
  [3, BITCOIN],
  [4, chainByNumber(42_161n)],
]);
/** By number; those of chains that are not followed are left out. */
const TICKERS: ReadonlyMap<number, string> = new Map([
  [1, 'ETH'],
  [3, 'USDC'],
  [5, 'BTC'],
  [6, 'ETH'],
  [7, 'USDC'],
  [8, 'USDT'],
]);

export const chainflip: Bridge = {
  protocol: PROTOCOL,
  card: CARD,
  events: [SWAP_NATIVE, SWAP_TOKEN],
  window: DAY,
  feeBand: 500,
  deposits: (tx, known) =>
    tx.type === 'utxo'
      ? coinsGiven(tx, known)
      : heard(tx, known, PROTOCOL, [SWAP_NATIVE, SWAP_TOKEN]).flatMap(given),
  payouts: paidByVault,
};

function given(said: Heard): Deposit[] {
  const { tx, log, known } = said;
  const token = log.topics[0] === SWAP_TOKEN;
  const data = words(log.data);
  const asset = token ? assetAt(tx.chain, data[3]) : nativeOf(tx.chain);
  const leg = enteringLeg(said, asset, numberOf(data[token ? 4 : 3]));
  if (leg === null) return [];
  const chain = CHAIN_NUMBERS.get(countOf(data[0])) ?? null;
  return [
    {
      ...hereOf(tx),
      protocol: PROTOCOL,
      event: leg.index,
      asset: leg.asset,
      amount: leg.amount,
      key: null,
      to: {
        chain,
        address: chain === null ? null : addressOf(chain, bytesAt(log.data, 1) ?? ''),
        asset: chain === null ? null : assetOn(chain, TICKERS.get(countOf(data[2])), known),
      },
      refund: null,
      from: leg.from,
      proven: true,
      note: `swap for chain ${countOf(data[0])}, asset ${countOf(data[2])}`,
    },
  ];
}

/** Chain and asset by the asset's number, of chains whose addresses have twenty bytes. */
const CHAIN_OF: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [3, 1],
  [8, 1],
  [6, 4],
  [7, 4],
]);
/** What follows version, asset and address: 24 bytes and a count, or 25 since version 1; then two bytes an affiliate. */
const PARAMETERS: readonly number[] = [25, 26];
const MOST_AFFILIATES = 2;

/**
 * Bitcoin given with its swap in an OP_RETURN, as SCALE writes it: the vault (taproot) is paid first, the words come
 * second, and what fails goes back to the third output. It is the payer's own word, as nobody publishes the vault's addresses.
 */
function coinsGiven(tx: UtxoTransaction, known: Known): Deposit[] {
  const [vault, words, change] = tx.outputs;
  const said = words?.data ?? '';
  const [version, number] = [Number.parseInt(said.slice(0, 2), 16), Number.parseInt(said.slice(2, 4), 16)];
  const chain = CHAIN_NUMBERS.get(CHAIN_OF.get(number) ?? 0) ?? null;
  const fixed = 2 + 20 + (PARAMETERS[version] ?? Number.NaN);
  const affiliates = Number.parseInt(said.slice(2 * fixed - 2, 2 * fixed), 16) / 4;
  if (tx.chain !== BITCOIN || chain === null || change === undefined || words?.value !== 0n) return [];
  if (vault?.owner?.startsWith('bc1p') !== true) return [];
  // SCALE counts short lists in steps of four.
  if (affiliates > MOST_AFFILIATES || said.length !== 2 * fixed + 4 * affiliates) return [];
  return [
    {
      ...hereOf(tx),
      protocol: PROTOCOL,
      event: 0,
      asset: nativeOf(BITCOIN),
      amount: vault.value,
      key: null,
      to: {
        chain,
        address: addressOf(chain, said.slice(4, 44)),
        asset: assetOn(chain, TICKERS.get(number), known),
      },
      refund: change.owner,
      from: null,
      proven: false,
      note: `swap for asset ${number}, as its payer writes`,
    },
  ];
}

/** Bitcoin addresses are written as text, others as their bytes. */
function addressOf(chain: ChainId, bytes: string): string | null {
  if (getChain(chain).family !== 'bitcoin') return addressOn(chain, bytes.padStart(64, '0'));
  try {
    return parseAddress(getChain(chain), utf8(bytes) ?? '');
  } catch (error) {
    if (error instanceof AshiatoError) return null;
    throw error;
  }
}

function assetOn(chain: ChainId, ticker: string | undefined, known: Known): AssetId | null {
  const fits = known.assets.filter(
    (asset) => asset.chain === chain && ticker !== undefined && symbolIs(asset, ticker),
  );
  return fits.length === 1 ? fits[0]!.id : null;
}

function paidByVault(tx: Transaction, known: Known): Payout[] {
  const paid = { ...hereOf(tx), protocol: PROTOCOL, key: null, refund: false } as const;
  if (tx.type === 'utxo') {
    if (tx.chain !== BITCOIN || tx.coinbase !== undefined) return [];
    return tx.outputs.flatMap(({ owner, value }, event) =>
      owner === null || value === 0n
        ? []
        : [
            {
              ...paid,
              event,
              asset: nativeOf(tx.chain),
              amount: value,
              to: owner,
              proven: false,
              note: 'pays the address that the swap names',
            },
          ],
    );
  }
  if (known.of(PROTOCOL, tx.chain).length === 0) return [];
  return legsOf(tx, known)
    .filter(({ from, to }) => to !== null && from !== null && known.at(tx.chain, from)?.service === PROTOCOL)
    .map(({ index, asset, amount, to }) => ({
      ...paid,
      event: index,
      asset,
      amount,
      to,
      proven: true,
      note: 'paid by the vault',
    }));
}

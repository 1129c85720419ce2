/** Pools that prove themselves by their address. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { hex } from '@scure/base';
import type { AssetId } from '../../model/asset.ts';
import type { DetectorCard } from '../../model/finding.ts';
import type { AccountTransaction } from '../../model/transaction.ts';
import { type Known, nativeOf, type PoolFactory } from '../known.ts';
import type { Leg } from '../legs.ts';

export const POOLS: DetectorCard = {
  id: 'swap/proven-pool',
  question: 'Is the contract that says "Swap" a pool of a recognised exchange, or somebody\'s own?',
  definition:
    "Its address is the one the recognised factory's code gives to a pool of the two assets it traded in this transaction (EIP-1014), or it stands in the table. A log proves nothing by itself.",
  source:
    "Uniswap/v2-periphery UniswapV2Library.pairFor, Uniswap/v3-periphery PoolAddress.computeAddress; fees of v3-core's factory and of PancakeSwap's.",
  innocent:
    'A pool is a pool; a recognised pool of two recognised assets can still trade at a price that its only owner set, which this does not see.',
  cost: 'One hash a factory, pair and fee',
};

/** keccak256 of the Swap events of Uniswap V2 and V3 and of PancakeSwap V3. */
export const SWAP_TOPICS: ReadonlySet<string> = new Set([
  '0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822',
  '0xc42079f94a6350d7e6235f29174924f928cc2ac818eb64fed8004e115fbcca67',
  '0x19b47279256b2a23a1665c810c8d55a1758940ee09377d4f8d26497a3577dc83',
]);

const FEES = [100, 200, 300, 400, 500, 2_500, 3_000, 10_000];

/** Pools that said "Swap" here and are what they say, with the service they belong to. */
export function provenPools(
  tx: AccountTransaction,
  legs: readonly Leg[],
  known: Known,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const factories = known.factories(tx.chain);
  for (const { contract, topics } of tx.said ?? []) {
    if (found.has(contract) || !SWAP_TOPICS.has(topics[0] ?? '')) continue;
    const row = known.at(tx.chain, contract);
    if (row?.role === 'pool') found.set(contract, row.service);
    else {
      const tokens = tradedAt(contract, legs, nativeOf(tx.chain));
      const factory = factories.find((each) => addressesOf(each, tokens).includes(contract));
      if (factory !== undefined) found.set(contract, factory.service);
    }
  }
  return found;
}

/** The contracts of the two tokens that came to and left a pool, sorted as pools sort them. */
function tradedAt(pool: string, legs: readonly Leg[], native: AssetId): readonly string[] {
  const assets = new Set(legs.filter((leg) => leg.from === pool || leg.to === pool).map((leg) => leg.asset));
  assets.delete(native);
  const tokens = [...assets].flatMap((asset) => /:(0x[0-9a-f]{40})$/.exec(asset)?.[1] ?? []);
  return tokens.sort();
}

/** Where the factory puts pools of these two tokens. */
export function addressesOf(factory: PoolFactory, tokens: readonly string[]): string[] {
  const [a, b] = tokens;
  if (a === undefined || b === undefined || tokens.length !== 2) return [];
  const pair = a.slice(2) + b.slice(2);
  const salts =
    factory.kind === 'pair'
      ? [pair]
      : FEES.map((fee) => padded(a.slice(2)) + padded(b.slice(2)) + padded(fee.toString(16)));
  return salts.map((salt) => create2(factory.deployer ?? factory.address, hash(salt), factory.initCodeHash));
}

const padded = (digits: string): string => digits.padStart(64, '0');
const hash = (digits: string): string => hex.encode(keccak_256(hex.decode(digits)));
const create2 = (deployer: string, salt: string, initCodeHash: string): string =>
  `0x${hash(`ff${deployer.slice(2)}${salt}${initCodeHash.slice(2)}`).slice(24)}`;

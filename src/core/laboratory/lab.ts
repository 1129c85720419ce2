/** The stage: a clock, balances that may not go below zero, readings, and the thief's book, kept together. */
import type { Amount } from '../model/amount.ts';
import { type AssetId, nativeAsset } from '../model/asset.ts';
import type { Chain, ChainId } from '../model/chain.ts';
import { assert } from '../model/errors.ts';
import type { Location, TxId } from '../model/location.ts';
import type { End } from '../model/movement.ts';
import type { Freeze, Meaning, NotedMeaning, Stop } from '../model/reading.ts';
import type { TransferEvent, UtxoOutput } from '../model/transaction.ts';
import { type Book, newBook } from './book.ts';
import { contentOf, slotOf, type Unplaced } from './chain-builder.ts';
import { makeRandom, type Random } from './prng.ts';
import type { Saying } from './saying.ts';
import type { PlantedSeed } from './truth.ts';
import { newAddress, txIdOf } from './wallet.ts';

export type Leg = {
  readonly asset: AssetId;
  readonly from: string | null;
  readonly to: string | null;
  readonly amount: Amount;
};
export type Note = { readonly meaning: Meaning; readonly note?: string };
export type Coin = {
  readonly txid: TxId;
  readonly vout: number;
  readonly value: Amount;
  readonly owner: string | null;
};

export type Lab = {
  readonly random: Random;
  readonly book: Book;
  readonly transactions: Map<ChainId, Unplaced[]>;
  readonly balances: Map<string, Amount>;
  readonly coins: Set<Coin>;
  readonly meanings: NotedMeaning[];
  readonly stops: Stop[];
  readonly freezes: Freeze[];
  /** Assets worth nothing: no taint crosses into them. */
  readonly worthless: Set<AssetId>;
  readonly seeds: PlantedSeed[];
  readonly names: Map<string, string>;
  readonly scenes: Map<string, Map<ChainId, TxId[]>>;
  scene: string;
  now: number;
  edges: number;
};

/** Monday, 5 January 2026, 00:00 UTC. */
const BEGINNING = 1_767_571_200;
export const AUTHOR = 'Ashiato laboratory';
export const BACKGROUND = 'background';

export const newLab = (seed: number): Lab => ({
  random: makeRandom(seed),
  book: newBook(),
  transactions: new Map(),
  balances: new Map(),
  coins: new Set(),
  meanings: [],
  stops: [],
  freezes: [],
  worthless: new Set(),
  seeds: [],
  names: new Map(),
  scenes: new Map(),
  scene: BACKGROUND,
  now: BEGINNING,
  edges: 0,
});

export const address = (lab: Lab, chain: Chain): string => newAddress(lab.random, chain);

export const wait = (lab: Lab, minutes: number): void => {
  lab.now += minutes * 60 + lab.random.below(60);
};

export const evidenceOf = (note?: string): NotedMeaning['evidence'] => ({
  author: AUTHOR,
  source: 'the story of the laboratory case',
  ...(note === undefined ? {} : { note }),
});

/** An event's index: gas comes first, transfers start at 10. */
export const legIndex = (leg: number): number => 10 + leg;

export const balanceOf = (lab: Lab, owner: string, asset: AssetId): Amount =>
  lab.balances.get(`${owner}|${asset}`) ?? 0n;

export function addBalance(lab: Lab, owner: string | null, asset: AssetId, amount: Amount): void {
  if (owner === null) return;
  const after = balanceOf(lab, owner, asset) + amount;
  assert(after >= 0n, `${owner} would hold ${after} of ${asset} in the scene "${lab.scene}"`);
  lab.balances.set(`${owner}|${asset}`, after);
}

/** Gas at prices that were usual: simple transfers, contract calls, and the data fee of a rollup. */
export function gasOf(lab: Lab, chain: Chain, heavy: boolean): Amount[] {
  if (chain.family === 'tron')
    return [lab.random.between(heavy ? 6_000_000n : 1_100_000n, heavy ? 13_500_000n : 2_200_000n)];
  const price = lab.random.between(4_000_000_000n, 28_000_000_000n);
  const gas = heavy ? lab.random.between(90_000n, 240_000n) : 21_000n;
  return chain.id === 'eip155:31338'
    ? [(gas * price) / 100n, lab.random.between(20_000_000_000n, 90_000_000_000n)]
    : [gas * price];
}

/** Records a transaction at the next block of its chain. */
export function record(lab: Lab, chain: Chain, body: Unplaced, notes: readonly Note[]): TxId {
  const { txid } = body;
  lab.transactions.set(chain.id, [...(lab.transactions.get(chain.id) ?? []), body]);
  for (const { meaning, note } of notes)
    lab.meanings.push({ chain: chain.id, txid, meaning, evidence: evidenceOf(note) });
  const scene = lab.scenes.get(lab.scene) ?? new Map<ChainId, TxId[]>();
  lab.scenes.set(lab.scene, scene.set(chain.id, [...(scene.get(chain.id) ?? []), txid]));
  return txid;
}

export function recordAccount(
  lab: Lab,
  chain: Chain,
  events: readonly TransferEvent[],
  notes: readonly Note[],
  said: readonly Saying[] = [],
): TxId {
  const time = slotOf(chain, lab.now);
  const serial = lab.transactions.get(chain.id)?.length ?? 0;
  const txid = txIdOf(chain, contentOf([chain.id, serial, time, events]));
  const logs = said.map((each, index) => ({ index, ...each }));
  const body = { type: 'account', chain: chain.id, txid, time, events } as const;
  return record(lab, chain, logs.length === 0 ? body : { ...body, said: logs }, notes);
}

export function recordUtxo(
  lab: Lab,
  chain: Chain,
  inputs: readonly Coin[],
  outputs: readonly UtxoOutput[],
  notes: readonly Note[],
  subsidy?: Amount,
): Coin[] {
  const time = slotOf(chain, lab.now);
  const serial = lab.transactions.get(chain.id)?.length ?? 0;
  const spent = inputs.map(({ txid, vout, value }) => ({ txid, vout, value }));
  const txid = txIdOf(chain, contentOf([chain.id, serial, time, spent, outputs]));
  const body = { type: 'utxo', chain: chain.id, txid, time, inputs: spent, outputs } as const;
  record(lab, chain, subsidy === undefined ? body : { ...body, coinbase: { subsidy, fees: [] } }, notes);
  for (const coin of inputs)
    assert(lab.coins.delete(coin), `a coin is spent twice in the scene "${lab.scene}"`);
  const coins = outputs.map((output, vout): Coin => ({ txid, vout, ...output }));
  for (const coin of coins) lab.coins.add(coin);
  return coins;
}

export const outpointOf = (chain: Chain, coin: Coin): Location => ({
  type: 'outpoint',
  chain: chain.id,
  txid: coin.txid,
  vout: coin.vout,
  owner: coin.owner,
});
export const accountOf = (chain: Chain, owner: string, asset: AssetId): Location => ({
  type: 'account',
  chain: chain.id,
  address: owner,
  asset,
});

export function stopOf(lab: Lab, chain: Chain, owner: string): End | null {
  return lab.stops.find((stop) => stop.chain === chain.id && stop.address === owner)?.end ?? null;
}

/** A branch ends at this address; the tag is as sure as a laboratory can be. */
export function tagStop(lab: Lab, chain: Chain, owner: string, end: End): void {
  lab.stops.push({
    chain: chain.id,
    address: owner,
    end,
    confidence: 1,
    evidence: evidenceOf('tagged by the laboratory'),
  });
}

/** How the thief's money counts where it rests when the story is over. */
export function restingAs(lab: Lab, location: Location): End {
  if (location.type === 'transit') return { kind: 'bridged-unmatched', label: location.edge };
  const freeze = lab.freezes.find(
    (f) => location.type === 'account' && f.address === location.address && f.asset === location.asset,
  );
  if (freeze !== undefined) return { kind: 'frozen', label: freeze.by };
  return { kind: 'unspent', label: location.type === 'position' ? location.protocol : '' };
}

export const nativeOf = (chain: Chain): AssetId => nativeAsset(chain).id;

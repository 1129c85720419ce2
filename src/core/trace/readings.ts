/** The readings of a trace, looked up by transaction, by bridge edge and by lending position. */
import { type AssetId, nativeAsset } from '../model/asset.ts';
import { type ChainId, getChain } from '../model/chain.ts';
import type { Location, TxId } from '../model/location.ts';
import {
  type Freeze,
  type Meaning,
  type NotedMeaning,
  type Reading,
  type ReadingSet,
  type Stop,
  stopKey,
} from '../model/reading.ts';
import type { Transaction } from '../model/transaction.ts';
import { canonicalJson } from './seal.ts';

export type TxRef = { readonly chain: ChainId; readonly txid: TxId };

export type Readings = {
  readonly stops: ReadonlyMap<string, Stop>;
  readonly rejected: ReadonlySet<AssetId>;
  readonly freezes: readonly Freeze[];
  readonly seeds: readonly TxRef[];
  readonly byTransaction: ReadonlyMap<string, readonly Meaning[]>;
  /** Transactions to which a transit or a lending position leads, which no chain data would name. */
  readonly touching: ReadonlyMap<string, readonly TxRef[]>;
};

/** Stops below the confidence asked for, and readings learned after `knownAt`, are left out. */
export type ReadingFilter = { readonly minConfidence: number; readonly knownAt: string | null };

export function indexReadings(set: ReadingSet, filter: ReadingFilter): Readings {
  const known = (day: string | undefined): boolean =>
    filter.knownAt === null || day === undefined || day <= filter.knownAt;
  const meanings = set.meanings.filter((noted) => known(noted.evidence.knownAt));
  const stops = set.stops.filter(
    (stop) => known(stop.evidence.knownAt) && stop.confidence >= filter.minConfidence,
  );
  return {
    stops: new Map(stops.map((stop) => [stopKey(stop.chain, stop.address, stop.asset), stop])),
    rejected: new Set(set.rejected),
    freezes: set.freezes.filter((freeze) => known(freeze.evidence.knownAt)),
    seeds: meanings.filter((noted) => noted.meaning.type === 'seed').map(refOf),
    byTransaction: group(
      meanings,
      (noted) => [txKey(noted)],
      (noted) => noted.meaning,
    ),
    touching: group(meanings, (noted) => touchedBy(noted), refOf),
  };
}

export const readingOf = (readings: Readings, tx: Transaction): Reading => ({
  meanings: readings.byTransaction.get(txKey(tx)) ?? [],
  stops: readings.stops,
  rejected: readings.rejected,
});

/** Tells which transactions two sets of readings may read differently. */
export function differenceOf(before: Readings, after: Readings): (tx: Transaction) => boolean {
  const meanings = changedKeys(before.byTransaction, after.byTransaction);
  const stops = changedKeys(before.stops, after.stops);
  const rejected = (asset: AssetId): boolean => before.rejected.has(asset) !== after.rejected.has(asset);
  const stopped = (tx: Transaction, address: string | null, asset: AssetId): boolean =>
    address !== null &&
    (stops.has(stopKey(tx.chain, address)) || stops.has(stopKey(tx.chain, address, asset)));
  return (tx) => {
    if (meanings.has(txKey(tx))) return true;
    if (tx.type === 'utxo')
      return tx.outputs.some((output) => stopped(tx, output.owner, nativeAsset(getChain(tx.chain)).id));
    return tx.events.some((event) => rejected(event.asset) || stopped(tx, event.to, event.asset));
  };
}

function changedKeys<V>(before: ReadonlyMap<string, V>, after: ReadonlyMap<string, V>): Set<string> {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return new Set(
    [...keys].filter(
      (key) => canonicalJson(before.get(key) ?? null) !== canonicalJson(after.get(key) ?? null),
    ),
  );
}

/** Transactions that the readings lead to from a place. */
export function ledTo(readings: Readings, location: Location): readonly TxRef[] {
  switch (location.type) {
    case 'transit':
      return readings.touching.get(`edge|${location.edge}`) ?? [];
    case 'position':
      return readings.touching.get(`position|${location.protocol}|${location.address}`) ?? [];
    case 'outpoint':
    case 'account':
      return [];
  }
}

const txKey = (ref: TxRef): string => `${ref.chain}|${ref.txid}`;
const refOf = ({ chain, txid }: NotedMeaning): TxRef => ({ chain, txid });

function touchedBy({ meaning }: NotedMeaning): string[] {
  switch (meaning.type) {
    case 'bridge-in':
      return [`edge|${meaning.edge}`];
    case 'supply':
    case 'withdraw':
    case 'borrow':
    case 'repay':
      return [`position|${meaning.protocol}|${meaning.account}`];
    case 'seed':
    case 'swap':
    case 'unresolved-swap':
    case 'bridge-out':
      return [];
  }
}

function group<T, V>(
  items: readonly T[],
  keys: (item: T) => readonly string[],
  value: (item: T) => V,
): Map<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const item of items) {
    for (const key of keys(item)) {
      const before = groups.get(key);
      if (before === undefined) groups.set(key, [value(item)]);
      else before.push(value(item));
    }
  }
  return groups;
}

/** What is tainted, where. Small: only places that hold, or have held, stolen value. */
import type { Amount } from '../model/amount.ts';
import type { AssetId } from '../model/asset.ts';
import { type Location, type LocationId, locationId } from '../model/location.ts';
import { isPar, type Run } from '../model/lot.ts';

export type Holding = { readonly location: Location; readonly runs: readonly Run[] };

/** Null: the place is forgotten (its outpoint was spent). */
export type Changes = ReadonlyMap<LocationId, Holding | null>;

export type StateView = { get(id: LocationId): Holding | undefined };
export type State = Map<LocationId, Holding>;

/** Applies changes and returns what undoes them. */
export function commit(state: State, changes: Changes): Changes {
  const undo = new Map<LocationId, Holding | null>();
  for (const [id, holding] of changes) {
    undo.set(id, state.get(id) ?? null);
    if (holding === null) state.delete(id);
    else state.set(id, holding);
  }
  return undo;
}

/** Several steps' undo as one: the oldest value of each place wins. */
export function mergeUndo(older: Changes, newer: Changes): Changes {
  return new Map([...newer, ...older]);
}

/** A run as plain data, with nothing in it that would not change a result. */
type RunRecord =
  | readonly [amount: string]
  | readonly [amount: string, stolen: string, hops: number]
  | readonly [amount: string, stolen: string, hops: number, start: string, total: string, origin: string];

export type HoldingRecord = { readonly location: Location; readonly runs: readonly RunRecord[] };

export function encodeHolding({ location, runs }: Holding): HoldingRecord {
  return {
    location,
    runs: runs.map(({ amount, start, lot }): RunRecord => {
      if (lot === null) return [amount.toString()];
      if (isPar(lot)) return [amount.toString(), lot.stolen, lot.hops];
      return [
        amount.toString(),
        lot.stolen,
        lot.hops,
        start.toString(),
        lot.total.toString(),
        lot.origin.toString(),
      ];
    }),
  };
}

export function decodeHolding({ location, runs }: HoldingRecord): Holding {
  return {
    location,
    runs: runs.map(([amount, stolen, hops, start, total, origin]): Run => {
      const units: Amount = BigInt(amount);
      if (stolen === undefined || hops === undefined) return { amount: units, start: 0n, lot: null };
      const lot = {
        stolen: stolen as AssetId,
        hops,
        total: BigInt(total ?? amount),
        origin: BigInt(origin ?? amount),
      };
      return { amount: units, start: BigInt(start ?? '0'), lot };
    }),
  };
}

/** The state in one canonical form: places sorted by id, those without taint left out. */
export function canonicalState(state: State): readonly HoldingRecord[] {
  return [...state.values()]
    .filter((holding) => holding.runs.some((run) => run.lot !== null))
    .map((holding) => ({ id: locationId(holding.location), record: encodeHolding(holding) }))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map(({ record }) => record);
}

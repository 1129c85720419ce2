/**
 * Movements → places and edges. Amounts are in base units of the stolen asset (`origin`), so they can be
 * compared across swaps and bridges. What rests somewhere becomes an edge to its end.
 */
import type { EndJson, MovementJson } from '../../../src/contract/trace.ts';
import { type EndGroup, endKey, groupEnds } from './ends.ts';

export const STOLEN = 'stolen';

export type Place = {
  readonly id: string;
  /** Order of first arrival: the clock of the drawing. */
  readonly order: number;
  readonly first: string;
  readonly last: string;
  /** Movements that arrived at or left from here, as indexes into the trace's list. */
  readonly movements: readonly number[];
  /** A swap took place here: value changed its asset without changing its place. */
  readonly swapped: boolean;
};

export type Edge = {
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  readonly movements: readonly number[];
  /** The value crossed a bridge or a swap on the way. */
  readonly crossed: boolean;
};

export type FlowGraph = {
  readonly places: ReadonlyMap<string, Place>;
  readonly edges: readonly Edge[];
  readonly ends: readonly EndGroup[];
  readonly stolen: bigint;
};

type Draft = { order: number; first: string; last: string; movements: number[]; swapped: boolean };
type EdgeDraft = { from: string; to: string; amount: bigint; movements: number[]; crossed: boolean };

const CROSSINGS = new Set(['swap', 'bridge-out', 'bridge-in', 'lend']);

export function buildGraph(
  movements: readonly MovementJson[],
  ends: readonly EndJson[],
  asset: string,
  stolen: bigint,
): FlowGraph {
  const places = new Map<string, Draft>();
  const edges = new Map<string, EdgeDraft>();
  const arrivedAtEnd = new Map<string, bigint>();

  const touch = (id: string, time: string, index: number): Draft => {
    let place = places.get(id);
    if (place === undefined) {
      place = { order: places.size, first: time, last: time, movements: [], swapped: false };
      places.set(id, place);
    }
    if (time > place.last) place.last = time;
    place.movements.push(index);
    return place;
  };
  const join = (from: string, to: string, amount: bigint, index: number | null, crossed: boolean): void => {
    const key = `${from}\n${to}`;
    const edge = edges.get(key) ?? { from, to, amount: 0n, movements: [], crossed: false };
    edge.amount += amount;
    if (index !== null) edge.movements.push(index);
    edge.crossed ||= crossed;
    edges.set(key, edge);
  };

  for (const { movement, index } of inTime(movements, asset)) {
    const amount = BigInt(movement.origin);
    const from = movement.from ?? STOLEN;
    if (movement.from !== null) touch(movement.from, movement.time, index);
    if (movement.end !== null) {
      join(from, endKey(movement.end.kind, movement.end.label), amount, index, CROSSINGS.has(movement.type));
      const where = movement.to ?? (movement.end.kind === 'fee' ? null : movement.from);
      const key = restKey(movement.end.kind, movement.end.label, where);
      arrivedAtEnd.set(key, (arrivedAtEnd.get(key) ?? 0n) + amount);
    } else if (movement.to !== null) {
      if (movement.to === movement.from) places.get(movement.to)!.swapped = true;
      else {
        touch(movement.to, movement.time, index);
        join(from, movement.to, amount, index, CROSSINGS.has(movement.type));
      }
    }
  }
  for (const [key, amount] of restingAmounts(ends)) {
    const rests = amount - (arrivedAtEnd.get(key) ?? 0n);
    const [kind = '', label = '', location = ''] = key.split('\n');
    if (rests > 0n) join(places.has(location) ? location : STOLEN, endKey(kind, label), rests, null, false);
  }
  return {
    places: freeze(places),
    edges: [...edges.values()].filter((edge) => edge.amount > 0n),
    ends: groupEnds(ends, stolen),
    stolen,
  };
}

/** One asset's movements, by time; the trace's own order decides between equals. */
function inTime(
  movements: readonly MovementJson[],
  asset: string,
): { movement: MovementJson; index: number }[] {
  return movements
    .map((movement, index) => ({ movement, index }))
    .filter(({ movement }) => movement.stolen === asset)
    .sort((a, b) =>
      a.movement.time < b.movement.time ? -1 : a.movement.time > b.movement.time ? 1 : a.index - b.index,
    );
}

const restKey = (kind: string, label: string, location: string | null): string =>
  `${kind}\n${label}\n${location ?? ''}`;

/** Assets held in one place are one place in the drawing, so their ends are summed. */
function restingAmounts(ends: readonly EndJson[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const end of ends) {
    const key = restKey(end.kind, end.label, end.location);
    sums.set(key, (sums.get(key) ?? 0n) + BigInt(end.amount));
  }
  return sums;
}

const freeze = (places: Map<string, Draft>): Map<string, Place> =>
  new Map([...places].map(([id, draft]) => [id, { id, ...draft }]));

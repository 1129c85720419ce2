/**
 * Which places are drawn as themselves. Two things are folded, and both say how many they hold: the small
 * places of a column, and long runs of places that hand most of the value on to the next.
 */
import { compare, type EndGroup } from './ends.ts';
import { type Edge, type FlowGraph, STOLEN } from './graph.ts';

export type Box = {
  readonly id: string;
  readonly type: 'stolen' | 'place' | 'fold' | 'chain' | 'end';
  readonly column: number;
  /** The places it stands for; none for ends. */
  readonly members: readonly string[];
  readonly end: EndGroup | null;
  /** What came through: the larger of what arrived and what left. */
  readonly amount: bigint;
};

export type Band = {
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  readonly crossed: boolean;
  readonly movements: readonly number[];
};

export type Folded = {
  readonly boxes: readonly Box[];
  /** From left to right. */
  readonly bands: readonly Band[];
  /** Value that went back to a place it had been to, or to one further left. */
  readonly returns: readonly Band[];
  readonly columns: number;
};

export type FoldOptions = {
  /** A place below this share of the stolen value is small, in parts per million. */
  readonly minPpm: number;
  readonly maxPerColumn: number;
  /** With more steps than this, runs of places are drawn as one. */
  readonly maxSteps: number;
  /** Boxes the reader has opened. */
  readonly unfolded: ReadonlySet<string>;
};

export const FOLD_DEFAULTS: FoldOptions = {
  minPpm: 2500,
  maxPerColumn: 60,
  maxSteps: 7,
  unfolded: new Set(),
};

export function foldGraph(graph: FlowGraph, options: FoldOptions): Folded {
  let group = identity(graph);
  let columns = columnsOf(graph, group);
  if (lastColumn(columns) > options.maxSteps) {
    group = contractRuns(graph, options.unfolded);
    columns = columnsOf(graph, group);
  }
  group = foldSmall(graph, group, columns, options);
  return draw(graph, group, columns);
}

type Grouping = Map<string, string>;

const identity = (graph: FlowGraph): Grouping =>
  new Map([STOLEN, ...graph.places.keys()].map((id) => [id, id]));
const lastColumn = (columns: ReadonlyMap<string, number>): number => Math.max(0, ...columns.values());
const orderOf = (graph: FlowGraph, id: string): number =>
  id === STOLEN ? -1 : (graph.places.get(id)?.order ?? Number.POSITIVE_INFINITY);
const groupOf = (grouping: Grouping, id: string): string => grouping.get(id) ?? id;

/** Longest way from the theft along edges that go forward in time of first arrival, which cannot form a circle. */
function columnsOf(graph: FlowGraph, grouping: Grouping): Map<string, number> {
  const columns = new Map<string, number>([[STOLEN, 0]]);
  const byOrder = [...graph.places.values()].sort((a, b) => a.order - b.order);
  const arriving = new Map<string, Edge[]>();
  for (const edge of graph.edges) push(arriving, edge.to, edge);
  for (const place of byOrder) {
    const self = groupOf(grouping, place.id);
    let column = columns.get(self) ?? 1;
    for (const edge of arriving.get(place.id) ?? []) {
      const source = groupOf(grouping, edge.from);
      if (source === self || orderOf(graph, edge.from) > place.order) continue;
      column = Math.max(column, (columns.get(source) ?? 0) + 1);
    }
    columns.set(self, column);
  }
  return columns;
}

/** Runs of places in which each has one source and hands at least half on to the next. */
function contractRuns(graph: FlowGraph, unfolded: ReadonlySet<string>): Grouping {
  const grouping = identity(graph);
  const leaving = new Map<string, Edge[]>();
  const sources = new Map<string, number>();
  for (const edge of graph.edges) {
    push(leaving, edge.from, edge);
    sources.set(edge.to, (sources.get(edge.to) ?? 0) + 1);
  }
  const next = new Map<string, string>();
  for (const id of graph.places.keys()) {
    const out = leaving.get(id) ?? [];
    const total = out.reduce((sum, edge) => sum + edge.amount, 0n);
    const heir = out.find((edge) => edge.amount * 2n >= total && graph.places.has(edge.to));
    if (heir !== undefined && sources.get(heir.to) === 1 && orderOf(graph, heir.to) > orderOf(graph, id))
      next.set(id, heir.to);
  }
  const inner = new Set(next.values());
  for (const start of next.keys()) {
    if (inner.has(start)) continue;
    const run = [start];
    for (let at = next.get(start); at !== undefined; at = next.get(at)) run.push(at);
    const id = `chain:${start}`;
    if (run.length >= 3 && !unfolded.has(id)) for (const member of run) grouping.set(member, id);
  }
  return grouping;
}

function foldSmall(
  graph: FlowGraph,
  grouping: Grouping,
  columns: ReadonlyMap<string, number>,
  options: FoldOptions,
): Grouping {
  const through = throughputs(graph, grouping);
  const byColumn = new Map<number, string[]>();
  for (const id of new Set(grouping.values())) {
    if (id !== STOLEN) push(byColumn, columns.get(id) ?? 1, id);
  }
  const result = new Map(grouping);
  for (const [column, ids] of byColumn) {
    const id = `fold:${column}`;
    if (options.unfolded.has(id)) continue;
    const sorted = ids.toSorted(
      (a, b) => compare(through.get(b) ?? 0n, through.get(a) ?? 0n) || (a < b ? -1 : 1),
    );
    const small = sorted.filter(
      (box, rank) =>
        rank >= options.maxPerColumn - 1 ||
        (through.get(box) ?? 0n) * 1_000_000n < graph.stolen * BigInt(options.minPpm),
    );
    if (small.length < 2) continue;
    const folded = new Set(small);
    for (const [place, box] of grouping) if (folded.has(box)) result.set(place, id);
  }
  return result;
}

function throughputs(graph: FlowGraph, grouping: Grouping): Map<string, bigint> {
  const arrived = new Map<string, bigint>();
  const left = new Map<string, bigint>();
  for (const edge of graph.edges) {
    const from = groupOf(grouping, edge.from);
    const to = groupOf(grouping, edge.to);
    if (from === to) continue;
    left.set(from, (left.get(from) ?? 0n) + edge.amount);
    arrived.set(to, (arrived.get(to) ?? 0n) + edge.amount);
  }
  const all = new Set([...arrived.keys(), ...left.keys()]);
  return new Map([...all].map((id) => [id, larger(arrived.get(id) ?? 0n, left.get(id) ?? 0n)]));
}

function draw(graph: FlowGraph, grouping: Grouping, columns: ReadonlyMap<string, number>): Folded {
  const through = throughputs(graph, grouping);
  const members = new Map<string, string[]>();
  const column = new Map<string, number>();
  for (const [place, box] of grouping) {
    push(members, box, place);
    column.set(box, box.startsWith('fold:') ? Number(box.slice(5)) : (columns.get(box) ?? 1));
  }
  const bands = new Map<string, Band>();
  const returns = new Map<string, Band>();
  for (const edge of graph.edges) {
    const from = groupOf(grouping, edge.from);
    const to = groupOf(grouping, edge.to);
    if (from === to) continue;
    const forward = (column.get(from) ?? 0) < (column.get(to) ?? Number.POSITIVE_INFINITY);
    add(forward ? bands : returns, {
      from,
      to,
      amount: edge.amount,
      crossed: edge.crossed,
      movements: edge.movements,
    });
  }
  // A single theft wallet is its own beginning: a box before it would say the same twice.
  const starts = [...bands.values()].filter((band) => band.from === STOLEN);
  const only = starts.length === 1 && members.has(starts[0]!.to) ? starts[0] : undefined;
  const offset = only === undefined ? 0 : 1;
  if (only !== undefined) bands.delete(`${only.from}\n${only.to}`);
  const used = new Set([...bands.values(), ...returns.values()].flatMap((band) => [band.from, band.to]));
  const placed = [...members.keys()].filter((id) => used.has(id));
  const last = Math.max(0, ...placed.map((id) => (column.get(id) ?? 0) - offset));
  const boxes: Box[] = placed.map((id) => ({
    id,
    type:
      id === STOLEN
        ? 'stolen'
        : id.startsWith('fold:')
          ? 'fold'
          : id.startsWith('chain:')
            ? 'chain'
            : 'place',
    column: Math.max(0, (column.get(id) ?? 1) - offset),
    members: id === STOLEN ? [] : (members.get(id) ?? []),
    end: null,
    amount: through.get(id) ?? 0n,
  }));
  for (const end of graph.ends) {
    if (used.has(end.key))
      boxes.push({
        id: end.key,
        type: 'end',
        column: last + 1,
        members: [],
        end,
        amount: through.get(end.key) ?? 0n,
      });
  }
  return { boxes, bands: [...bands.values()], returns: [...returns.values()], columns: last + 2 };
}

function add(bands: Map<string, Band>, band: Band): void {
  const key = `${band.from}\n${band.to}`;
  const before = bands.get(key);
  bands.set(
    key,
    before === undefined
      ? band
      : {
          ...before,
          amount: before.amount + band.amount,
          crossed: before.crossed || band.crossed,
          movements: [...before.movements, ...band.movements],
        },
  );
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** What must be stored after each step of a stream, worked out by the kernel alone, in memory. */
import { hash } from 'node:crypto';
import { applyTransaction } from '../../src/core/flow/kernel.ts';
import {
  type Changes,
  commit,
  encodeHolding,
  type HoldingRecord,
  type State,
} from '../../src/core/flow/state.ts';
import type { ChainId } from '../../src/core/model/chain.ts';
import { locationId } from '../../src/core/model/location.ts';
import type { Gap, Movement } from '../../src/core/model/movement.ts';
import type { Block, ChainEvent } from '../../src/core/model/transaction.ts';
import { readingOf } from '../../src/core/trace/readings.ts';
import { canonicalJson, compareMovements } from '../../src/core/trace/seal.ts';
import type { Cursor, Store, TraceId } from '../../src/ports/store.ts';
import { openingOf, type Stream } from './stream.ts';

/** What the outside can see of a followed trace. */
export type View = {
  readonly cursors: readonly Cursor[];
  readonly holdings: readonly HoldingRecord[];
  readonly movements: readonly Movement[];
  readonly gaps: readonly Gap[];
};

export const fingerprint = (view: View): string => hash('sha256', canonicalJson(view), 'hex');

export async function viewOf(store: Store, trace: TraceId): Promise<View> {
  return {
    cursors: await store.cursors(trace),
    holdings: await store.holdings(trace),
    movements: await store.movements(trace),
    gaps: await store.gaps(trace),
  };
}

type Applied = {
  readonly block: Block;
  readonly movements: readonly Movement[];
  readonly gaps: readonly Gap[];
  readonly undo: readonly Changes[];
};
type Model = { readonly state: State; readonly applied: Applied[] };

/** One event of a stream as it really comes, and the cursors it leaves. */
export type Beat = { readonly event: ChainEvent; readonly cursors: string };

/** A beat and what must be stored after it. */
export type Step = Beat & { readonly fingerprint: string; readonly height: number };

export const cursorKey = (cursors: readonly Cursor[]): string =>
  canonicalJson(cursors.toSorted((a, b) => (a.chain < b.chain ? -1 : 1)));

const NOTHING = cursorKey([]);

/**
 * The stream beat by beat. A reorg of one chain undoes later blocks of the other too; a source then brings
 * those again, so they are beats of their own.
 */
export function beatsOf({ events }: Stream): readonly Beat[] {
  const standing: Block[] = [];
  const beats: Beat[] = [];
  const note = (event: ChainEvent): void => {
    if (event.type === 'block') standing.push(event.block);
    beats.push({ event, cursors: cursorKey(tipsOf(standing)) });
  };
  for (const event of events) {
    const first =
      event.type === 'block'
        ? -1
        : standing.findIndex((block) => block.chain === event.chain && block.height > event.height);
    const undone = first === -1 ? [] : standing.splice(first);
    note(event);
    for (const block of undone)
      if (event.type === 'reorg' && block.chain !== event.chain) note({ type: 'block', block });
  }
  return beats;
}

const tipsOf = (blocks: readonly Block[]): Cursor[] => [
  ...new Map(blocks.map(({ chain, height, hash }) => [chain, { chain, height, hash }])).values(),
];

export function simulate(stream: Stream): readonly Step[] {
  const model: Model = { state: new Map(), applied: [] };
  return beatsOf(stream).map(({ event, cursors }) => {
    if (event.type === 'block') applyBlock(model, stream, event.block);
    else undo(model, event.chain, event.height);
    const view = viewOfModel(model);
    return {
      event,
      cursors,
      fingerprint: fingerprint(view),
      height: Math.max(0, ...view.cursors.map((c) => c.height)),
    };
  });
}

/** The events that follow these cursors: from the last beat that left them. */
export function eventsAfter(beats: readonly Beat[], cursors: readonly Cursor[]): readonly ChainEvent[] {
  const key = cursorKey(cursors);
  const at = beats.findLastIndex((beat) => beat.cursors === key);
  if (at === -1 && key !== NOTHING) throw new Error(`no beat of the stream leaves the cursors ${key}`);
  return beats.slice(at + 1).map(({ event }) => event);
}

/** A view's step: the last whose fingerprint it has; null where it is the view of no block boundary. */
export function stepOf(steps: readonly Step[], view: View): number | null {
  if (view.cursors.length === 0 && view.movements.length === 0 && view.holdings.length === 0) return -1;
  const seen = fingerprint(view);
  const at = steps.findLastIndex((step) => step.fingerprint === seen);
  return at === -1 ? null : at;
}

/** The blocks that stand at the end, in the order in which they were applied last. */
export function standingBlocks(beats: readonly Beat[]): readonly Block[] {
  const standing: Block[] = [];
  for (const { event } of beats) {
    if (event.type === 'block') standing.push(event.block);
    else {
      const first = standing.findIndex((block) => block.chain === event.chain && block.height > event.height);
      if (first !== -1) standing.splice(first);
    }
  }
  return standing;
}

function applyBlock({ state, applied }: Model, { readings, rules }: Stream, block: Block): void {
  const entry = { block, movements: [] as Movement[], gaps: [] as Gap[], undo: [] as Changes[] };
  for (const transaction of block.transactions) {
    const balances = new Map<ReturnType<typeof locationId>, bigint | null>();
    for (const event of transaction.type === 'account' ? transaction.events : []) {
      if (event.to === null) continue;
      const location = {
        type: 'account',
        chain: transaction.chain,
        address: event.to,
        asset: event.asset,
      } as const;
      balances.set(locationId(location), openingOf(location));
    }
    const step = applyTransaction(state, transaction, readingOf(readings, transaction), rules, balances);
    entry.movements.push(...step.movements);
    entry.gaps.push(...step.gaps);
    entry.undo.push(commit(state, step.changes));
  }
  applied.push(entry);
}

function undo({ state, applied }: Model, chain: ChainId, height: number): void {
  const first = applied.findIndex(({ block }) => block.chain === chain && block.height > height);
  if (first === -1) return;
  const undone = applied.splice(first);
  for (const entry of undone.toReversed())
    for (const changes of entry.undo.toReversed()) commit(state, changes);
}

function viewOfModel({ state, applied }: Model): View {
  const byChain = applied.toSorted((a, b) =>
    a.block.chain === b.block.chain
      ? a.block.height - b.block.height
      : a.block.chain < b.block.chain
        ? -1
        : 1,
  );
  return {
    cursors: tipsOf(applied.map(({ block }) => block)).sort((a, b) => (a.chain < b.chain ? -1 : 1)),
    holdings: [...state].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, holding]) => encodeHolding(holding)),
    movements: applied.flatMap(({ movements }) => movements).sort(compareMovements),
    gaps: byChain.flatMap(({ gaps }) => gaps),
  };
}

/** What the suites of the stores stand on: an empty place for a store, a trace in it, blocks and streams to follow. */
import assert from 'node:assert/strict';
import type { Engine } from '../../src/adapters/stores/engine.ts';
import { follow } from '../../src/app/trace/follow.ts';
import { AshiatoError, type ErrorCode } from '../../src/core/model/errors.ts';
import type { Block } from '../../src/core/model/transaction.ts';
import type { BlockCommit, Store, TraceId } from '../../src/ports/store.ts';
import { eventsAfter, simulate } from '../kill/model.ts';
import { LAB_UTXO, openings, type Stream, type StreamOptions } from '../kill/stream.ts';

/** An empty place for one store: a folder, a schema. */
export type Ground = {
  readonly open: (options?: { readonly readOnly?: boolean }) => Promise<Store>;
  /** The engine under the store, without migrations. */
  readonly connect: () => Promise<Engine>;
  /** Runs SQL behind the store's back, with no store open. */
  readonly tamper: (...statements: string[]) => Promise<void>;
  readonly remove: () => Promise<void>;
};

export type Suite = { readonly name: string; readonly prepare: () => Promise<Ground> };

export const TRACE = 'trace-1' as TraceId;
export const RECORD = {
  id: TRACE,
  incident: 'lab',
  policy: 'fifo',
  request: { policy: 'fifo', asOf: null, list: [1, 2] },
};

/** A typed refusal that says what to do next. */
export const refusal =
  (code: ErrorCode) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof AshiatoError, String(error));
    assert.equal(error.code, code, `${error.message} ${String(error.cause)}`);
    assert.ok(error.next !== undefined && error.next.length > 10, 'the refusal says what to do next');
    return true;
  };

/** Follows a stream into a store, from wherever the store is. */
export async function followStream(store: Store, stream: Stream, trace = TRACE): Promise<void> {
  const steps = simulate(stream);
  await follow({
    store,
    trace,
    readings: stream.readings,
    rules: stream.rules,
    openings,
    events: async function* (cursors) {
      yield* eventsAfter(steps, cursors);
    },
  });
}

export const following = (store: Store, stream: Stream, blocks: readonly Block[], trace = TRACE) => ({
  store,
  trace,
  readings: stream.readings,
  rules: stream.rules,
  openings,
  events: async function* () {
    for (const block of blocks) yield { type: 'block', block } as const;
  },
});

export const SHORT: StreamOptions = { blocks: 60, depthOf: (n) => 1 + (n % 4), reorgEvery: 14 };
export const CALM: StreamOptions = { blocks: 40, depthOf: () => 1, reorgEvery: 1_000_000 };

export const emptyBlock = (height: number): BlockCommit => ({
  trace: TRACE,
  chain: LAB_UTXO,
  height,
  hash: `hash-${height}`,
  movements: [],
  gaps: [],
  changes: [],
  undo: [],
});

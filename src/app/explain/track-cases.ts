/**
 * Every recorded case of a real theft under each conserving policy, and every trace kept in the data folder as it was
 * asked: what the ledger knows first-hand.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Recording } from '../../core/model/case.ts';
import { POLICIES } from '../../core/model/rules.ts';
import { readTraces, type Tracked } from '../../core/strategy/tracked.ts';
import { DEFAULT_REQUEST, type TraceRequest } from '../../core/trace/request.ts';
import type { Trace } from '../../core/trace/result.ts';
import type { ChainSource } from '../../ports/chain-source.ts';
import type { Store } from '../../ports/store.ts';
import type { Library } from '../trace/library.ts';
import { RECORDING } from '../trace/save-trace.ts';
import { trace } from '../trace/trace.ts';
import { readRecording } from '../trace/trace-live.ts';

export type TrackedCases = {
  readonly tracked: readonly Tracked[];
  readonly traces: readonly (readonly Trace[])[];
};

/** What can be traced here, and the questions its data can answer. */
export type AtHand = {
  readonly recording: Recording;
  readonly source: string;
  readonly requests: readonly TraceRequest[];
};

export async function trackCases(
  cases: Iterable<AtHand>,
  sourceOf: (recording: Recording) => ChainSource,
): Promise<TrackedCases> {
  const tracked: Tracked[] = [];
  const all: Trace[][] = [];
  for (const { recording, source, requests } of cases) {
    const traces: Trace[] = [];
    await nextTurn();
    for (const request of requests) {
      traces.push(await trace(recording, sourceOf(recording), request));
      // A server answers others between two traces.
      await nextTurn();
    }
    const read = readTraces(traces, source);
    if (read === null) continue;
    tracked.push(read);
    all.push(traces);
  }
  return { tracked, traces: all };
}

/** The cases that ship, but for the laboratory's, each opened when it is its turn. */
export function* shippedCases(library: Library, minConfidence: number): Iterable<AtHand> {
  const requests = POLICIES.filter((policy) => policy !== 'poison').map((policy) => ({
    ...DEFAULT_REQUEST,
    policy,
    minConfidence,
  }));
  for (const id of library.caseIds) {
    const recording = library.openCase(id);
    if (!recording.laboratory) yield { recording, source: `cases/${id}`, requests };
  }
}

/** A kept recording holds the answers to its own questions only, so it is asked just these again. */
export async function keptCases(store: Store): Promise<AtHand[]> {
  const byDocument = new Map<string, { id: string; requests: TraceRequest[] }>();
  for (const { id, request } of await store.listTraces()) {
    const document = await store.getDocument(id, RECORDING);
    if (document === null) continue;
    const found = byDocument.get(document) ?? { id, requests: [] };
    found.requests.push((request as { readonly request: TraceRequest }).request);
    byDocument.set(document, found);
  }
  return [...byDocument]
    .map(([document, { id, requests }]) => ({
      recording: readRecording(document, id),
      source: `kept trace ${id}`,
      requests,
    }))
    .filter(({ recording }) => !recording.laboratory);
}

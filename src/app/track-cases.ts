/**
 * Every recorded case of a real theft, and every recording kept with a trace in the data folder, traced under each
 * conserving policy: what the ledger knows first-hand.
 */
import type { Recording } from '../core/model/case.ts';
import { POLICIES } from '../core/model/rules.ts';
import { readTraces, type Tracked } from '../core/strategy/tracked.ts';
import { DEFAULT_REQUEST } from '../core/trace/request.ts';
import type { Trace } from '../core/trace/result.ts';
import type { ChainSource } from '../ports/chain-source.ts';
import type { Store } from '../ports/store.ts';
import type { Library } from './library.ts';
import { RECORDING } from './save-trace.ts';
import { trace } from './trace.ts';
import { readRecording } from './trace-live.ts';

export type TrackedCases = {
  readonly tracked: readonly Tracked[];
  readonly traces: readonly (readonly Trace[])[];
};

export async function trackCases(
  recordings: readonly { readonly recording: Recording; readonly source: string }[],
  sourceOf: (recording: Recording) => ChainSource,
  minConfidence: number,
): Promise<TrackedCases> {
  const tracked: Tracked[] = [];
  const all: Trace[][] = [];
  for (const { recording, source } of recordings) {
    const traces: Trace[] = [];
    for (const policy of POLICIES)
      if (policy !== 'poison')
        traces.push(
          await trace(recording, sourceOf(recording), { ...DEFAULT_REQUEST, policy, minConfidence }),
        );
    const read = readTraces(traces, source);
    if (read !== null) tracked.push(read);
    all.push(traces);
  }
  return { tracked, traces: all };
}

/** The cases that ship, but for the laboratory's, and what live sources said where a trace of it was kept. */
export async function recordingsAtHand(
  library: Library,
  store: Store | null,
): Promise<{ readonly recording: Recording; readonly source: string }[]> {
  const shipped = library.caseIds
    .map((id) => ({ recording: library.openCase(id), source: `cases/${id}` }))
    .filter(({ recording }) => !recording.laboratory);
  const documents = new Map<string, string>();
  for (const { id } of (await store?.listTraces()) ?? []) {
    const document = await store?.getDocument(id, RECORDING);
    // Traces under several policies are kept with one and the same recording.
    if (document != null && !documents.has(document)) documents.set(document, id);
  }
  const kept = [...documents].map(([document, id]) => ({
    recording: readRecording(document, id),
    source: `kept trace ${id}`,
  }));
  return [...shipped, ...kept.filter(({ recording }) => !recording.laboratory)];
}

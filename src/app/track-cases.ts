/** Every recorded case of a real theft, traced under every conserving policy: what the ledger knows first-hand. */

import type { Recording } from '../core/model/case.ts';
import { POLICIES } from '../core/model/rules.ts';
import { readTraces, type Tracked } from '../core/strategy/tracked.ts';
import { DEFAULT_REQUEST } from '../core/trace/request.ts';
import type { Trace } from '../core/trace/result.ts';
import type { ChainSource } from '../ports/chain-source.ts';
import type { Library } from './library.ts';
import { trace } from './trace.ts';

export async function trackCases(
  library: Library,
  sourceOf: (recording: Recording) => ChainSource,
  minConfidence: number,
): Promise<{ readonly tracked: readonly Tracked[]; readonly traces: readonly (readonly Trace[])[] }> {
  const tracked: Tracked[] = [];
  const all: Trace[][] = [];
  for (const id of library.caseIds) {
    const recording = library.openCase(id);
    if (recording.laboratory) continue;
    const traces: Trace[] = [];
    for (const policy of POLICIES)
      if (policy !== 'poison')
        traces.push(
          await trace(recording, sourceOf(recording), { ...DEFAULT_REQUEST, policy, minConfidence }),
        );
    const read = readTraces(traces);
    if (read !== null) tracked.push(read);
    all.push(traces);
  }
  return { tracked, traces: all };
}

/** Does a saved trace again from its pinned inputs, offline, and compares byte for byte. */
import type { TraceJson } from '../../contract/trace.ts';
import type { Recording } from '../../core/model/case.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { traceToJson } from '../../core/report/json.ts';
import type { TraceRequest } from '../../core/trace/request.ts';
import { canonicalJson } from '../../core/trace/seal.ts';
import type { ChainSource } from '../../ports/chain-source.ts';
import { trace } from './trace.ts';

export type Recomputed = { readonly traceId: string; readonly bytes: number };

export async function recompute(
  recording: Recording,
  saved: TraceJson,
  sourceOf: (recording: Recording) => ChainSource,
): Promise<Recomputed> {
  const again = traceToJson(
    await trace(recording, sourceOf(recording), saved.inputs.request as TraceRequest),
  );
  for (const [name, expected] of Object.entries(saved.inputs.digests)) {
    if (again.inputs.digests[name] !== expected) {
      throw new AshiatoError('E_CASE_DIGEST', `the input "${name}" is not the one this trace was made from`, {
        where: `${saved.inputs.case}: ${name}`,
        next: 'Use the version of Ashiato that made the trace, or trace again.',
      });
    }
  }
  const [before, after] = [canonicalJson(saved), canonicalJson(again)];
  if (before !== after) {
    throw new AshiatoError(
      'E_RECOMPUTE_MISMATCH',
      `recomputing gives other figures: ${firstDifference(before, after)}`,
      {
        where: saved.traceId,
        next: 'The saved trace was altered, or this version computes differently: see the changelog for which results to redo.',
      },
    );
  }
  return { traceId: again.traceId, bytes: after.length };
}

function firstDifference(a: string, b: string): string {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  return `saved "…${a.slice(Math.max(0, i - 30), i + 30)}…", now "…${b.slice(Math.max(0, i - 30), i + 30)}…"`;
}

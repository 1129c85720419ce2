/** The traces that are kept, as screening asks them: who was reached, and how far that says anything. */
import { type TraceJson, traceSchema } from '../contract/trace.ts';
import type { Tip } from '../core/model/case.ts';
import { getChain } from '../core/model/chain.ts';
import type { Day } from '../core/model/list.ts';
import {
  type ExposureBook,
  incompleteness,
  makeExposureBook,
  type Traced,
} from '../core/screening/exposure.ts';
import type { Store } from '../ports/store.ts';
import { RECORDING, RESULT } from './save-trace.ts';
import { readRecording } from './trace-live.ts';

export type IncidentDay = { readonly id: string; readonly date: string };

/** Of several traces of one incident and policy the one that reaches furthest counts. */
export async function exposuresKept(
  store: Store,
  incidents: readonly IncidentDay[],
  environment: 'production' | 'laboratory',
): Promise<ExposureBook> {
  const traced = new Map<string, Kept>();
  for (const { id } of await store.listTraces()) {
    const text = await store.getDocument(id, RESULT);
    // A trace without its result was killed half-way, and says nothing.
    if (text === null) continue;
    const json = traceSchema.parse(JSON.parse(text));
    if (json.laboratory !== (environment === 'laboratory')) continue;
    // A recorded case ends in the past, and the blocks of its tables are not a chain's: it shows flows, no coverage.
    const recording = await store.getDocument(id, RECORDING);
    const live = recording !== null;
    const ends = json.assets.flatMap((asset) => asset.ends);
    const next: Kept = {
      traceId: id,
      incident: json.incident,
      stolenOn: (incidents.find((each) => each.id === json.incident)?.date ?? null) as Day | null,
      policy: json.policy,
      tips: live ? json.inputs.tips.map(tipOf) : [],
      reach: Math.min(...json.inputs.tips.map(({ time }) => Date.parse(time))),
      maxHops: json.inputs.request.maxHops,
      movements: await store.movements(id),
      incomplete: live
        ? incompleteness(ends, json.gaps.length)
        : 'its trace is a recorded case, which ends in the past',
      caveats: recording === null ? [] : (readRecording(recording, RECORDING).asked?.caveats ?? []),
    };
    const key = `${next.incident} ${next.policy}`;
    const before = traced.get(key);
    if (before === undefined || next.reach >= before.reach) traced.set(key, next);
  }
  return makeExposureBook(
    [...traced.values()],
    incidents.map(({ id }) => id),
  );
}

/** With the time up to which it was followed. */
type Kept = Traced & { readonly reach: number };

const tipOf = ({ chain, height, hash, time }: TraceJson['inputs']['tips'][number]): Tip => ({
  chain: getChain(chain).id,
  height,
  hash,
  time: Math.floor(Date.parse(time) / 1000),
});

/** The traces that are kept, as screening asks them: who was reached, and how far that says anything. */
import { traceSchema } from '../contract/trace.ts';
import { type ChainId, getChain } from '../core/model/chain.ts';
import type { Day } from '../core/model/list.ts';
import {
  type ExposureBook,
  incompleteness,
  makeExposureBook,
  type Traced,
} from '../core/screening/exposure.ts';
import type { Store } from '../ports/store.ts';
import { RESULT } from './save-trace.ts';

export type IncidentDay = { readonly id: string; readonly date: string };

/** Of several traces of one incident and policy the one that reaches furthest counts. */
export async function exposuresKept(
  store: Store,
  incidents: readonly IncidentDay[],
  environment: 'production' | 'laboratory',
): Promise<ExposureBook> {
  const traced = new Map<string, Traced>();
  for (const { id } of await store.listTraces()) {
    const text = await store.getDocument(id, RESULT);
    // A trace without its result was killed half-way, and says nothing.
    if (text === null) continue;
    const json = traceSchema.parse(JSON.parse(text));
    if (json.laboratory !== (environment === 'laboratory')) continue;
    const ends = json.assets.flatMap((asset) => asset.ends);
    const next: Traced = {
      traceId: id,
      incident: json.incident,
      stolenOn: (incidents.find((each) => each.id === json.incident)?.date ?? null) as Day | null,
      policy: json.policy,
      tips: json.inputs.tips.map(({ chain, height, hash, time }) => ({
        chain: getChain(chain).id satisfies ChainId,
        height,
        hash,
        time: Math.floor(Date.parse(time) / 1000),
      })),
      maxHops: json.inputs.request.maxHops,
      movements: await store.movements(id),
      incomplete: incompleteness(ends, json.gaps.length),
    };
    const key = `${next.incident} ${next.policy}`;
    const before = traced.get(key);
    if (before === undefined || reach(next) >= reach(before)) traced.set(key, next);
  }
  return makeExposureBook(
    [...traced.values()],
    incidents.map(({ id }) => id),
  );
}

const reach = ({ tips }: Traced): number => Math.min(...tips.map(({ time }) => time));

/** What traces at hand say of flows: their trails under every conserving policy, and what was spent together on them. */
import { type Trail, trailOf } from '../../core/strategy/trail.ts';
import { coSpentOn } from './co-spends.ts';
import type { TrackedCases } from './track-cases.ts';

export type Trails = {
  readonly trails: readonly Trail[];
  /** Groups of addresses that spend together, by the branches of stolen value only. */
  readonly clusters: readonly (readonly string[])[];
};

export function trailsOf({ tracked, traces }: TrackedCases): Trails {
  const conserving = traces.map((own) => own.filter(({ request }) => request.policy !== 'poison'));
  return {
    trails: conserving.flatMap((own, i) => own.map((each) => trailOf(each, tracked[i]?.source ?? ''))),
    clusters: conserving.flatMap(([first]) =>
      first === undefined ? [] : coSpentOn(first.recording, first.movements),
    ),
  };
}

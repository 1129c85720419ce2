/**
 * A trace read as a story in time: when value first moved, what passed through a set of places and when, and what lies
 * still. Amounts are units of the stolen asset, so that a swap on the way changes nothing.
 */
import type { Amount } from '../model/amount.ts';
import type { AssetId } from '../model/asset.ts';
import { type Location, type LocationId, locationId } from '../model/location.ts';
import type { EndKind, Movement } from '../model/movement.ts';
import type { StolenAsset, Trace } from '../trace/result.ts';
import { SECONDS_OF_DAY } from './day.ts';
import type { Range } from './tracked.ts';

/** A movement and the time of its block, in seconds UTC. */
export type Step = Movement & { readonly time: number };

export type Trail = {
  readonly incident: string;
  /** Where its data lies: a case that ships, or a trace that was kept. */
  readonly source: string;
  readonly policy: string;
  /** The time of the newest block that the trace could see. */
  readonly until: number;
  readonly steps: readonly Step[];
  readonly assets: readonly StolenAsset[];
};

export function trailOf({ recording, request, tips, movements, assets }: Trace, source: string): Trail {
  const times = new Map(
    [...recording.chains].flatMap(([chain, blocks]) =>
      blocks.map(({ height, time }): [string, number] => [`${chain}|${height}`, time]),
    ),
  );
  return {
    incident: recording.incident ?? recording.id,
    source,
    policy: request.policy,
    until: Math.max(...tips.map(({ time }) => time)),
    // Canonical order goes chain by chain; what happened in one second keeps it.
    steps: movements
      .flatMap((movement) => {
        const time = times.get(`${movement.chain}|${movement.place.height}`);
        return time === undefined ? [] : [{ ...movement, time }];
      })
      .sort((a, b) => a.time - b.time),
    assets,
  };
}

/** Movements of one stolen asset after the theft, under the policy that has fewest: the n of any share of it. */
export const movementsOf = (policies: readonly Trail[], stolen: AssetId): number =>
  Math.min(
    ...policies.map(
      ({ steps }) => steps.filter((step) => step.stolen === stolen && step.from !== null).length,
    ),
  );

export const beganAt = ({ steps }: Trail): number | null =>
  steps.find(({ type }) => type === 'seed')?.time ?? null;

/** How much reached ends of these kinds within so many days of the theft. */
export function endedWithin(trail: Trail, stolen: AssetId, kinds: readonly EndKind[], days: number): Amount {
  const began = beganAt(trail);
  if (began === null) return 0n;
  return trail.steps.reduce(
    (sum, step) =>
      step.stolen === stolen &&
      step.end !== null &&
      kinds.includes(step.end.kind) &&
      step.time <= began + days * SECONDS_OF_DAY
        ? sum + step.origin
        : sum,
    0n,
  );
}

/** What rests unspent at the end of the data, and how much of it where nothing moved for so many days before. */
export function restingOf(
  { steps, assets, until }: Trail,
  stolen: AssetId,
  days: number,
): { readonly resting: Amount; readonly dormant: Amount } {
  const moved = new Map<LocationId, number>();
  for (const { from, to, time } of steps)
    for (const place of [from, to]) if (place !== null) moved.set(locationId(place), time);
  let [resting, dormant] = [0n, 0n];
  for (const { kind, location, amount } of assets.find(({ asset }) => asset.id === stolen)?.ends ?? []) {
    if (kind !== 'unspent' || location === null) continue;
    resting += amount;
    if ((moved.get(locationId(location)) ?? until) <= until - days * SECONDS_OF_DAY) dormant += amount;
  }
  return { resting, dormant };
}

export type Passage = {
  /** Rested in the places when it began. */
  readonly rested: Amount;
  /** Of that and of what came later, each unit once: at least, for what came back may have been in already; at most. */
  readonly touched: Range;
  /** Left the places again since. */
  readonly left: Amount;
  /** Every place that value reached through the places since. */
  readonly behind: ReadonlySet<LocationId>;
};

/** What was in a set of places from a time on, or came into it later. */
export function passageFrom(
  { steps, assets }: Trail,
  stolen: AssetId,
  isIn: (location: Location) => boolean,
  from: number,
): Passage {
  const total = assets.find(({ asset }) => asset.id === stolen)?.stolen ?? 0n;
  const behind = new Set<LocationId>();
  const within = (location: Location | null): boolean => location !== null && isIn(location);
  let [rested, surely, perhaps, left] = [0n, 0n, 0n, 0n];
  for (const step of steps) {
    if (step.stolen !== stolen) continue;
    const [leaves, enters] = [within(step.from), within(step.to)];
    if (step.time < from) {
      // What had ended there, in a mixer for instance, is counted as gone: nobody saw it rest.
      if (enters && step.end === null) rested += step.origin;
      if (leaves) rested -= step.origin;
      continue;
    }
    const origin = step.from === null ? null : locationId(step.from);
    if (leaves && !enters) left += step.origin;
    if (enters && !leaves) {
      perhaps += step.origin;
      if (origin === null || !behind.has(origin)) surely += step.origin;
    }
    if (step.to !== null && !enters && (leaves || (origin !== null && behind.has(origin))))
      behind.add(locationId(step.to));
  }
  const most = rested + perhaps;
  return {
    rested,
    touched: { low: rested + surely, high: most > total ? total : most },
    left,
    behind,
  };
}

/** The trails of one theft from one source, a policy each. */
export const byCase = (
  trails: readonly Trail[],
): { readonly first: Trail; readonly policies: readonly Trail[] }[] =>
  [...Map.groupBy(trails, ({ incident, source }) => `${incident}|${source}`).values()].flatMap((policies) =>
    policies[0] === undefined ? [] : [{ first: policies[0], policies }],
  );

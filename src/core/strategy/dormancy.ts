/** What lies still and what had reached a mixer or a service by when, of traced thefts: ranges over policies. */
import type { Amount } from '../model/amount.ts';
import { type Day, dayAt, SECONDS_OF_DAY } from './day.ts';
import { type Range, rangeOf } from './tracked.ts';
import { beganAt, byCase, endedWithin, movementsOf, restingOf, type Trail } from './trail.ts';

/** Longer than this without a movement, value is called dormant. */
export const DORMANT_DAYS = 90;

/** One stolen asset of one traced theft, in its units. */
export type Course = {
  readonly incident: string;
  readonly source: string;
  readonly symbol: string;
  readonly decimals: number;
  readonly stolen: Amount;
  /** After the theft: the n of a share. */
  readonly movements: number;
  readonly seenUntil: Day;
  readonly seenDays: number;
  /** Unspent at the end of the data. */
  readonly resting: Range;
  /** Of it where nothing moved for ninety days; null where the data end sooner after the theft. */
  readonly dormant: Range | null;
  /** Had reached a mixer or a named service so many days after the theft. */
  readonly reached: readonly { readonly days: number; readonly amount: Range }[];
};

const GRID = [0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365] as const;

export function coursesOf(trails: readonly Trail[]): Course[] {
  return byCase(trails).flatMap(({ first, policies }) => {
    const began = beganAt(first);
    if (began === null) return [];
    const seenDays = Math.floor((first.until - began) / SECONDS_OF_DAY);
    return first.assets.map(({ asset, stolen }): Course => {
      const rests = policies.map((trail) => restingOf(trail, asset.id, DORMANT_DAYS));
      return {
        incident: first.incident,
        source: first.source,
        symbol: asset.symbol,
        decimals: asset.decimals,
        stolen,
        movements: movementsOf(policies, asset.id),
        seenUntil: dayAt(first.until),
        seenDays,
        resting: rangeOf(rests.map(({ resting }) => resting)),
        dormant: seenDays < DORMANT_DAYS ? null : rangeOf(rests.map(({ dormant }) => dormant)),
        reached: GRID.filter((days) => days <= seenDays).map((days) => ({
          days,
          amount: rangeOf(policies.map((trail) => endedWithin(trail, asset.id, ['mixer', 'service'], days))),
        })),
      };
    });
  });
}

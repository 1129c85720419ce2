/** When a holding lies above the reader's threshold: what was seen, where and when, said once for each sum. */
import type { Gauge } from './gauge.ts';
import type { Cents } from './prices.ts';

export type Crossing = {
  readonly threshold: Cents;
  readonly what: string;
  /** The day it was seen. */
  readonly day: string;
  readonly basis: 'traced' | 'published';
  /** `straddled`: the range holds the threshold, so perhaps. */
  readonly state: 'crossed' | 'straddled';
  readonly usd: { readonly low: Cents; readonly high: Cents };
  readonly sources: readonly string[];
};

/** A crossing and when it was first found here. */
export type RecordedCrossing = Crossing & { readonly at: string };

export const crossingsOf = (gauge: Gauge | null): Crossing[] =>
  (gauge?.readings ?? []).flatMap(({ what, day, basis, usd, threshold: state, sources }) =>
    gauge?.threshold != null && usd !== null && (state === 'crossed' || state === 'straddled')
      ? [{ threshold: gauge.threshold, what, day, basis, state, usd, sources }]
      : [],
  );

/** The same holding above the same sum is one crossing, whatever a newer price makes of it. */
export const crossingKey = ({
  threshold,
  what,
  day,
  basis,
}: Pick<Crossing, 'threshold' | 'what' | 'day' | 'basis'>): string => [threshold, basis, day, what].join('|');

export function unrecorded(found: readonly Crossing[], recorded: readonly Crossing[]): Crossing[] {
  const known = new Set(recorded.map(crossingKey));
  return found.filter((each) => !known.has(crossingKey(each)));
}

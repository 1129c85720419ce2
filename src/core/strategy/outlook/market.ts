/**
 * Does a recovering market bring more thefts? The covariate is what bitcoin gained in the ninety days before; its
 * effect on the rate is fitted from the past alone, shrunk towards none.
 */
import { type Day, dayNumber, dayOf } from '../day.ts';
import type { PriceSeries } from '../prices.ts';
import type { Uniform } from './chance.ts';
import type { Event } from './model.ts';
import { blockInterval, type Interval } from './scores.ts';

/** The natural logarithm of what bitcoin gained in so many days before a day; null without both prices. */
export type Market = (day: number, days: number) => number | null;

export const LOOK_BACK = 90;
const STEP = 30;
/** Normal prior of the effect: one half either way is already a large one. */
const PRIOR_DEVIATION = 0.5;

/** The series that reaches furthest; two sources are never mixed, for their hours differ. */
export function marketOf(series: readonly PriceSeries[]): { market: Market; by: string } | null {
  const [best] = series
    .filter(({ asset, currency }) => asset === 'BTC' && currency === 'USD')
    .map((each) => ({ each, last: [...each.days.keys()].sort().at(-1) ?? '' }))
    .sort((a, b) => (a.last > b.last ? -1 : 1));
  if (best === undefined) return null;
  const price = (day: number): number | null => {
    const found = best.each.days.get(dayOf(day));
    return found === undefined ? null : Number(found);
  };
  return {
    by: best.each.id,
    market: (day, days) => {
      const [now, before] = [price(day - 1), price(day - 1 - days)];
      return now === null || before === null ? null : Math.log(now / before);
    },
  };
}

/** The effect on the logarithm of the rate: Poisson likelihood on past months of thirty days, by Newton's method. */
export function fitEffect(
  events: readonly Event[],
  start: number,
  origin: number,
  halfLife: number,
  market: Market,
): number {
  const decay = Math.LN2 / halfLife;
  const months: { z: number; count: number; expected: number }[] = [];
  for (let end = origin; end - STEP >= start + 365; end -= STEP) {
    const begin = end - STEP;
    const z = market(begin, LOOK_BACK);
    if (z === null) continue;
    const before = events.filter(({ day }) => day >= start && day < begin);
    const weight = before.reduce((sum, { day }) => sum + Math.exp(-decay * (begin - day)), 0);
    const days = (1 - Math.exp(-decay * (begin - start))) / decay;
    months.push({
      z,
      count: events.filter(({ day }) => day >= begin && day < end).length,
      expected: ((1 + weight) / (60 + days)) * STEP,
    });
  }
  let effect = 0;
  for (let round = 0; round < 25; round += 1) {
    let [slope, curve] = [-effect / PRIOR_DEVIATION ** 2, 1 / PRIOR_DEVIATION ** 2];
    for (const { z, count, expected } of months) {
      const mean = expected * Math.exp(effect * z);
      slope += z * (count - mean);
      curve += z * z * mean;
    }
    effect += slope / curve;
  }
  return effect;
}

export type Lag = {
  /** Months by which the market goes before the thefts; negative: the thefts go before. */
  readonly lead: number;
  readonly months: number;
  readonly counts: { readonly correlation: number; readonly interval: Interval | null };
  readonly totals: { readonly correlation: number; readonly interval: Interval | null };
};

const MAX_LAG = 6;
const BLOCK = 6;

/** Monthly thefts, less the mean of the twelve months before (they grew), against monthly gains of bitcoin. */
export function leadLag(
  events: readonly Event[],
  from: Day,
  until: Day,
  market: Market,
  uniform: Uniform,
): Lag[] {
  const first = dayNumber(from);
  const length = Math.floor((dayNumber(until) - first) / STEP);
  const months = Array.from({ length }, (_, i) => {
    const own = events.filter(({ day }) => day >= first + i * STEP && day < first + (i + 1) * STEP);
    return {
      count: own.length,
      total: Math.log10(1 + own.reduce((sum, { millions }) => sum + millions, 0)),
      gain: market(first + (i + 1) * STEP, STEP),
    };
  });
  const less = (of: (month: (typeof months)[number]) => number): (number | null)[] =>
    months.map((month, i) => {
      const before = months.slice(Math.max(0, i - 12), i);
      return before.length < 12 ? null : of(month) - before.reduce((sum, each) => sum + of(each), 0) / 12;
    });
  const [counts, totals] = [less(({ count }) => count), less(({ total }) => total)];
  const gains = months.map(({ gain }) => gain);
  return Array.from({ length: 2 * MAX_LAG + 1 }, (_, k) => k - MAX_LAG).map((lead) => {
    const pair = (values: readonly (number | null)[]): [number, number][] =>
      values.flatMap((value, i): [number, number][] => {
        const gain = gains[i - lead];
        return value === null || gain === undefined || gain === null ? [] : [[gain, value]];
      });
    const of = (pairs: [number, number][]) => ({
      correlation: correlation(pairs),
      interval: blockInterval(pairs, BLOCK, correlation, uniform),
    });
    const pairs = pair(counts);
    return { lead, months: pairs.length, counts: of(pairs), totals: of(pair(totals)) };
  });
}

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const n = pairs.length;
  const [mx, my] = [0, 1].map((at) => pairs.reduce((sum, pair) => sum + (pair[at] ?? 0), 0) / n) as [
    number,
    number,
  ];
  let [xy, xx, yy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    xy += (x - mx) * (y - my);
    xx += (x - mx) ** 2;
    yy += (y - my) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

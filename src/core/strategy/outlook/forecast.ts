/** A forecast as it is issued and, once its days are in the catalogue, scored. Nothing of it changes after that. */
import { type Day, dayNumber, daysAfter } from '../day.ts';
import type { Theft } from '../facts.ts';
import { climatologyAt, HORIZONS, lossWithin, type RandomOf, START, THRESHOLDS } from './backtest.ts';
import { fitEffect, LOOK_BACK, type Market } from './market.ts';
import {
  type Event,
  exceedanceBands,
  FROZEN,
  fit,
  LEAST_MILLIONS,
  MODEL,
  type Parameters,
  simulate,
} from './model.ts';
import { brier, crps, exceedance, logMillions, quantile } from './scores.ts';

/** Enough for the second digit of a probability. */
const DRAWS = 10_000;

export type Spread = { readonly p10: number; readonly p50: number; readonly p90: number };

export type Outlook = {
  readonly horizon: number;
  readonly from: Day;
  readonly until: Day;
  /** Probability that the total is above so many million dollars. */
  readonly exceeds: readonly {
    readonly millions: number;
    readonly model: number;
    readonly climatology: number;
    readonly withMarket: number | null;
  }[];
  readonly thefts: Spread;
  readonly totalMillions: Spread;
  readonly largestMillions: Spread;
  /** The 1st to the 99th percentile of the total, for scoring. */
  readonly percentiles: readonly number[];
};

export type Issued = {
  readonly model: string;
  readonly parameters: Parameters;
  /** The last day that the catalogue holds; the forecast begins on the next. */
  readonly cutOff: Day;
  readonly market: { readonly by: string; readonly gain: number; readonly effect: number } | null;
  readonly outlooks: readonly Outlook[];
};

export type ForecastScore = {
  readonly horizon: number;
  readonly cutOff: Day;
  readonly observedMillions: number;
  readonly crpsLog: number;
  readonly brier: readonly { readonly millions: number; readonly score: number }[];
};

/** What the record of forecasts holds: each as it was issued and, later, how it did. */
export type ForecastEntry =
  | { readonly type: 'issued'; readonly id: string; readonly at: string; readonly forecast: Issued }
  | { readonly type: 'scored'; readonly id: string; readonly at: string; readonly score: ForecastScore };

/** Counted thefts of at least the model's least size; those without a figure cannot be among them. */
export const eventsOf = (thefts: readonly Theft[]): Event[] =>
  thefts.flatMap(({ counted, loss, day }) => {
    // Statistics need no cents: a Number holds every loss to the dollar.
    const millions = loss === null ? 0 : Number(loss / 100n) / 1e6;
    return counted && millions >= LEAST_MILLIONS ? [{ day: dayNumber(day), millions }] : [];
  });

export function issue(
  events: readonly Event[],
  cutOff: Day,
  thresholds: readonly number[],
  randomOf: RandomOf,
  market: { readonly market: Market; readonly by: string } | null,
): Issued {
  const [start, origin] = [dayNumber(START), dayNumber(cutOff) + 1];
  const model = fit(events, start, origin, FROZEN);
  const gain = market?.market(origin, LOOK_BACK) ?? null;
  const moved =
    market === null || gain === null
      ? null
      : { by: market.by, gain, effect: fitEffect(events, start, origin, FROZEN.halfLife, market.market) };
  return {
    model: MODEL,
    parameters: FROZEN,
    cutOff,
    market: moved,
    outlooks: HORIZONS.map((horizon) => {
      const drawn = simulate(model, horizon, DRAWS, randomOf(horizon));
      const withMarket =
        moved === null
          ? null
          : simulate(model, horizon, DRAWS, randomOf(horizon), Math.exp(moved.effect * moved.gain));
      const past = climatologyAt(events, start, origin, horizon);
      return {
        horizon,
        from: daysAfter(cutOff, 1),
        until: daysAfter(cutOff, horizon),
        exceeds: [...new Set([...THRESHOLDS, ...thresholds])]
          .sort((a, b) => a - b)
          .map((millions) => ({
            millions,
            model: rounded(exceedance(drawn.totals, millions)),
            climatology: rounded(exceedance(past, millions)),
            withMarket: withMarket === null ? null : rounded(exceedance(withMarket.totals, millions)),
          })),
        thefts: spreadOf(drawn.counts),
        totalMillions: spreadOf(drawn.totals),
        largestMillions: spreadOf(drawn.largest),
        percentiles: Array.from({ length: 99 }, (_, i) => rounded(quantile(drawn.totals, (i + 1) / 100))),
      };
    }),
  };
}

/** The outlooks whose last day the catalogue holds by now; others wait. */
export function scoreDue(
  { cutOff: issuedAt, outlooks }: Issued,
  events: readonly Event[],
  cutOff: Day,
): ForecastScore[] {
  return outlooks
    .filter(({ until }) => until <= cutOff)
    .map(({ horizon, percentiles, exceeds }) => {
      const origin = dayNumber(issuedAt) + 1;
      const observed = lossWithin(events, origin, origin + horizon);
      return {
        horizon,
        cutOff,
        observedMillions: rounded(observed),
        crpsLog: rounded(crps(percentiles.map(logMillions), logMillions(observed))),
        brier: exceeds.map(({ millions, model }) => ({
          millions,
          score: rounded(brier(model, observed > millions)),
        })),
      };
    });
}

const spreadOf = (members: ArrayLike<number>): Spread => ({
  p10: rounded(quantile(members, 0.1)),
  p50: rounded(quantile(members, 0.5)),
  p90: rounded(quantile(members, 0.9)),
});

/** Four decimals: what is written is what is scored. */
const rounded = (value: number): number => Number(value.toFixed(4));

/** Days of a window that were over on `day`, of which nobody has to guess any more. */
export const daysGone = ({ from, horizon }: Pick<Outlook, 'from' | 'horizon'>, day: Day): number =>
  Math.min(horizon, Math.max(0, dayNumber(day) - dayNumber(from)));

/** What can be issued on `day`: a window that is over is no forecast, and one that runs is marked when it is read. */
export const stillRunning = (issued: Issued, day: Day): Issued => ({
  ...issued,
  outlooks: issued.outlooks.filter((each) => daysGone(each, day) < each.horizon),
});

/** Totals for which a curve of probabilities is drawn, in millions. */
export const CURVE = [
  1, 2, 5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000,
];

/** The same forecast with fewer thresholds. */
export const withThresholds = (issued: Issued, thresholds: readonly number[]): Issued => ({
  ...issued,
  outlooks: issued.outlooks.map((each) => ({
    ...each,
    exceeds: each.exceeds.filter(({ millions }) => thresholds.includes(millions)),
  })),
});

/** For each horizon, how open the model’s own parameters leave its curve. */
export function curveBands(
  events: readonly Event[],
  cutOff: Day,
  randomOf: RandomOf,
): { readonly low: number; readonly high: number }[][] {
  const [start, origin] = [dayNumber(START), dayNumber(cutOff) + 1];
  const model = fit(events, start, origin, FROZEN);
  return HORIZONS.map((horizon) =>
    exceedanceBands(model, horizon, CURVE, randomOf(horizon)).map(({ low, high }) => ({
      low: rounded(low),
      high: rounded(high),
    })),
  );
}

/** The scores that are due by now and stand in the record not yet. */
export const scoresDue = (
  log: readonly ForecastEntry[],
  events: readonly Event[],
  cutOff: Day,
): { readonly id: string; readonly score: ForecastScore }[] =>
  log.flatMap((entry) =>
    entry.type === 'scored'
      ? []
      : scoreDue(entry.forecast, events, cutOff)
          .filter(({ horizon }) => !isScored(log, entry.id, horizon))
          .map((score) => ({ id: entry.id, score })),
  );

const isScored = (log: readonly ForecastEntry[], id: string, horizon: number): boolean =>
  log.some((each) => each.type === 'scored' && each.id === id && each.score.horizon === horizon);

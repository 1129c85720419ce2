/**
 * Forecasts as they would have been made: from each origin on, only what had happened before is used. The rows
 * themselves were attributed later, so an origin knows more than a person knew on that day; no score here undoes that.
 */
import { type Day, dayNumber, dayOf } from '../day.ts';
import type { Uniform } from './chance.ts';
import { fitEffect, LOOK_BACK, type Market } from './market.ts';
import { CHOICES, type Event, FROZEN, fit, type Parameters, simulate } from './model.ts';
import {
  blockInterval,
  brier,
  crps,
  exceedance,
  type Interval,
  intervalScore,
  logMillions,
  meanOf,
} from './scores.ts';

export const HORIZONS = [30, 90, 365] as const;
export const THRESHOLDS = [10, 100, 500, 1000] as const;
export const START = '2017-01-01' as Day;
const FIRST_ORIGIN = '2019-01-01' as Day;
/** Windows that end before this day chose the parameters; origins from it on are scored. */
export const FROZEN_BEFORE = '2023-01-01' as Day;
const STEP = 30;
const DRAWS = 1500;
const ALPHA = 0.2;
/** Months next to each other are alike even where their windows do not overlap. */
const LEAST_BLOCK = 3;
/** Windows of a climatology start a week apart. */
const WEEK = 7;

export type Forecaster = 'model' | 'model with market' | 'climatology' | 'trailing mean';

export type Scored = {
  readonly origin: Day;
  readonly horizon: number;
  readonly observed: number;
  /** Per forecaster; the market's is missing where a price is. */
  readonly by: ReadonlyMap<Forecaster, Scores>;
};

export type Scores = {
  readonly crpsLog: number;
  readonly crpsMillions: number;
  readonly interval: number;
  readonly covered: boolean;
  readonly exceeds: ReadonlyMap<number, { readonly probability: number; readonly happened: boolean }>;
};

/** `randomOf` gives the same draws for the same number, so that forecasters differ by their beliefs alone. */
export type RandomOf = (seed: number) => Uniform;

export function rollOrigins(
  events: readonly Event[],
  cutOff: Day,
  randomOf: RandomOf,
  market: Market | null,
  parameters: Parameters = FROZEN,
): Scored[] {
  const [start, end] = [dayNumber(START), dayNumber(cutOff) + 1];
  const scored: Scored[] = [];
  for (let origin = dayNumber(FIRST_ORIGIN); origin < end; origin += STEP) {
    for (const horizon of HORIZONS) {
      if (origin + horizon > end) continue;
      const observed = lossWithin(events, origin, origin + horizon);
      const ensembles = forecastsAt(events, start, origin, horizon, randomOf(origin * 1000 + horizon), {
        market,
        parameters,
        again: () => randomOf(origin * 1000 + horizon),
      });
      scored.push({
        origin: dayOf(origin),
        horizon,
        observed,
        by: new Map([...ensembles].map(([name, members]) => [name, scoreOf(members, observed)])),
      });
    }
  }
  return scored;
}

type How = {
  readonly market: Market | null;
  readonly parameters: Parameters;
  readonly again: () => Uniform;
};

function forecastsAt(
  events: readonly Event[],
  start: number,
  origin: number,
  horizon: number,
  uniform: Uniform,
  { market, parameters, again }: How,
): Map<Forecaster, ArrayLike<number>> {
  const model = fit(events, start, origin, parameters);
  const ensembles = new Map<Forecaster, ArrayLike<number>>([
    ['model', simulate(model, horizon, DRAWS, uniform).totals],
    ['climatology', climatologyAt(events, start, origin, horizon)],
    ['trailing mean', [(lossWithin(events, origin - 365, origin) * horizon) / 365]],
  ]);
  const z = market?.(origin, LOOK_BACK) ?? null;
  if (market !== null && z !== null) {
    const effect = fitEffect(events, start, origin, parameters.halfLife, market);
    ensembles.set('model with market', simulate(model, horizon, DRAWS, again(), Math.exp(effect * z)).totals);
  }
  return ensembles;
}

/** Every window of this length that had ended: a forecast that knows history and nothing else. */
export function climatologyAt(
  events: readonly Event[],
  start: number,
  origin: number,
  horizon: number,
): number[] {
  const totals: number[] = [];
  for (let end = origin; end - horizon >= start; end -= WEEK)
    totals.push(lossWithin(events, end - horizon, end));
  return totals;
}

export const lossWithin = (events: readonly Event[], from: number, until: number): number =>
  events.reduce((sum, { day, millions }) => (day >= from && day < until ? sum + millions : sum), 0);

function scoreOf(members: ArrayLike<number>, observed: number): Scores {
  const logs = Array.from(members, logMillions);
  const seen = logMillions(observed);
  const score = intervalScore(logs, ALPHA, seen);
  const width = intervalScore(logs, ALPHA, logs.length === 1 ? (logs[0] ?? 0) : medianOf(logs));
  return {
    crpsLog: crps(logs, seen),
    crpsMillions: crps(members, observed),
    interval: score,
    covered: score === width,
    exceeds: new Map(
      THRESHOLDS.map((millions) => [
        millions,
        { probability: exceedance(members, millions), happened: observed > millions },
      ]),
    ),
  };
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

export type Skill = {
  readonly forecaster: Forecaster;
  readonly against: Forecaster;
  readonly horizon: number;
  readonly score: string;
  readonly origins: number;
  /** Windows that do not overlap: how much was really seen. */
  readonly windows: number;
  readonly mean: number;
  readonly reference: number;
  /** 1 − mean / reference; below nothing where the reference did better, null where that made no error at all. */
  readonly skill: number | null;
  readonly interval: Interval | null;
  readonly claim: 'better' | 'worse' | 'not told apart' | 'too few cases';
};

/** Fewer windows than these support no claim, however the figures look. */
export const LEAST_WINDOWS = 10;
/** Nor fewer windows that crossed a threshold, or that did not. */
const LEAST_CASES = 5;

type Measure = (scores: Scores) => number;

const brierOf = (millions: number): string => `Brier, > $${millions} m`;

const MEASURES: readonly (readonly [string, Measure])[] = [
  ['CRPS, log', ({ crpsLog }) => crpsLog],
  ['CRPS, $ m', ({ crpsMillions }) => crpsMillions],
  ['interval 80 %, log', ({ interval }) => interval],
  ...THRESHOLDS.map((millions): readonly [string, Measure] => [
    brierOf(millions),
    ({ exceeds }) => {
      const each = exceeds.get(millions);
      return each === undefined ? Number.NaN : brier(each.probability, each.happened);
    },
  ]),
];

export function skillsOf(
  scored: readonly Scored[],
  forecaster: Forecaster,
  against: Forecaster,
  uniform: Uniform,
): Skill[] {
  return HORIZONS.flatMap((horizon) => {
    const pairs = scored
      .filter((each) => each.horizon === horizon)
      .flatMap(({ by }) => {
        const [own, reference] = [by.get(forecaster), by.get(against)];
        return own === undefined || reference === undefined ? [] : [{ own, reference }];
      });
    const block = Math.max(LEAST_BLOCK, Math.ceil(horizon / STEP));
    const windows = Math.ceil(pairs.length / Math.ceil(horizon / STEP));
    return MEASURES.map(([score, measure]): Skill => {
      const skillIn = (cases: typeof pairs): number =>
        1 -
        meanOf(cases.map(({ own }) => measure(own))) /
          meanOf(cases.map(({ reference }) => measure(reference)));
      const reference = meanOf(pairs.map((pair) => measure(pair.reference)));
      const interval = blockInterval(pairs, block, (drawn) => skillIn([...drawn]), uniform);
      return {
        forecaster,
        against,
        horizon,
        score,
        origins: pairs.length,
        windows,
        mean: meanOf(pairs.map(({ own }) => measure(own))),
        reference,
        skill: reference === 0 ? null : skillIn(pairs),
        interval: reference === 0 ? null : interval,
        claim: claimOf(reference === 0 ? null : interval, Math.min(windows, support(score, pairs, horizon))),
      };
    });
  });
}

/** A probability is only tried by thresholds that were crossed, and not crossed, often enough. */
function support(score: string, pairs: readonly { readonly own: Scores }[], horizon: number): number {
  const threshold = THRESHOLDS.find((millions) => score === brierOf(millions));
  if (threshold === undefined) return Number.POSITIVE_INFINITY;
  const happened = pairs.filter(({ own }) => own.exceeds.get(threshold)?.happened === true).length;
  const rarer = (Math.min(happened, pairs.length - happened) * STEP) / horizon;
  return rarer < LEAST_CASES ? 0 : Number.POSITIVE_INFINITY;
}

function claimOf(interval: Interval | null, windows: number): Skill['claim'] {
  if (windows < LEAST_WINDOWS || interval === null) return 'too few cases';
  if (interval.low > 0) return 'better';
  return interval.high < 0 ? 'worse' : 'not told apart';
}

export type Bin = {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly forecast: number;
  readonly happened: number;
};

/** How often it happened where the forecast said so: all thresholds of one horizon together. */
export function reliability(scored: readonly Scored[], forecaster: Forecaster, horizon: number): Bin[] {
  const said = scored
    .filter((each) => each.horizon === horizon)
    .flatMap(({ by }) => [...(by.get(forecaster)?.exceeds.values() ?? [])]);
  return [0, 0.2, 0.4, 0.6, 0.8].map((from) => {
    const to = from + 0.2;
    const own = said.filter(({ probability: p }) => p >= from && (p < to || (from === 0.8 && p <= 1)));
    return {
      from,
      to,
      n: own.length,
      forecast: own.length === 0 ? Number.NaN : meanOf(own.map(({ probability }) => probability)),
      happened: own.filter(({ happened }) => happened).length,
    };
  });
}

export const coverageOf80 = (scored: readonly Scored[], forecaster: Forecaster, horizon: number) => {
  const own = scored.filter((each) => each.horizon === horizon).flatMap(({ by }) => by.get(forecaster) ?? []);
  return { n: own.length, covered: own.filter(({ covered }) => covered).length };
};

/** The choice that was frozen: the mean CRPS of every candidate on windows that end in 2022 or before. */
export function chooseParameters(
  events: readonly Event[],
  randomOf: RandomOf,
): { readonly parameters: Parameters; readonly crpsLog: number }[] {
  const last = dayOf(dayNumber(FROZEN_BEFORE) - 1);
  return CHOICES.map((parameters) => {
    const scored = rollOrigins(events, last, randomOf, null, parameters);
    return { parameters, crpsLog: meanOf(scored.map(({ by }) => by.get('model')?.crpsLog ?? Number.NaN)) };
  }).sort((a, b) => a.crpsLog - b.crpsLog);
}

/** How many windows of a length have passed since the freeze, side by side. */
export const windowsSinceFreeze = (cutOff: Day, horizon: number): number =>
  Math.floor((dayNumber(cutOff) + 1 - dayNumber(FROZEN_BEFORE)) / horizon);

/** The windows that the choice saw: their scores flatter the model. */
export const scoredForChoice = (scored: readonly Scored[]): Scored[] =>
  scored.filter(({ origin, horizon }) => dayNumber(origin) + horizon <= dayNumber(FROZEN_BEFORE));

export const scoredAfterFreeze = (scored: readonly Scored[]): Scored[] =>
  scored.filter(({ origin }) => origin >= FROZEN_BEFORE);

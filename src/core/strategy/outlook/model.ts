/**
 * How many thefts, and how large: a count and a heavy-tailed size, both with the uncertainty of their parameters.
 *
 * - Thefts of at least $1 m arrive by a Poisson process whose rate has a gamma posterior; older days weigh less, by a
 *   half-life, for the rate has changed tenfold since 2016.
 * - A size is log-normal up to $50 m (normal-inverse-gamma posterior) and Pareto above it (gamma posterior of its
 *   exponent); whether it is above has a beta posterior. The prior of the exponent keeps a handful of large thefts
 *   from deciding alone. No theft is drawn above $5 bn, more than three times the largest there was.
 *
 * Sizes are statistics in millions of dollars, not money: floating point is right for them.
 */
import { beta, gamma, normal, poisson, type Uniform } from './chance.ts';
import { exceedance, quantile } from './scores.ts';

export type Event = { readonly day: number; readonly millions: number };

export type Parameters = {
  /** Days after which a past day weighs half. */
  readonly halfLife: number;
  /** The Pareto exponent that is believed before any data. */
  readonly priorExponent: number;
};

/** Chosen by CRPS on windows that end in 2022 or before (docs/outlook-backtest.md), and not touched since. */
export const FROZEN: Parameters = { halfLife: 1460, priorExponent: 0.8 };
export const CHOICES: readonly Parameters[] = [182, 365, 730, 1460].flatMap((halfLife) =>
  [0.8, 1, 1.3].map((priorExponent) => ({ halfLife, priorExponent })),
);

export const MODEL = 'gamma-poisson, log-normal with Pareto tail, 1';
/** Smaller thefts are listed by some years' sources only. */
export const LEAST_MILLIONS = 1;
const TAIL_MILLIONS = 50;
const MOST_MILLIONS = 5000;
/** One theft in sixty days, believed as firmly as sixty days of data. */
const PRIOR_RATE = { thefts: 1, days: 60 };
/** The prior of the exponent weighs as much as four large thefts. */
const PRIOR_EXPONENT_WEIGHT = 4;
/** Enough windows that chance moves a band by a hundredth or two. */
const WORLDS = 120;
const WINDOWS_OF_WORLD = 250;
const PRIOR_BODY = { mean: Math.log(6), weight: 1, shape: 2, scale: 2 };

export type Fit = {
  readonly rate: { readonly shape: number; readonly days: number };
  readonly body: {
    readonly mean: number;
    readonly weight: number;
    readonly shape: number;
    readonly scale: number;
  };
  readonly exponent: { readonly shape: number; readonly rate: number };
  readonly tail: { readonly a: number; readonly b: number };
};

/** Uses only what happened before `origin`, and no day before `start`. */
export function fit(events: readonly Event[], start: number, origin: number, parameters: Parameters): Fit {
  const past = events.filter(({ day }) => day >= start && day < origin);
  const decay = Math.LN2 / parameters.halfLife;
  const weighted = past.reduce((sum, { day }) => sum + Math.exp(-decay * (origin - day)), 0);
  const days = (1 - Math.exp(-decay * (origin - start))) / decay;
  const small = past
    .filter(({ millions }) => millions < TAIL_MILLIONS)
    .map(({ millions }) => Math.log(millions));
  const large = past.filter(({ millions }) => millions >= TAIL_MILLIONS);
  const shape = PRIOR_EXPONENT_WEIGHT;
  return {
    rate: { shape: PRIOR_RATE.thefts + weighted, days: PRIOR_RATE.days + days },
    body: posteriorOfBody(small),
    exponent: {
      shape: shape + large.length,
      rate:
        shape / parameters.priorExponent +
        large.reduce((sum, { millions }) => sum + Math.log(millions / TAIL_MILLIONS), 0),
    },
    tail: { a: 1 + large.length, b: 5 + small.length },
  };
}

/** Normal-inverse-gamma (Murphy 2007, section 3). */
function posteriorOfBody(logs: readonly number[]): Fit['body'] {
  const { mean: m0, weight: k0, shape, scale } = PRIOR_BODY;
  const n = logs.length;
  const mean = n === 0 ? m0 : logs.reduce((a, b) => a + b, 0) / n;
  const spread = logs.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return {
    mean: (k0 * m0 + n * mean) / (k0 + n),
    weight: k0 + n,
    shape: shape + n / 2,
    scale: scale + spread / 2 + (k0 * n * (mean - m0) ** 2) / (2 * (k0 + n)),
  };
}

/** Per draw: the total, the number of thefts and the largest. */
export type Simulated = {
  readonly totals: Float64Array;
  readonly counts: Float64Array;
  readonly largest: Float64Array;
};

/** One set of parameters that the past allows. */
type World = {
  readonly rate: number;
  readonly exponent: number;
  readonly tail: number;
  readonly mean: number;
  readonly deviation: number;
};

function drawWorld(model: Fit, uniform: Uniform): World {
  const rate = gamma(model.rate.shape, uniform) / model.rate.days;
  const exponent = gamma(model.exponent.shape, uniform) / model.exponent.rate;
  const tail = beta(model.tail.a, model.tail.b, uniform);
  const variance = model.body.scale / gamma(model.body.shape, uniform);
  const mean = model.body.mean + normal(uniform) * Math.sqrt(variance / model.body.weight);
  return { rate, exponent, tail, mean, deviation: Math.sqrt(variance) };
}

type Window = { readonly total: number; readonly count: number; readonly largest: number };

function drawWindow(
  { rate, exponent, tail, mean, deviation }: World,
  days: number,
  uniform: Uniform,
): Window {
  const count = poisson(rate * days, uniform);
  let [total, largest] = [0, 0];
  for (let k = 0; k < count; k += 1) {
    const size = uniform() < tail ? drawTail(exponent, uniform) : drawBody(mean, deviation, uniform);
    total += size;
    if (size > largest) largest = size;
  }
  return { total, count, largest };
}

/** `factor` multiplies the rate: 1 without a covariate. */
export function simulate(model: Fit, days: number, draws: number, uniform: Uniform, factor = 1): Simulated {
  const [totals, counts, largest] = [0, 0, 0].map(() => new Float64Array(draws)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < draws; i += 1) {
    const world = drawWorld(model, uniform);
    const window = drawWindow({ ...world, rate: world.rate * factor }, days, uniform);
    totals[i] = window.total;
    counts[i] = window.count;
    largest[i] = window.largest;
  }
  return { totals, counts, largest };
}

/**
 * How far the probability of a total above each threshold depends on parameters that the past leaves open: the middle
 * 90 % over sets of parameters, each with windows of its own.
 */
export function exceedanceBands(
  model: Fit,
  days: number,
  thresholds: readonly number[],
  uniform: Uniform,
): { readonly low: number; readonly high: number }[] {
  const worlds = Array.from({ length: WORLDS }, () => {
    const world = drawWorld(model, uniform);
    const totals = Float64Array.from(
      { length: WINDOWS_OF_WORLD },
      () => drawWindow(world, days, uniform).total,
    );
    return thresholds.map((millions) => exceedance(totals, millions));
  });
  return thresholds.map((_, i) => {
    const chances = worlds.map((each) => each[i] ?? 0);
    return { low: quantile(chances, 0.05), high: quantile(chances, 0.95) };
  });
}

/** Pareto above the threshold, cut at the top by inversion. */
function drawTail(exponent: number, uniform: Uniform): number {
  const atTop = (TAIL_MILLIONS / MOST_MILLIONS) ** exponent;
  return TAIL_MILLIONS * (atTop + uniform() * (1 - atTop)) ** (-1 / exponent);
}

/** Log-normal between the least and the threshold, by rejection; a parameter far outside ends at the nearer edge. */
function drawBody(mean: number, deviation: number, uniform: Uniform): number {
  for (let tries = 0; tries < 100; tries += 1) {
    const size = Math.exp(mean + deviation * normal(uniform));
    if (size >= LEAST_MILLIONS && size < TAIL_MILLIONS) return size;
  }
  return mean < Math.log(TAIL_MILLIONS) / 2 ? LEAST_MILLIONS : TAIL_MILLIONS;
}

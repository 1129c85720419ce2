/** How good a forecast was: proper scores, smaller is better, and how sure a difference of scores is. */
import type { Uniform } from './chance.ts';

/** CRPS of an ensemble (Gneiting and Raftery 2007, eq. 21), from sorted members in one pass. */
export function crps(members: ArrayLike<number>, observed: number): number {
  const sorted = Float64Array.from(members).sort();
  const n = sorted.length;
  let [distance, spread] = [0, 0];
  for (const [i, x] of sorted.entries()) {
    distance += Math.abs(x - observed);
    spread += x * (2 * i + 1 - n);
  }
  return distance / n - spread / (n * n);
}

/** Linear between order statistics. */
export function quantile(members: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(members).sort();
  const at = p * (sorted.length - 1);
  const low = Math.floor(at);
  const [a = 0, b = a] = [sorted[low], sorted[low + 1]];
  return a + (b - a) * (at - low);
}

/** Of the central interval that leaves `alpha` out (Gneiting and Raftery 2007, eq. 43). */
export function intervalScore(members: ArrayLike<number>, alpha: number, observed: number): number {
  const [low, high] = [quantile(members, alpha / 2), quantile(members, 1 - alpha / 2)];
  const miss = observed < low ? low - observed : observed > high ? observed - high : 0;
  return high - low + (2 / alpha) * miss;
}

export function exceedance(members: ArrayLike<number>, threshold: number): number {
  let above = 0;
  for (let i = 0; i < members.length; i += 1) if ((members[i] ?? 0) > threshold) above += 1;
  return above / members.length;
}

export const brier = (probability: number, happened: boolean): number =>
  (probability - (happened ? 1 : 0)) ** 2;

export const meanOf = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;

/** Total losses span five powers of ten: on this scale no single theft decides a score. */
export const logMillions = (millions: number): number => Math.log10(1 + millions);

export type Interval = { readonly low: number; readonly high: number };

/**
 * A 90 % interval of a figure of neighbouring cases, by resampling blocks of them (Künsch 1989), for windows that
 * overlap err alike. Null where there are fewer than two blocks.
 */
export function blockInterval<T>(
  cases: readonly T[],
  block: number,
  figure: (resampled: readonly T[]) => number,
  uniform: Uniform,
  rounds = 400,
): Interval | null {
  if (cases.length < 2 * block) return null;
  const figures = Array.from({ length: rounds }, () => {
    const drawn: T[] = [];
    while (drawn.length < cases.length) {
      const from = Math.floor(uniform() * (cases.length - block + 1));
      drawn.push(...cases.slice(from, from + block));
    }
    return figure(drawn.slice(0, cases.length));
  }).filter(Number.isFinite);
  return figures.length === 0 ? null : { low: quantile(figures, 0.05), high: quantile(figures, 0.95) };
}

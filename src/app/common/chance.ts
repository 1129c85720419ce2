/** Chance that a seed repeats, for what the outlook simulates. */
import { makeRandom } from '../../core/laboratory/prng.ts';
import type { Uniform } from '../../core/strategy/outlook/chance.ts';

const STEPS = 2 ** 32;

/** Never nothing and never one: logarithms are taken of it. */
export function uniformOf(seed: number): Uniform {
  const random = makeRandom(seed);
  return () => (random.below(STEPS) + 0.5) / STEPS;
}

/** For the placebo days of the event studies; written down so that the figures repeat. */
export const PLACEBO_SEED = 90;

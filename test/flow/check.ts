/** Runs a property with a seed that the test prints, so a failure can be repeated with FC_SEED. */
import type { TestContext } from 'node:test';
import fc from 'fast-check';

/** A developer's machine tries fewer each time; CI tries them all. */
export const RUNS = process.env.CI === 'true' ? 1_000 : 250;

export function check<T>(t: TestContext, property: fc.IProperty<T>, numRuns = RUNS): void {
  const seed =
    process.env.FC_SEED === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(process.env.FC_SEED);
  t.diagnostic(`seed ${seed}, ${numRuns} runs`);
  fc.assert(property, { numRuns, seed });
}

/** Answers damaged in one place, for fuzzing what reads them. */
import fc, { type Arbitrary } from 'fast-check';

export type Damage = {
  readonly steps: readonly number[];
  readonly replacement: unknown;
  readonly gone: boolean;
};

/** Where, by so many steps into a value, each to one of its keys; and what stands there then. */
export const damages = (odd: Arbitrary<unknown>, keys: number, depth: number): Arbitrary<Damage> =>
  fc.record({
    steps: fc.array(fc.nat(keys), { maxLength: depth }),
    replacement: odd,
    gone: fc.boolean(),
  });

/** One place of a value is something else, or gone. */
export function damage(
  value: unknown,
  steps: readonly number[],
  replacement: unknown,
  gone: boolean,
): unknown {
  if (value === null || typeof value !== 'object' || steps.length === 0) return replacement;
  const keys = Object.keys(value);
  const key = keys[steps[0]! % Math.max(1, keys.length)];
  if (key === undefined) return replacement;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  if (gone && steps.length === 1) {
    if (Array.isArray(copy)) copy.splice(Number(key), 1);
    else delete copy[key];
  } else copy[key] = damage(copy[key], steps.slice(1), replacement, gone);
  return copy;
}

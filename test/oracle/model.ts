/**
 * What the oracle asks of a policy. A purse is the content of one place, in whatever form makes the policy
 * obvious. Amounts are small numbers, so every unit can be looked at.
 */
import type { AssetId } from '../../src/core/model/asset.ts';

/** What of one stolen asset, moved so often, a purse holds. */
export type Share = {
  readonly stolen: AssetId;
  readonly hops: number;
  readonly held: number;
  readonly origin: number;
};

export type Seed = { readonly stolen: AssetId; readonly amount: number; readonly origin: number };

export type Model<P> = {
  clean(amount: number): P;
  seeded(seed: Seed, credited: number): P;
  size(purse: P): number;
  shares(purse: P): Share[];
  /** The purse one movement later, with what `ends` picks made clean. */
  moved(purse: P, by: number, ends: (stolen: AssetId, hops: number) => boolean): P;
  spend(inputs: readonly P[], values: readonly number[]): P[];
  debit(place: P, amount: number): { taken: P; left: P };
  credit(place: P, arrived: P): P;
  /** The purse in the units received for it; `lost` is what was too small for one of them. */
  convert(purse: P, received: number): { kept: P; lost: Share[] };
  encumber(place: P, units: number): { taken: P; left: P };
  release(place: P, units: number): P;
  /** The purse as text, unit by unit where units can be told apart. */
  show(purse: P): string;
};

/** Shares `total` out by `weights`: floors, then one unit each to the largest fraction, ties by index. */
export function hamilton(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum === 0) return weights.map(() => 0);
  const parts = weights.map((w) => Math.floor((total * w) / sum));
  const fractions = weights.map((w) => (total * w) % sum);
  for (let given = parts.reduce((a, b) => a + b, 0); given < total; given += 1) {
    const largest = fractions.indexOf(Math.max(...fractions));
    parts[largest]! += 1;
    fractions[largest] = -1;
  }
  return parts;
}

/** The envelope by end group: least and most over the conserving policies, and the ceiling. */
import type { EnvelopeJson } from '../../../src/contract/trace.ts';
import type { EndKind } from '../../../src/core/model/movement.ts';
import { compare, endKey } from './ends.ts';

export type Range = {
  readonly key: string;
  readonly kind: EndKind;
  readonly label: string;
  readonly min: bigint;
  readonly max: bigint;
  readonly byPolicy: ReadonlyMap<string, bigint>;
  /** Poison's sum, never more than was stolen; null where poison was not asked. */
  readonly ceiling: bigint | null;
};

type EnvelopeAsset = EnvelopeJson['assets'][number];

const byName = (end: EnvelopeAsset['ends'][number]): string => endKey(end.kind, end.label);
export const byKind = (end: EnvelopeAsset['ends'][number]): string => end.kind;

/** Sums by policy first: the least of a sum is not the sum of the leasts. */
export function rangesOf(asset: EnvelopeAsset, keyOf = byName): Range[] {
  const stolen = BigInt(asset.stolen);
  const policies = [...new Set(asset.ends.flatMap((end) => Object.keys(end.byPolicy)))].filter(
    (name) => name !== 'poison',
  );
  const groups = Map.groupBy(asset.ends, keyOf);
  return [...groups]
    .map(([key, ends]) => {
      const byPolicy = new Map(
        policies.map((policy) => [
          policy,
          ends.reduce((sum, end) => sum + BigInt(end.byPolicy[policy] ?? '0'), 0n),
        ]),
      );
      const sums = [...byPolicy.values()].sort(compare);
      const ceilings = ends.flatMap((end) => (end.ceiling === null ? [] : [BigInt(end.ceiling)]));
      const ceiling = ceilings.reduce((sum, value) => sum + value, 0n);
      return {
        key,
        kind: ends[0]!.kind,
        label: ends[0]!.label,
        min: sums[0] ?? 0n,
        max: sums.at(-1) ?? 0n,
        byPolicy,
        ceiling: ceilings.length === 0 ? null : ceiling > stolen ? stolen : ceiling,
      };
    })
    .sort((a, b) => compare(b.max, a.max) || (a.key < b.key ? -1 : 1));
}

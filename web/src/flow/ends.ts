/** Ends by kind and name: what the right edge of the drawing, its table and the bars all show alike. */
import type { EndJson } from '../../../src/contract/trace.ts';
import type { EndKind } from '../../../src/core/model/movement.ts';

export type EndGroup = {
  readonly key: string;
  readonly kind: EndKind;
  readonly label: string;
  readonly amount: bigint;
  /** Largest first. */
  readonly members: readonly EndJson[];
};

export const endKey = (kind: string, label: string): string => `end:${kind}|${label}`;

/**
 * Groups ends by kind and label, largest first; ties by key, so that the order is stable. Under poison the same
 * value is counted at many ends; still, no group can hold more than everything.
 */
export function groupEnds(ends: readonly EndJson[], stolen: bigint): EndGroup[] {
  const groups = new Map<string, EndJson[]>();
  for (const end of ends) {
    if (end.amount === '0') continue;
    const key = endKey(end.kind, end.label);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [end]);
    else members.push(end);
  }
  return [...groups]
    .map(([key, members]) => {
      const sorted = members.toSorted((a, b) => compare(BigInt(b.amount), BigInt(a.amount)));
      const first = members[0]!;
      const sum = sumOf(sorted);
      return {
        key,
        kind: first.kind,
        label: first.label,
        amount: sum > stolen ? stolen : sum,
        members: sorted,
      };
    })
    .sort((a, b) => compare(b.amount, a.amount) || (a.key < b.key ? -1 : 1));
}

export const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

const sumOf = (ends: readonly EndJson[]): bigint => ends.reduce((sum, end) => sum + BigInt(end.amount), 0n);

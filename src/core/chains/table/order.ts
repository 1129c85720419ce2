/**
 * The order of transactions that share a block or, where there are no blocks, a second: credits before debits,
 * then file order. A transaction that pays an account comes before those that take from the same account's
 * balance of the same asset; among those that are ready, the first in the file goes first.
 *
 * Two transactions that pay each other at the same time form a circle, whose order nothing tells. Zero-value
 * rows bind only as long as they close no circle, since they neither need nor bring funds.
 *
 * Cost: for n transactions of one moment, the pairs that share an account, plus n² comparisons at worst.
 */
import { AshiatoError } from '../../model/errors.ts';
import type { TableRow } from './rows.ts';

/** The rows of one transaction, in file order. */
export type RowGroup = { readonly tx: string; readonly rows: readonly TableRow[] };

export function orderGroups(groups: readonly RowGroup[]): RowGroup[] {
  if (groups.length < 2) return [...groups];
  const all = sortByFlow(groups, movesBetween);
  if (all.rest.length === 0) return all.sorted;
  const funded = sortByFlow(groups, (row) => movesBetween(row) && row.amount > 0n);
  if (funded.rest.length === 0) return funded.sorted;
  throw circle(funded.rest);
}

/** A transfer to oneself brings nothing to its account and needs nothing that it does not return. */
const movesBetween = (row: TableRow): boolean => row.from !== row.to;

type Sorted = { readonly sorted: RowGroup[]; readonly rest: RowGroup[] };

/** Kahn's algorithm, always taking the first group in file order that waits for nothing. */
function sortByFlow(groups: readonly RowGroup[], binds: (row: TableRow) => boolean): Sorted {
  const waitsFor = predecessors(groups, binds);
  const open = groups.map((_, index) => index);
  const done = new Set<number>();
  const sorted: RowGroup[] = [];
  while (open.length > 0) {
    const at = open.findIndex((index) => [...waitsFor[index]!].every((earlier) => done.has(earlier)));
    if (at < 0) break;
    const [index] = open.splice(at, 1);
    done.add(index!);
    sorted.push(groups[index!]!);
  }
  return { sorted, rest: open.map((index) => groups[index]!) };
}

function predecessors(groups: readonly RowGroup[], binds: (row: TableRow) => boolean): Set<number>[] {
  const payers = new Map<string, Set<number>>();
  groups.forEach((group, index) => {
    for (const row of group.rows) {
      if (row.to === null || !binds(row)) continue;
      const key = `${row.to}|${row.asset.id}`;
      payers.set(key, (payers.get(key) ?? new Set()).add(index));
    }
  });
  return groups.map((group, index) => {
    const earlier = new Set<number>();
    for (const row of group.rows) {
      if (row.from === null || !binds(row)) continue;
      for (const payer of payers.get(`${row.from}|${row.asset.id}`) ?? [])
        if (payer !== index) earlier.add(payer);
    }
    return earlier;
  });
}

/** What is left over holds the circle and whatever waits behind it; only the circle is named. */
function circle(rest: readonly RowGroup[]): AshiatoError {
  let core = [...rest];
  for (;;) {
    const funded = core.flatMap((group) => group.rows.filter((row) => movesBetween(row) && row.amount > 0n));
    const debited = new Set(funded.map((row) => `${row.from}|${row.asset.id}`));
    const next = core.filter((group) =>
      group.rows.some(
        (row) => movesBetween(row) && row.amount > 0n && debited.has(`${row.to}|${row.asset.id}`),
      ),
    );
    if (next.length === core.length || next.length === 0) break;
    core = next;
  }
  const rows = core.flatMap((group) => group.rows);
  const lines = rows.map((row) => row.line).join(', ');
  const first = rows[0]!;
  return new AshiatoError(
    'E_TIME_CYCLE',
    `the transfers on lines ${lines} pay each other in a circle at the same time`,
    {
      where: first.where,
      next: 'Fill the block column for these rows, or give rows that are one transaction the same tx in their order.',
    },
  );
}

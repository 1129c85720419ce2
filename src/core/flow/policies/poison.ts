/**
 * Poison: whatever touches taint is tainted whole. A ceiling, not a measure: it does not conserve, and is kept
 * out of the envelope. A run stands for the whole balance; there is one run for each stolen asset.
 * How much of the stolen asset a poisoned place could hold at most: all that was poisoned where it came from,
 * but never more than its own units where a unit stands for at most one stolen unit.
 * Cost: linear in the stolen assets.
 */
import type { Amount } from '../../model/amount.ts';
import { type Lot, originOf, type Run } from '../../model/lot.ts';
import type { Policy } from './policy.ts';

export const poison: Policy = {
  name: 'poison',
  conserves: false,
  balance: (runs) => runs[0]?.amount ?? 0n,
  spend: (tape, values) => {
    const ceiling = merge(tape);
    return values.map((value) => part(ceiling, value));
  },
  debit: (runs, amount) => ({ taken: part(runs, amount), left: part(runs, poison.balance(runs) - amount) }),
  credit: (runs, arrived) =>
    part(merge([...runs, ...arrived]), poison.balance(runs) + poison.balance(arrived)),
  // Both the loan and the collateral behind it are poisoned.
  encumber: (runs, units) => ({ taken: part(runs, units), left: [...runs] }),
  release: (runs, units) => {
    const balance = poison.balance(runs);
    return part(runs, units < balance ? balance - units : 0n);
  },
};

/** What `amount` units out of (or together with) poisoned ones may hold at most. */
const part = (runs: readonly Run[], amount: Amount): Run[] =>
  amount === 0n ? [] : runs.map((run) => resize(run, amount));

/** The same ceiling for a part of (or an addition to) the poisoned value. */
function resize(run: Run, amount: Amount): Run {
  if (run.lot === null) return { amount, start: 0n, lot: null };
  const ceiling = originOf(run);
  // Where a unit stands for at most one stolen unit, so do fewer units.
  const origin = ceiling <= run.amount && ceiling > amount ? amount : ceiling;
  return { amount, start: 0n, lot: { ...run.lot, total: amount, origin } };
}

/** One run a stolen asset; clean value counts only where nothing is tainted. */
function merge(runs: readonly Run[]): Run[] {
  const lots = new Map<string, Lot>();
  for (const run of runs) {
    if (run.lot === null) continue;
    const before = lots.get(run.lot.stolen);
    const origin = originOf(run) + (before?.origin ?? 0n);
    const total = run.amount + (before?.total ?? 0n);
    const hops = Math.min(run.lot.hops, before?.hops ?? run.lot.hops);
    lots.set(run.lot.stolen, { stolen: run.lot.stolen, total, origin, hops });
  }
  if (lots.size === 0) return runs.length === 0 ? [] : [{ amount: runs[0]!.amount, start: 0n, lot: null }];
  return [...lots.values()].map((lot) => ({ amount: lot.total, start: 0n, lot }));
}

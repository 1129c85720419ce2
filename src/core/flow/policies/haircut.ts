/**
 * Haircut: taint is shared out by value. Each output takes ⌊v·Σt/Σv⌋, remainders go one unit each to the
 * largest fractions, ties by index; the fee takes its share. On accounts a debit and what stays behind share
 * the taint in the same way.
 * Source: Möser, Böhme, Breuker, "Towards Risk Scoring of Bitcoin Transactions" (2014).
 * Several lots give to each output in proportion to their size. As order has no meaning here, lots at the
 * same ratio melt into one, which keeps the fewest hops.
 * Cost: linear in outputs × lots of different ratio.
 */
import { apportion } from '../../model/amount.ts';
import { amountOf, isPar, joinAll, type Run, taintedOf } from '../../model/lot.ts';
import { isClean, isTainted, ordered, type Policy, takeEvenly, withClean } from './policy.ts';

export const haircut: Policy = {
  ...ordered,
  name: 'haircut',
  spend: (tape, values) => {
    const shares = apportion(taintedOf(tape), values);
    let pool: readonly Run[] = melt(tape.filter(isTainted));
    return values.map((value, i) => {
      const { taken, left } = takeEvenly(pool, shares[i]!);
      pool = left;
      return withClean(taken, value - shares[i]!);
    });
  },
  debit: (runs, amount) => {
    const balance = amountOf(runs);
    const clean = amountOf(runs.filter(isClean));
    const [share = 0n] = apportion(balance - clean, [amount, balance - amount]);
    const { taken, left } = takeEvenly(runs.filter(isTainted), share);
    return { taken: withClean(taken, amount - share), left: withClean(left, clean - (amount - share)) };
  },
  credit: (runs, arrived) => melt([...runs, ...arrived]),
};

/** Joins what order alone keeps apart: clean units, and lots held at par in one stolen asset. */
function melt(runs: readonly Run[]): Run[] {
  const par = new Map<string, Run>();
  const other: Run[] = [];
  for (const run of runs) {
    if (run.lot === null) continue;
    const before = par.get(run.lot.stolen);
    if (!isPar(run.lot)) other.push(run);
    else if (before?.lot == null) par.set(run.lot.stolen, run);
    else {
      const total = before.amount + run.amount;
      const hops = Math.min(before.lot.hops, run.lot.hops);
      par.set(run.lot.stolen, { amount: total, start: 0n, lot: { ...run.lot, total, origin: total, hops } });
    }
  }
  return withClean(joinAll([...par.values(), ...other]), amountOf(runs.filter(isClean)));
}

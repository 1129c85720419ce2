/**
 * A lot is a quantity of stolen value that entered a place as one piece; a run is a consecutive slice of a
 * lot, or clean value. Balances are sequences of runs.
 *
 * A lot carries how much of the originally stolen asset it stands for. The slice [start, start + amount)
 * carries ⌊origin·(start + amount) / total⌋ − ⌊origin·start / total⌋ of it, so however a lot is cut, the
 * pieces add up to the whole and the cuts in between do not matter.
 */
import type { Amount } from './amount.ts';
import type { AssetId } from './asset.ts';

export type Lot = {
  /** The asset that was stolen. */
  readonly stolen: AssetId;
  /** Units of the asset the lot is held in. */
  readonly total: Amount;
  /** Units of the stolen asset it stands for. */
  readonly origin: Amount;
  /** Movements since the seed. */
  readonly hops: number;
};

export type Run = { readonly amount: Amount; readonly start: Amount; readonly lot: Lot | null };

export const cleanRun = (amount: Amount): Run => ({ amount, start: 0n, lot: null });
export const wholeLot = (lot: Lot): Run => ({ amount: lot.total, start: 0n, lot });

/** Units of the stolen asset that a run stands for; 0 for clean value. */
export function originOf(run: Run): Amount {
  if (run.lot === null) return 0n;
  const { origin, total } = run.lot;
  if (origin === total) return run.amount;
  return (origin * (run.start + run.amount)) / total - (origin * run.start) / total;
}

export const amountOf = (runs: readonly Run[]): Amount => runs.reduce((sum, run) => sum + run.amount, 0n);
export const taintedOf = (runs: readonly Run[]): Amount =>
  runs.reduce((sum, run) => (run.lot === null ? sum : sum + run.amount), 0n);

/** Cuts a run in two. */
export function cutRun(run: Run, amount: Amount): [Run, Run] {
  return [
    { amount, start: run.start, lot: run.lot },
    { amount: run.amount - amount, start: run.start + amount, lot: run.lot },
  ];
}

/** Appends a run, joining it to the last one where nothing would tell them apart. */
export function pushRun(runs: Run[], run: Run): void {
  if (run.amount === 0n) return;
  const last = runs.at(-1);
  const joined = last === undefined ? null : joinRuns(last, run);
  if (joined === null) runs.push(run);
  else runs[runs.length - 1] = joined;
}

export function joinAll(runs: Iterable<Run>): Run[] {
  const joined: Run[] = [];
  for (const run of runs) pushRun(joined, run);
  return joined;
}

/** Two runs are one where both are clean, or neighbours of one lot, or of lots held at par. */
function joinRuns(a: Run, b: Run): Run | null {
  if (a.lot === null || b.lot === null) {
    return a.lot === b.lot ? { amount: a.amount + b.amount, start: 0n, lot: null } : null;
  }
  if (a.lot.stolen !== b.lot.stolen || a.lot.hops !== b.lot.hops) return null;
  if (isPar(a.lot) && isPar(b.lot)) {
    const total = a.amount + b.amount;
    return { amount: total, start: 0n, lot: { ...a.lot, total, origin: total } };
  }
  const sameLot = a.lot === b.lot || (a.lot.total === b.lot.total && a.lot.origin === b.lot.origin);
  return sameLot && a.start + a.amount === b.start ? { ...a, amount: a.amount + b.amount } : null;
}

/** Held in the asset that was stolen (or in one worth exactly as many units). */
export const isPar = (lot: Lot): boolean => lot.origin === lot.total;

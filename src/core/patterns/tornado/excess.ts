/**
 * Our own reading of timing: after a thief's deposits a pool is busier than before the theft, and the excess is
 * his. No labelled answer enters: the pool's own quiet days say what is usual, the batches say what is not.
 *
 * The share of withdrawals that are in excess is measured by how long after the batch they come. A receiver whose
 * every withdrawal from the pool falls into a batch's hours is one person's; that several of them all came from one
 * stranger by chance grows less likely with each, by the number of strangers that share the pool. What comes late
 * counts less, by a day. Batches share what may be of several: a receiver's odds are told against them all.
 */
import { type Batch, between, byRecipient, type Pool, type PoolWithdrawal } from './events.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Withdrawals later than that after the last deposit say nothing by their time. */
const HORIZON = DAY;
const QUIET_DAYS = 60;
/** Hours after the last deposit at which the excess is measured anew; the batch's own duration comes before. */
const STEPS = [0, 1, 2, 4, 8, 16, 24] as const;
/** A share is an estimate from few events: neither nothing nor everything is ever certain. */
const LEAST = 0.02;

/** For each batch, what each receiver's odds are: probabilities over batches and strangers sum to one. */
export function excessOf(pool: Pool, batches: readonly Batch[]): readonly ReadonlyMap<string, number>[] {
  const usual = usualOf(pool, Math.min(...batches.map(({ first }) => first)));
  const shares = sharesOf(pool, batches, usual.rate);
  const all = byRecipient(pool);
  const odds = batches.map((batch) => {
    const own = new Map<string, number>();
    const near = between(pool.withdrawals, batch.first, batch.last + HORIZON);
    for (const to of new Set(near.map((each) => each.to))) {
      const value = oddsOf(all.get(to) ?? [], batch, shares, usual);
      if (value > 0) own.set(to, value);
    }
    return own;
  });
  const total = new Map<string, number>();
  for (const own of odds) for (const [to, value] of own) total.set(to, (total.get(to) ?? 0) + value);
  return odds.map((own) => new Map([...own].map(([to, value]) => [to, value / (1 + total.get(to)!)])));
}

type Usual = {
  /** Withdrawals a second. */
  readonly rate: number;
  /** Withdrawals a receiver. */
  readonly each: number;
};

function usualOf(pool: Pool, theft: number): Usual {
  const quiet = between(pool.withdrawals, theft - QUIET_DAYS * DAY, theft);
  const start = Math.max(theft - QUIET_DAYS * DAY, pool.deposits[0]?.time ?? 0);
  return {
    rate: Math.max(1, quiet.length) / Math.max(DAY, theft - start),
    each: Math.max(1, quiet.length) / Math.max(1, new Set(quiet.map(({ to }) => to)).size),
  };
}

/** The share of withdrawals that is in excess: first during the batches, then step by step after them. */
function sharesOf(pool: Pool, batches: readonly Batch[], usual: number): readonly number[] {
  const spans = [
    batches.map(({ first, last }) => [first, last + 60] as const),
    ...STEPS.slice(1).map((to, i) =>
      batches.map(({ last }) => [last + STEPS[i]! * HOUR, last + to * HOUR] as const),
    ),
  ];
  return spans.map((own) => {
    const seen = own.reduce((sum, [from, to]) => sum + between(pool.withdrawals, from, to).length, 0);
    const seconds = own.reduce((sum, [from, to]) => sum + to - from, 0);
    const rate = seen / Math.max(1, seconds);
    return Math.min(1 - LEAST, Math.max(LEAST, 1 - usual / Math.max(usual, rate)));
  });
}

function oddsOf(
  own: readonly PoolWithdrawal[],
  batch: Batch,
  shares: readonly number[],
  usual: Usual,
): number {
  if (own.length > batch.count) return 0;
  let odds = 1;
  for (const { time } of own) {
    if (time < batch.first || time > batch.last + HORIZON) return 0;
    const late = (time - batch.last) / HOUR;
    const step = late < 0 ? 0 : STEPS.findLastIndex((from) => late >= from) + 1;
    const share = shares[Math.min(step, shares.length - 1)]!;
    odds *= share / (1 - share);
  }
  const strangers = Math.max(1, (usual.rate * (batch.last - batch.first + HORIZON)) / usual.each);
  const late = Math.max(0, Math.max(...own.map(({ time }) => time)) - batch.last);
  return odds * strangers ** (own.length - 1) * Math.exp(-late / DAY);
}

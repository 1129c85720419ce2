/**
 * The five published heuristics, each alone: a receiver's probability of being the depositor of a batch.
 * Sources: Béres et al. 2021 and Tutela (Wu et al. 2022) for the first four with their parameters; the study of
 * mixers on three chains for matching in order of time (field.md §2.5).
 */
import { type Batch, byRecipient, firstAt, type Pool } from './events.ts';

export type Links = ReadonlyMap<string, number>;

const DAY = 86_400;

/** 1: the receiver is the depositor. */
export function sameAddress(pool: Pool, batch: Batch): Links {
  const own = byRecipient(pool).get(batch.depositor) ?? [];
  return own.some(({ time }) => time >= batch.first) ? new Map([[batch.depositor, 1]]) : new Map();
}

/** 2: a deposit and a later withdrawal share a gas price that nobody else in the pool ever used. */
export function uniqueGasPrice(pool: Pool, { gasPrices = [], first }: Batch): Links {
  const deposits = Map.groupBy(
    pool.deposits.filter(({ gasPrice }) => gasPrice !== undefined),
    ({ gasPrice }) => gasPrice,
  );
  const withdrawals = Map.groupBy(
    pool.withdrawals.filter(({ gasPrice }) => gasPrice !== undefined),
    ({ gasPrice }) => gasPrice,
  );
  const links = new Map<string, number>();
  for (const price of new Set(gasPrices)) {
    const [withdrawal, ...more] = withdrawals.get(price) ?? [];
    const alone = (deposits.get(price) ?? []).length <= 1 && more.length === 0;
    if (withdrawal !== undefined && alone && withdrawal.time > first) links.set(withdrawal.to, 1);
  }
  return links;
}

/**
 * 3: the receiver took as often from each pool as the depositor paid in, over at least two pools and five
 * transactions, within a day of the last deposit. One over the number of receivers that fit.
 */
export function sameDenominations(own: readonly { readonly pool: Pool; readonly batch: Batch }[]): Links {
  if (own.length < 2 || own.reduce((sum, { batch }) => sum + batch.count, 0) < 5) return new Map();
  const first = Math.min(...own.map(({ batch }) => batch.first));
  const last = Math.max(...own.map(({ batch }) => batch.last));
  const fits = own.map(({ pool, batch }) => {
    const counts = new Map<string, number>();
    for (const { to, time } of pool.withdrawals)
      if (time >= first && time <= last + DAY) counts.set(to, (counts.get(to) ?? 0) + 1);
    return new Set([...counts].filter(([, count]) => count === batch.count).map(([to]) => to));
  });
  const all = [...(fits[0] ?? [])].filter((to) => fits.every((set) => set.has(to)));
  return new Map(all.map((to) => [to, 1 / all.length]));
}

/** 4: outside the pool the two dealt with each other directly, three times or more. `dealings` counts them. */
export function dealtDirectly(pool: Pool, batch: Batch, dealings: (a: string, b: string) => number): Links {
  const links = new Map<string, number>();
  for (const [to, own] of byRecipient(pool))
    if (
      to !== batch.depositor &&
      own.some(({ time }) => time > batch.first) &&
      dealings(batch.depositor, to) >= 3
    )
      links.set(to, 1);
  return links;
}

/** 5: first in, first out: the batch's deposits take the pool's next withdrawals. */
export function inOrderOfTime(pool: Pool, batch: Batch): Links {
  const from = firstAt(pool.withdrawals, batch.first);
  const taken = pool.withdrawals.slice(from, from + batch.count);
  const links = new Map<string, number>();
  for (const { to } of taken) links.set(to, (links.get(to) ?? 0) + 1 / batch.count);
  return links;
}

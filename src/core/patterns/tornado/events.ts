/** A mixer pool as its events tell it: equal deposits without a sender, equal withdrawals with a receiver. */
import type { ChainId } from '../../model/chain.ts';

export type PoolDeposit = {
  readonly block: number;
  /** Seconds, UTC. */
  readonly time: number;
  readonly txid: string;
  /** Where the transaction was looked up. */
  readonly gasPrice?: bigint;
};

export type PoolWithdrawal = {
  readonly block: number;
  readonly time: number;
  readonly txid: string;
  readonly to: string;
  /** What the relayer kept; zero: whoever withdrew paid the gas himself. */
  readonly fee: bigint;
  readonly gasPrice?: bigint;
};

export type Pool = {
  readonly chain: ChainId;
  readonly address: string;
  /** As the facts call it: `100 ETH`. */
  readonly name: string;
  /** By time. */
  readonly deposits: readonly PoolDeposit[];
  /** By time. */
  readonly withdrawals: readonly PoolWithdrawal[];
};

/** Deposits that one address is known to have made into a pool; an incident's or a listed entity's, never anybody's. */
export type Batch = {
  readonly depositor: string;
  readonly count: number;
  /** Seconds, UTC. */
  readonly first: number;
  readonly last: number;
  readonly gasPrices?: readonly bigint[];
};

/** A receiver with the probability that what it withdrew is the batch's. */
export type Candidate = {
  readonly recipient: string;
  readonly probability: number;
  readonly withdrawals: readonly PoolWithdrawal[];
  /** Which heuristics speak for it, and what each says. */
  readonly by: Readonly<Record<string, number>>;
};

/** Withdrawals carry no time in event tables: it lies between those of the deposits around their block. */
export function timeAtBlock(
  deposits: readonly { readonly block: number; readonly time: number }[],
): (block: number) => number {
  // Only needed past the last deposit.
  const SECONDS_A_BLOCK = 13;
  return (block) => {
    let low = 0;
    let high = deposits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (deposits[middle]!.block < block) low = middle + 1;
      else high = middle;
    }
    const after = deposits[low];
    const before = deposits[low - 1];
    if (after === undefined)
      return before === undefined ? 0 : before.time + (block - before.block) * SECONDS_A_BLOCK;
    if (before === undefined || after.block === block) return after.time;
    return Math.floor(
      before.time + ((after.time - before.time) * (block - before.block)) / (after.block - before.block),
    );
  };
}

/** Everything each address ever withdrew from the pool. */
export const byRecipient = ({ withdrawals }: Pool): ReadonlyMap<string, readonly PoolWithdrawal[]> =>
  Map.groupBy(withdrawals, ({ to }) => to);

/** Of a list by time, what lies in [from, to). */
export function between<T extends { readonly time: number }>(
  events: readonly T[],
  from: number,
  to: number,
): readonly T[] {
  return events.slice(firstAt(events, from), firstAt(events, to));
}

/** The index of the first event at or after a time. */
export function firstAt(events: readonly { readonly time: number }[], time: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle]!.time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What one log of a lending protocol says: somebody's position grew or shrank, or owes more or less. */
import type { AssetId } from '../../model/asset.ts';
import type { AccountTransaction } from '../../model/transaction.ts';
import type { Known } from '../known.ts';
import { entryOf, type Leg, payerOf } from '../legs.ts';

export type Loan = {
  readonly type: 'supply' | 'withdraw' | 'borrow' | 'repay';
  /** The service, so that positions of two of its versions stay apart. */
  readonly protocol: string;
  /** Whose position it is, whoever paid. */
  readonly account: string;
  readonly event: number;
  readonly asset: AssetId;
  readonly amount: bigint;
};

export type Lender = {
  readonly protocol: string;
  readonly loans: (tx: AccountTransaction, legs: readonly Leg[], known: Known) => readonly Loan[];
};

/** The leg by which this much came in, from where it set out in this transaction. */
export function paidIn(
  tx: AccountTransaction,
  legs: readonly Leg[],
  asset: AssetId,
  amount: bigint,
  from: string | null,
): Leg | null {
  const fitting = legs.filter((leg) => leg.asset === asset && leg.amount === amount && leg.from !== null);
  const leg = fitting.find((each) => each.from === from) ?? fitting[0];
  return leg === undefined ? null : entryOf(legs, leg, payerOf(tx));
}

/** The leg by which this much was paid to somebody. */
export const paidOut = (
  legs: readonly Leg[],
  asset: AssetId,
  amount: bigint,
  to: string | null,
): Leg | null =>
  legs.find((leg) => leg.asset === asset && leg.amount === amount && leg.to !== null && leg.to === to) ??
  null;

/** Loans, and the collateral they stand on. */
import type { AssetId } from '../../model/asset.ts';
import type { DetectorCard } from '../../model/finding.ts';
import type { NotedMeaning } from '../../model/reading.ts';
import type { AccountTransaction, Transaction } from '../../model/transaction.ts';
import type { Known } from '../known.ts';
import { legsOf } from '../legs.ts';
import { aave } from './aave.ts';
import { compound } from './compound.ts';
import type { Lender, Loan } from './lender.ts';

export const LENDING: DetectorCard = {
  id: 'lending/carry',
  question: 'Which collateral does a loan stand on, and how much of it?',
  definition:
    "Positions are kept by protocol and account over the transactions at hand, in chain order. A loan stands on the collateral of which most lies there, counted in the loan's own units at the day's price; its `units` are the loan in units of that collateral. A repayment frees the share of those units that it pays of the debt. A borrow without collateral is a withdrawal of what was lent; a repayment without a debt is lending. Where no price is known no loan is read: the taint stays in the collateral, and the gap is said.",
  source: 'Architecture.md, "Flow definitions", lending.',
  innocent: 'Borrowing against savings is what lending protocols are for.',
  cost: 'Linear in the loans read',
};

type Debt = { readonly collateral: AssetId; owed: bigint; units: bigint };
type Position = { readonly supplied: Map<AssetId, bigint>; readonly debts: Map<AssetId, Debt> };

export type Loans = { readonly meanings: readonly NotedMeaning[]; readonly gaps: readonly string[] };

const isCompound = (service: string): boolean => /^compound/i.test(service);

/** `sorted`: chain by chain, in chain order. */
export function readLoans(sorted: readonly Transaction[], known: Known, author: string): Loans {
  const lenders = new Map<string, readonly Lender[]>();
  const positions = new Map<string, Position>();
  const meanings: NotedMeaning[] = [];
  const gaps = new Set<string>();
  for (const tx of sorted) {
    if (tx.type === 'utxo' || tx.said === undefined) continue;
    for (const loan of loansIn(tx, known, lenders)) {
      const key = `${tx.chain}|${loan.protocol}|${loan.account}`;
      const position = positions.get(key) ?? { supplied: new Map(), debts: new Map() };
      positions.set(key, position);
      const meaning = book(position, loan, tx.time, known);
      if (meaning === null)
        gaps.add(
          `A loan from ${loan.protocol} is not followed, because no price of the borrowed asset is at hand (${tx.txid}).`,
        );
      else
        meanings.push({
          chain: tx.chain,
          txid: tx.txid,
          meaning,
          evidence: { author, source: `said by ${loan.protocol}` },
        });
    }
  }
  return { meanings, gaps: [...gaps] };
}

function loansIn(tx: AccountTransaction, known: Known, seen: Map<string, readonly Lender[]>): Loan[] {
  const services = new Set<string>();
  for (const { contract } of tx.said ?? []) {
    const row = known.at(tx.chain, contract);
    if (row?.role === 'lender') services.add(row.service);
  }
  if (services.size === 0) return [];
  const legs = legsOf(tx, known);
  const loans = [...services].flatMap((service) => {
    const lender = seen.get(service) ?? [isCompound(service) ? compound(service) : aave(service)];
    seen.set(service, lender);
    return lender.flatMap((each) => each.loans(tx, legs, known));
  });
  const claimed = new Set<number>();
  return loans
    .toSorted((a, b) => a.event - b.event)
    .filter(({ event }) => !claimed.has(event) && claimed.add(event));
}

/** Keeps the position, and says what the kernel is to do. Null where a price is missing. */
function book(
  { supplied, debts }: Position,
  { type, event, account, protocol, asset, amount }: Loan,
  time: number,
  known: Known,
): NotedMeaning['meaning'] | null {
  const held = supplied.get(asset) ?? 0n;
  const debt = debts.get(asset);
  const lends = type === 'supply' || (type === 'repay' && debt === undefined);
  if (lends) {
    supplied.set(asset, held + amount);
    return { type: 'supply', event, account, protocol };
  }
  const pledged = [...supplied].filter(([each, units]) => each !== asset && units > 0n);
  if (type === 'withdraw' || (type === 'borrow' && pledged.length === 0)) {
    supplied.set(asset, held > amount ? held - amount : 0n);
    return { type: 'withdraw', event, account, protocol };
  }
  if (type === 'borrow') {
    const collateral = debt?.collateral ?? largest(pledged, asset, time, known);
    const units = collateral === null ? null : known.about(asset, amount, collateral, time);
    if (collateral === null || units === null) return null;
    debts.set(asset, { collateral, owed: (debt?.owed ?? 0n) + amount, units: (debt?.units ?? 0n) + units });
    return { type: 'borrow', event, account, protocol, collateral, units };
  }
  const { collateral, owed, units } = debt!;
  const paid = amount < owed ? amount : owed;
  const freed = (units * paid) / owed;
  if (paid === owed) debts.delete(asset);
  else debts.set(asset, { collateral, owed: owed - paid, units: units - freed });
  return { type: 'repay', event, account, protocol, collateral, units: freed };
}

/** The collateral that is worth most in units of the loan; the only one needs no price to be chosen. */
function largest(
  pledged: readonly (readonly [AssetId, bigint])[],
  loan: AssetId,
  time: number,
  known: Known,
): AssetId | null {
  if (pledged.length === 1) return pledged[0]![0];
  let most: { asset: AssetId; worth: bigint } | null = null;
  for (const [asset, units] of pledged) {
    const worth = known.about(asset, units, loan, time);
    if (worth === null) return null;
    if (most === null || worth > most.worth) most = { asset, worth };
  }
  return most?.asset ?? null;
}

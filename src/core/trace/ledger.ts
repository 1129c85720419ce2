/**
 * One trace in memory: the tainted places, and every transaction applied, in the order it was applied, with
 * what undoes it. Both drivers feed it; it does not care which.
 *
 * Each chain is an ordered stream. Where a chain learns too late of an earlier transaction, or of a bridge
 * payment that should have come before its payout, the ledger goes back and the driver replays.
 */
import type { Openings } from '../flow/draft.ts';
import { applyTransaction, type Step } from '../flow/kernel.ts';
import { type Changes, commit, type State } from '../flow/state.ts';
import type { ChainId } from '../model/chain.ts';
import type { Location } from '../model/location.ts';
import type { Gap, Movement } from '../model/movement.ts';
import type { Rules } from '../model/rules.ts';
import { comparePlaces, type Place, type Transaction } from '../model/transaction.ts';
import { differenceOf, type Readings, readingOf } from './readings.ts';

export type Applied = { readonly transaction: Transaction; readonly step: Step; readonly undo: Changes };

export type Ledger = {
  readonly rules: Rules;
  readings: Readings;
  readonly state: State;
  readonly applied: Applied[];
  /** The last place applied on each chain. */
  readonly heads: Map<ChainId, Place>;
  /** Transactions already applied that pay out a bridge edge. */
  readonly payouts: Map<string, readonly Transaction[]>;
  /** A payout that came out too early waits for its payment: payout → payments. */
  readonly waits: Map<string, Set<string>>;
  readonly done: Set<string>;
};

export const newLedger = (rules: Rules, readings: Readings): Ledger => ({
  rules,
  readings,
  state: new Map(),
  applied: [],
  heads: new Map(),
  payouts: new Map(),
  waits: new Map(),
  done: new Set(),
});

export const txKey = (tx: Transaction): string => `${tx.chain}|${tx.txid}`;

/** Whether nothing that a transaction is known to wait for is still to come. */
export function isReady(ledger: Ledger, tx: Transaction): boolean {
  const payments = ledger.waits.get(txKey(tx));
  return payments === undefined || [...payments].every((payment) => ledger.done.has(payment));
}

/** Whether the chain has already been carried past the transaction's place. */
export function isLate(ledger: Ledger, tx: Transaction): boolean {
  const head = ledger.heads.get(tx.chain);
  return head !== undefined && comparePlaces(head, tx.place) > 0;
}

/** Places that are stolen value's first rest after a step: what the frontier asks about next. */
export function newlyTainted(step: Step): Location[] {
  const places: Location[] = [];
  for (const holding of step.changes.values()) {
    if (holding?.runs.some((run) => run.lot !== null)) places.push(holding.location);
  }
  return places;
}

/**
 * Applies a transaction. The result names the payout to go back to, where this transaction pays into a
 * bridge whose payout was applied already.
 */
export function advance(
  ledger: Ledger,
  transaction: Transaction,
  openings: Openings,
): { step: Step; goBackTo: Transaction | null } {
  const step = applyTransaction(
    ledger.state,
    transaction,
    readingOf(ledger.readings, transaction),
    ledger.rules,
    openings,
  );
  const undo = commit(ledger.state, step.changes);
  ledger.applied.push({ transaction, step, undo });
  ledger.heads.set(transaction.chain, transaction.place);
  ledger.done.add(txKey(transaction));
  for (const meaning of readingOf(ledger.readings, transaction).meanings) {
    if (meaning.type === 'bridge-in')
      ledger.payouts.set(meaning.edge, [...(ledger.payouts.get(meaning.edge) ?? []), transaction]);
  }
  const early = step.movements.flatMap(({ type, to }) =>
    type === 'bridge-out' && to?.type === 'transit'
      ? (ledger.payouts.get(to.edge) ?? []).filter((payout) => payout !== transaction)
      : [],
  );
  for (const payout of early) {
    const payments = ledger.waits.get(txKey(payout)) ?? new Set();
    ledger.waits.set(txKey(payout), payments.add(txKey(transaction)));
  }
  return { step, goBackTo: earliest(ledger, early) };
}

/** Undoes, newest first, everything applied since the first transaction of `chain` at or after `place`. */
export function rewind(ledger: Ledger, chain: ChainId, place: Place): Transaction[] {
  const first = ledger.applied.findIndex(
    ({ transaction }) => transaction.chain === chain && comparePlaces(transaction.place, place) >= 0,
  );
  if (first === -1) return [];
  const undone = ledger.applied.splice(first);
  for (const { transaction, undo } of undone.toReversed()) {
    commit(ledger.state, undo);
    ledger.done.delete(txKey(transaction));
    for (const [edge, payouts] of ledger.payouts)
      ledger.payouts.set(
        edge,
        payouts.filter((payout) => payout !== transaction),
      );
  }
  for (const { transaction } of undone) ledger.heads.delete(transaction.chain);
  for (const { transaction } of ledger.applied) ledger.heads.set(transaction.chain, transaction.place);
  return undone.map(({ transaction }) => transaction);
}

/**
 * Takes other readings for the ones used so far (a new tag, a retracted label, a late pair): goes back to the
 * first transaction that they read differently. What was undone must be applied again.
 */
export function reread(ledger: Ledger, readings: Readings): Transaction[] {
  const differs = differenceOf(ledger.readings, readings);
  const first = ledger.applied.find(({ transaction }) => differs(transaction))?.transaction;
  const undone = first === undefined ? [] : rewind(ledger, first.chain, first.place);
  ledger.readings = readings;
  ledger.waits.clear();
  return undone;
}

export const journalOf = (ledger: Ledger): Movement[] => ledger.applied.flatMap(({ step }) => step.movements);
export const gapsOf = (ledger: Ledger): Gap[] => ledger.applied.flatMap(({ step }) => step.gaps);

function earliest(ledger: Ledger, payouts: readonly Transaction[]): Transaction | null {
  if (payouts.length === 0) return null;
  return ledger.applied.find(({ transaction }) => payouts.includes(transaction))?.transaction ?? null;
}

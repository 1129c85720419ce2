/** Taint through an account transaction: each event is a debit and a credit, in order. */
import type { AssetId } from '../model/asset.ts';
import { AshiatoError } from '../model/errors.ts';
import type { Account, Location, Position } from '../model/location.ts';
import { locationId } from '../model/location.ts';
import { cleanRun, type Run, taintedOf } from '../model/lot.ts';
import type { End } from '../model/movement.ts';
import { type Meaning, type Reading, stopKey } from '../model/reading.ts';
import type { AccountTransaction, TransferEvent } from '../model/transaction.ts';
import { type Draft, debit, deliver, look } from './draft.ts';
import { arrive, payOut, seedRuns, transitOf } from './edges.ts';
import { takeFirst } from './policies/tiho.ts';

export function applyAccount(draft: Draft, tx: AccountTransaction, reading: Reading): void {
  const meaningOf = byEvent(tx, reading.meanings);
  const paid = new Map<Meaning, { runs: Run[]; from: Account }>();
  for (const event of tx.events) {
    if (reading.rejected.has(event.asset)) continue;
    const meaning = meaningOf.get(event.index);
    if (meaning === undefined) transfer(draft, tx, event, reading);
    else apply(draft, tx, event, meaning, reading, paid);
  }
}

/** Which meaning speaks about an event; an inner leg of a swap is spoken for by it. */
function byEvent(tx: AccountTransaction, meanings: readonly Meaning[]): Map<number, Meaning> {
  const claimed = new Map<number, Meaning>();
  const events = new Set(tx.events.map((event) => event.index));
  for (const meaning of meanings) {
    for (const index of eventsOf(meaning)) {
      if (!events.has(index) || claimed.has(index)) {
        throw new AshiatoError('E_READING', events.has(index) ? `event ${index} has two readings` : `there is no event ${index}`, {
          where: `${tx.chain} ${tx.txid}`,
          next: 'Correct or retract the reading.',
        });
      }
      claimed.set(index, meaning);
    }
  }
  return claimed;
}

const eventsOf = (meaning: Meaning): readonly number[] => {
  if (meaning.type === 'swap') return [...meaning.in, meaning.out, ...meaning.inner];
  return meaning.type === 'unresolved-swap' ? meaning.in : [meaning.event];
};

function transfer(draft: Draft, tx: AccountTransaction, event: TransferEvent, reading: Reading): void {
  const from = event.from === null ? null : accountOf(tx, event.from, event.asset);
  const runs = from === null ? [cleanRun(event.amount)] : debit(draft, from, event.amount);
  const to = event.to === null ? null : accountOf(tx, event.to, event.asset);
  const type = event.type === 'fee' ? 'fee' : 'transfer';
  deliver(draft, { type, from, to, end: endAt(tx, event, reading), asset: event.asset }, runs);
}

/** Whether the road ends at the event's receiver. */
function endAt(tx: AccountTransaction, event: TransferEvent, reading: Reading): End | null {
  if (event.type === 'fee') return { kind: 'fee', label: '' };
  if (event.to === null) return { kind: 'burnt', label: '' };
  const stop = reading.stops.get(stopKey(tx.chain, event.to, event.asset)) ?? reading.stops.get(stopKey(tx.chain, event.to));
  return stop?.end ?? null;
}

function apply(draft: Draft, tx: AccountTransaction, event: TransferEvent, meaning: Meaning, reading: Reading, paid: Map<Meaning, { runs: Run[]; from: Account }>): void {
  const { asset, amount } = event;
  switch (meaning.type) {
    case 'seed':
      return inject(draft, tx, event, reading, seedRuns(meaning, amount, `${tx.txid}#${event.index}`));
    case 'bridge-in':
      return inject(draft, tx, event, reading, debit(draft, transitOf(meaning.paidChain, meaning.edge, meaning.paidAsset), meaning.debit));
    case 'bridge-out': {
      const from = sender(tx, event);
      return deliver(draft, { type: 'bridge-out', from, to: transitOf(tx.chain, meaning.edge, asset), end: null, asset }, debit(draft, from, amount));
    }
    case 'unresolved-swap': {
      const from = sender(tx, event);
      return deliver(draft, { type: 'swap', from, to: null, end: { kind: 'no-data', label: 'unresolved-swap' }, asset }, debit(draft, from, amount));
    }
    case 'swap': {
      if (meaning.in.includes(event.index)) {
        const from = sender(tx, event);
        const before = paid.get(meaning);
        const runs = debit(draft, from, amount);
        paid.set(meaning, { from, runs: before === undefined ? runs : draft.policy.credit(before.runs, runs) });
      } else if (event.index === meaning.out) {
        const payment = paid.get(meaning);
        if (payment === undefined) throw new AshiatoError('E_READING', 'the swap pays out before it was paid', { where: `${tx.chain} ${tx.txid}`, next: 'Correct the order of its legs.' });
        payOut(draft, { type: 'swap', from: payment.from, to: receiver(tx, event), end: endAt(tx, event, reading), asset }, payment.runs, amount);
      }
      return;
    }
    case 'supply': {
      const from = sender(tx, event);
      return deliver(draft, { type: 'lend', from, to: positionOf(tx, meaning, asset), end: null, asset }, debit(draft, from, amount));
    }
    case 'withdraw': {
      const from = positionOf(tx, meaning, asset);
      return deliver(draft, { type: 'lend', from, to: receiver(tx, event), end: endAt(tx, event, reading), asset }, debit(draft, from, amount));
    }
    case 'borrow':
      return borrow(draft, tx, event, meaning, reading);
    case 'repay': {
      const from = sender(tx, event);
      return payOut(draft, { type: 'lend', from, to: positionOf(tx, meaning, meaning.collateral), end: null, asset: meaning.collateral }, debit(draft, from, amount), meaning.units);
    }
  }
}

/** A credit whose content a reading states; what its sender held itself cannot be told from it. */
function inject(draft: Draft, tx: AccountTransaction, event: TransferEvent, reading: Reading, runs: readonly Run[]): void {
  const { asset, amount } = event;
  if (event.from !== null) {
    const from = accountOf(tx, event.from, asset);
    const overlap = debit(draft, from, amount);
    if (taintedOf(overlap) > 0n) {
      deliver(draft, { type: 'transfer', from, to: null, end: { kind: 'no-data', label: 'seed-overlap' }, asset }, overlap);
    }
  }
  arrive(draft, reading, event.index, receiver(tx, event), endAt(tx, event, reading), runs);
}

/**
 * A loan carries min(borrowed, tainted collateral) of the taint behind it. The collateral that stays is
 * encumbered by the same amount, and gets its taint back with the repayment.
 */
function borrow(draft: Draft, tx: AccountTransaction, event: TransferEvent, meaning: Extract<Meaning, { type: 'borrow' | 'repay' }>, reading: Reading): void {
  const position = positionOf(tx, meaning, meaning.collateral);
  const id = locationId(position);
  const holding = look(draft, id);
  const delivery = { type: 'lend', from: position, to: receiver(tx, event), end: endAt(tx, event, reading), asset: event.asset } as const;
  if (event.from !== null) debit(draft, accountOf(tx, event.from, event.asset), event.amount);
  if (holding === undefined) return deliver(draft, delivery, [cleanRun(event.amount)]);
  const tainted = taintedOf(holding.runs);
  const carried = tainted < meaning.units ? tainted : meaning.units;
  const { taken, left } = takeFirst(holding.runs, carried, (run) => run.lot !== null);
  draft.changes.set(id, { location: position, runs: draft.policy.credit(left, [cleanRun(carried)]) });
  payOut(draft, delivery, carried === meaning.units ? taken : [...taken, cleanRun(meaning.units - carried)], event.amount);
}

const accountOf = (tx: AccountTransaction, address: string, asset: AssetId): Account => ({ type: 'account', chain: tx.chain, address, asset });

function sender(tx: AccountTransaction, event: TransferEvent): Account {
  if (event.from === null) throw new AshiatoError('E_READING', `event ${event.index} has no sender`, { where: `${tx.chain} ${tx.txid}`, next: 'Correct or retract the reading.' });
  return accountOf(tx, event.from, event.asset);
}

function receiver(tx: AccountTransaction, event: TransferEvent): Location {
  if (event.to === null) throw new AshiatoError('E_READING', `event ${event.index} has no receiver`, { where: `${tx.chain} ${tx.txid}`, next: 'Correct or retract the reading.' });
  return accountOf(tx, event.to, event.asset);
}

const positionOf = (tx: AccountTransaction, meaning: { readonly protocol: string; readonly account: string }, asset: AssetId): Position => ({
  type: 'position',
  chain: tx.chain,
  protocol: meaning.protocol,
  address: meaning.account,
  asset,
});

/** Taint through an account transaction: each event is a debit and a credit, in order. */
import type { AssetId } from '../model/asset.ts';
import { AshiatoError } from '../model/errors.ts';
import { type Account, type Location, locationId, type Position } from '../model/location.ts';
import { cleanRun, type Run, taintedOf } from '../model/lot.ts';
import type { End } from '../model/movement.ts';
import type { Meaning, Reading } from '../model/reading.ts';
import type { AccountTransaction, TransferEvent } from '../model/transaction.ts';
import { type Draft, debit, deliver, look, release } from './draft.ts';
import { arrive, payOut, seedRuns, stopAt, transitOf } from './edges.ts';

export function applyAccount(draft: Draft, tx: AccountTransaction, reading: Reading): void {
  const meaningOf = byEvent(tx, reading);
  const paid = new Map<Meaning, { runs: Run[]; from: Account }>();
  for (const event of tx.events) {
    if (reading.rejected.has(event.asset)) continue;
    const meaning = meaningOf.get(event.index);
    if (meaning === undefined) transfer(draft, tx, event, reading);
    else apply(draft, tx, event, meaning, reading, paid);
  }
}

/**
 * Which meaning speaks about an event; an inner leg of a swap is spoken for by it. A meaning that names a
 * rejected asset says nothing, so what was paid for a worthless token stays tainted where it went.
 */
function byEvent(tx: AccountTransaction, reading: Reading): Map<number, Meaning> {
  const claimed = new Map<number, Meaning>();
  const assets = new Map(tx.events.map((event) => [event.index, event.asset]));
  for (const meaning of reading.meanings.map((each) => resolved(tx, each))) {
    const indices = eventsOf(meaning);
    if (namedEvents(meaning).some((index) => reading.rejected.has(assets.get(index)!))) continue;
    for (const index of indices) {
      if (!assets.has(index)) throw refused(tx, `there is no event ${index}`);
      if (claimed.has(index)) throw refused(tx, `event ${index} has two readings`);
      claimed.set(index, meaning);
    }
  }
  return claimed;
}

/** Several senders or assets paid at once: no leg tells what was given for each, so the taint ends there. */
function resolved(tx: AccountTransaction, meaning: Meaning): Meaning {
  if (meaning.type !== 'swap') return meaning;
  const kinds = tx.events
    .filter((event) => meaning.in.includes(event.index))
    .map((event) => `${event.from} ${event.asset}`);
  return new Set(kinds).size <= 1
    ? meaning
    : { type: 'unresolved-swap', in: meaning.in, protocol: meaning.protocol };
}

const refused = (tx: AccountTransaction, what: string): AshiatoError =>
  new AshiatoError('E_READING', what, {
    where: `${tx.chain} ${tx.txid}`,
    next: 'Correct or retract the reading.',
  });

const eventsOf = (meaning: Meaning): readonly number[] =>
  meaning.type === 'swap' ? [...namedEvents(meaning), ...meaning.inner] : namedEvents(meaning);

/** The events whose assets a meaning speaks of. */
function namedEvents(meaning: Meaning): readonly number[] {
  if (meaning.type === 'swap')
    return [...meaning.in, meaning.out, ...(meaning.also ?? []), ...(meaning.back ?? [])];
  return meaning.type === 'unresolved-swap' ? meaning.in : [meaning.event];
}

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
  return stopAt(reading, tx.chain, event.to, event.asset);
}

function apply(
  draft: Draft,
  tx: AccountTransaction,
  event: TransferEvent,
  meaning: Meaning,
  reading: Reading,
  paid: Map<Meaning, { runs: Run[]; from: Account }>,
): void {
  const { asset, amount } = event;
  switch (meaning.type) {
    case 'seed':
      inject(
        draft,
        tx,
        event,
        meaning,
        reading,
        seedRuns(draft, meaning, amount, `${tx.txid}#${event.index}`),
      );
      break;
    case 'bridge-in':
      inject(
        draft,
        tx,
        event,
        meaning,
        reading,
        debit(draft, transitOf(meaning.paidChain, meaning.edge, meaning.paidAsset), meaning.debit),
      );
      break;
    case 'bridge-out': {
      const from = sender(tx, event);
      deliver(
        draft,
        { type: 'bridge-out', from, to: transitOf(tx.chain, meaning.edge, asset), end: null, asset },
        debit(draft, from, amount),
      );
      break;
    }
    case 'unresolved-swap': {
      const from = sender(tx, event);
      deliver(
        draft,
        { type: 'swap', from, to: null, end: { kind: 'no-data', label: 'unresolved-swap' }, asset },
        debit(draft, from, amount),
      );
      break;
    }
    case 'swap': {
      if (meaning.in.includes(event.index)) {
        const from = sender(tx, event);
        const before = paid.get(meaning);
        const runs = debit(draft, from, amount - returnedOf(tx, meaning, event.index));
        paid.set(meaning, {
          from,
          runs: before === undefined ? runs : draft.policy.credit(before.runs, runs),
        });
      }
      // A pool may pay out before it is paid (Uniswap V3 calls back for its payment), so the last leg settles.
      const payment = paid.get(meaning);
      const { out: main, also = [] } = meaning;
      if (payment === undefined || event.index !== Math.max(main, ...also, ...meaning.in)) break;
      const out = tx.events.find((e) => e.index === main)!;
      const received = also.reduce((sum, leg) => sum + amountAt(tx, leg), out.amount);
      payOut(
        draft,
        {
          type: 'swap',
          from: payment.from,
          to: receiver(tx, out),
          end: endAt(tx, out, reading),
          asset: out.asset,
        },
        payment.runs,
        received,
      );
      break;
    }
    case 'supply': {
      const from = sender(tx, event);
      deliver(
        draft,
        { type: 'lend', from, to: positionOf(tx, meaning, asset), end: null, asset },
        debit(draft, from, amount),
      );
      break;
    }
    case 'withdraw': {
      const from = positionOf(tx, meaning, asset);
      deliver(
        draft,
        { type: 'lend', from, to: receiver(tx, event), end: endAt(tx, event, reading), asset },
        debit(draft, from, amount),
      );
      break;
    }
    case 'borrow':
      borrow(draft, tx, event, meaning, reading);
      break;
    case 'repay': {
      const from = sender(tx, event);
      const to = positionOf(tx, meaning, meaning.collateral);
      release(draft, to, meaning.units);
      payOut(
        draft,
        { type: 'lend', from, to, end: null, asset: meaning.collateral },
        debit(draft, from, amount),
        meaning.units,
      );
      break;
    }
  }
}

const amountAt = (tx: AccountTransaction, index: number): bigint =>
  tx.events.find((event) => event.index === index)?.amount ?? 0n;

/** How much of this payment came back to the payer: what was given back is taken off the first payments. */
function returnedOf(
  tx: AccountTransaction,
  { in: payments, back = [] }: Extract<Meaning, { type: 'swap' }>,
  index: number,
): bigint {
  let left = back.reduce((sum, leg) => sum + amountAt(tx, leg), 0n);
  for (const payment of payments) {
    const amount = amountAt(tx, payment);
    const off = left < amount ? left : amount;
    if (payment === index) return off;
    left -= off;
  }
  return 0n;
}

/** A credit whose content a reading states; what its sender held itself cannot be told from it. */
function inject(
  draft: Draft,
  tx: AccountTransaction,
  event: TransferEvent,
  meaning: Extract<Meaning, { type: 'seed' | 'bridge-in' }>,
  reading: Reading,
  runs: readonly Run[],
): void {
  const { asset, amount } = event;
  if (event.from !== null) {
    const from = accountOf(tx, event.from, asset);
    const overlap = debit(draft, from, amount);
    if (taintedOf(overlap) > 0n) {
      deliver(
        draft,
        { type: 'transfer', from, to: null, end: { kind: 'no-data', label: 'seed-overlap' }, asset },
        overlap,
      );
    }
  }
  arrive(draft, meaning, receiver(tx, event), endAt(tx, event, reading), runs, amount);
}

/**
 * A loan carries min(borrowed, tainted collateral) of the taint behind it. The collateral that stays is
 * encumbered by the same amount, and gets its taint back with the repayment.
 */
function borrow(
  draft: Draft,
  tx: AccountTransaction,
  event: TransferEvent,
  meaning: Extract<Meaning, { type: 'borrow' | 'repay' }>,
  reading: Reading,
): void {
  const position = positionOf(tx, meaning, meaning.collateral);
  const id = locationId(position);
  const holding = look(draft, id);
  const delivery = {
    type: 'lend',
    from: position,
    to: receiver(tx, event),
    end: endAt(tx, event, reading),
    asset: event.asset,
  } as const;
  if (holding === undefined) {
    deliver(draft, delivery, [cleanRun(event.amount)]);
    return;
  }
  const { taken, left } = draft.policy.encumber(holding.runs, meaning.units);
  draft.changes.set(id, { location: position, runs: left });
  payOut(draft, delivery, taken, event.amount);
}

const accountOf = (tx: AccountTransaction, address: string, asset: AssetId): Account => ({
  type: 'account',
  chain: tx.chain,
  address,
  asset,
});

function sender(tx: AccountTransaction, event: TransferEvent): Account {
  if (event.from === null) throw refused(tx, `event ${event.index} has no sender`);
  return accountOf(tx, event.from, event.asset);
}

function receiver(tx: AccountTransaction, event: TransferEvent): Location {
  if (event.to === null) throw refused(tx, `event ${event.index} has no receiver`);
  return accountOf(tx, event.to, event.asset);
}

const positionOf = (
  tx: AccountTransaction,
  meaning: { readonly protocol: string; readonly account: string },
  asset: AssetId,
): Position => ({
  type: 'position',
  chain: tx.chain,
  protocol: meaning.protocol,
  address: meaning.account,
  asset,
});

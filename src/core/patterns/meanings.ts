/**
 * From transactions to what they mean: swaps and wraps, loans, and both sides of bridges, paired as far as the
 * transactions at hand allow. The same transactions give the same meanings in the same order, however they were
 * come by, so that a recording can pin them.
 */
import type { Finding } from '../model/finding.ts';
import type { TxId } from '../model/location.ts';
import type { Meaning, NotedMeaning } from '../model/reading.ts';
import { comparePlaces, type Transaction } from '../model/transaction.ts';
import type { Bridge, Deposit, Payout } from './bridge/bridge.ts';
import { bridgesOf } from './bridge/bridges.ts';
import { AUTHOR, candidatesFor, meaningsOf, outOf, pairSides } from './bridge/pair.ts';
import { unreadDeposits } from './bridge/unread.ts';
import type { Known } from './known.ts';
import { readLoans } from './lending/positions.ts';
import { readSettlements } from './swap/cow.ts';
import { readSwaps } from './swap/read-swaps.ts';

/** What one transaction says by itself. Reading it once is enough. */
export type Sides = {
  readonly tx: Transaction;
  readonly deposits: readonly Deposit[];
  readonly payouts: readonly Payout[];
  /** What happens within it, by the events that were taken already: it is asked for again in every round. */
  readonly within: Map<string, readonly NotedMeaning[]>;
};

export function sidesOf(tx: Transaction, known: Known, bridges: readonly Bridge[] = bridgesOf(known)): Sides {
  const deposits: Deposit[] = [];
  const taken = new Set<number>();
  for (const deposit of bridges.flatMap((bridge) => bridge.deposits(tx, known))) {
    if (taken.has(deposit.event)) continue;
    taken.add(deposit.event);
    deposits.push(deposit);
  }
  const payouts: Payout[] = [];
  for (const payout of bridges.flatMap((bridge) => bridge.payouts(tx, known))) {
    if (taken.has(payout.event)) continue;
    taken.add(payout.event);
    payouts.push(payout);
  }
  // Where a protocol's own file has read the transaction, its other legs are the protocol's own business.
  const read = new Set([...deposits, ...payouts].map(({ protocol }) => protocol));
  for (const deposit of unreadDeposits(tx, known, taken)) {
    if (read.has(deposit.protocol)) continue;
    if (taken.has(deposit.event)) continue;
    taken.add(deposit.event);
    deposits.push(deposit);
  }
  return { tx, deposits, payouts, within: new Map() };
}

/** Whether the far side of a deposit that is only its payer's word was asked, and did not answer. */
export type Disproved = (deposit: Deposit) => boolean;

export type Found = {
  readonly meanings: readonly NotedMeaning[];
  readonly open: readonly Deposit[];
  readonly candidates: readonly Finding[];
  /** What could be seen but not read, one sentence each. */
  readonly gaps: readonly string[];
};

/** `all` in any order, each transaction once. */
export function findMeanings(all: readonly Sides[], known: Known, disproved: Disproved): Found {
  const bridges = bridgesOf(known);
  const sorted = all.toSorted(
    (a, b) =>
      (a.tx.chain < b.tx.chain ? -1 : a.tx.chain > b.tx.chain ? 1 : 0) ||
      comparePlaces(a.tx.place, b.tx.place),
  );
  const { pairs, open, unused } = pairSides(
    sorted.flatMap(({ deposits }) => deposits),
    sorted.flatMap(({ payouts }) => payouts),
    bridges,
    known,
  );
  const crossings = [
    ...pairs.flatMap(meaningsOf),
    ...open.filter((deposit) => deposit.proven || !disproved(deposit)).map(outOf),
  ];
  const loans = readLoans(
    sorted.map(({ tx }) => tx),
    known,
    AUTHOR,
  );
  const byTransaction = Map.groupBy(
    oneMeaningAnEvent([...crossings, ...loans.meanings]),
    ({ chain, txid }) => `${chain}|${txid}`,
  );
  const meanings = sorted.flatMap((sides) => {
    const { tx } = sides;
    const own = (byTransaction.get(`${tx.chain}|${tx.txid}`) ?? []).toSorted(
      (a, b) => firstEvent(a.meaning) - firstEvent(b.meaning),
    );
    return eachEventOnce(
      [...own, ...withinOf(sides, own, known)].filter(({ meaning }) => isSound(tx, meaning)),
    );
  });
  return {
    meanings,
    open,
    gaps: loans.gaps,
    candidates: open.flatMap((deposit) => candidatesFor(deposit, unused, bridges, known) ?? []),
  };
}

/** Every event that a meaning speaks of. */
export function eventsOf(meaning: Meaning): readonly number[] {
  switch (meaning.type) {
    case 'swap': {
      const { in: paid, out, inner, also = [], back = [] } = meaning;
      return [...paid, out, ...inner, ...also, ...back];
    }
    case 'unresolved-swap':
      return meaning.in;
    default:
      return [meaning.event];
  }
}

/**
 * Whether somebody pays and somebody is paid where the meaning needs it. A wrapper stands for nobody when legs are
 * looked at, but in the chain's own events a token is made out of nothing, and nothing cannot pay.
 */
function isSound(tx: Transaction, meaning: Meaning): boolean {
  if (tx.type === 'utxo') return eventsOf(meaning).every((vout) => tx.outputs[vout] !== undefined);
  const at = (index: number) => tx.events.find((event) => event.index === index);
  const pays = (index: number): boolean => (at(index)?.from ?? null) !== null;
  const isPaid = (index: number): boolean => (at(index)?.to ?? null) !== null;
  switch (meaning.type) {
    case 'swap':
      return meaning.in.every(pays) && isPaid(meaning.out);
    case 'unresolved-swap':
      return meaning.in.every(pays);
    case 'bridge-out':
    case 'supply':
    case 'repay':
      return pays(meaning.event);
    default:
      return isPaid(meaning.event);
  }
}

/** Of two meanings about one event of a transaction the first stands: the kernel takes no two. */
function eachEventOnce(meanings: readonly NotedMeaning[]): NotedMeaning[] {
  const claimed = new Set<number>();
  return meanings.filter(({ meaning }) => {
    const events = eventsOf(meaning);
    if (events.some((event) => claimed.has(event))) return false;
    for (const event of events) claimed.add(event);
    return true;
  });
}

/** Bridges come first: what is paid into one is not also a loan. */
function oneMeaningAnEvent(meanings: readonly NotedMeaning[]): NotedMeaning[] {
  const claimed = new Set<string>();
  return meanings.filter(({ chain, txid, meaning }) => {
    const key = `${chain}|${txid}|${firstEvent(meaning)}`;
    return !claimed.has(key) && claimed.add(key);
  });
}

/** What happens within the transaction: nothing that another reading already speaks about. */
function withinOf(
  { tx, within }: Sides,
  others: readonly NotedMeaning[],
  known: Known,
): readonly NotedMeaning[] {
  if (tx.type === 'utxo') return [];
  const taken = new Set(others.map(({ meaning }) => firstEvent(meaning)));
  const key = [...taken].join();
  const before = within.get(key);
  if (before !== undefined) return before;
  const settled = readSettlements(tx, known, taken);
  for (const { in: paid, out } of settled) for (const event of [...paid, out]) taken.add(event);
  const read = [...settled, ...readSwaps(tx, known, taken)].map((meaning) =>
    noted(tx.txid, tx.chain, meaning, 'event legs at recognised contracts'),
  );
  within.set(key, read);
  return read;
}

const noted = (txid: TxId, chain: Transaction['chain'], meaning: Meaning, source: string): NotedMeaning => ({
  chain,
  txid,
  meaning,
  evidence: { author: AUTHOR, source },
});

const firstEvent = (meaning: Meaning): number =>
  meaning.type === 'swap' || meaning.type === 'unresolved-swap' ? meaning.in[0]! : meaning.event;

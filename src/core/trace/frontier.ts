/**
 * The frontier driver's memory: which transactions are still to be applied, and what must be asked for
 * before the next one may be. It asks and is answered (after BlockchainSpider's push and pop); it does no I/O.
 *
 * Within a chain transactions come out in chain order; between chains the one with the earliest time goes first.
 */
import type { ChainId } from '../model/chain.ts';
import { AshiatoError } from '../model/errors.ts';
import { type Location, locationId, type TxId } from '../model/location.ts';
import { comparePlaces, type Height, type Place, type Transaction } from '../model/transaction.ts';

/** What is wanted next. On UTXO chains the one spending transaction; on accounts every later balance change. */
export type Want =
  | { readonly type: 'spend'; readonly location: Extract<Location, { type: 'outpoint' }> }
  | {
      readonly type: 'history';
      readonly location: Extract<Location, { type: 'account' }>;
      readonly after: Place;
    }
  | { readonly type: 'transaction'; readonly chain: ChainId; readonly txid: TxId }
  | { readonly type: 'coinbase'; readonly chain: ChainId; readonly height: Height };

export type Frontier = {
  readonly heaps: Map<ChainId, Transaction[]>;
  readonly wants: Map<string, Want>;
  /** What was asked before, and from which place on. */
  readonly asked: Map<string, Place | null>;
  readonly queued: Set<string>;
};

export const newFrontier = (): Frontier => ({
  heaps: new Map(),
  wants: new Map(),
  asked: new Map(),
  queued: new Set(),
});

/** What a want is about: two with the same key are the same question, but for where a history begins. */
export const keyOfWant = (want: Want): string => {
  switch (want.type) {
    case 'spend':
    case 'history':
      return locationId(want.location);
    case 'transaction':
      return `tx|${want.chain}|${want.txid}`;
    case 'coinbase':
      return `coinbase|${want.chain}|${want.height}`;
  }
};

/** Whether a transaction is an answer to a want. */
export function answers(want: Want, tx: Transaction): boolean {
  switch (want.type) {
    case 'transaction':
      return tx.chain === want.chain && tx.txid === want.txid;
    case 'coinbase':
      return (
        tx.type === 'utxo' &&
        tx.coinbase !== undefined &&
        tx.chain === want.chain &&
        tx.place.height === want.height
      );
    case 'spend': {
      const { chain, txid, vout } = want.location;
      return (
        tx.type === 'utxo' &&
        tx.chain === chain &&
        tx.inputs.some((input) => input.txid === txid && input.vout === vout)
      );
    }
    case 'history': {
      const { chain, address, asset } = want.location;
      return (
        tx.type === 'account' &&
        tx.chain === chain &&
        comparePlaces(tx.place, want.after) > 0 &&
        tx.events.some((event) => event.asset === asset && (event.from === address || event.to === address))
      );
    }
  }
}

/**
 * Notes a want once: what was answered is in the heap or applied already. A history is asked for again only
 * where taint turns out to have come earlier than thought.
 */
export function want(frontier: Frontier, wanted: Want): void {
  const key = keyOfWant(wanted);
  const after = wanted.type === 'history' ? wanted.after : null;
  const before = frontier.asked.get(key);
  if (before !== undefined && (before === null || after === null || comparePlaces(before, after) <= 0))
    return;
  frontier.asked.set(key, after);
  frontier.wants.set(key, wanted);
}

/** Everything that must be answered before the next transaction may be popped, as one batch. */
export function takeWants(frontier: Frontier): Want[] {
  const wants = [...frontier.wants.values()];
  frontier.wants.clear();
  return wants;
}

/** Queues transactions that were never queued before. */
export function offer(frontier: Frontier, transactions: readonly Transaction[]): Transaction[] {
  const fresh = transactions.filter((tx) => !frontier.queued.has(`${tx.chain}|${tx.txid}`));
  for (const tx of fresh) {
    frontier.queued.add(`${tx.chain}|${tx.txid}`);
    push(heapOf(frontier, tx.chain), tx);
  }
  return fresh;
}

/** Puts back what was undone. */
export function requeue(frontier: Frontier, transactions: readonly Transaction[]): void {
  for (const tx of transactions) push(heapOf(frontier, tx.chain), tx);
}

/** The next transaction to apply, among the chains whose head is ready. */
export function popNext(frontier: Frontier, isReady: (tx: Transaction) => boolean): Transaction | undefined {
  let best: Transaction[] | undefined;
  let waiting: Transaction | undefined;
  for (const heap of frontier.heaps.values()) {
    const head = heap[0];
    if (head === undefined) continue;
    if (!isReady(head)) waiting = head;
    else if (best === undefined || earlier(head, best[0]!)) best = heap;
  }
  if (best !== undefined) return pop(best);
  if (waiting === undefined) return undefined;
  throw new AshiatoError('E_READING', 'bridge edges wait for each other in a circle', {
    where: `${waiting.chain} ${waiting.txid}`,
    next: 'One of the pairings at this transaction is wrong; retract it.',
  });
}

const earlier = (a: { time: number; chain: ChainId }, b: { time: number; chain: ChainId }): boolean =>
  a.time === b.time ? a.chain < b.chain : a.time < b.time;

function heapOf(frontier: Frontier, chain: ChainId): Transaction[] {
  const heap = frontier.heaps.get(chain) ?? [];
  frontier.heaps.set(chain, heap);
  return heap;
}

function push(heap: Transaction[], tx: Transaction): void {
  let child = heap.push(tx) - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (comparePlaces(heap[parent]!.place, heap[child]!.place) <= 0) return;
    [heap[parent], heap[child]] = [heap[child]!, heap[parent]!];
    child = parent;
  }
}

function pop(heap: Transaction[]): Transaction | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (heap.length === 0 || last === undefined) return top;
  heap[0] = last;
  let parent = 0;
  for (;;) {
    const left = 2 * parent + 1;
    if (left >= heap.length) return top;
    const right = left + 1;
    const child =
      right < heap.length && comparePlaces(heap[right]!.place, heap[left]!.place) < 0 ? right : left;
    if (comparePlaces(heap[parent]!.place, heap[child]!.place) <= 0) return top;
    [heap[parent], heap[child]] = [heap[child]!, heap[parent]!];
    parent = child;
  }
}

/**
 * The scan driver that remembers: every block of every chain goes through the kernel and is committed before
 * the next, so after a kill it goes on where the store stopped. Each block commits its cursor, also one that
 * changed nothing.
 *
 * Blocks of several chains are taken in the order the source gives them, which is by time. A bridge payout that
 * comes before its payment finds nothing to pay out, and the payment then ends as `bridged-unmatched`: said, but
 * not mended here as the in-memory drivers do (trace/ledger).
 *
 * Invariant: what stands in the store after a block equals what a fresh run over the same standing blocks, in
 * the same order, would have written; reorgs and kills leave no trace but in the journal's history.
 */
import type { Openings } from '../../core/flow/draft.ts';
import { applyTransaction } from '../../core/flow/kernel.ts';
import {
  type Changes,
  commit,
  decodeHolding,
  encodeHolding,
  mergeUndo,
  type State,
} from '../../core/flow/state.ts';
import type { Tip } from '../../core/model/case.ts';
import type { ChainId } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { type Account, type LocationId, locationId } from '../../core/model/location.ts';
import type { Gap, Movement } from '../../core/model/movement.ts';
import type { Rules } from '../../core/model/rules.ts';
import type {
  AccountTransaction,
  Block,
  ChainEvent,
  Height,
  Transaction,
} from '../../core/model/transaction.ts';
import { type Readings, readingOf } from '../../core/trace/readings.ts';
import type { ChainSource } from '../../ports/chain-source.ts';
import type { BlockCommit, Cursor, Store, TraceId, UndoRecord } from '../../ports/store.ts';

/** How many blocks of a chain can be undone. No proof-of-work chain followed here went back half as far. */
export const UNDO_WINDOW = 100;

/** Undo beyond the window is dropped once in so many blocks. */
const PRUNE_EVERY = 64;

export type Committed =
  | { readonly type: 'block'; readonly cursor: Cursor; readonly movements: readonly Movement[] }
  | {
      readonly type: 'revert';
      readonly chain: ChainId;
      readonly height: Height;
      readonly cursors: readonly Cursor[];
    };

export type Following = {
  readonly store: Store;
  /** A trace that was opened in the store. */
  readonly trace: TraceId;
  readonly readings: Readings;
  readonly rules: Rules;
  /**
   * What happened after these cursors, the blocks of all chains by time. Asked again where undoing one chain's
   * blocks undid another's, which are then wanted anew.
   */
  readonly events: (after: readonly Cursor[]) => AsyncIterable<ChainEvent>;
  readonly openings: ChainSource['openings'];
  /** Where each chain is cut; blocks above are left out. */
  readonly tips?: readonly Tip[];
  readonly onCommit?: (committed: Committed) => void | Promise<void>;
};

export type Followed = {
  readonly cursors: readonly Cursor[];
  readonly committed: number;
  readonly skipped: number;
  readonly reverted: number;
};

/** What is known while following; everything in it but the counts can be read back from the store. */
type Session = {
  readonly following: Following;
  readonly state: State;
  cursors: Map<ChainId, Cursor>;
  readonly count: { committed: number; skipped: number; reverted: number };
};

export async function follow(following: Following): Promise<Followed> {
  const session = await resume(following);
  for (;;) {
    const interrupted = await followEvents(session);
    if (!interrupted) return { cursors: [...session.cursors.values()], ...session.count };
  }
}

/** The way out of `E_DEEP_REORG`: forgets what was derived and follows again from the first block. */
export async function followFromScratch(following: Following): Promise<Followed> {
  await following.store.resetTrace(following.trace);
  return follow(following);
}

async function resume(following: Following): Promise<Session> {
  const { store, trace } = following;
  const state: State = new Map();
  restore(
    state,
    (await store.holdings(trace)).map((record) => [locationId(record.location), record]),
  );
  const cursors = new Map((await store.cursors(trace)).map((cursor) => [cursor.chain, cursor]));
  return { following, state, cursors, count: { committed: 0, skipped: 0, reverted: 0 } };
}

/** Follows events to their end; true where they must be asked for again. */
async function followEvents(session: Session): Promise<boolean> {
  const cut = new Map((session.following.tips ?? []).map((tip) => [tip.chain, tip.height]));
  for await (const event of session.following.events([...session.cursors.values()])) {
    switch (event.type) {
      case 'block':
        if (event.block.height > (cut.get(event.block.chain) ?? Number.POSITIVE_INFINITY)) break;
        if (await isKnown(session, event.block)) session.count.skipped += 1;
        else await applyBlock(session, event.block);
        break;
      case 'reorg':
        if (await goBack(session, event.chain, event.height)) return true;
        break;
    }
  }
  return false;
}

/** Whether the block is committed already. One that is neither that nor the next is refused. */
async function isKnown({ following, cursors }: Session, block: Block): Promise<boolean> {
  const cursor = cursors.get(block.chain);
  if (cursor === undefined) return false;
  if (block.height > cursor.height) {
    if (block.height === cursor.height + 1 && block.parent === cursor.hash) return false;
    throw misplaced(block, cursor);
  }
  const known =
    block.height === cursor.height
      ? cursor
      : await following.store.blockAt(following.trace, block.chain, block.height);
  if (known?.hash === block.hash) return true;
  throw misplaced(block, cursor);
}

const misplaced = (block: Block, cursor: Cursor): AshiatoError =>
  new AshiatoError(
    'E_BLOCK_ORDER',
    `block ${block.height} (${block.hash}) does not follow block ${cursor.height} (${cursor.hash})`,
    {
      where: block.chain,
      limit: `block ${cursor.height + 1} with the parent ${cursor.hash}`,
      next: 'Let the source announce a reorg before the blocks of another branch, and leave no block out.',
    },
  );

async function applyBlock(session: Session, block: Block): Promise<void> {
  const { following, state, cursors, count } = session;
  const { store, trace, onCommit } = following;
  const { chain, height, hash } = block;
  const effect = await runBlock(following, state, block);
  await store.commitBlock({ trace, chain, height, hash, ...effect });
  const cursor: Cursor = { chain, height, hash };
  cursors.set(chain, cursor);
  count.committed += 1;
  if (count.committed % PRUNE_EVERY === 0) {
    for (const each of cursors.keys()) await store.pruneUndo(trace, each, UNDO_WINDOW);
  }
  await onCommit?.({ type: 'block', cursor, movements: effect.movements });
}

/** Applies a block's transactions to the state and says what that did, and what undoes it. */
async function runBlock(
  { readings, rules, openings }: Following,
  state: State,
  block: Block,
): Promise<Pick<BlockCommit, 'movements' | 'gaps' | 'changes' | 'undo'>> {
  const movements: Movement[] = [];
  const gaps: Gap[] = [];
  let undo: Changes = new Map();
  for (const transaction of block.transactions) {
    const balances = await openingsFor(readings, openings, state, transaction);
    const step = applyTransaction(state, transaction, readingOf(readings, transaction), rules, balances);
    movements.push(...step.movements);
    gaps.push(...step.gaps);
    if (step.changes.size > 0) undo = mergeUndo(undo, commit(state, step.changes));
  }
  const now: Changes = new Map([...undo.keys()].map((id) => [id, state.get(id) ?? null]));
  return { movements, gaps, changes: encode(now), undo: encode(undo) };
}

/** Balances before the transaction of the accounts it may taint for the first time; asked for only then. */
async function openingsFor(
  readings: Readings,
  ask: ChainSource['openings'],
  state: State,
  transaction: Transaction,
): Promise<Openings> {
  if (transaction.type === 'utxo' || !mayTaint(readings, state, transaction)) return NO_OPENINGS;
  const wanted = new Map<LocationId, Account>();
  for (const { to, asset } of transaction.events) {
    if (to === null) continue;
    const location: Account = { type: 'account', chain: transaction.chain, address: to, asset };
    const id = locationId(location);
    if (!state.has(id)) wanted.set(id, location);
  }
  const balances = await ask(transaction.chain, transaction.place, [...wanted.values()]);
  return new Map([...wanted.keys()].map((id, i) => [id, balances[i] ?? null]));
}

const NO_OPENINGS: Openings = new Map();

const mayTaint = (readings: Readings, state: State, { chain, txid, events }: AccountTransaction): boolean =>
  readings.byTransaction.has(`${chain}|${txid}`) ||
  events.some(
    ({ from, asset }) =>
      from !== null && state.has(locationId({ type: 'account', chain, address: from, asset })),
  );

/** Undoes what the chain took back; true where another chain lost blocks too, so that they are wanted anew. */
async function goBack(session: Session, chain: ChainId, height: Height): Promise<boolean> {
  const { following, state, count } = session;
  const cursor = session.cursors.get(chain);
  if (cursor === undefined || cursor.height <= height) return false;
  if (cursor.height - height > UNDO_WINDOW) {
    throw new AshiatoError(
      'E_DEEP_REORG',
      `the chain went back ${cursor.height - height} blocks, from ${cursor.height} to ${height}`,
      {
        where: chain,
        limit: `${UNDO_WINDOW} blocks`,
        next: 'Reset the trace and follow it again from the start; the result is the same.',
      },
    );
  }
  const { cursors, changes } = await following.store.revertTo(following.trace, chain, height);
  restore(state, changes);
  const before = session.cursors;
  session.cursors = new Map(cursors.map((each) => [each.chain, each]));
  count.reverted += 1;
  await following.onCommit?.({ type: 'revert', chain, height, cursors });
  return [...before.values()].some(
    (each) => each.chain !== chain && session.cursors.get(each.chain)?.hash !== each.hash,
  );
}

const encode = (changes: Changes): UndoRecord =>
  [...changes].map(([id, holding]) => [id, holding === null ? null : encodeHolding(holding)]);

function restore(state: State, records: UndoRecord): void {
  for (const [id, record] of records) {
    if (record === null) state.delete(id);
    else state.set(id, decodeHolding(record));
  }
}

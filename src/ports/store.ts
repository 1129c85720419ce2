/** What a trace leaves behind, kept so that a kill at any instant loses nothing that was committed. */
import type { HoldingRecord } from '../core/flow/state.ts';
import type { ChainId } from '../core/model/chain.ts';
import type { LocationId } from '../core/model/location.ts';
import type { Gap, Movement } from '../core/model/movement.ts';
import type { Height } from '../core/model/transaction.ts';
import type { HiringStore } from './hiring-store.ts';
import type { ScreeningStore } from './screening-store.ts';

export type TraceId = string & { readonly __brand: 'TraceId' };

/** Plain JSON: what the trace was asked to do and from which pinned inputs. */
export type TraceRecord = {
  readonly id: TraceId;
  readonly incident: string;
  readonly policy: string;
  readonly request: unknown;
};

/** What undoes a block: the places it changed, as they were; null: the place was not tracked. */
export type UndoRecord = readonly (readonly [LocationId, HoldingRecord | null])[];

/** One block's worth, committed in one transaction together with its audit leaf. */
export type BlockCommit = {
  readonly trace: TraceId;
  readonly chain: ChainId;
  readonly height: Height;
  readonly hash: string;
  readonly movements: readonly Movement[];
  readonly gaps: readonly Gap[];
  /** The places the block changed, as they are now; null: forgotten. */
  readonly changes: UndoRecord;
  readonly undo: UndoRecord;
};

export type Cursor = { readonly chain: ChainId; readonly height: Height; readonly hash: string };

/** A committed block that stands; `order` is the order of commits over all chains of the trace. */
export type AppliedBlock = Cursor & { readonly order: number };

/** What a revert left: every chain's cursor, and the places it changed, as they are now. */
export type Reverted = { readonly cursors: readonly Cursor[]; readonly changes: UndoRecord };

export type Store = {
  readonly engine: 'sqlite' | 'postgres';
  /** Creates the trace if it is not there yet. */
  openTrace(record: TraceRecord): Promise<void>;
  getTrace(id: TraceId): Promise<TraceRecord | null>;
  listTraces(): Promise<readonly TraceRecord[]>;
  /** `E_BLOCK_ORDER` for a height at or below the chain's cursor, so a commit repeated does nothing twice. */
  commitBlock(commit: BlockCommit): Promise<void>;
  /**
   * Undoes committed blocks, newest first, down to and including the first commit of `chain` above `height`;
   * blocks of other chains committed after it go too. The journal keeps what was undone and gains revert records.
   * `E_DEEP_REORG` where the undo was pruned.
   */
  revertTo(trace: TraceId, chain: ChainId, height: Height): Promise<Reverted>;
  /** Forgets everything derived for the trace but its journal's history, so that it can be rebuilt. */
  resetTrace(trace: TraceId): Promise<void>;
  /**
   * Drops undo of blocks at least `window` blocks below their chain's cursor, unless a block of another chain
   * that can still be undone was committed before them.
   */
  pruneUndo(trace: TraceId, chain: ChainId, window: number): Promise<void>;
  /** Sorted by chain. */
  cursors(trace: TraceId): Promise<readonly Cursor[]>;
  /** The committed block of this height, where one stands. */
  blockAt(trace: TraceId, chain: ChainId, height: Height): Promise<AppliedBlock | null>;
  /** Sorted by place. */
  holdings(trace: TraceId): Promise<readonly HoldingRecord[]>;
  /** The journal's canonical view: movements that still stand, sorted by chain, place and seq. */
  movements(trace: TraceId): Promise<readonly Movement[]>;
  /** The gaps of blocks that still stand, in the same order. */
  gaps(trace: TraceId): Promise<readonly Gap[]>;
  /** Small derived documents kept with a trace, such as its rendered result. */
  putDocument(trace: TraceId, name: string, text: string): Promise<void>;
  getDocument(trace: TraceId, name: string): Promise<string | null>;
  /** Recomputes the chain of audit leaves and what they cover; returns the first sequence number that does not fit, or null. */
  verifyAudit(): Promise<number | null>;
  /** What screening remembers, over the same connection and lock. */
  readonly screening: ScreeningStore;
  /** What the hiring screen remembers, likewise. */
  readonly hiring: HiringStore;
  close(): Promise<void>;
};

/**
 * A reading says what a transaction means beyond its raw transfers. Patterns, tags and case files produce
 * readings; the flow kernel knows nothing else of meaning. Readings are pinned by digest in a trace's inputs.
 */
import type { Amount } from './amount.ts';
import type { AssetId } from './asset.ts';
import type { ChainId } from './chain.ts';
import type { TxId } from './location.ts';
import type { End } from './movement.ts';

/** Why we believe a reading: who says so, on what ground, since when. */
export type Evidence = {
  readonly author: string;
  readonly source: string;
  readonly note?: string;
  /** The day (YYYY-MM-DD) from which this was known; `--known-at` leaves out what came later. */
  readonly knownAt?: string;
};

/** `event` is an event's index on account chains, an output's index on UTXO chains. */
export type Meaning =
  /** The event brings stolen value to rest: `amount` of its units stand for `origin` of the asset stolen. */
  | {
      readonly type: 'seed';
      readonly event: number;
      readonly amount: Amount;
      readonly stolen: AssetId;
      readonly origin: Amount;
    }
  /**
   * A recognised pool, router or wrapper gave `out` for `in` (one sender, one asset); `inner` legs are its own.
   * `also`: further legs of the same asset to the same receiver. `back`: what the payer was given back of `in`.
   */
  | {
      readonly type: 'swap';
      readonly in: readonly number[];
      readonly out: number;
      readonly also?: readonly number[];
      readonly back?: readonly number[];
      readonly inner: readonly number[];
      readonly protocol: string;
    }
  /** A recognised pool took `in`, but what it gave for each cannot be told apart. */
  | { readonly type: 'unresolved-swap'; readonly in: readonly number[]; readonly protocol: string }
  /** The event pays into a bridge whose other side is known as `edge`. */
  | { readonly type: 'bridge-out'; readonly event: number; readonly edge: string; readonly protocol: string }
  /** The event is the other side of `edge` (or its refund) for `debit` units of the asset paid in. */
  | {
      readonly type: 'bridge-in';
      readonly event: number;
      readonly edge: string;
      readonly paidChain: ChainId;
      readonly paidAsset: AssetId;
      readonly debit: Amount;
      readonly protocol: string;
    }
  /** Collateral goes into, or comes back from, the position of `account`. */
  | {
      readonly type: 'supply' | 'withdraw';
      readonly event: number;
      readonly account: string;
      readonly protocol: string;
    }
  /** A loan out of (or back into) the position: it carries min(borrowed, tainted collateral), `units` being the loan in units of the collateral. */
  | {
      readonly type: 'borrow' | 'repay';
      readonly event: number;
      readonly account: string;
      readonly collateral: AssetId;
      readonly units: Amount;
      readonly protocol: string;
    };

/** A tag strong enough to end a branch: whatever is credited here is no longer followed. */
export type Stop = {
  readonly chain: ChainId;
  readonly address: string;
  /** Only this asset; absent: every asset. */
  readonly asset?: AssetId;
  readonly end: End;
  /** 0–1, from the tag that names the service. */
  readonly confidence: number;
  readonly evidence: Evidence;
};

/** A freeze (or its lifting) of an account's balance: a status of what rests there, not an end of the road. */
export type Freeze = {
  readonly chain: ChainId;
  readonly address: string;
  readonly asset: AssetId;
  readonly frozen: boolean;
  /** Seconds since 1970, UTC. */
  readonly time: number;
  readonly by: string;
  readonly evidence: Evidence;
};

export type NotedMeaning = {
  readonly txid: TxId;
  readonly chain: ChainId;
  readonly meaning: Meaning;
  readonly evidence: Evidence;
};

/** Everything that was read into a recording or a stream, before it is looked up by transaction. */
export type ReadingSet = {
  readonly meanings: readonly NotedMeaning[];
  readonly stops: readonly Stop[];
  readonly freezes: readonly Freeze[];
  /** Assets that never carry taint: look-alikes and whatever is not recognised. */
  readonly rejected: readonly AssetId[];
};

export const NO_READINGS: ReadingSet = { meanings: [], stops: [], freezes: [], rejected: [] };

/** What the kernel is told about one transaction. */
export type Reading = {
  readonly meanings: readonly Meaning[];
  readonly stops: ReadonlyMap<string, Stop>;
  readonly rejected: ReadonlySet<AssetId>;
};

/** Stops are looked up by CAIP-10 account, or by account and asset. */
export const stopKey = (chain: ChainId, address: string, asset?: AssetId): string =>
  asset === undefined ? `${chain}:${address}` : `${chain}:${address}|${asset}`;

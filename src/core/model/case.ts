/** A recorded case: chain data that can be replayed offline, with what was read into it and what it lacks. */
import type { Asset } from './asset.ts';
import type { ChainId } from './chain.ts';
import type { Gap } from './movement.ts';
import type { ReadingSet } from './reading.ts';
import type { Block, Height } from './transaction.ts';

export type Provenance = {
  readonly what: string;
  readonly source: string;
  readonly licence: string;
  readonly retrieved: string;
  /** What was changed when the table was re-laid. */
  readonly relaid: string;
};

/** Text in the three languages of the interface. */
export type CaseText = { readonly en: string; readonly ja: string; readonly ko: string };

export type Recording = {
  readonly id: string;
  /** The incident in `facts/incidents.json`; null for a laboratory case. */
  readonly incident: string | null;
  readonly title: CaseText;
  readonly summary: CaseText;
  readonly laboratory: boolean;
  readonly assets: readonly Asset[];
  /** Blocks by chain, ascending. */
  readonly chains: ReadonlyMap<ChainId, readonly Block[]>;
  readonly readings: ReadingSet;
  /** Which accounts' histories are complete. */
  readonly coverage: Coverage;
  /** How to learn a balance before a place; null where the recording cannot say. */
  readonly openings: Openings;
  /** What the recording lacks, said before the trace begins. */
  readonly gaps: readonly Gap[];
  readonly provenance: readonly Provenance[];
  /** SHA-256 of every file the recording was made from, by name. */
  readonly digests: Readonly<Record<string, string>>;
  /** Names for addresses that are not stops, for the reader only. */
  readonly names: ReadonlyMap<string, string>;
};

/** `all`: every place of these chains is covered. `addresses`: only these, the others end as `no-data`. */
export type Coverage =
  | { readonly type: 'all' }
  | { readonly type: 'addresses'; readonly addresses: ReadonlySet<string>; readonly reason: string };

/** `genesis`: balances follow from the recording itself. `unknown`: nothing is known before it. */
export type Openings = { readonly type: 'genesis' } | { readonly type: 'unknown' };

/** Where a chain is cut: its last block at or before the date asked for. */
export type Tip = {
  readonly chain: ChainId;
  readonly height: Height;
  readonly hash: string;
  readonly time: number;
};

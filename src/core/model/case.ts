/** A recorded case: chain data that can be replayed offline, with what was read into it and what it lacks. */
import type { Amount } from './amount.ts';
import type { Asset } from './asset.ts';
import type { ChainId } from './chain.ts';
import { type Location, type LocationId, locationId } from './location.ts';
import type { Gap } from './movement.ts';
import type { ReadingSet } from './reading.ts';
import type { Block, Height, Place } from './transaction.ts';

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
  /** Present on what was recorded from live sources: beyond what they were asked, nothing is known. */
  readonly asked?: Asked;
};

/** What live sources were asked and what they said beyond transactions: the evidence path of a trace. */
export type Asked = {
  /** Who was asked, by names that hold no secret. */
  readonly sources: readonly string[];
  /** Wants by their key; for a history the place from which on it was asked. */
  readonly wants: ReadonlyMap<string, Place | null>;
  /** The chain ends, by the instant asked for (seconds, UTC); null: the newest. */
  readonly tips: ReadonlyMap<number | null, readonly Tip[]>;
  /** Balances before a place, by `openingKey`; null where nobody could say. */
  readonly openings: ReadonlyMap<string, Amount | null>;
  /** Why what left a place may be unknown. */
  readonly missing: ReadonlyMap<LocationId, string>;
  readonly caveats: readonly string[];
};

export const openingKey = (chain: ChainId, before: Place, location: Location): string =>
  `${chain}|${before.height}|${before.index}|${locationId(location)}`;

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

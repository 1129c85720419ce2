/**
 * What a claim may do. A low level may raise a lead; it may never stop a branch, make a hit or clear anybody
 * (reliability.md §5, "Attribution data"). One function decides: `mayStop`.
 */
import type { KnownTag, TrustLevel } from '../model/tag.ts';
import { stopKindOf } from './labels.ts';

export const LEVEL_SAYS: Readonly<Record<TrustLevel, string>> = {
  T0: 'observed: the ledger itself shows it, anybody can look',
  T1: 'declared: an authority, or the owner, published it',
  T2: 'reviewed: named authors published it with a method or a review',
  T3: 'collected: handed on by a third party without a review',
  T4: 'anonymous: nobody stands for it, or only a heuristic does',
};

/** The lowest level that may end a branch. */
const LOWEST_THAT_STOPS: TrustLevel = 'T2';

/** Whether `a` is no better than `b`; T0 is the best. */
const atLeast = (a: TrustLevel, b: TrustLevel): boolean => a <= b;

/** A publisher may call itself lower than it is trusted, never higher. */
export const cappedAt = (claimed: TrustLevel, ceiling: TrustLevel): TrustLevel =>
  claimed > ceiling ? claimed : ceiling;

/** Whether the claim stands on that day (YYYY-MM-DD): neither contested nor retracted, and not run out. */
export const standsOn = (tag: KnownTag, day: string | null): boolean =>
  tag.state.type === 'standing' && (tag.validUntil === null || day === null || day <= tag.validUntil);

/** Whether a claim may end a branch, at the confidence asked for and on a day (null: whenever). */
export const mayStop = (tag: KnownTag, minConfidence: number, day: string | null = null): boolean =>
  standsOn(tag, day) &&
  atLeast(tag.level, LOWEST_THAT_STOPS) &&
  tag.confidence >= minConfidence &&
  stopKindOf(tag) !== null;

/**
 * GraphSense's confidence ids as their own table gives them (graphsense-tagpack-tool, db/confidence.csv), and
 * the level that each kind of knowledge has here. A pack that names none says nothing of how it knows: T4.
 */
const GRAPHSENSE: Readonly<Record<string, readonly [confidence: number, level: TrustLevel]>> = {
  ledger_immanent: [1, 'T0'],
  ownership: [1, 'T1'],
  override: [1, 'T2'],
  manual_transaction: [0.9, 'T2'],
  service_api: [0.7, 'T1'],
  forensic_investigation: [0.7, 'T2'],
  authority_data: [0.6, 'T1'],
  trusted_provider: [0.5, 'T2'],
  service_data: [0.5, 'T1'],
  forensic: [0.5, 'T2'],
  untrusted_transaction: [0.4, 'T3'],
  web_crawl: [0.2, 'T3'],
  heuristic: [0.1, 'T4'],
  unknown: [0.05, 'T4'],
};

/** Null: an id that GraphSense does not know. */
export function readConfidence(id: string | null): { confidence: number; level: TrustLevel } | null {
  const row = Object.entries(GRAPHSENSE).find(([known]) => known === (id ?? 'unknown'))?.[1];
  return row === undefined ? null : { confidence: row[0], level: row[1] };
}

/** The id by which others read a level, never one that claims more than we know; the figure stands in the context. */
const ID_OF_LEVEL: Readonly<Record<TrustLevel, string>> = {
  T0: 'ledger_immanent',
  T1: 'authority_data',
  T2: 'forensic',
  T3: 'web_crawl',
  T4: 'heuristic',
};

export const confidenceId = (level: TrustLevel): string => ID_OF_LEVEL[level];

/**
 * A tag is somebody's claim about an address: who says it, on what ground, since when. Tags of different
 * publishers live side by side; none overwrites another.
 */
import type { Chain, ChainId } from './chain.ts';

export type TagId = string & { readonly __brand: 'TagId' };

/**
 * How a claim came to be known, best first (reliability.md §5). A level says what kind of word it is,
 * `confidence` how sure its publisher is of it.
 */
export const TRUST_LEVELS = ['T0', 'T1', 'T2', 'T3', 'T4'] as const;
export type TrustLevel = (typeof TRUST_LEVELS)[number];

/** Where an address counts: on one chain, on all chains of a family, or on a network that is not followed. */
export type Scope =
  | { readonly type: 'chain'; readonly chain: ChainId }
  | { readonly type: 'family'; readonly family: Chain['family'] }
  | { readonly type: 'unsupported'; readonly network: string };

export type Tag = {
  /** Of the claim itself, not of the file's order: the same claim in the same pack has the same id. */
  readonly id: TagId;
  readonly pack: string;
  readonly scope: Scope;
  /** In the chain's canonical spelling; as it stands on networks that are not followed. */
  readonly address: string;
  readonly label: string;
  /** The publisher's own word, known to us or not. */
  readonly category: string | null;
  /** What the address is accused of, in the publisher's word. */
  readonly abuse: string | null;
  readonly concepts: readonly string[];
  readonly actor: string | null;
  readonly author: string;
  readonly source: string;
  /** 0–1. */
  readonly confidence: number;
  readonly level: TrustLevel;
  /** Days (YYYY-MM-DD) or instants, as published. */
  readonly created: string | null;
  readonly modified: string | null;
  /** The last day on which the claim holds; null: until it is withdrawn. */
  readonly validUntil: string | null;
  readonly note: string | null;
};

/** A doubt about tags, or its lifting: an entry of the tags' own journal, which is only ever added to. */
export type TagDeed = {
  readonly action: 'contest' | 'retract' | 'restore';
  readonly target:
    | { readonly type: 'tag'; readonly id: TagId }
    | { readonly type: 'pack'; readonly pack: string };
  readonly by: string;
  readonly reason: string;
  /** An instant, UTC. */
  readonly at: string;
};

export type TagState =
  | { readonly type: 'standing' }
  | { readonly type: 'contested'; readonly by: TagDeed }
  | { readonly type: 'retracted'; readonly by: TagDeed };

/** A tag with what has become of it. */
export type KnownTag = Tag & {
  readonly state: TagState;
  /** Everything that was done to it, oldest first. */
  readonly history: readonly TagDeed[];
};

/** Where chain data comes from. A source answers; it never decides what is wanted. */
import type { Amount } from '../core/model/amount.ts';
import type { Tip } from '../core/model/case.ts';
import type { ChainId } from '../core/model/chain.ts';
import type { Location } from '../core/model/location.ts';
import type { Block, Height, Place, Transaction } from '../core/model/transaction.ts';
import type { Want } from '../core/trace/frontier.ts';

/** What a source can and cannot do, found out by asking it. Nothing in it is secret. */
export type SourceReport = {
  /** The name shown to people: kind and host. */
  readonly source: string;
  readonly chain: ChainId;
  readonly tip: Tip | null;
  readonly abilities: readonly Ability[];
};

/** For instance `{ name: 'internal transfers', can: 'no', detail: 'the node offers no traces' }`. */
export type Ability = {
  readonly name: string;
  readonly can: 'yes' | 'partly' | 'no';
  readonly detail: string;
};

export type ChainSource = {
  readonly chains: readonly ChainId[];
  /** The last block of each chain at or before `asOf` (seconds, UTC); null: the newest. */
  tips(asOf: number | null): Promise<readonly Tip[]>;
  /** The transactions that answer the wants, each once, in any order. One call is one batch. */
  fetch(wants: readonly Want[]): Promise<readonly Transaction[]>;
  /** Balances just before a transaction; null where the source cannot say. */
  openings(
    chain: ChainId,
    before: Place,
    locations: readonly Location[],
  ): Promise<readonly (Amount | null)[]>;
  /** Every block of a chain from a height on, in chain order, up to and including `to`. */
  blocks(chain: ChainId, from: Height, to: Height): AsyncIterable<Block>;
  /**
   * Transactions at or after a time (seconds, UTC) that pay an address, in chain order: where a trace that is
   * named by an address begins. `E_UNSUPPORTED` where the source has no way to find them.
   */
  paid(chain: ChainId, address: string, since: number): Promise<readonly Transaction[]>;
  /** Null where everything that left this place is known; otherwise the reason why not. */
  missing(location: Location): string | null;
  /** What the answers given so far rest on beyond what was verified, one sentence each: `single-source: …`. */
  caveats(): readonly string[];
  check(): Promise<readonly SourceReport[]>;
};

/** Where chain data comes from. A source answers; it never decides what is wanted. */
import type { Amount } from '../core/model/amount.ts';
import type { Tip } from '../core/model/case.ts';
import type { ChainId } from '../core/model/chain.ts';
import type { Location } from '../core/model/location.ts';
import type { Block, Height, Place, Transaction } from '../core/model/transaction.ts';
import type { Want } from '../core/trace/frontier.ts';

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
  /** Null where everything that left this place is known; otherwise the reason why not. */
  missing(location: Location): string | null;
};

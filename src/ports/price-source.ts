/** Daily prices from outside. What one source says is only a quote: core/strategy/quotes.ts takes what two agree on. */
import type { Day } from '../core/strategy/day.ts';
import type { Pair } from '../core/strategy/quotes.ts';

export type PriceSource = {
  readonly id: string;
  readonly pairs: readonly Pair[];
  /**
   * Prices of days that are over, from `from` to `to` with both ends, in 10⁻¹² of the currency. A day that the source
   * does not have is left out, never filled.
   */
  daily(pair: Pair, from: Day, to: Day): Promise<ReadonlyMap<Day, bigint>>;
};

/** New prices: every market is asked for what it prices, what it says is kept beside what the others say. */
import { AshiatoError } from '../../core/model/errors.ts';
import type { Day } from '../../core/strategy/day.ts';
import type { Pair, Quote } from '../../core/strategy/quotes.ts';
import type { PriceSource } from '../../ports/price-source.ts';

export type Asked = Pair & {
  readonly source: string;
  readonly days: number;
  /** Why it gave nothing; null where it answered. */
  readonly failure: string | null;
};

export type Refreshed = { readonly quotes: readonly Quote[]; readonly asked: readonly Asked[] };

/** One market that fails never takes from what another says; where all fail nothing changes. */
export async function refreshPrices(
  sources: readonly PriceSource[],
  kept: readonly Quote[],
  { from, to, now }: { readonly from: Day; readonly to: Day; readonly now: number },
): Promise<Refreshed> {
  const answers = await Promise.all(sources.map((source) => askAll(source, from, to, now)));
  const asked = answers.flatMap((answer) => answer.asked);
  const said = answers.flatMap((answer) => answer.quotes);
  if (said.length === 0) {
    throw new AshiatoError(
      'E_PRICE_FETCH',
      `no market gave a price: ${asked.map(({ source, asset, currency, failure }) => `${source} ${asset}-${currency}: ${failure ?? 'no day of these'}`).join('; ')}`,
      { next: 'Check the connection and try again; the prices that were kept stay.', retryable: true },
    );
  }
  const keyOf = ({ source, asset, currency, day }: Quote): string => [source, asset, currency, day].join('|');
  const byKey = new Map([...kept, ...said].map((quote) => [keyOf(quote), quote]));
  return { quotes: [...byKey.values()], asked };
}

/** One market is asked for one pair after the other: they count requests. */
async function askAll(source: PriceSource, from: Day, to: Day, now: number): Promise<Refreshed> {
  const quotes: Quote[] = [];
  const asked: Asked[] = [];
  for (const pair of source.pairs) {
    const about = { ...pair, source: source.id };
    try {
      const days = await source.daily(pair, from, to);
      for (const [day, price] of days) quotes.push({ ...about, day, price, fetchedAt: now });
      asked.push({ ...about, days: days.size, failure: null });
    } catch (error) {
      if (!(error instanceof AshiatoError) || error.code === 'E_INTERNAL') throw error;
      asked.push({ ...about, days: 0, failure: `${error.message} (${error.code})` });
    }
  }
  return { quotes, asked };
}

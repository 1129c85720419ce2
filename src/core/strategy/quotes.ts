/**
 * What several markets say of one day: a price is taken only where at least two say it and they agree. Where they do
 * not, or one is alone, the day stays without a price and says why.
 */
import { formatDecimal } from '../model/amount.ts';
import type { Day } from './day.ts';
import type { Currency, PriceSeries } from './prices.ts';

/** What is priced, in what: BTC in USD, or USD in JPY for a rate. */
export type Pair = { readonly asset: string; readonly currency: Currency };

/** What one market said of one day, and when it was asked. */
export type Quote = Pair & {
  readonly day: Day;
  /** Of one whole unit, in 10⁻¹² of the currency. */
  readonly price: bigint;
  readonly source: string;
  /** Seconds, UTC. */
  readonly fetchedAt: number;
};

/**
 * How far the highest may lie above the lowest: markets in dollars close within some tenths of a per cent of each
 * other, and two central banks fix a rate some hours apart. A wider gap is somebody's mistake or an hour that no one
 * price describes.
 */
export const TOLERANCE_PERCENT = 1n;

export type Verdict =
  | { readonly type: 'agreed'; readonly price: bigint }
  | { readonly type: 'disputed' }
  | { readonly type: 'alone' };

export type QuotedDay = { readonly day: Day; readonly verdict: Verdict; readonly quotes: readonly Quote[] };
export type QuotedPair = Pair & { readonly days: readonly QuotedDay[] };

/** Each pair with its days in order; of quotes of one market and day the newest counts. */
export function judge(quotes: readonly Quote[]): readonly QuotedPair[] {
  return [...Map.groupBy(quotes, ({ asset, currency }) => `${asset}|${currency}`).values()].map((own) => ({
    asset: own[0]!.asset,
    currency: own[0]!.currency,
    days: [...Map.groupBy(own, ({ day }) => day)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, all]) => {
        const newest = new Map(
          all.toSorted((a, b) => a.fetchedAt - b.fetchedAt).map((quote) => [quote.source, quote]),
        );
        const said = [...newest.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
        return { day, verdict: verdictOn(said), quotes: said };
      }),
  }));
}

/** Of prices that agree the lowest is taken: no figure is larger than every market says. */
function verdictOn(quotes: readonly Quote[]): Verdict {
  if (quotes.length < 2) return { type: 'alone' };
  const prices = quotes.map(({ price }) => price);
  const low = prices.reduce((a, b) => (b < a ? b : a));
  const high = prices.reduce((a, b) => (b > a ? b : a));
  return (high - low) * 100n <= low * TOLERANCE_PERCENT
    ? { type: 'agreed', price: low }
    : { type: 'disputed' };
}

/** The agreed days as a series that values can rest on. */
export const seriesOf = ({ asset, currency, days }: QuotedPair): PriceSeries => {
  const sources = [...new Set(days.flatMap(({ quotes }) => quotes.map(({ source }) => source)))].sort();
  return {
    id: `fetched:${asset}-${currency}`,
    asset,
    currency,
    moment: 'the end of the day (UTC); rates as each bank fixes them',
    source: `${sources.join(', ')}, where they agree within ${TOLERANCE_PERCENT} %`,
    days: new Map(
      days.flatMap(({ day, verdict }) => (verdict.type === 'agreed' ? [[day, verdict.price]] : [])),
    ),
    withheld: new Map(
      days.flatMap((each) => (each.verdict.type === 'agreed' ? [] : [[each.day, whyNot(each)]])),
    ),
  };
};

export const whyNot = ({ verdict, quotes }: QuotedDay): string =>
  `${verdict.type}: ${quotes.map(({ source, price }) => `${source} ${formatDecimal(price, 12)}`).join(', ')}`;

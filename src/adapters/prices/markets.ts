/**
 * Public price APIs without keys, each as one row: where it is, what it prices, how it is asked and read. Markets
 * close a day at midnight UTC; the two rates are what central banks fix on working days. Shapes as each documents
 * them: Coinbase Exchange "Get product candles", Kraken "Get OHLC Data", Bitstamp "OHLC data", Frankfurter v1 "Time
 * Series Data" (the European Central Bank's reference rates), Bank of Canada "Valet API, observations".
 */
import { z } from 'zod';
import { AshiatoError } from '../../core/model/errors.ts';
import { type Day, dayAt, dayNumber, daysAfter, SECONDS_OF_DAY } from '../../core/strategy/day.ts';
import { parsePrice } from '../../core/strategy/prices.ts';
import type { Pair } from '../../core/strategy/quotes.ts';
import type { PriceSource } from '../../ports/price-source.ts';
import { get, type Limits, readEndpoint, text } from '../sources/wire/http.ts';
import { parseStrictJson } from '../sources/wire/json.ts';
import { type Patience, patiently, sleep } from '../sources/wire/patience.ts';

type Market = {
  readonly id: string;
  readonly address: string;
  readonly pairs: readonly Pair[];
  /** Days of one request, as the market allows. */
  readonly most: number;
  readonly path: (pair: Pair, from: Day, to: Day) => string;
  readonly read: (body: unknown, pair: Pair) => readonly (readonly [Day, bigint])[];
};

const DOLLARS: readonly Pair[] = [
  { asset: 'BTC', currency: 'USD' },
  { asset: 'ETH', currency: 'USD' },
];
const RATES: readonly Pair[] = [
  { asset: 'USD', currency: 'JPY' },
  { asset: 'USD', currency: 'KRW' },
];

/** Numbers are read as they were written, so that no price passes through a float. */
const written = z.string();
const startOf = (day: Day): number => dayNumber(day) * SECONDS_OF_DAY;
const close = (day: Day, price: string, market: string): readonly [Day, bigint] => [
  day,
  parsePrice(price, `${market} ${day}`),
];

/** `[time, low, high, open, close, volume]`, newest first. */
const coinbaseCandles = z.array(z.tuple([written, written, written, written, written], written));
/** `[time, open, high, low, close, vwap, volume, count]` under the market's own name of the pair, beside `last`. */
const krakenAnswer = z.object({
  error: z.array(z.string()).max(0),
  result: z.record(
    z.string(),
    z.union([written, z.array(z.tuple([written, written, written, written, written], written))]),
  ),
});
const bitstampAnswer = z.object({
  data: z.object({ ohlc: z.array(z.object({ timestamp: written, close: written })) }),
});
const frankfurterAnswer = z.object({
  base: z.literal('USD'),
  rates: z.record(z.string(), z.record(z.string(), written)),
});
const canadaAnswer = z.object({
  observations: z.array(z.object({ d: z.string() }).catchall(z.object({ v: written }))),
});

const MARKETS: readonly Market[] = [
  {
    id: 'coinbase',
    address: 'https://api.exchange.coinbase.com',
    pairs: DOLLARS,
    most: 300,
    path: ({ asset, currency }, from, to) =>
      `/products/${asset}-${currency}/candles?granularity=86400&start=${from}T00:00:00Z&end=${to}T00:00:00Z`,
    read: (body) =>
      coinbaseCandles.parse(body).map(([time, , , , last]) => close(dayAt(Number(time)), last, 'coinbase')),
  },
  {
    id: 'kraken',
    address: 'https://api.kraken.com',
    pairs: DOLLARS,
    // It gives the newest 720 days however far back it is asked; older days are left out.
    most: 720,
    path: ({ asset, currency }, from) =>
      `/0/public/OHLC?pair=${asset === 'BTC' ? 'XBT' : asset}${currency}&interval=1440&since=${startOf(from) - 1}`,
    read: (body) =>
      Object.values(krakenAnswer.parse(body).result)
        .flatMap((each) => (typeof each === 'string' ? [] : each))
        .map(([time, , , , last]) => close(dayAt(Number(time)), last, 'kraken')),
  },
  {
    id: 'bitstamp',
    address: 'https://www.bitstamp.net',
    pairs: DOLLARS,
    most: 1000,
    path: ({ asset, currency }, from, to) =>
      `/api/v2/ohlc/${asset.toLowerCase()}${currency.toLowerCase()}/?step=86400&limit=1000&start=${startOf(from)}&end=${startOf(to)}`,
    read: (body) =>
      bitstampAnswer
        .parse(body)
        .data.ohlc.map(({ timestamp, close: last }) => close(dayAt(Number(timestamp)), last, 'bitstamp')),
  },
  {
    id: 'frankfurter',
    address: 'https://api.frankfurter.dev',
    pairs: RATES,
    most: 3660,
    path: ({ currency }, from, to) => `/v1/${from}..${to}?base=USD&symbols=${currency}`,
    read: (body, { currency }) =>
      Object.entries(frankfurterAnswer.parse(body).rates).flatMap(([day, { [currency]: rate }]) =>
        rate === undefined ? [] : [close(day as Day, rate, 'frankfurter')],
      ),
  },
  {
    id: 'bank-of-canada',
    address: 'https://www.bankofcanada.ca',
    pairs: RATES,
    most: 3660,
    path: ({ currency }, from, to) =>
      `/valet/observations/FXUSDCAD,FX${currency}CAD/json?start_date=${from}&end_date=${to}`,
    // Both are Canadian dollars of one unit: their quotient is the rate between them.
    read: (body, { currency }) =>
      canadaAnswer.parse(body).observations.flatMap((row) => {
        const { d: day, FXUSDCAD: dollar, [`FX${currency}CAD`]: other } = row;
        if (typeof dollar !== 'object' || typeof other !== 'object') return [];
        const [over, under] = [dollar, other].map(({ v }) => parsePrice(v, `bank-of-canada ${String(day)}`));
        return [[day as Day, (over! * 10n ** 12n) / under!]];
      }),
  },
];

const LIMITS: Limits = { timeoutMs: 30_000, maxBytes: 8 * 1024 * 1024, maxWaitMs: 20_000 };
const PATIENCE: Patience = { retries: 3, maxWaitMs: 20_000, sleep };

/** All of them, or those that `addresses` names, at other addresses (a mirror, a test's server). */
export function priceSources(
  addresses: Readonly<Record<string, string>> | null = null,
  patience: Patience = PATIENCE,
): readonly PriceSource[] {
  return MARKETS.filter(({ id }) => addresses === null || addresses[id] !== undefined).map((market) =>
    open(market, addresses?.[market.id] ?? market.address, patience),
  );
}

function open(market: Market, address: string, patience: Patience): PriceSource {
  const endpoint = readEndpoint(address, 0);
  const ask = async (pair: Pair, from: Day, to: Day): Promise<readonly (readonly [Day, bigint])[]> => {
    const where = `${market.id} ${pair.asset}-${pair.currency}`;
    const bytes = await patiently(() => get(endpoint, market.path(pair, from, to), LIMITS), patience);
    if (bytes === null) throw unreadable(`it knows nothing of this pair (HTTP 404)`, where);
    const body = parseStrictJson(text(bytes), where, (_, value, source) =>
      typeof value === 'number' ? source : value,
    );
    try {
      return market.read(body, pair);
    } catch (error) {
      if (error instanceof z.ZodError) throw unreadable(describe(error), where);
      throw error;
    }
  };
  return {
    id: market.id,
    pairs: market.pairs,
    async daily(pair, from, to) {
      const days = new Map<Day, bigint>();
      for (let start = from; start <= to; start = daysAfter(start, market.most)) {
        const last = daysAfter(start, market.most - 1);
        // Some send days around what was asked, and the day that is not over yet.
        for (const [day, price] of await ask(pair, start, last < to ? last : to))
          if (day >= from && day <= to) days.set(day, price);
      }
      return days;
    },
  };
}

const describe = ({ issues: [first] }: z.ZodError): string =>
  `the answer is not as documented: ${(first?.path ?? []).map(String).join('.')} ${first?.message ?? ''}`;

const unreadable = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_PRICE_FETCH', what, {
    where,
    next: 'The other markets still count; see "ashiato prices show".',
  });

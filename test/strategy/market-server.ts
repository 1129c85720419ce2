/** A server that speaks as five public price APIs do, from one table of true closes; each can be bent by a test. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Day, dayNumber, dayOf } from '../../src/core/strategy/day.ts';

export type Bent = {
  /** Multiplies what a market says on a day. */
  readonly lies?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Answers in place of a market's own. */
  readonly broken?: Readonly<Record<string, (response: ServerResponse) => void>>;
};

/** A smooth made-up price, so that a mistake of one day shows. */
export const closeOf = (asset: string, day: Day): number =>
  Math.round((asset === 'BTC' ? 40_000 : 2_000) * (1 + 0.3 * Math.sin(dayNumber(day) / 40)) * 100) / 100;
const RATES: Readonly<Record<string, number>> = { JPY: 150.25, KRW: 1391.5 };
/** Of one unit in Canadian dollars, in the digits that the bank prints. */
const CANADIAN: Readonly<Record<string, string>> = { USD: '1.3652', JPY: '0.009086', KRW: '0.000981' };

const working = (day: Day): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
const daysBetween = (from: number, to: number): Day[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => dayOf(from + i));

export async function withMarkets<T>(
  bent: Bent,
  use: (address: string, asked: readonly string[]) => Promise<T>,
): Promise<T> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(bent, request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function answer(bent: Bent, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '', 'http://here');
  const [, market = ''] = url.pathname.split('/');
  const broken = bent.broken?.[market];
  if (broken !== undefined) {
    broken(response);
    return;
  }
  const body = bodyOf(market, url, (day) => bent.lies?.[market]?.[day] ?? 1);
  response.writeHead(body === null ? 404 : 200, { 'content-type': 'application/json' });
  response.end(body ?? '{}');
}

/** Numbers and texts stand as each market prints them. */
function bodyOf(market: string, url: URL, lie: (day: Day) => number): string | null {
  const path = url.pathname.slice(market.length + 1);
  const query = url.searchParams;
  const price = (asset: string, day: Day): string => (closeOf(asset, day) * lie(day)).toFixed(2);
  const seconds = (day: Day): number => dayNumber(day) * 86_400;
  switch (market) {
    case 'coinbase': {
      const asset = /^\/products\/(BTC|ETH)-USD\/candles$/.exec(path)?.[1];
      const [from, to] = ['start', 'end'].map((name) => Date.parse(query.get(name) ?? '') / 86_400_000);
      if (asset === undefined || from === undefined || to === undefined || to - from >= 300) return null;
      // A candle before the range, as its documentation warns, and one of a day that is not over.
      const rows = daysBetween(from - 1, to + 1).map((day) => {
        const at = price(asset, day);
        return `[${seconds(day)},${at},${at},${at},${at},123.5]`;
      });
      return `[${rows.reverse().join(',')}]`;
    }
    case 'kraken': {
      const asset = { XBTUSD: 'BTC', ETHUSD: 'ETH' }[query.get('pair') ?? ''];
      if (path !== '/0/public/OHLC' || asset === undefined) return null;
      const from = Math.ceil(Number(query.get('since')) / 86_400);
      const rows = daysBetween(from, from + 719).map((day) => {
        const at = price(asset, day);
        return [seconds(day), at, at, at, at, at, '7.5', 12];
      });
      return JSON.stringify({ error: [], result: { XXBTZUSD: rows, last: rows.at(-1)?.[0] } });
    }
    case 'bitstamp': {
      const asset = /^\/api\/v2\/ohlc\/(btc|eth)usd\/$/.exec(path)?.[1]?.toUpperCase();
      if (asset === undefined) return null;
      const [from, to] = ['start', 'end'].map((name) => Number(query.get(name)) / 86_400);
      const ohlc = daysBetween(from!, to!).map((day) => {
        const at = price(asset, day);
        return { timestamp: String(seconds(day)), open: at, high: at, low: at, close: at, volume: '9.1' };
      });
      return JSON.stringify({ data: { pair: `${asset}/USD`, ohlc } });
    }
    case 'frankfurter': {
      const [, from = '', to = ''] = /^\/v1\/([\d-]+)\.\.([\d-]+)$/.exec(path) ?? [];
      const currency = query.get('symbols') ?? '';
      const days = daysBetween(dayNumber(from as Day), dayNumber(to as Day)).filter(working);
      const rates = days.map((day) => `"${day}":{"${currency}":${RATES[currency]! * lie(day)}}`);
      return `{"amount":1.0,"base":"USD","start_date":"${from}","end_date":"${to}","rates":{${rates.join(',')}}}`;
    }
    case 'bank-of-canada': {
      const currency = /FX(JPY|KRW)CAD/.exec(path)?.[1];
      if (currency === undefined) return null;
      const [from, to] = ['start_date', 'end_date'].map((name) => dayNumber(query.get(name) as Day));
      const observations = daysBetween(from!, to!)
        .filter(working)
        .map((d) => ({ d, FXUSDCAD: { v: CANADIAN.USD }, [`FX${currency}CAD`]: { v: CANADIAN[currency] } }));
      return JSON.stringify({ terms: {}, seriesDetail: {}, observations });
    }
    default:
      return null;
  }
}

/**
 * Prices: exact, named by series and day, never carried on; those from markets over real HTTP, from servers that speak
 * as the public APIs do: two must agree.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { priceSources } from '../../src/adapters/prices/markets.ts';
import { readQuotes, writeQuotes } from '../../src/adapters/prices/quotes-file.ts';
import { readPriceRegister, readPrices } from '../../src/adapters/prices/tables.ts';
import { refreshPrices } from '../../src/app/strategy/refresh-prices.ts';
import { type Day, parseDay } from '../../src/core/strategy/day.ts';
import { coverageOf, valueOn, withImpliedRates } from '../../src/core/strategy/prices.ts';
import { judge, type Quote, seriesOf } from '../../src/core/strategy/quotes.ts';
import { FACTS, PRICES, refusal, withoutPrices } from './data.ts';
import { type Bent, closeOf, withMarkets } from './market-server.ts';

const NO_RULES = { stablecoinsAtPar: false };
const btc = (amount: bigint) => ({ asset: 'BTC', amount, decimals: 8 });

function withTable<T>(text: string, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-prices-'));
  try {
    writeFileSync(join(folder, 'daily.csv'), text);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const TABLE = `date,asset,currency,price,source
2026-01-01,BTC,USD,100.005,me
2026-01-02,BTC,USD,200,me
2026-01-04,BTC,USD,300,me
`;

test('what ships is what its owner lets be passed on, and of every series the right or its lack is written', () => {
  const known = readPriceRegister(FACTS);
  const shipped = known.filter(({ may_redistribute }) => may_redistribute);
  assert.deepEqual(
    readdirSync(join(FACTS, 'prices')).sort(),
    ['series.json', ...new Set(shipped.map(({ file }) => file))].sort(),
  );
  for (const each of known) assert.ok(each.licence !== '' && each.why !== '', each.id);
  for (const series of readPrices(null, FACTS)) {
    const row = known.find(({ id }) => id === series.id)!;
    const { from, to, missing } = coverageOf(series);
    assert.deepEqual([from, to], [row.from, row.to], row.id);
    if (row.asset !== 'USD') continue;
    // Weekends and some ten holidays a year are without a rate.
    assert.ok(missing > 0.28 * 3253 && missing < 0.33 * 3253, `${row.id} lacks ${missing}`);
  }
});

test('the rates that ship lie where the rates within a table of bitcoin lie', { skip: withoutPrices }, () => {
  const series = withImpliedRates(readPrices(PRICES, FACTS));
  for (const currency of ['JPY', 'KRW']) {
    const [official, implied] = series.filter((each) => each.asset === 'USD' && each.currency === currency);
    let near = 0;
    for (const [day, rate] of official!.days)
      if (Math.abs(Number(implied!.days.get(day)) / Number(rate) - 1) < 0.02) near += 1;
    assert.ok(near > 0.99 * official!.days.size, `${currency}: ${near} of ${official!.days.size}`);
  }
});

test('a value names its series and day, and is rounded down to the cent', () => {
  withTable(TABLE, (folder) => {
    const series = readPrices(folder, FACTS);
    assert.deepEqual(valueOn(series, btc(100_000_000n), 'USD', '2026-01-01' as Day, NO_RULES), {
      type: 'valued',
      cents: 10_000n,
      on: '2026-01-01',
      by: 'own:BTC-USD',
    });
    assert.deepEqual(coverageOf(series[0]!), { from: '2026-01-01', to: '2026-01-04', missing: 1 });
  });
});

test('in a gap, after the last price and in another currency there is no value', () => {
  withTable(TABLE, (folder) => {
    const series = readPrices(folder, FACTS);
    for (const [currency, day] of [
      ['USD', '2026-01-03'],
      ['USD', '2026-01-05'],
      ['KRW', '2026-01-02'],
    ] as const) {
      const value = valueOn(series, btc(1n), currency, day as Day, NO_RULES);
      assert.equal(value.type, 'price-unavailable', `${currency} ${day}`);
    }
  });
});

test('a stablecoin has a value only in dollars and only where the reader asks for par', () => {
  const usdt = { asset: 'USDT', amount: 1_230_000n, decimals: 6 };
  const day = '2026-01-01' as Day;
  assert.equal(valueOn([], usdt, 'USD', day, NO_RULES).type, 'price-unavailable');
  assert.equal(valueOn([], usdt, 'JPY', day, { stablecoinsAtPar: true }).type, 'price-unavailable');
  assert.deepEqual(valueOn([], usdt, 'USD', day, { stablecoinsAtPar: true }), {
    type: 'valued',
    cents: 123n,
    on: day,
    by: 'stablecoins-at-par',
  });
});

test('impossible days, negative prices, twins and missing columns are refused by name and line', () => {
  for (const [rows, says] of [
    ['2026-02-30,BTC,USD,1,me', /daily\.csv:2/],
    ['2026-02-01,BTC,USD,-1,me', /daily\.csv:2/],
    ['2026-02-01,BTC,USD,0,me', /daily\.csv:2/],
    ['2026-02-01,BTC,EUR,1,me', /daily\.csv:2/],
    ['2026-02-01,BTC,USD,1', /daily\.csv:2/],
    ['2026-02-01,BTC,USD,1,me\n2026-02-01,BTC,USD,2,me', /daily\.csv:3/],
  ] as const) {
    withTable(`date,asset,currency,price,source\n${rows}\n`, (folder) => {
      const error = refusal(() => readPrices(folder, FACTS));
      assert.equal(error.code, 'E_PRICE_TABLE', rows);
      assert.match(error.where ?? '', says, rows);
    });
  }
  assert.equal(refusal(() => withTable('date,asset\n', (f) => readPrices(f, FACTS))).code, 'E_PRICE_TABLE');
  assert.equal(refusal(() => readPrices('/nowhere/at/all', FACTS)).code, 'E_PRICE_TABLE');
  assert.equal(refusal(() => parseDay('2025-02-29', 'here')).code, 'E_TIME_RANGE');
});

test('the real tables run as the register says, without a gap', { skip: withoutPrices }, () => {
  const known = readPriceRegister(FACTS).filter(({ file }) => existsSync(join(PRICES, file)));
  assert.equal(known.length, 5);
  const series = readPrices(PRICES, FACTS);
  for (const row of known) {
    const found = series.find(({ id }) => id === row.id)!;
    assert.deepEqual(coverageOf(found), { from: row.from, to: row.to, missing: row.gaps.length }, row.id);
  }
});

test('real prices equal the cells of their files, and the last day is the last', {
  skip: withoutPrices,
}, () => {
  const series = readPrices(PRICES, FACTS);
  const last = readFileSync(join(PRICES, 'btc_usd_daily_close.csv'), 'utf8').trim().split('\n').at(-1)!;
  const [day = '', cell = ''] = last.split(',');
  const value = valueOn(series, btc(100_000_000n), 'USD', day as Day, NO_RULES);
  assert.ok(value.type === 'valued' && value.by === 'btc-usd-close');
  assert.equal(value.cents, BigInt(Math.floor(Number(cell) * 100)));
  const after = valueOn(series, btc(1n), 'USD', '2026-08-23' as Day, NO_RULES);
  assert.ok(after.type === 'price-unavailable' && /2026-08-22/.test(after.why));
  // Two independent sources of bitcoin in dollars: an open lies near the close of the day before.
  const [close, open] = ['btc-usd-close', 'btc-usd-open'].map((id) => series.find((s) => s.id === id)!);
  let [near, all] = [0, 0];
  const days = [...close!.days.keys()].sort();
  for (const [i, today] of days.entries()) {
    const before = i === 0 ? undefined : close!.days.get(days[i - 1]!);
    const at = open!.days.get(today);
    if (before === undefined || at === undefined) continue;
    all += 1;
    if (Math.abs(Number(at) / Number(before) - 1) < 0.05) near += 1;
  }
  assert.ok(all > 3000 && near / all > 0.95, `${near} of ${all} days`);
});

const IDS = ['coinbase', 'kraken', 'bitstamp', 'frankfurter', 'bank-of-canada'];
const IMPATIENT = { retries: 0, maxWaitMs: 0, sleep: async () => {} };
const day = (text: string): Day => text as Day;

const fetched = (bent: Bent, from: string, to: string, kept: readonly Quote[] = [], ids = IDS) =>
  withMarkets(bent, async (address, asked) => {
    const sources = priceSources(Object.fromEntries(ids.map((id) => [id, `${address}/${id}`])), IMPATIENT);
    return {
      ...(await refreshPrices(sources, kept, { from: day(from), to: day(to), now: 1_790_000_000 })),
      requests: asked,
    };
  });
const seriesFrom = (quotes: readonly Quote[]) => judge(quotes).map(seriesOf);
const bitcoin = btc(100_000_000n);

test('three markets and two central banks price ten days, to the digit that they print', async () => {
  const { quotes, asked } = await fetched({}, '2026-10-01', '2026-10-10');
  assert.deepEqual(
    asked.map(({ source, days, failure }) => [source, days, failure]),
    [
      ...['coinbase', 'kraken', 'bitstamp'].flatMap((id) => [
        [id, 10, null],
        [id, 10, null],
      ]),
      ...['frankfurter', 'bank-of-canada'].flatMap((id) => [
        [id, 7, null],
        [id, 7, null],
      ]),
    ],
    'the day before and the day that is not over are left out; banks rest at weekends',
  );
  const series = seriesFrom(quotes);
  const dollars = valueOn(series, bitcoin, 'USD', day('2026-10-05'), NO_RULES);
  assert.ok(dollars.type === 'valued');
  assert.equal(Number(dollars.cents) / 100, closeOf('BTC', day('2026-10-05')));
  assert.equal(dollars.by, 'fetched:BTC-USD');
  const yen = valueOn(series, bitcoin, 'JPY', day('2026-10-05'), NO_RULES);
  assert.ok(yen.type === 'valued' && yen.by === 'fetched:BTC-USD × fetched:USD-JPY');
  // Of two rates that agree the lower is taken.
  assert.equal(yen.cents, (dollars.cents * 150_250_000_000_000n) / 10n ** 12n);
  const sunday = valueOn(series, bitcoin, 'KRW', day('2026-10-04'), NO_RULES);
  assert.ok(sunday.type === 'price-unavailable', 'no rate of Friday is carried into Sunday');
  const after = valueOn(series, bitcoin, 'USD', day('2026-10-11'), NO_RULES);
  assert.ok(after.type === 'price-unavailable' && /2026-10-10/.test(after.why));
});

test('a day on which markets differ by more than a per cent is disputed and has no price', async () => {
  const lies = { bitstamp: { '2026-10-05': 1.011, '2026-10-06': 1.009 } };
  const { quotes } = await fetched({ lies }, '2026-10-04', '2026-10-07');
  const pair = judge(quotes).find(({ asset }) => asset === 'BTC');
  assert.deepEqual(
    pair?.days.map(({ day: on, verdict }) => [on, verdict.type]),
    [
      ['2026-10-04', 'agreed'],
      ['2026-10-05', 'disputed'],
      ['2026-10-06', 'agreed'],
      ['2026-10-07', 'agreed'],
    ],
  );
  const value = valueOn(seriesFrom(quotes), bitcoin, 'USD', day('2026-10-05'), NO_RULES);
  assert.ok(value.type === 'price-unavailable');
  assert.match(value.why, /disputed: bitstamp [\d.]+, coinbase [\d.]+, kraken [\d.]+/);
});

test('one market alone gives no price, and says that it is alone', async () => {
  const { quotes } = await fetched({}, '2026-10-05', '2026-10-05', [], ['kraken']);
  const value = valueOn(seriesFrom(quotes), bitcoin, 'USD', day('2026-10-05'), NO_RULES);
  assert.ok(value.type === 'price-unavailable' && /alone: kraken/.test(value.why));
});

test('a market that fails is named, and takes nothing from what the others say', async () => {
  const troubles: Record<string, [NonNullable<Bent['broken']>[string], RegExp]> = {
    'a server error': [(r) => void r.writeHead(500).end(), /E_HTTP/],
    'a page': [(r) => void r.end('<html>Just a moment</html>'), /E_NOT_JSON/],
    'half an answer': [(r) => void r.end('[[1,2,3,4'), /E_TRUNCATED/],
    'another shape': [(r) => void r.end('[[1790000000,"a"]]'), /E_PRICE_FETCH/],
    'a negative price': [(r) => void r.end('[[1790000000,1,1,1,-5,1]]'), /E_PRICE_TABLE/],
    'a redirect': [(r) => void r.writeHead(302, { location: 'http://elsewhere' }).end(), /E_REDIRECT/],
    'too much': [(r) => void r.end(`[${'1,'.repeat(5_000_000)}1]`), /E_TOO_LARGE/],
  };
  for (const [name, [broken, says]] of Object.entries(troubles)) {
    const { quotes, asked } = await fetched({ broken: { coinbase: broken } }, '2026-10-05', '2026-10-06');
    const [first] = asked;
    assert.match(first?.failure ?? '', says, name);
    const verdicts = judge(quotes).flatMap(({ days }) => days.map(({ verdict }) => verdict.type));
    assert.ok(
      verdicts.every((type) => type === 'agreed'),
      name,
    );
  }
  const dead = Object.fromEntries(
    IDS.map((id) => [
      id,
      (r: Parameters<NonNullable<Bent['broken']>[string]>[0]) => void r.writeHead(500).end(),
    ]),
  );
  await assert.rejects(fetched({ broken: dead }, '2026-10-05', '2026-10-06'), {
    code: 'E_PRICE_FETCH',
    retryable: true,
    message: /coinbase BTC-USD: .*bank-of-canada USD-KRW: /,
  });
});

test('years are asked in the steps that each market allows', async () => {
  const { quotes, requests } = await fetched({}, '2024-01-01', '2026-01-01');
  const days = judge(quotes).find(({ asset }) => asset === 'BTC')?.days ?? [];
  assert.equal(days.length, 732);
  assert.equal(requests.filter((url) => url.startsWith('/coinbase/products/BTC')).length, 3);
  assert.equal(requests.filter((url) => url.startsWith('/bitstamp')).length, 2);
});

test('what was said is kept with who said it and when; asked again, the newer word stands', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-quotes-'));
  try {
    assert.deepEqual(readQuotes(folder), []);
    const first = await fetched({}, '2026-10-05', '2026-10-06');
    writeQuotes(folder, first.quotes);
    const kept = readQuotes(folder);
    assert.equal(kept.length, first.quotes.length);
    assert.match(
      readFileSync(join(folder, 'prices', 'quotes.csv'), 'utf8'),
      /\n2026-10-05,BTC,USD,[\d.]+,bitstamp,2026-09-21T\d\d:\d\d:\d\dZ\n/,
    );
    const lies = { kraken: { '2026-10-05': 1.05 } };
    const again = await fetched({ lies }, '2026-10-05', '2026-10-05', kept);
    writeQuotes(folder, again.quotes);
    const pair = judge(readQuotes(folder)).find(({ asset }) => asset === 'BTC');
    assert.deepEqual(
      pair?.days.map(({ verdict }) => verdict.type),
      ['disputed', 'agreed'],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Prices: exact, named by series and day, and never carried on. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readPriceRegister, readPrices } from '../../src/adapters/prices/tables.ts';
import { type Day, parseDay } from '../../src/core/strategy/day.ts';
import { coverageOf, valueOn } from '../../src/core/strategy/prices.ts';
import { FACTS, PRICES, refusal, withoutPrices } from './data.ts';

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

test('no price ships: the folder of facts holds only the register of rights', () => {
  assert.deepEqual(readdirSync(join(FACTS, 'prices')), ['series.json']);
  const known = readPriceRegister(FACTS);
  assert.ok(known.length > 0);
  for (const each of known) {
    assert.equal(each.may_redistribute, false, each.id);
    assert.ok(each.licence !== '' && each.why !== '', each.id);
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
  const series = readPrices(PRICES, FACTS);
  assert.equal(series.length, known.length);
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

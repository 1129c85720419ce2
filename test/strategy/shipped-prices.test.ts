/** The tables of prices that ship: what their register says of them, and beside other people's prices where at hand. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readPriceRegister, readPrices, rowsOf } from '../../src/adapters/prices/tables.ts';
import { type Day, dayNumber, daysAfter } from '../../src/core/strategy/day.ts';
import { type PriceSeries, valueOn } from '../../src/core/strategy/prices.ts';
import { ashiato, cleanEnv, withFolder } from '../cli/run.ts';
import { FACTS, PRICES, withoutPrices } from './data.ts';

const COINS = ['btc-usd-bpi', 'eth-usd-chainlink'];
const known = readPriceRegister(FACTS);
const series = readPrices(null, FACTS);
const shipped = (id: string): PriceSeries => series.find((each) => each.id === id)!;
const tableOf = (id: string, columns: readonly string[]): string[][] => {
  const { file } = known.find((each) => each.id === id)!;
  return rowsOf(join(FACTS, 'prices', file), columns).map(({ cells }) => cells);
};

test('bitcoin and ether ship, each by a right that is written down with its words and its limits', () => {
  const coins = known.filter(({ asset, may_redistribute }) => may_redistribute && asset !== 'USD');
  assert.deepEqual(
    coins.map(({ id }) => id),
    COINS,
  );
  for (const row of known) {
    if (!row.may_redistribute) continue;
    for (const says of [row.owner, row.words, row.words_at, row.upstream, row.not_covered])
      assert.ok(says.length > 3, row.id);
    assert.doesNotMatch(`${row.licence} ${row.source}`, /GPL|Yahoo|Coin Metrics|\bNC\b/, row.id);
  }
});

test('every day of the tables stands once, in order, with a positive price, and the gaps are the stated ones', () => {
  for (const id of COINS) {
    const row = known.find((each) => each.id === id)!;
    const rows = tableOf(id, ['date', 'usd']);
    const days = rows.map(([day = '']) => day as Day);
    assert.deepEqual([days[0], days.at(-1)], [row.from, row.to], id);
    const lacking = days.flatMap((day, i) => {
      const before = i === 0 ? daysAfter(day, -1) : days[i - 1]!;
      assert.ok(before < day, `${id}: ${before} stands before ${day}`);
      return dayNumber(day) - dayNumber(before) === 1
        ? []
        : [`${daysAfter(before, 1)} to ${daysAfter(day, -1)}`];
    });
    assert.deepEqual(lacking, row.gaps, id);
    for (const [day, price = ''] of rows) {
      assert.match(price, /^\d+(\.\d+)?$/, `${id} ${day}`);
      assert.ok(Number(price) > 0, `${id} ${day}`);
    }
    assert.equal(shipped(id).days.size, rows.length);
  }
});

test('no price of a shipped table jumps from one day to the next as a slipped digit would', () => {
  for (const id of COINS) {
    const prices = tableOf(id, ['usd']).map(([price]) => Number(price));
    for (const [i, price] of prices.entries()) {
      const before = prices[i - 1] ?? price;
      // On 12 March 2020 bitcoin lost 38 % in a day.
      assert.ok(price / before > 0.6 && price / before < 1.33, `${id}: ${before}, then ${price}`);
    }
  }
});

test('each price of ether names a round of the feed, later than that of the day before', () => {
  const rounds = tableOf('eth-usd-chainlink', ['round']).map(([round = '']) => BigInt(round));
  for (const [i, round] of rounds.entries()) {
    // The upper bits name the contract behind the proxy, which was replaced twice or more; the lower count its rounds.
    assert.ok(round >> 64n >= 5n && round >> 64n <= 7n, String(round));
    assert.ok(i === 0 || rounds[i - 1]! < round, String(round));
  }
});

test('a day outside the tables has no price, and the reason says where they end', () => {
  const one = { BTC: { amount: 10n ** 8n, decimals: 8 }, ETH: { amount: 10n ** 18n, decimals: 18 } };
  for (const id of COINS) {
    const row = known.find((each) => each.id === id)!;
    const asset = row.asset as keyof typeof one;
    const on = (day: Day) =>
      valueOn(series, { asset, ...one[asset] }, 'USD', day, { stablecoinsAtPar: false });
    for (const day of [daysAfter(row.from as Day, -1), daysAfter(row.to as Day, 1)]) {
      const value = on(day);
      assert.ok(value.type === 'price-unavailable', `${id} ${day}`);
      assert.match(value.why, new RegExp(`${id} runs ${row.from} to ${row.to}`));
    }
    for (const day of [row.from, row.to]) {
      const value = on(day as Day);
      assert.ok(value.type === 'valued' && value.by === id && value.on === day, `${id} ${day}`);
    }
  }
});

test('a table of the reader comes before what ships', { skip: withoutPrices }, () => {
  const value = (day: string) => {
    const found = valueOn(
      readPrices(PRICES, FACTS),
      { asset: 'ETH', amount: 1n, decimals: 0 },
      'USD',
      day as Day,
      {
        stablecoinsAtPar: false,
      },
    );
    return found.type === 'valued' ? found.by : found.type;
  };
  assert.equal(value('2025-03-03'), 'eth-usd-close');
  assert.equal(value('2025-12-24'), 'eth-usd-chainlink');
  assert.equal(value('2025-12-25'), 'price-unavailable');
});

test('the words that an owner asks for stand wherever its prices are at hand', () => {
  const { text, link } = shipped('btc-usd-bpi').credit!;
  assert.deepEqual([text, link], ['Powered by CoinDesk', 'https://www.coindesk.com/price/bitcoin']);
  withFolder((home) => {
    for (const command of ['prices show', 'reserves']) {
      const { out } = ashiato(command.split(' '), cleanEnv(home));
      assert.ok(out.includes(`${text}: ${link}`), command);
      const json = JSON.parse(ashiato([...command.split(' '), '--json'], cleanEnv(home)).out);
      const listed: { id: string; credit: unknown }[] = json.prices ?? json.series;
      assert.deepEqual(listed.find(({ id }) => id === 'btc-usd-bpi')?.credit, { text, link }, command);
    }
  });
  for (const file of ['NOTICE', join('facts', 'README.md'), join('docs', 'prices.md')]) {
    const page = readFileSync(join(FACTS, '..', file), 'utf8').replaceAll(/\s+/g, ' ');
    assert.ok(page.includes(text) && page.includes(link), file);
  }
});

/**
 * Largest distances seen: docs/prices.md publishes them. In the half year of `otherHour` CoinDesk's price of a day lies
 * anywhere between the closes of the day before and of that day, and little beyond them.
 */
const BESIDE = [
  {
    id: 'btc-usd-bpi',
    file: 'btc_usd_daily_close.csv',
    within: 0.06,
    usually: 0.02,
    unchecked: 0,
    otherHour: { from: '2020-04-01', to: '2020-09-30', beyond: 0.035 },
  },
  { id: 'eth-usd-chainlink', file: 'eth_usd_daily_close.csv', within: 0.005, usually: 0.0035, unchecked: 23 },
];

test('every shipped price lies beside the close that somebody else publishes', {
  skip: withoutPrices,
}, () => {
  for (const { id, file, within, usually, unchecked, otherHour } of BESIDE) {
    const path = join(PRICES, file);
    assert.ok(existsSync(path), path);
    const closes = new Map(
      rowsOf(path, ['date', 'close_usd']).map(({ cells }) => [cells[0], Number(cells[1])]),
    );
    const last = [...closes.keys()].at(-1) ?? '';
    const far: number[] = [];
    for (const [day = '', price] of tableOf(id, ['date', 'usd'])) {
      const close = closes.get(day);
      if (close === undefined) {
        assert.ok(day > last, `${file} has no ${day}`);
        continue;
      }
      const loose = otherHour !== undefined && otherHour.from <= day && day <= otherHour.to;
      const ends = loose ? [close, closes.get(daysAfter(day as Day, -1))!] : [close];
      const beyond = loose ? otherHour.beyond : within;
      assert.ok(
        Number(price) > Math.min(...ends) * (1 - beyond) && Number(price) < Math.max(...ends) * (1 + beyond),
        `${id} ${day}: ${price} beside ${ends.join(' and ')}`,
      );
      far.push(Math.abs(Number(price) / close - 1));
    }
    assert.equal(shipped(id).days.size - far.length, unchecked, `${id}: days beyond ${last}`);
    assert.ok(far.filter((each) => each < usually).length > 0.95 * far.length, id);
  }
});

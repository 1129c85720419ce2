/** The commands as a person and a machine meet them: a terminal of a hundred columns, decimal strings, named refusals. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ashiato, cleanEnv, withFolder } from '../cli/run.ts';
import { PRICES, withoutPrices } from './data.ts';

const run = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
  withFolder((home) => ashiato(args, cleanEnv(home, more)));

test('every text fits a terminal of a hundred columns', () => {
  for (const args of [['prices', 'show'], ['outlook'], ['outlook', '--issued'], ['effectiveness']]) {
    const { code, out, err } = run(args);
    assert.equal(code, 0, `${args.join(' ')}: ${err}`);
    for (const line of out.split('\n')) assert.ok(line.length <= 100, `${args.join(' ')}: ${line}`);
  }
});

test('a threshold that was crossed is told once, with an exit code of its own', () => {
  withFolder((home) => {
    const env = cleanEnv(home, { ASHIATO_RESERVES_THRESHOLD: '1150000000' });
    const [first, again] = [1, 2].map(() => ashiato(['reserves', '--check'], env));
    assert.equal(first?.code, 5);
    assert.match(first?.out ?? '', /^ALERT: above your threshold of \$1\.15 bn on 2025-03-17: /);
    assert.deepEqual([again?.code, again?.out], [0, '']);
    const { crossings } = JSON.parse(
      ashiato(['reserves', '--check', '--threshold', '1150000000.5', '--json'], env).out,
    );
    const { threshold, usd, sources } = crossings.at(-1);
    assert.deepEqual([threshold, usd.low], ['1150000000.5', '1161200000'], 'dollars and no cents');
    assert.match(sources[0], /^Arkham via /);
  });
});

test('JSON holds money as decimal strings, and every figure its source', () => {
  const reserves = JSON.parse(run(['reserves', '--incident', 'bybit-2025', '--json']).out);
  assert.equal(reserves.total.stolen.counted, '1460000000');
  assert.equal(reserves.total.fates.frozen.high, '9338000');
  assert.ok(reserves.total.stolen.sources.includes('FBIBYBIT'));
  const { symbol, low: held, values } = reserves.tracked[0].stillHeld[0];
  assert.deepEqual(
    [symbol, values.USD.low.on, values.USD.low.source],
    ['ETH', '2025-03-03', 'eth-usd-chainlink'],
  );
  assert.match(values.USD.low.amount, /^\d+\.\d\d?$/);
  const price = Number(values.USD.low.amount) / Number(held);
  assert.ok(price > 2_100 && price < 2_200, 'what a coin was worth at the end of that day');
  assert.equal(values.JPY.low.type, 'price-unavailable', 'the rates that ship end in 2024');
  const outlook = JSON.parse(run(['outlook', '--exceed', '250000000.50', '--json']).out);
  assert.equal(outlook.outlooks[0].exceeds[2].usd, '250000000.5');
  assert.equal(outlook.outlooks[2].skillClaimed, false);
  const effect = JSON.parse(run(['effectiveness', '--json']).out);
  assert.equal(typeof effect.total.shares[0].usd, 'string');
  assert.ok(effect.total.shares[0].sources.length > 0);
  assert.match(effect.listed[0].rested.low, /^\d+(\.\d+)?$/);
  assert.equal(effect.courses[0].source, 'cases/bybit-2025');
  for (const args of [
    ['what-if', 'eXch', '--json'],
    ['--json', 'what-if', 'eXch'],
  ])
    assert.equal(JSON.parse(run(['effectiveness', ...args]).out).subject.name, 'eXch');
  const year = run(['outlook']).out.split('365 days')[1] ?? '';
  assert.match(year, /\$10 m +> 99 % +> 99 %/, 'what is simulated is never certain');
});

test('with prices a traced holding is worth something on its day, and nothing after the last price', {
  skip: withoutPrices,
}, () => {
  const ask = (...more: string[]) =>
    JSON.parse(
      run(['reserves', '--incident', 'bybit-2025', '--json', ...more], { ASHIATO_PRICES: PRICES }).out,
    ).tracked[0].stillHeld[0].values.USD.low;
  const then = ask();
  assert.deepEqual([then.on, then.source], ['2025-03-03', 'eth-usd-close']);
  assert.match(then.amount, /^\d+\.\d\d?$/);
  const later = ask('--as-of', '2026-11-01');
  assert.equal(later.type, 'price-unavailable');
  assert.match(later.why, /2025-12-01.*eth-usd-chainlink runs 2023-01-24 to 2025-12-24/);
});

test('a trace that was kept counts in the ledger beside the recorded case', () => {
  withFolder((home) => {
    const env = cleanEnv(home);
    assert.equal(ashiato(['trace', 'ronin-2022', '--find'], env).code, 0);
    const { tracked, thefts } = JSON.parse(
      ashiato(['reserves', '--incident', 'ronin-2022', '--json'], env).out,
    );
    assert.equal(tracked.length, 2);
    assert.match(tracked[0].source, /^cases\/ronin-2022$/);
    assert.match(tracked[1].source, /^kept trace [0-9a-f]+/);
    assert.equal(tracked[1].assets[0].stolen, '173600');
    assert.equal(thefts.traced, 1, 'two traces of one theft are one traced theft');
  });
});

test('an issued forecast is kept, and an altered record refused', () => {
  withFolder((home) => {
    const env = cleanEnv(home);
    const { code, out, err } = ashiato(['outlook', '--issue'], env);
    // The longest window of the shipped catalogue; after it there is nothing left to issue.
    if (new Date().toISOString() > '2027-06-25') {
      assert.match(err, /E_TIME_RANGE.*every window/);
      return;
    }
    assert.equal(code, 0, err);
    assert.match(out, /Issued as [0-9a-f]{16}/);
    assert.match(err, /Not issued, for they are over: 30 days \(until 2026-07-24\)/);
    const issued = ashiato(['outlook', '--issued'], env).out;
    assert.match(issued, /\d+ of 365 .*waits for the catalogue/);
    assert.doesNotMatch(issued, / of 30 /);
  });
});

test('what cannot be answered is refused by name, with what to do next', () => {
  for (const [args, code, says] of [
    [['reserves', '--actor', 'Fancy Bear'], 'E_ACTOR_UNKNOWN', /Lazarus/],
    [['reserves', '--as-of', '2025-02-30'], 'E_TIME_RANGE', /--as-of/],
    [['reserves', '--threshold=-5'], 'E_AMOUNT', /--threshold/],
    [['prices', 'refresh', '--from', '2999-01-01'], 'E_TIME_RANGE', /--from, --to/],
    [['outlook', '--exceed', '0'], 'E_USAGE', /--exceed/],
    [['effectiveness', 'what-if', 'Tornado Cahs', '--json'], 'E_ACTOR_UNKNOWN', /Tornado Cash/],
  ] as const) {
    const { code: exit, out, err } = run(args);
    assert.equal(exit, 2, args.join(' '));
    assert.equal(out, '');
    assert.ok(err.startsWith(`${code}: `), err);
    assert.match(err, says);
    assert.match(err, /\nNext: /);
  }
  const { err } = run(['reserves'], { ASHIATO_PRICES: '/nowhere/prices' });
  assert.match(err, /^E_PRICE_TABLE: /);
});

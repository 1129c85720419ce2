/** The outlook: scores with known values, a model that looks back only, forecasts that cannot be unsaid. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { loadStrategyFacts } from '../../src/adapters/facts/strategy.ts';
import { forecastId, forecastLog } from '../../src/adapters/forecasts/log.ts';
import { readPrices } from '../../src/adapters/prices/tables.ts';
import { uniformOf } from '../../src/app/chance.ts';
import { backtest, outlook } from '../../src/app/outlook.ts';
import { backtestToMarkdown } from '../../src/cli/outlook-report.ts';
import { type Day, dayNumber } from '../../src/core/strategy/day.ts';
import { lossWithin, rollOrigins, skillsOf } from '../../src/core/strategy/outlook/backtest.ts';
import { gamma, poisson } from '../../src/core/strategy/outlook/chance.ts';
import { eventsOf, scoreDue } from '../../src/core/strategy/outlook/forecast.ts';
import { fitEffect, type Market, marketOf } from '../../src/core/strategy/outlook/market.ts';
import { CHOICES, type Event, FROZEN, fit, simulate } from '../../src/core/strategy/outlook/model.ts';
import {
  blockInterval,
  brier,
  crps,
  intervalScore,
  quantile,
} from '../../src/core/strategy/outlook/scores.ts';
import { FACTS, PRICES, refusal, withoutPrices } from './data.ts';

const facts = loadStrategyFacts(FACTS);
const events = eventsOf(facts.thefts);
const near = (value: number, expected: number, within: number): void =>
  assert.ok(Math.abs(value - expected) <= within, `${value} is not ${expected} ± ${within}`);

test('scores have the values that their definitions give by hand', () => {
  assert.equal(crps([3], 5), 2, 'of one member it is the absolute error');
  near(crps([0, 1], 0), 0.5 - 0.25, 1e-12);
  near(crps([1, 2, 3, 4], 2.5), 1 - 0.5 * (20 / 16), 1e-12);
  assert.equal(quantile([4, 1, 3, 2, 5], 0.5), 3);
  const members = Array.from({ length: 101 }, (_, i) => i);
  near(intervalScore(members, 0.2, 50), 80, 1e-9);
  near(intervalScore(members, 0.2, 0), 80 + 10 * 10, 1e-9);
  near(brier(0.3, true), 0.49, 1e-12);
});

test('draws have the means and spreads of their distributions, and a seed repeats them', () => {
  const uniform = uniformOf(1);
  const mean = (draw: () => number): number => {
    let sum = 0;
    for (let i = 0; i < 20_000; i += 1) sum += draw();
    return sum / 20_000;
  };
  near(
    mean(() => gamma(0.5, uniform)),
    0.5,
    0.03,
  );
  near(
    mean(() => gamma(7, uniform)),
    7,
    0.1,
  );
  near(
    mean(() => poisson(4, uniform)),
    4,
    0.1,
  );
  near(
    mean(() => poisson(95, uniform)),
    95,
    0.5,
  );
  const twice = [uniformOf(7), uniformOf(7)].map((u) => [u(), u(), u()]);
  assert.deepEqual(twice[0], twice[1]);
});

test('what the model learns from is what SQL finds in the facts', () => {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE theft (day TEXT, usd INT, counted INT)');
  const insert = db.prepare('INSERT INTO theft VALUES (?,?,?)');
  for (const row of JSON.parse(readFileSync(join(FACTS, 'incidents.json'), 'utf8')).incidents)
    insert.run(row.date_utc, row.loss_usd_at_time, row.include_in_dprk_total ? 1 : 0);
  const found = db
    .prepare('SELECT COUNT(*) AS n, SUM(usd) AS usd FROM theft WHERE counted AND usd >= 1000000')
    .get() as { n: number; usd: number };
  assert.equal(events.length, found.n);
  near(
    events.reduce((sum, { millions }) => sum + millions, 0),
    found.usd / 1e6,
    1e-6,
  );
  const window = db
    .prepare(
      "SELECT SUM(usd) FROM theft WHERE counted AND usd >= 1000000 AND day BETWEEN '2025-02-01' AND '2025-02-28'",
    )
    .pluck()
    .get() as number;
  near(
    lossWithin(events, dayNumber('2025-02-01' as Day), dayNumber('2025-03-01' as Day)),
    window / 1e6,
    1e-6,
  );
});

test('a fit sees nothing of its origin’s day or later', () => {
  const [start, origin] = [dayNumber('2017-01-01' as Day), dayNumber('2022-01-01' as Day)];
  const later: Event[] = [...events, { day: origin, millions: 4000 }, { day: origin + 5, millions: 900 }];
  const before = events.filter(({ day }) => day < origin);
  assert.deepEqual(fit(later, start, origin, FROZEN), fit(before, start, origin, FROZEN));
});

test('on thefts drawn from the model itself the intervals hold what they say', () => {
  const uniform = uniformOf(11);
  const rate = 25 / 365;
  const made: Event[] = [];
  for (let day = dayNumber('2017-01-01' as Day); day < dayNumber('2026-06-24' as Day); day += 1)
    for (let k = poisson(rate, uniform); k > 0; k -= 1)
      made.push({
        day,
        millions: uniform() < 0.2 ? Math.min(5000, 50 * uniform() ** -1) : 1 + 20 * uniform(),
      });
  const [start, origin] = [dayNumber('2017-01-01' as Day), dayNumber('2026-06-01' as Day)];
  const { counts, totals, largest } = simulate(fit(made, start, origin, FROZEN), 90, 4000, uniform);
  near(quantile(counts, 0.5), rate * 90, 1.6);
  for (let i = 0; i < counts.length; i += 1) assert.ok((largest[i] ?? 0) <= (totals[i] ?? 0));
  assert.ok(Math.max(...largest) <= 5000);
  // One draw a day more often is more thefts.
  const twice = simulate(fit(made, start, origin, FROZEN), 90, 4000, uniformOf(3), 2);
  assert.ok(quantile(twice.counts, 0.5) > quantile(counts, 0.5) * 1.6);
});

test('windows beyond the catalogue are left out, and 365 days claim nothing', () => {
  const cutOff = '2024-06-30' as Day;
  const scored = rollOrigins(events, cutOff, uniformOf, null);
  for (const { origin, horizon } of scored)
    assert.ok(dayNumber(origin) + horizon <= dayNumber(cutOff) + 1, `${origin} + ${horizon}`);
  const skills = skillsOf(scored.slice(-60), 'model', 'climatology', uniformOf(1));
  for (const { horizon, claim } of skills) if (horizon === 365) assert.equal(claim, 'too few cases');
  assert.equal(
    blockInterval([1, 2, 3], 2, () => 1, uniformOf(1)),
    null,
    'one block and a half say nothing',
  );
});

test('an effect of the market is found where there is one, and none where there is none', () => {
  const start = dayNumber('2017-01-01' as Day);
  const end = dayNumber('2026-06-24' as Day);
  const market: Market = (day) => Math.sin(day / 40);
  const draw = (effect: number, seed: number): number => {
    const uniform = uniformOf(seed);
    const made: Event[] = [];
    for (let day = start; day < end; day += 1)
      for (let k = poisson((60 / 365) * Math.exp(effect * Math.sin(day / 40)), uniform); k > 0; k -= 1)
        made.push({ day, millions: 5 });
    return fitEffect(made, start, end, 1460, market);
  };
  // A month's gain stands for its whole thirty days, so the effect is found weakened.
  assert.ok(draw(0.8, 5) > 0.4);
  near(draw(0, 6), 0, 0.15);
});

test('a forecast names the catalogue’s end as its origin, its own sum, and grows with time', () => {
  const issued = outlook(facts, [], [250]);
  assert.equal(issued.cutOff, '2026-06-24');
  assert.equal(issued.market, null);
  assert.deepEqual(
    issued.outlooks.map(({ horizon, from, until }) => [horizon, from, until]),
    [
      [30, '2026-06-25', '2026-07-24'],
      [90, '2026-06-25', '2026-09-22'],
      [365, '2026-06-25', '2027-06-24'],
    ],
  );
  for (const { exceeds } of issued.outlooks) {
    assert.deepEqual(
      exceeds.map(({ millions }) => millions),
      [10, 100, 250, 500, 1000],
    );
    for (const [i, { model }] of exceeds.entries()) assert.ok(model <= (exceeds[i - 1]?.model ?? 1));
  }
  const at = (i: number): number => issued.outlooks[i]?.exceeds[1]?.model ?? Number.NaN;
  assert.ok(at(0) < at(1) && at(1) < at(2));
  assert.deepEqual(outlook(facts, [], [250]), issued, 'the same facts give the same forecast');
});

test('an issued forecast is scored when its days are over, and not before', () => {
  const early = { ...facts, cutOff: '2024-12-31' as Day };
  const issued = outlook(early, [], []);
  assert.deepEqual(scoreDue(issued, events, '2025-01-29' as Day), []);
  const due = scoreDue(issued, events, '2025-01-30' as Day);
  assert.deepEqual(
    due.map(({ horizon }) => horizon),
    [30],
  );
  near(due[0]?.observedMillions ?? 0, 1.7 + 85.085704 + 6.910484, 1e-3);
  assert.equal(scoreDue(issued, events, '2026-06-24' as Day).length, 3);
});

test('issued forecasts stay: a changed, cut or emptied record is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-forecasts-'));
  try {
    const forecast = outlook(facts, [], []);
    const kept = forecastLog(folder);
    for (const at of ['2026-07-01T00:00:00Z', '2026-08-01T00:00:00Z'])
      kept.add(() => [{ type: 'issued', id: forecastId(at, forecast), at, forecast }]);
    const log = kept.read();
    assert.equal(log.length, 2);
    assert.notEqual(log[0]?.id, log[1]?.id);
    const path = join(folder, 'forecasts.jsonl');
    const text = readFileSync(path, 'utf8');
    const [first = '', second = ''] = text.split('\n');
    for (const [what, changed] of [
      ['a figure changed', text.replace('"p50":', '"p50":1')],
      ['the first deleted', `${second}\n`],
      ['the last deleted', `${first}\n`],
      ['all deleted', ''],
      ['not JSON', `${first}\n{`],
    ] as const) {
      writeFileSync(path, changed);
      assert.equal(refusal(() => kept.read()).code, 'E_JOURNAL', what);
      assert.equal(refusal(() => kept.add(() => [])).code, 'E_JOURNAL', what);
    }
    // A kill in the middle of a write leaves a line without its end, which was never committed.
    writeFileSync(path, `${text}{"entry":{"ty`);
    assert.deepEqual(kept.read(), log);
    kept.add(() => [{ type: 'issued', id: 'third', at: '2026-09-01T00:00:00Z', forecast }]);
    assert.deepEqual(
      kept.read().map(({ id }) => id),
      [...log.map(({ id }) => id), 'third'],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the page of the backtest names the frozen parameters, which are among the choices', () => {
  const page = readFileSync(join(FACTS, '..', 'docs', 'outlook-backtest.md'), 'utf8');
  assert.ok(page.includes(`half-life ${FROZEN.halfLife} days, prior exponent ${FROZEN.priorExponent}.`));
  assert.ok(CHOICES.some((each) => JSON.stringify(each) === JSON.stringify(FROZEN)));
});

const slow = process.env.CI === 'true' ? withoutPrices : 'half a minute: set CI=true to run it';
test('the page of the backtest is what its command prints, and the frozen parameters are its best', {
  skip: slow,
}, () => {
  const report = backtest(facts, readPrices(PRICES, FACTS));
  assert.deepEqual(report.choice[0]?.parameters, FROZEN);
  assert.equal(marketOf(readPrices(PRICES, FACTS))?.by, report.market?.by);
  assert.equal(
    readFileSync(join(FACTS, '..', 'docs', 'outlook-backtest.md'), 'utf8'),
    backtestToMarkdown(report),
  );
});

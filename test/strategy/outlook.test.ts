/** The outlook: scores with known values, a model that looks back only, forecasts that cannot be unsaid. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadStrategyFacts } from '../../src/adapters/facts/strategy.ts';
import { forecastId, forecastLog } from '../../src/adapters/forecasts/log.ts';
import { readPrices } from '../../src/adapters/prices/tables.ts';
import { uniformOf } from '../../src/app/common/chance.ts';
import { backtest, drawnOutlook, issuable, issueForecast, outlook } from '../../src/app/strategy/outlook.ts';
import { backtestToJson, outlookToJson, recordToJson } from '../../src/app/strategy/outlook-json.ts';
import { backtestToMarkdown } from '../../src/cli/outlook-report.ts';
import { openOutlook } from '../../src/compose/forecasts.ts';
import { readConfig } from '../../src/config.ts';
import { backtestSchema, type OutlookJson, outlookSchema } from '../../src/contract/outlook.ts';
import { type Day, dayNumber, dayOf } from '../../src/core/strategy/day.ts';
import {
  lossWithin,
  rollOrigins,
  skillsOf,
  windowsSinceFreeze,
} from '../../src/core/strategy/outlook/backtest.ts';
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
import { outlookRoutes } from '../../src/server/outlook.ts';
import { FACTS, PRICES, refusal, serving, withoutPrices } from './data.ts';
import { db, one } from './sql.ts';

const facts = loadStrategyFacts(FACTS);
const events = eventsOf(facts.thefts);
const issued = outlook(facts, [], [250]);
const drawn = drawnOutlook(facts, [], [250]);
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

/** Millions that SQL finds between two days, both included. */
const millionsIn = (from: string, until: string): number =>
  Number(
    one(
      'SELECT SUM(loss) FROM theft WHERE counted AND loss >= 100000000 AND day BETWEEN ? AND ?',
      from,
      until,
    ),
  ) / 1e8;

test('what the model learns from is what SQL finds in the facts', () => {
  assert.equal(BigInt(events.length), one('SELECT COUNT(*) FROM theft WHERE counted AND loss >= 100000000'));
  near(
    events.reduce((sum, { millions }) => sum + millions, 0),
    millionsIn('2000-01-01', '2100-01-01'),
    1e-4,
  );
  near(
    lossWithin(events, dayNumber('2025-02-01' as Day), dayNumber('2025-03-01' as Day)),
    millionsIn('2025-02-01', '2025-02-28'),
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
  const cutOff = '2021-12-31' as Day;
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
});

test('an issued forecast is scored when its days are over, and not before', () => {
  const early = outlook({ ...facts, cutOff: '2024-12-31' as Day }, [], []);
  assert.deepEqual(scoreDue(early, events, '2025-01-29' as Day), []);
  const due = scoreDue(early, events, '2025-01-30' as Day);
  assert.deepEqual(
    due.map(({ horizon }) => horizon),
    [30],
  );
  near(due[0]?.observedMillions ?? 0, 1.7 + 85.085704 + 6.910484, 1e-3);
  assert.equal(scoreDue(early, events, '2026-06-24' as Day).length, 3);
});

test('a window that is over is not issued, and one that runs says how much of it is', () => {
  const horizons = (today: string): number[] =>
    issuable(issued, today as Day).outlooks.map(({ horizon }) => horizon);
  assert.deepEqual(horizons('2026-06-24'), [30, 90, 365]);
  assert.deepEqual(horizons('2026-07-24'), [30, 90, 365], 'its last day still runs');
  assert.deepEqual(horizons('2026-07-25'), [90, 365]);
  assert.deepEqual(horizons('2026-11-22'), [365]);
  const { code, limit, next } = refusal(() => issuable(issued, '2027-06-25' as Day));
  assert.deepEqual([code, limit], ['E_TIME_RANGE', 'the catalogue ends on 2026-06-24']);
  assert.match(next ?? '', /release/);
  const record = (at: string): number[] =>
    recordToJson([{ type: 'issued', id: 'a', at, forecast: issued }], facts.cutOff).flatMap(({ outlooks }) =>
      outlooks.map(({ issuedAfterDays }) => issuedAfterDays),
    );
  assert.deepEqual(record('2026-06-20T00:00:00Z'), [0, 0, 0]);
  assert.deepEqual(record('2026-07-25T12:00:00Z'), [30, 30, 30]);
  assert.deepEqual(record('2026-11-22T12:00:00Z'), [30, 90, 150]);
});

test('issued forecasts stay: a changed, cut or emptied record is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-forecasts-'));
  try {
    const kept = forecastLog(folder);
    for (const at of ['2026-07-01T00:00:00Z', '2026-08-01T00:00:00Z'])
      kept.add(() => [{ type: 'issued', id: forecastId(at, issued), at, forecast: issued }]);
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
    kept.add(() => [{ type: 'issued', id: 'third', at: '2026-09-01T00:00:00Z', forecast: issued }]);
    assert.deepEqual(
      kept.read().map(({ id }) => id),
      [...log.map(({ id }) => id), 'third'],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a later --issue scores what is due by then, once, and leaves what was issued as it was', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-forecasts-'));
  try {
    const record = forecastLog(folder);
    const early = { ...facts, cutOff: '2025-12-31' as Day };
    const forecast = outlook(early, [], []);
    issueForecast(record, forecast, early, { id: 'early', at: '2026-01-02T00:00:00Z' });
    assert.deepEqual(
      recordToJson(record.read(), facts.cutOff)[0]?.outlooks.map(({ state }) => state),
      ['due', 'due', 'waiting'],
    );
    for (const id of ['later', 'again'])
      issueForecast(record, issued, facts, { id, at: '2026-07-01T00:00:00Z' });
    const log = record.read();
    assert.deepEqual(
      log.map(({ type, id }) => [type, id]),
      [
        ['issued', 'early'],
        ['scored', 'early'],
        ['scored', 'early'],
        ['issued', 'later'],
        ['issued', 'again'],
      ],
    );
    assert.deepEqual(log[0], { type: 'issued', id: 'early', at: '2026-01-02T00:00:00Z', forecast });
    const [month, quarter, year] = recordToJson(log, facts.cutOff)[0]?.outlooks ?? [];
    assert.deepEqual([month?.state, quarter?.state, year?.state], ['scored', 'scored', 'waiting']);
    for (const each of [month, quarter])
      near(Number(each?.score?.observedUsd) / 1e6, millionsIn(each?.from ?? '', each?.until ?? ''), 1e-3);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the curve of a forecast falls, lies in its band, and says what the table says', () => {
  const json = outlookSchema.parse(outlookToJson(drawn, facts, [], null));
  assert.deepEqual(drawn.issued, issued, 'drawn again with a curve it is the same forecast');
  for (const { curve, exceeds, days } of json.outlooks) {
    for (const [i, { model, low, high }] of curve.entries()) {
      assert.ok(model <= (curve[i - 1]?.model ?? 1), `${days}: rises at ${i}`);
      assert.ok(low <= model + 0.02 && model - 0.02 <= high, `${days}: ${low} ${model} ${high}`);
    }
    const at = curve.find(({ usd }) => usd === '100000000');
    assert.equal(exceeds.find(({ usd }) => usd === '100000000')?.model, at?.model);
    const widest = Math.max(...curve.map(({ low, high }) => high - low));
    assert.ok(widest > 0.1, 'parameters are not known');
  }
  assert.deepEqual(json.market, { reason: 'price-unavailable' });
  const months = db
    .prepare(
      `SELECT substr(day, 1, 7) AS month, COUNT(*) AS n, COALESCE(SUM(loss), 0) / 100.0 AS usd, SUM(loss IS NULL) AS unknown
       FROM theft WHERE counted GROUP BY 1`,
    )
    .all();
  assert.deepEqual(
    json.calendar.filter(({ n }) => n > 0).map((each) => ({ ...each, usd: Number(each.usd) })),
    months,
  );
  assert.equal(json.calendar.at(-1)?.month, '2026-06');
});

const DOCS = join(FACTS, '..', 'docs');
const committed = backtestSchema.parse(JSON.parse(readFileSync(join(DOCS, 'outlook-backtest.json'), 'utf8')));

test('the page of the backtest is written from the committed figures, of these facts and frozen parameters', () => {
  assert.equal(readFileSync(join(DOCS, 'outlook-backtest.md'), 'utf8'), backtestToMarkdown(committed));
  assert.deepEqual(committed.parameters, FROZEN);
  assert.ok(CHOICES.some((each) => JSON.stringify(each) === JSON.stringify(FROZEN)));
  assert.deepEqual([committed.cutOff, committed.events], [facts.cutOff, events.length]);
  for (const { horizon, windows, score } of committed.skills.slice(0, 21))
    assert.equal(windows, windowsSinceFreeze(facts.cutOff, horizon), `${score}: as many as a forecast says`);
  for (const { origin, days, observedUsd } of committed.origins.slice(-20)) {
    const until = dayOf(dayNumber(origin as Day) + days - 1);
    near(Number(observedUsd) / 1e6, millionsIn(origin, until), 1e-4);
  }
});

test('the routes give the page the committed backtest, and a forecast with a sum of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-outlook-'));
  try {
    const served = await serving(
      outlookRoutes(openOutlook({ ...readConfig({}, {}), dataFolder: folder }, () => [])),
    );
    assert.deepEqual(await served('outlook/backtest'), committed);
    const page = await served<OutlookJson>('outlook?exceed=250000000');
    assert.deepEqual(page, JSON.parse(JSON.stringify(outlookToJson(drawn, facts, [], null))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const slow = process.env.CI === 'true' ? withoutPrices : 'half a minute: set CI=true to run it';
test('the committed backtest is what its command prints, and the frozen parameters are its best', {
  skip: slow,
}, () => {
  const report = backtest(facts, readPrices(PRICES, FACTS));
  assert.deepEqual(report.choice[0]?.parameters, FROZEN);
  assert.equal(marketOf(readPrices(PRICES, FACTS))?.by, report.market?.by);
  assert.deepEqual(committed, JSON.parse(JSON.stringify(backtestToJson(report))));
});

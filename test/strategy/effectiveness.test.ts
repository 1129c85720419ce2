/** Effectiveness: counts that SQL gives too, shares only where there are cases, an event study that can find something. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { loadStrategyFacts } from '../../src/adapters/facts/strategy.ts';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { uniformOf } from '../../src/app/chance.ts';
import { delaysOfTraces } from '../../src/app/delays.ts';
import { shippedCases, trackCases } from '../../src/app/track-cases.ts';
import { composeLibrary } from '../../src/compose.ts';
import { type Day, dayNumber, dayOf } from '../../src/core/strategy/day.ts';
import { effectiveness, wilson } from '../../src/core/strategy/effectiveness.ts';
import type { StrategyFacts, Theft } from '../../src/core/strategy/facts.ts';
import { poisson } from '../../src/core/strategy/outlook/chance.ts';
import { FACTS } from './data.ts';

const facts = loadStrategyFacts(FACTS);
const found = effectiveness(facts, [], uniformOf(90));

test('counts and dollars are those that SQL finds in the same files', () => {
  const db = new Database(':memory:');
  db.exec(`CREATE TABLE theft (id TEXT, year TEXT, usd INT, counted INT);
           CREATE TABLE route (id TEXT, route TEXT); CREATE TABLE fate (id TEXT, fate TEXT, usd INT)`);
  const read = (file: string) => JSON.parse(readFileSync(join(FACTS, file), 'utf8'));
  for (const row of read('incidents.json').incidents) {
    db.prepare('INSERT INTO theft VALUES (?,?,?,?)').run(
      row.id,
      row.date_utc.slice(0, 4),
      row.loss_usd_at_time,
      row.include_in_dprk_total ? 1 : 0,
    );
    for (const route of row.laundering.techniques)
      db.prepare('INSERT INTO route VALUES (?,?)').run(row.id, route);
  }
  for (const row of read('fates.json').fates)
    db.prepare('INSERT INTO fate VALUES (?,?,?)').run(row.incident, row.fate, row.usd);
  const groups: [string, (typeof found.years)[number]][] = [
    ['1', found.total],
    ...found.years.map((each): [string, typeof each] => [`year = '${each.name}'`, each]),
    ...found.routes.map((each): [string, typeof each] => [
      `id IN (SELECT id FROM route WHERE route = '${each.name}')`,
      each,
    ]),
  ];
  for (const [where, group] of groups) {
    const n = db.prepare(`SELECT COUNT(*) FROM theft WHERE counted AND ${where}`).pluck().get();
    assert.equal(group.n, n, where);
    for (const { fate, thefts, usd, share } of group.shares) {
      const row = db
        .prepare(
          `SELECT COUNT(DISTINCT fate.id) AS thefts, COALESCE(SUM(fate.usd), 0) AS usd FROM fate
           WHERE fate = ? AND fate.id IN (SELECT id FROM theft WHERE counted AND ${where})`,
        )
        .get(fate) as { thefts: number; usd: number };
      assert.deepEqual([thefts, usd], [row.thefts, BigInt(row.usd) * 100n], `${where} ${fate}`);
      assert.equal(share === null, group.n < 10, `${where}: no share below ten`);
    }
  }
});

test('an interval is Wilson’s', () => {
  // Newcombe (1998), table I: 81 of 263.
  const { low, high } = wilson(81, 263);
  assert.ok(Math.abs(low - 0.2553) < 5e-5 && Math.abs(high - 0.3662) < 5e-5, `${low} ${high}`);
  assert.equal(wilson(0, 20).low, 0);
});

test('a fate is dated from the theft, a month counts to its end, and what has no day is left out', () => {
  const took = (incident: string, what: string) =>
    found.delays.find((each) => each.incident === incident && each.what === what);
  assert.deepEqual(
    [took('munchables-2024', 'recovered')?.seconds, took('munchables-2024', 'recovered')?.precision],
    [86_400, 'day'],
  );
  assert.deepEqual(
    [took('dmm-2024', 'frozen')?.seconds, took('dmm-2024', 'frozen')?.precision],
    [62 * 86_400, 'month'],
  );
  assert.equal(took('wazirx-2024', 'frozen'), undefined);
});

test('recorded cases say when the money first moved and reached a mixer', async () => {
  const { traces } = await trackCases(shippedCases(composeLibrary(), 0.5), recordingSource);
  const delays = delaysOfTraces(traces);
  const ronin = delays.filter(({ incident }) => incident === 'ronin-2022');
  assert.deepEqual(
    ronin.map(({ what }) => what),
    ['first move', 'first mixer'],
  );
  assert.ok((ronin[0]?.seconds ?? 0) > 0 && (ronin[0]?.seconds ?? 0) < (ronin[1]?.seconds ?? 0));
});

test('the event study finds a planted halving, and none where none was planted', () => {
  const measures = Array.from({ length: 12 }, (_, i) => ({
    day: dayOf(dayNumber('2018-01-01' as Day) + i * 240),
    what: 'x',
    by: 'y',
  }));
  const made = (factorAfter: number): StrategyFacts => {
    const uniform = uniformOf(17);
    const thefts: Theft[] = [];
    for (let day = dayNumber('2017-01-01' as Day); day < dayNumber('2026-06-24' as Day); day += 1) {
      const after = measures.some((each) => day >= dayNumber(each.day) && day < dayNumber(each.day) + 90);
      for (let k = poisson(0.2 * (after ? factorAfter : 1), uniform); k > 0; k -= 1)
        thefts.push({ ...facts.thefts[0]!, counted: true, loss: 500_000_000n, range: null, day: dayOf(day) });
    }
    return { ...facts, thefts, fates: [], measures };
  };
  const planted = effectiveness(made(0.2), [], uniformOf(1)).study;
  assert.ok(planted.change < planted.placebo.low && planted.p < 0.1, JSON.stringify(planted));
  const none = effectiveness(made(1), [], uniformOf(1)).study;
  assert.ok(none.change >= none.placebo.low && none.change <= none.placebo.high, JSON.stringify(none));
});

test('measures without a whole window are counted as left out, and reliefs are no measures', () => {
  const { measures, leftOut } = found.study;
  assert.equal(measures + leftOut, facts.measures.length);
  assert.ok(leftOut > 0);
  const whole = found.timeline.filter(({ before, after }) => before !== null && after !== null);
  assert.equal(whole.length, measures);
  const last = found.timeline.at(-1);
  assert.deepEqual([last?.day, last?.before], ['2026-03-12', 4]);
  assert.equal(
    facts.measures.some(({ day }) => day === '2025-03-21' || day === '2024-11-26'),
    false,
  );
});

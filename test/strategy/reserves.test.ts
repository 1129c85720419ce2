/** The ledger: figures that SQL over the same facts gives too, nothing held by subtraction, refusals by name. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { loadStrategyFacts } from '../../src/adapters/facts/strategy.ts';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { shippedCases, trackCases } from '../../src/app/track-cases.ts';
import { composeLibrary } from '../../src/compose.ts';
import type { Day } from '../../src/core/strategy/day.ts';
import { PUBLISHED_FATES } from '../../src/core/strategy/facts.ts';
import { gauge } from '../../src/core/strategy/gauge.ts';
import { parsePrice } from '../../src/core/strategy/prices.ts';
import { reserves } from '../../src/core/strategy/reserves.ts';
import { reconcile } from '../../src/core/strategy/totals.ts';
import { FACTS, refusal } from './data.ts';

const facts = loadStrategyFacts(FACTS);
const { tracked } = await trackCases(shippedCases(composeLibrary(), 0.5), recordingSource);
const ALL = { actor: null, incident: null, chain: null, asset: null };
const UNPRICED = { series: [], rules: { stablecoinsAtPar: false }, asOf: null };
const ask = (question: Partial<typeof ALL> | Record<string, string>, asOf: Day | null = null) =>
  reserves(facts, tracked, { ...ALL, ...question }, { ...UNPRICED, asOf });

/** The same files in tables, read without a line of the product's own code. */
function sql(): Database.Database {
  const db = new Database(':memory:');
  db.exec(`CREATE TABLE theft (id TEXT, day TEXT, cluster TEXT, status TEXT, confidence TEXT, counted INT,
           loss INT, low INT, high INT, chains TEXT, units INT);
           CREATE TABLE fate (incident TEXT, fate TEXT, usd INT);
           CREATE TABLE cites (incident TEXT, source TEXT)`);
  const cents = (usd: number | null | undefined): number | null =>
    usd === null || usd === undefined ? null : Math.round(usd * 100);
  const read = (file: string) => JSON.parse(readFileSync(join(FACTS, file), 'utf8'));
  const theft = db.prepare('INSERT INTO theft VALUES (?,?,?,?,?,?,?,?,?,?,?)');
  const cites = db.prepare('INSERT INTO cites VALUES (?,?)');
  for (const row of read('incidents.json').incidents) {
    theft.run(
      row.id,
      row.date_utc,
      row.attribution.cluster,
      row.attribution.status,
      row.attribution.confidence,
      row.include_in_dprk_total ? 1 : 0,
      cents(row.loss_usd_at_time),
      cents(row.loss_usd_range?.[0] ?? row.loss_usd_at_time),
      cents(row.loss_usd_range?.[1] ?? row.loss_usd_at_time),
      row.chains.join(','),
      row.assets.some((asset: { amount: number | null }) => asset.amount !== null) ? 1 : 0,
    );
    for (const source of row.sources) cites.run(row.id, source);
  }
  const fate = db.prepare('INSERT INTO fate VALUES (?,?,?)');
  for (const row of read('fates.json').fates) fate.run(row.incident, row.fate, cents(row.usd));
  return db;
}
const db = sql();
const one = (query: string, ...values: unknown[]): bigint =>
  BigInt(
    (db
      .prepare(query)
      .pluck()
      .get(...values) as number | null) ?? 0,
  );

test('the ledger says what SQL over the same files says', () => {
  const { total, thefts, incidents } = ask({});
  assert.equal(total.stolen.counted, one('SELECT SUM(loss) FROM theft WHERE counted'));
  assert.equal(total.stolen.high, one('SELECT SUM(COALESCE(high, 0)) FROM theft'));
  assert.equal(
    total.stolen.low,
    one(`SELECT SUM(low) FROM theft WHERE counted AND confidence = 'high'
         AND status IN ('official', 'multilateral')`),
  );
  for (const fate of PUBLISHED_FATES)
    assert.equal(total.fates.get(fate)?.high, one('SELECT SUM(usd) FROM fate WHERE fate = ?', fate), fate);
  assert.equal(
    total.unknown.high,
    one(`SELECT SUM(MAX(0, COALESCE(high, 0) -
         COALESCE((SELECT SUM(COALESCE(usd, 0)) FROM fate WHERE incident = id), 0))) FROM theft`),
  );
  assert.equal(BigInt(thefts.all), one('SELECT COUNT(*) FROM theft'));
  assert.equal(BigInt(thefts.withUnits), one('SELECT SUM(units) FROM theft'));
  assert.equal(incidents.length, 181);
  const cluster = ask({ actor: 'tradertraitor' });
  assert.equal(
    cluster.total.stolen.counted,
    one("SELECT SUM(loss) FROM theft WHERE counted AND cluster LIKE '%TraderTraitor%'"),
  );
  const ethereum = ask({}).chains.find(({ name }) => name === 'ethereum');
  assert.equal(ethereum?.stolen.high, one("SELECT SUM(high) FROM theft WHERE chains = 'ethereum'"));
});

test('the yearly totals say what SQL over the same files says', () => {
  const years = reconcile(facts);
  for (const each of years) {
    assert.equal(
      each.counted,
      one('SELECT SUM(loss) FROM theft WHERE counted AND day LIKE ?', `${each.year}-%`),
      String(each.year),
    );
    for (const row of each.comparisons) {
      assert.equal(row.difference, row.published - row.ours);
      assert.equal(row.unexplained, row.published - (row.named?.usd ?? row.ours));
    }
  }
  const msmt = years
    .find(({ year }) => year === 2025)
    ?.comparisons.find(({ source }) => source.startsWith('MSMT'));
  assert.equal(
    msmt?.named?.usd,
    one(`SELECT SUM(loss) FROM theft WHERE day BETWEEN '2025-01-01' AND '2025-09-30'
         AND id IN (SELECT incident FROM cites WHERE source = 'MSMT')`),
  );
  assert.equal(
    msmt?.ours,
    one("SELECT SUM(loss) FROM theft WHERE counted AND day BETWEEN '2025-01-01' AND '2025-09-30'"),
    'nine months are set against nine months',
  );
});

test('fates repeat what the incidents say, but where the sources themselves do not agree', () => {
  const table = JSON.parse(readFileSync(join(FACTS, 'incidents.json'), 'utf8')).incidents;
  const differ: string[] = [];
  for (const { id, recovered_or_frozen: said } of table) {
    const parts = facts.fates.filter(
      ({ incident, fate }) => incident === id && fate !== 'in-mixers' && fate !== 'cashed-out',
    );
    if (said === null) assert.equal(parts.length, 0, id);
    else {
      assert.ok(parts.length > 0, id);
      const sum = parts.reduce((total, { usd }) => total + (usd ?? 0n), 0n);
      if (sum !== BigInt((said.usd ?? 0) * 100)) differ.push(id);
    }
  }
  assert.deepEqual(differ, ['ronin-2022', 'bybit-2025']);
});

test('a theft of which nothing is said is unknown whole, and nothing is held by subtraction', () => {
  const { total, tracked: traced } = ask({ incident: 'coincheck-2018' });
  assert.equal(total.unknown.high, total.stolen.high);
  assert.equal(total.stolen.low, 0n, 'a suspicion is no firm figure');
  assert.deepEqual(traced, []);
  assert.equal(JSON.stringify([...total.fates.keys()]).includes('held'), false);
});

test('what is traced is a range over policies that holds all that was stolen', () => {
  const { tracked: cases } = ask({});
  assert.deepEqual(cases.map((each) => each.case).sort(), ['bybit-2025', 'ronin-2022']);
  for (const { assets, held, policies } of cases) {
    assert.equal(policies.includes('poison'), false);
    for (const { fates, stolen, symbol } of assets) {
      const sums = [...fates.values()].reduce(
        (sum, { low, high }) => ({ low: sum.low + low, high: sum.high + high }),
        { low: 0n, high: 0n },
      );
      assert.ok(sums.low <= stolen && stolen <= sums.high, symbol);
    }
    for (const figure of held) {
      assert.ok(figure.low <= figure.high);
      assert.equal(figure.values.USD.low.type, 'price-unavailable', 'no price is at hand');
    }
  }
  const mixed = cases
    .find((each) => each.case === 'ronin-2022')
    ?.assets.find(({ symbol }) => symbol === 'USDC');
  const range = mixed?.fates.get('in-mixers');
  assert.ok(range !== undefined && range.low < range.high, 'policies disagree on mingled dollars');
});

test('what had not happened by a day is left out', () => {
  const early = ask({}, '2019-12-31' as Day);
  assert.equal(
    early.total.stolen.counted,
    one("SELECT SUM(loss) FROM theft WHERE counted AND day <= '2019-12-31'"),
  );
  assert.deepEqual(early.observations, []);
  assert.equal(early.total.fates.get('recovered')?.high, 0n, 'Upbit’s bitcoin came back in 2024');
});

test('an observation stays on its day, and the gauge reads it as the facts do', () => {
  const reading = gauge(ask({}), facts, 100_000_000_000n);
  const arkham = reading?.readings.filter(({ what }) => what.includes('13562 BTC'));
  assert.deepEqual(
    arkham?.map(({ day, months, threshold, basis }) => ({ day, months, threshold, basis })),
    [{ day: '2025-03-17', months: { low: 584n, high: 584n }, threshold: 'crossed', basis: 'published' }],
  );
  const unpriced = reading?.readings.find(({ what }) => what.includes('778 BTC'));
  assert.deepEqual(
    [unpriced?.usd, unpriced?.months, unpriced?.threshold],
    [null, null, 'unknown'],
    'no price, no value',
  );
  const days = new Map([['2025-02-22' as Day, parsePrice('96000.5', 'test')]]);
  const series = [{ id: 'x', asset: 'BTC', currency: 'USD' as const, moment: 'close', source: 's', days }];
  const priced = gauge(reserves(facts, [], ALL, { ...UNPRICED, series }), facts, null);
  assert.equal(
    priced?.readings.find(({ what }) => what.includes('778 BTC'))?.usd?.low,
    778n * 9_600_050n,
    'priced on its own day',
  );
});

test('names that fit nothing are refused, not answered with nothing', () => {
  assert.equal(refusal(() => ask({ actor: 'Fancy Bear' })).code, 'E_ACTOR_UNKNOWN');
  assert.match(refusal(() => ask({ incident: 'bybit-2024' })).message, /bybit-2025/);
  assert.equal(refusal(() => ask({ chain: 'ethereun' })).code, 'E_CHAIN_UNSUPPORTED');
  assert.equal(refusal(() => ask({ asset: 'PEPE' })).code, 'E_ASSET_UNKNOWN');
});

test('impossible dates, negative and over-precise dollars in the facts are refused by place', () => {
  const change = (file: string, edit: (table: never) => void) => {
    const folder = mkdtempSync(join(tmpdir(), 'ashiato-facts-'));
    try {
      cpSync(FACTS, folder, { recursive: true });
      const table = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      edit(table as never);
      writeFileSync(join(folder, file), JSON.stringify(table));
      return refusal(() => loadStrategyFacts(folder));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  type Incidents = { incidents: { date_utc: string; loss_usd_at_time: number; loss_usd_range?: number[] }[] };
  type Fates = { fates: { usd: number; incident: string }[] };
  type Totals = { series: { usd_by_year: Record<string, number> }[] };
  const date = change('incidents.json', ({ incidents }: Incidents) => {
    incidents[3]!.date_utc = '2017-02-30';
  });
  assert.deepEqual([date.code, date.where], ['E_FACTS', 'incidents.json incidents.3.date_utc']);
  const range = change('incidents.json', ({ incidents }: Incidents) => {
    incidents[3]!.loss_usd_range = [-1, 5];
  });
  assert.deepEqual([range.code, range.where], ['E_AMOUNT', 'incidents.json incidents.3.loss_usd_range']);
  const backwards = change('incidents.json', ({ incidents }: Incidents) => {
    incidents[3]!.loss_usd_range = [5, 1];
  });
  assert.equal(backwards.code, 'E_FACTS');
  assert.equal(
    change('fates.json', ({ fates }: Fates) => {
      fates[0]!.usd = -5;
    }).code,
    'E_AMOUNT',
  );
  assert.equal(
    change('fates.json', ({ fates }: Fates) => {
      fates[0]!.usd = 1.234;
    }).code,
    'E_AMOUNT_PRECISION',
  );
  assert.match(
    change('fates.json', ({ fates }: Fates) => {
      fates[0]!.incident = 'nobody';
    }).message,
    /"nobody" is no incident/,
  );
  assert.match(
    change('annual_totals.json', ({ series }: Totals) => {
      series[0]!.usd_by_year['2025 (mostly)'] = 5;
    }).message,
    /2025 \(mostly\)/,
  );
});

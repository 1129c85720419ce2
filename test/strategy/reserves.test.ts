/** The ledger as pages get it: figures that SQL over the same facts gives too, nothing held by subtraction, refusals by name. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { recordCrossings } from '../../src/adapters/crossings/log.ts';
import { loadStrategyFacts } from '../../src/adapters/facts/strategy.ts';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { shippedCases, trackCases } from '../../src/app/explain/track-cases.ts';
import { answerReserves } from '../../src/app/strategy/reserves.ts';
import { reservesToText, totalsToText } from '../../src/cli/reserves-report.ts';
import { composeLibrary } from '../../src/compose/base.ts';
import { openPrices, openReserves } from '../../src/compose/strategy.ts';
import { readConfig } from '../../src/config.ts';
import type { LedgerLineJson, ReservesJson, TotalsJson } from '../../src/contract/reserves.ts';
import { parseDecimal } from '../../src/core/model/amount.ts';
import { crossingsOf } from '../../src/core/strategy/crossings.ts';
import type { Day } from '../../src/core/strategy/day.ts';
import { PUBLISHED_FATES } from '../../src/core/strategy/facts.ts';
import { gauge } from '../../src/core/strategy/gauge.ts';
import { parsePrice } from '../../src/core/strategy/prices.ts';
import { reserves } from '../../src/core/strategy/reserves.ts';
import { reconcile } from '../../src/core/strategy/totals.ts';
import { reservesRoutes } from '../../src/server/reserves.ts';
import { FACTS, refusal, serving } from './data.ts';
import { db, FIRM, figures, one } from './sql.ts';

const facts = loadStrategyFacts(FACTS);
const { tracked } = await trackCases(shippedCases(composeLibrary(), 0.5), recordingSource);
const ALL = { actor: null, incident: null, chain: null, asset: null };
const UNPRICED = { series: [], rules: { stablecoinsAtPar: false }, asOf: null };
const TODAY = '2026-11-22' as Day;
const ask = (question: Partial<typeof ALL> | Record<string, string>, asOf: Day | null = null) =>
  reserves(facts, tracked, { ...ALL, ...question }, { ...UNPRICED, asOf });

/** What a page gets: the answer of the route, over the facts alone. */
const home = mkdtempSync(join(tmpdir(), 'ashiato-reserves-'));
after(() => rmSync(home, { recursive: true, force: true }));
const config = { ...readConfig({}, { dataFolder: home }), prices: null };
const served = await serving(
  reservesRoutes(openReserves(config, async () => ({ tracked, traces: [] }), openPrices(config))),
);
const cents = (text: string): bigint => parseDecimal(text, 2, 'the route');

const shown = ({ stolen, unknown, thefts }: LedgerLineJson) => ({
  counted: cents(stolen.counted),
  low: cents(stolen.low),
  high: cents(stolen.high),
  unknownLow: cents(unknown.low),
  unknownHigh: cents(unknown.high),
  thefts: BigInt(thefts),
});

test('every line that the page shows is what SQL over the same files says', async () => {
  const page = await served<ReservesJson>('reserves');
  assert.deepEqual(shown(page.total), figures('1'));
  assert.equal(
    cents(page.held.high),
    figures('1').unknownHigh + one("SELECT SUM(usd) FROM fate WHERE fate = 'in-mixers'"),
  );
  assert.equal(page.incidents.length, 181);
  for (const line of page.incidents) assert.deepEqual(shown(line), figures(`id = '${line.name}'`), line.name);
  assert.deepEqual(
    page.years.map(({ name }) => name),
    db.prepare('SELECT DISTINCT substr(day, 1, 4) FROM theft ORDER BY 1').pluck().all(),
  );
  for (const line of page.years)
    assert.deepEqual(shown(line), figures(`day LIKE '${line.name}-%'`), line.name);
  assert.equal(
    page.clusters.reduce((sum, { stolen }) => sum + cents(stolen.high), 0n),
    figures('1').high,
    'every theft is in one cluster',
  );
  for (const fate of PUBLISHED_FATES)
    assert.equal(
      cents(page.total.fates[fate].high),
      one('SELECT SUM(usd) FROM fate WHERE fate = ?', fate),
      fate,
    );
  const one2019 = await served<ReservesJson>('reserves?asOf=2019-12-31&actor=tradertraitor');
  assert.deepEqual(
    shown(one2019.total).counted,
    one(
      "SELECT SUM(loss) FROM theft WHERE counted AND day <= '2019-12-31' AND cluster LIKE '%TraderTraitor%'",
    ),
  );
});

test('yen and won are dollars at the rate of the very day, which SQL finds too, and what has none is counted', async () => {
  const { stolen } = (await served<ReservesJson>('reserves')).total;
  for (const { currency, low, high, n, withoutRate } of stolen.abroad) {
    const found = db
      .prepare(
        `SELECT COUNT(*) AS n, SUM(high * rate.${currency}) AS high,
         SUM(CASE WHEN ${FIRM} THEN low * rate.${currency} ELSE 0 END) AS low
         FROM theft JOIN rate ON rate.day = theft.day WHERE precision = 'day' AND loss IS NOT NULL`,
      )
      .get() as { n: number; high: number; low: number };
    assert.equal(n, found.n);
    assert.equal(BigInt(n + withoutRate), one('SELECT COUNT(*) FROM theft WHERE loss IS NOT NULL'));
    for (const [shownAs, sum] of [
      [low, found.low],
      [high, found.high],
    ] as const)
      assert.ok(Math.abs(Number(cents(shownAs)) / sum - 1) < 1e-9, `${currency} ${shownAs} ${sum}`);
  }
});

test('the yearly totals that the page shows are those of the publishers beside SQL over our rows', async () => {
  const { years } = await served<TotalsJson>('totals');
  const published = db.prepare('SELECT COUNT(*) FROM total').pluck().get();
  assert.equal(years.flatMap(({ comparisons }) => comparisons).length, published);
  for (const { year, counted, comparisons } of years) {
    assert.equal(cents(counted), figures(`day LIKE '${year}-%'`).counted);
    for (const row of comparisons) {
      assert.equal(
        cents(row.published),
        one('SELECT usd FROM total WHERE source = ? AND period = ?', row.source, row.period),
      );
      if (/^\d{4}$/.test(row.period)) assert.equal(row.ours, counted, `${row.source} ${row.period}`);
    }
  }
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

test('fates repeat what the incidents say, but where a second reading of the sources corrects them', () => {
  const table = JSON.parse(readFileSync(join(FACTS, 'incidents.json'), 'utf8')).incidents;
  const differ: string[] = [];
  for (const { id, recovered_or_frozen: said } of table) {
    const parts = facts.fates.filter(
      ({ incident, fate }) => incident === id && fate !== 'in-mixers' && fate !== 'cashed-out',
    );
    if (said === null) assert.equal(parts.length, id === 'stake-2023' ? 1 : 0, id);
    else {
      assert.ok(parts.length > 0, id);
      const sum = parts.reduce((total, { usd }) => total + (usd ?? 0n), 0n);
      if (sum !== BigInt((said.usd ?? 0) * 100)) differ.push(id);
    }
  }
  assert.deepEqual(differ, ['ronin-2022', 'dmm-2024', 'bybit-2025', 'kelpdao-2026']);
});

test('a theft of which nothing is said is unknown whole, and nothing is held by subtraction', () => {
  const { total, tracked: traced } = ask({ incident: 'coincheck-2018' });
  assert.equal(total.unknown.high, total.stolen.high);
  assert.equal(total.stolen.low, 0n, 'a suspicion is no firm figure');
  assert.deepEqual(traced, []);
  assert.equal(JSON.stringify([...total.fates.keys()]).includes('held'), false);
});

test('recorded cases are opened one by one, so that a server answers between two', () => {
  const library = composeLibrary();
  const opened: string[] = [];
  const openCase = (id: string) => {
    opened.push(id);
    return library.openCase(id);
  };
  const cases = shippedCases({ ...library, openCase }, 0.5)[Symbol.iterator]();
  assert.equal(cases.next().value?.source, `cases/${opened[0]}`);
  assert.equal(opened.length, 1);
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

const dailyEther = (days: Record<string, string>) => ({
  id: 'mine',
  asset: 'ETH',
  currency: 'USD' as const,
  moment: 'close',
  source: 'me',
  days: new Map(Object.entries(days).map(([day, price]) => [day as Day, parsePrice(price, day)])),
});

test('what was cashed out counts at the price of its days and what is left at that of the day asked for', () => {
  const [bybit] = tracked.filter((each) => each.case === 'bybit-2025');
  const ether = (day: string, low: bigint, high: bigint) => ({
    symbol: 'ETH',
    decimals: 18,
    day: day as Day,
    low: low * 10n ** 18n,
    high: high * 10n ** 18n,
  });
  const moved = { ...bybit!, cashOuts: [ether('2025-02-22', 10n, 20n), ether('2025-02-23', 1n, 1n)] };
  const gain = (days: Record<string, string>) =>
    reserves(facts, [moved], ALL, {
      series: [dailyEther(days)],
      rules: { stablecoinsAtPar: false },
      asOf: '2025-06-01' as Day,
    }).gains.find(({ symbol }) => symbol === 'ETH')!;
  const all = { '2025-02-21': '2700', '2025-02-22': '2750', '2025-02-23': '2800', '2025-06-01': '2500' };
  const { realised, unrealised, unrealisedAtTheft } = gain(all);
  assert.deepEqual(realised.worth.USD, { low: 3_030_000n, high: 5_780_000n, by: ['mine'] });
  assert.deepEqual(realised.days, ['2025-02-22', '2025-02-23']);
  assert.equal(realised.worth.JPY, null, 'the rates that ship are not among these series');
  const held = bybit!.holdings[0]!;
  assert.equal(unrealised.worth.USD?.low, (held.low * 250_000n) / 10n ** 18n);
  assert.equal(unrealisedAtTheft.worth.USD?.low, (held.low * 270_000n) / 10n ** 18n);
  const stolen = reserves(facts, [], ALL, {
    ...UNPRICED,
    series: [dailyEther(all)],
    asOf: '2025-06-01' as Day,
  }).assets.find(({ unit }) => unit === 'ETH')!;
  assert.ok(stolen.values?.USD.type === 'valued', 'published units are valued on the day asked for');
  assert.equal(stolen.values.USD.cents, (stolen.units * 250_000n) / 10n ** 18n);
  const { '2025-02-23': _, ...gap } = all;
  const partly = gain(gap);
  assert.equal(partly.realised.worth.USD, null, 'a sum is never partly priced');
  assert.match(partly.realised.missing.join(), /no price of ETH in USD on 2025-02-23/);
  assert.notEqual(partly.unrealised.worth.USD, null);
});

test('units of one symbol with different decimals are never added', () => {
  const dollars = (decimals: number) => ({
    symbol: 'USDT',
    decimals,
    day: '2025-02-22' as Day,
    low: 5n * 10n ** BigInt(decimals),
    high: 5n * 10n ** BigInt(decimals),
  });
  const moved = { ...tracked[0]!, holdings: [], cashOuts: [dollars(6), dollars(18)] };
  const { gains } = reserves(facts, [moved], ALL, { ...UNPRICED, rules: { stablecoinsAtPar: true } });
  assert.deepEqual(
    gains.map(({ decimals, realised }) => [decimals, realised.high, realised.worth.USD?.high]),
    [
      [6, 5_000_000n, 500n],
      [18, 5n * 10n ** 18n, 500n],
    ],
  );
});

test('what could still be held runs from what is seen to all of unknown fate, and is no figure without a price', () => {
  const bandOf = (days: Record<string, string>, own = tracked) =>
    reserves(facts, own, ALL, { ...UNPRICED, series: [dailyEther(days)], asOf: '2025-06-01' as Day }).held;
  const none = bandOf({});
  assert.equal(none.low, null);
  assert.match(none.why ?? '', /no price of ETH in USD on 2025-06-01/);
  const priced = bandOf({ '2025-06-01': '2500' });
  const ether = tracked.flatMap(({ holdings }) => holdings).filter(({ symbol }) => symbol === 'ETH');
  const least = ether.reduce((sum, { low }) => sum + (low * 250_000n) / 10n ** 18n, 0n);
  assert.equal(priced.low, least);
  assert.equal(priced.high, none.high);
  const twice = bandOf({ '2025-06-01': '2500' }, [...tracked, ...tracked]);
  assert.equal(twice.low, priced.low, 'two traces of one theft see the same coins');
  for (const { holdings } of tracked)
    for (const { low, high, places } of holdings) {
      assert.ok(places.length > 0 && places.every((place) => place.low <= place.high));
      assert.ok(places.reduce((sum, place) => sum + place.low, 0n) <= low);
      assert.ok(places.reduce((sum, place) => sum + place.high, 0n) >= high);
    }
});

test('a holding above the threshold is told once for each sum, and the page says since when', async () => {
  const above = (dollars: bigint) => crossingsOf(gauge(ask({}), facts, dollars * 100n));
  assert.equal(above(1_000_000_000n).length, 2);
  assert.deepEqual(above(2_000_000_000n), []);
  const record = (dollars: bigint, at: string) => recordCrossings(home, above(dollars), at);
  assert.equal(record(1_000_000_000n, '2026-11-22T10:00:00Z').length, 2);
  assert.equal(record(1_000_000_000n, '2026-11-23T10:00:00Z').length, 0);
  assert.equal(record(1_150_000_000n, '2026-11-24T10:00:00Z').length, 1, 'another sum is another crossing');
  const { gauge: reading } = await served<ReservesJson>('reserves?threshold=1000000000');
  assert.deepEqual(
    reading?.readings.filter(({ threshold }) => threshold === 'crossed').map(({ recordedAt }) => recordedAt),
    ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00Z'],
  );
  const { gauge: unset } = await served<ReservesJson>('reserves');
  assert.ok(unset?.readings.every(({ threshold, recordedAt }) => threshold === null && recordedAt === null));
});

test('every text fits a terminal of a hundred columns, with prices and without', () => {
  const day = '2025-06-01' as Day;
  const own = dailyEther({ [day]: '2500', '2025-02-21': '2700', '2022-03-23': '3000' });
  const shipped = openPrices(config)();
  const rates = shipped.filter(({ asset }) => asset === 'USD');
  for (const series of [rates, [own, ...shipped]]) {
    const answer = answerReserves(
      {
        facts,
        tracked,
        series,
        threshold: 100_000_000_00n,
        recorded: [],
        today: TODAY,
      },
      { question: ALL, asOf: day, rules: { stablecoinsAtPar: true } },
    );
    const text = `${reservesToText(answer)}\n${totalsToText(reconcile(facts))}`;
    for (const line of text.split('\n')) assert.ok(line.length <= 100, line);
    assert.match(text, /ALERT: above your threshold of \$100\.0 m on 2025-03-17/);
    assert.equal(/price-unavailable: no table of ETH/.test(text), series === rates);
  }
});

test('the terminal says which figures a sum counts, what a name brought, and when the facts end', () => {
  const textOf = (question: { incident?: string; actor?: string }): string =>
    reservesToText(
      answerReserves(
        { facts, tracked, series: [], threshold: null, recorded: [], today: TODAY },
        { question: { ...ALL, ...question }, asOf: null, rules: UNPRICED.rules },
      ),
    ).replaceAll(/\s+/g, ' ');
  const all = textOf({});
  assert.match(all, /coincheck-2018 \(\$534\.0 m\)/, 'what no sum counts stands in brackets');
  assert.match(all, /playdapp-2024 \$36\.0 m .*unknown, at most/);
  assert.match(all, /The facts end on 2026-06-24: later thefts are missing/);
  assert.match(textOf({ incident: 'bybit-2025' }), /^\$1\.46 bn stolen in 1 counted theft of 1 /);
  const [, traced = ''] = /Traced: (.*?) still-held: what/.exec(textOf({ incident: 'ronin-2022' })) ?? [];
  assert.match(traced, /USDC 25500000 in-mixers \d+\.\d+ to \d+\.\d+ /);
  assert.doesNotMatch(traced, /%/, 'a share would need its n');
  assert.match(textOf({ incident: 'ronin-2022' }), /below: the coins that lie there, for all of them/);
  assert.match(textOf({ actor: 'tradertraitor' }), /By the first name alone these are: TraderTraitor \d+, /);
  const ids = ask({ actor: 'TraderTraitor' }).incidents.map(({ name }) => name);
  assert.ok(ids.includes('playdapp-2024'), 'sources differ');
  assert.ok(!ids.includes('humanity-2026'), 'a name that the facts deny is no match');
});

test('days to come and days before the first theft are refused, and the page says when the facts end', async () => {
  assert.equal((await served<ReservesJson>('reserves?asOf=2026-11-01')).cutOff, facts.cutOff);
  for (const [asOf, says] of [
    ['2026-11-23', /is yet to come/],
    ['1990-01-01', /no theft is on record by/],
  ] as const) {
    const why = refusal(() =>
      answerReserves(
        { facts, tracked: [], series: [], threshold: null, recorded: [], today: TODAY },
        { question: ALL, asOf: asOf as Day, rules: UNPRICED.rules },
      ),
    );
    assert.equal(why.code, 'E_TIME_RANGE');
    assert.match(why.message, says);
    assert.match(why.limit ?? '', /^2016-10-13 .*2026-11-22/);
  }
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

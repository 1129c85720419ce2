/** What pages say about figures: shares, amounts, the headline, the range, and what the list finds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaseJson, EnvelopeJson, IncidentJson } from '../../src/contract/trace.ts';
import { groupEnds } from '../../web/src/flow/ends.ts';
import { headlineOf } from '../../web/src/flow/headline.ts';
import { rangesOf } from '../../web/src/flow/range.ts';
import { parsePlace, shorten, shortPlace } from '../../web/src/format/address.ts';
import { groupDigits, shortUsd, spokenAmount, tableAmount } from '../../web/src/format/amount.ts';
import { formatShare } from '../../web/src/format/share.ts';
import { filterIncidents, haystack, readListSearch, totalsOf } from '../../web/src/routes/list-search.ts';
import { ASSET, crumbs, STOLEN_UNITS } from './fixtures/flow.ts';

const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');

test('a share is never rounded to all or to nothing', () => {
  assert.equal(formatShare(999_999n, 1_000_000n, 'ja'), '> 99.9%');
  assert.equal(formatShare(1n, 10n ** 18n, 'ja'), '< 0.001%');
  assert.equal(formatShare(5n, 5n, 'ja'), '100%');
  assert.equal(formatShare(0n, 5n, 'ja'), '0%');
  assert.equal(plain(formatShare(952n, 1000n, 'en')), '95.2 %');
});

test('amounts keep their exact digits and their unit', () => {
  assert.equal(plain(groupDigits('1234567.891')), '1 234 567.891');
  assert.equal(plain(tableAmount(173_600n * 10n ** 18n, 18, 'ETH')), '173 600 ETH');
  assert.equal(plain(tableAmount(1n, 18, 'ETH')), '< 0.0001 ETH');
});

test('Japanese and Korean count in 万, 億 and 만, 억', () => {
  assert.equal(plain(spokenAmount(173_600n * 10n ** 18n, 18, 'ETH', 'ja')), '17.36万 ETH');
  assert.equal(plain(spokenAmount(173_600n * 10n ** 18n, 18, 'ETH', 'ko')), '17.36만 ETH');
  assert.equal(plain(spokenAmount(173_600n * 10n ** 18n, 18, 'ETH', 'en')), '173 600 ETH');
  assert.equal(shortUsd(1_460_000_000, 'ja'), '14.6億ドル');
  assert.equal(shortUsd(1_460_000_000, 'ko'), '14.6억 달러');
});

test('a place is shown by its first and last six, and names its chain', () => {
  assert.equal(shorten('0x098b716b8aaf21512996dc57eb0615e2383e2f96'), '0x098b71…3e2f96');
  assert.deepEqual(parsePlace('eip155:1:0xabc'), { type: 'account', chain: 'eip155:1', text: '0xabc' });
  assert.deepEqual(parsePlace('bip122:00ff/aa:1'), { type: 'outpoint', chain: 'bip122:00ff', text: 'aa:1' });
  assert.equal(shortPlace('eip155:1/edge/a-bridge-of-some-length'), 'a-bridge-of-some-length');
});

test('the headline is computed from the ends, largest first', () => {
  const t = (key: string, values?: Readonly<Record<string, string | number>>): string =>
    key === 'headline.join' ? '; ' : `${key} ${Object.values(values ?? {}).join(' ')}`;
  const said = plain(
    headlineOf(groupEnds(crumbs().ends, STOLEN_UNITS), STOLEN_UNITS, {
      total: 'T',
      ceiling: false,
      t,
      lang: 'en',
    }),
  );
  assert.equal(
    said,
    'headline.of T headline.mixer.one 96.5 % Fixture Mixer; headline.unspent 2.0 % 1; headline.fee 1.0 % 1; headline.nodata 0.50 % unresolved-swap',
  );
});

test('the range of a group sums by policy before it takes the least and the most', () => {
  const end = (location: string, fifo: string, lifo: string) => ({
    kind: 'unspent' as const,
    label: '',
    location,
    asset: ASSET,
    min: '0',
    max: '90',
    byPolicy: { fifo, lifo },
    ceiling: '90',
  });
  const asset: EnvelopeJson['assets'][number] = {
    asset: ASSET,
    symbol: 'ETH',
    decimals: 18,
    stolen: '100',
    ends: [end('x', '90', '10'), end('y', '10', '85')],
    conserved: true,
  };
  const [range] = rangesOf(asset);
  assert.deepEqual([range?.min, range?.max, range?.ceiling], [95n, 100n, 100n]);
});

const incident = (
  id: string,
  date: string,
  lossUsd: string | null,
  more: Partial<IncidentJson> = {},
): IncidentJson => ({
  id,
  date,
  datePrecision: 'day',
  victim: `Fixture ${id}`,
  victimType: 'exchange',
  country: null,
  chains: [],
  assets: [],
  lossUsd,
  lossUsdRange: null,
  attribution: {
    actor: null,
    cluster: null,
    status: 'official',
    confidence: 'high',
    by: [{ who: 'Fixture Agency', date: null }],
  },
  includedInTotal: true,
  recovered: null,
  summary: '',
  launderingSummary: '',
  sources: [],
  notes: null,
  addresses: [],
  case: null,
  ...more,
});

const rows = (incidents: IncidentJson[], cases: CaseJson[] = []) =>
  incidents.map((one) => ({ incident: one, text: haystack(one, cases) }));

test('an incident is found in any script, by the title of its case', () => {
  const titled = {
    incident: 'ronin',
    title: { en: 'Ronin', ja: 'ローニン', ko: '로닌' },
    summary: { en: '', ja: '', ko: '' },
  } as CaseJson;
  const all = rows([incident('ronin', '2022-03-23', '1'), incident('other', '2023-01-01', '2')], [titled]);
  for (const q of ['Ronin', 'ｒｏｎｉｎ', 'ローニン', 'ﾛｰﾆﾝ', '로닌', 'fixture RONIN']) {
    assert.deepEqual(
      filterIncidents(all, { q }).map(({ id }) => id),
      ['ronin'],
      q,
    );
  }
});

test('rows without a figure come last, whichever way amounts are sorted', () => {
  const all = rows([
    incident('a', '2020-01-01', null),
    incident('b', '2020-01-02', '5'),
    incident('c', '2020-01-03', '1000.5'),
  ]);
  assert.deepEqual(
    filterIncidents(all, { sort: 'usd' }).map(({ id }) => id),
    ['c', 'b', 'a'],
    'by what the figures are worth, not by their letters',
  );
  assert.deepEqual(
    filterIncidents(all, { sort: 'usd', dir: 'asc' }).map(({ id }) => id),
    ['b', 'c', 'a'],
  );
});

test('only counted rows are summed, and what is left out is counted aloud', () => {
  const totals = totalsOf([
    incident('a', '2020-01-01', '10.10'),
    incident('d', '2020-01-01', '0.20'),
    incident('b', '2020-01-01', '100', { includedInTotal: false }),
    incident('c', '2020-01-01', null, { case: 'c' }),
  ]);
  assert.deepEqual(totals, { count: 4, usd: '10.3', counted: 2, excluded: 1, unknown: 1, cases: 1 });
});

test('a damaged address bar falls back to the whole list', () => {
  assert.deepEqual(readListSearch({ year: 'x', sort: 'evil', dir: 3, q: 2022 }), { q: '2022' });
});

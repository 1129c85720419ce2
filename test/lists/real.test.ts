/** The readers on authentic files of their publishers: what is in them, and how fast it is read and asked. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { readTable } from '../../src/adapters/lists/csv.ts';
import { parseList } from '../../src/adapters/lists/parse.ts';
import { readAddressTable } from '../../src/core/lists/address-extract.ts';
import { canariesOf } from '../../src/core/lists/canaries.ts';
import { judge } from '../../src/core/lists/edition.ts';
import { formatNamed } from '../../src/core/lists/formats.ts';
import type { ReadList } from '../../src/core/lists/reading.ts';
import type { AshiatoError } from '../../src/core/model/errors.ts';
import type { Day } from '../../src/core/model/list.ts';
import { editionOf } from './editions.ts';

const ROOT = join(
  process.env.ASHIATO_DATA ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data'),
  'sanctions',
);
const skip = existsSync(ROOT) ? false : 'no real lists here: set ASHIATO_DATA to run this test';

const file = (name: string): Uint8Array => {
  const bytes = readFileSync(join(ROOT, name));
  return new Uint8Array(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
};
const readReal = (format: string, files: Record<string, string>): ReadList =>
  parseList(
    formatNamed(format),
    new Map(Object.entries(files).map(([role, name]) => [role, name === '' ? new Uint8Array() : file(name)])),
  );
const OFAC = { sdn: 'ofac_sdn.csv.gz', alt: 'ofac_alt.csv.gz', add: 'ofac_add.csv.gz' };

test('OFAC’s tables and comments at hand are of different editions, and are not joined', { skip }, () => {
  assert.throws(
    () => readReal('ofac-csv', { ...OFAC, comments: 'ofac_sdn_comments.csv.gz' }),
    (error: AshiatoError) => error.code === 'E_LIST_EDITIONS',
  );
});

test('OFAC’s tables without comments are read whole, but known to be cut, and never come into force', {
  skip,
}, () => {
  const { entries, doubts } = readReal('ofac-csv', { ...OFAC, comments: '' });
  assert.equal(entries.length, 8_976);
  assert.equal(entries.find((each) => each.id === '27307')?.names[0]?.name, 'LAZARUS GROUP');
  assert.ok(doubts.some((each) => each.code === 'E_LIST_PARTIAL'));
  // One address of this edition has a digit too few, as OFAC published it.
  assert.ok(doubts.some((each) => each.says.includes('0xa7e5d5a720f06526557c513402f2e6b5fa20b00')));
  const verdict = judge(null, { next: editionOf(entries), doubts, canaries: [], approved: true });
  assert.ok(verdict.type === 'refuse' && verdict.why.code === 'E_LIST_PARTIAL');
});

test('the UN’s list: 1,003 entries, with its own day and both canaries', { skip }, () => {
  const { entries, published, doubts } = readReal('un-xml', { list: 'un_consolidated_2026-02-27.xml.gz' });
  assert.deepEqual([entries.length, published, doubts.length], [1_003, '2026-02-27', 0]);
  assert.equal(new Set(entries.flatMap(({ id }) => (id.startsWith('KPi') ? [id] : []))).size, 80);
  const next = editionOf(entries);
  const canaries = canariesOf(entries[0]!.list);
  assert.equal(judge(null, { next, doubts, canaries, approved: false }).type, 'activate');
});

test('the annexes of the EU: every row is an entry with a number of its own', { skip }, () => {
  for (const [format, name, count] of [
    ['eu-dprk-table', 'eu_2017_1509_dprk.csv', 326],
    ['eu-cyber-table', 'eu_2019_796_cyber.csv', 38],
  ] as const) {
    const { entries } = readReal(format, { list: name });
    assert.deepEqual([entries.length, new Set(entries.map((each) => each.id)).size], [count, count]);
  }
});

test('METI’s notice: 56 entries, each with a name in Japanese and one in Latin letters, none with stray brackets', {
  skip,
}, () => {
  const { entries, published } = readReal('jp-meti-text', { list: 'jp_meti_third_country_2025-09-12.txt' });
  assert.deepEqual([entries.length, published], [56, '2025-09-12' as Day]);
  for (const { id, names } of entries) {
    const texts = names.map((each) => each.name);
    assert.ok(
      texts.some((text) => /[\p{Script=Katakana}\p{Script=Han}]/u.test(text)),
      `entry ${id}: Japanese`,
    );
    assert.ok(
      texts.some((text) => /^[\p{Script=Latin}\d\s.,&'()-]+$/u.test(text)),
      `entry ${id}: Latin`,
    );
    for (const text of texts) {
      assert.doesNotMatch(text, /別称|所在地|a\.k\.a|following|[;；\n]/, `entry ${id}`);
      const opened = [...text.matchAll(/[（(]/g)].length;
      assert.equal([...text.matchAll(/[）)]/g)].length, opened, `entry ${id}: ${text}`);
    }
  }
});

test('NBCTF’s wallets: all that look like an address are one, and what is in doubt is said', { skip }, () => {
  const { entries, doubts } = readReal('il-nbctf-csv', { list: 'il_nbctf_wallets.csv' });
  assert.equal(entries.length, 895);
  assert.equal(new Set(entries.map((each) => each.id)).size, 895);
  const tron = entries
    .flatMap((each) => each.addresses)
    .filter((each) => /^T[1-9A-HJ-NP-Za-km-z]{33}$/.test(each.text));
  assert.ok(tron.length > 100);
  assert.ok(tron.every((each) => each.accounts.some((one) => one.family === 'tron')));
  assert.ok(doubts.length < 10 && doubts.every((each) => each.code === 'E_LIST_UNKNOWN_ASSET'));
});

test('METI’s notice and NBCTF’s table are taken whole, and refused with their end cut off, also where nothing is held yet', {
  skip,
}, () => {
  for (const [format, name] of [
    ['jp-meti-text', 'jp_meti_third_country_2025-09-12.txt'],
    ['il-nbctf-csv', 'il_nbctf_wallets.csv'],
  ] as const) {
    const whole = Buffer.from(file(name)).toString('utf8').trimEnd().split('\n');
    const taken = (count: number) => {
      const files = new Map([['list', new TextEncoder().encode(whole.slice(0, count).join('\n'))]]);
      const { entries } = parseList(formatNamed(format), files);
      const canaries = canariesOf(entries[0]!.list);
      return judge(null, { next: editionOf(entries), doubts: [], canaries, approved: true });
    };
    assert.equal(taken(whole.length).type, 'activate', format);
    for (const count of [whole.length - 6, whole.length - 100, whole.length / 2, 40]) {
      const verdict = taken(Math.floor(count));
      assert.ok(
        verdict.type === 'refuse' && verdict.why.code === 'E_LIST_CANARY',
        `${format}, ${count} lines`,
      );
    }
  }
});

test('extracts of four days: what changed from one to the next is told address by address', { skip }, () => {
  const editions = ['2022-09-03', '2023-05-19', '2023-12-04', '2024-09-27'].map((day) =>
    editionOf(readAddressTable(readTable(file(`ofac_crypto_addresses_${day}.csv`), day)).entries, {
      published: day,
    }),
  );
  const [first, second] = editions;
  const verdict = judge(first!, { next: second!, doubts: [], canaries: [], approved: false });
  assert.notEqual(verdict.type, 'refuse');
  assert.deepEqual(
    editions.map((each) => each.entries.length),
    [365, 535, 576, 654],
  );
});

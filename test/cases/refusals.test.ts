/** Malformed case folders are refused with a code, a place and a next step. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadCase } from '../../src/adapters/cases/cases.ts';
import { AshiatoError, type ErrorCode } from '../../src/core/model/errors.ts';

const HEADER = 'tx,time,block,from,to,asset,amount,declared';
const A = `0x${'a'.repeat(40)}`;
const B = `0x${'b'.repeat(40)}`;
const GOOD = `t,2022-01-01T00:00:00Z,,${A},${B},ETH,1,`;

const root = mkdtempSync(join(tmpdir(), 'ashiato-cases-'));
after(() => rmSync(root, { recursive: true, force: true }));

const words = { en: 'x', ja: 'x', ko: 'x' };
const declared = { author: 'x', source: 'x', note: 'x' };
const base = (digest: string): Record<string, unknown> => ({
  schema: 1,
  id: 'made-up',
  incident: null,
  laboratory: false,
  title: words,
  summary: words,
  provenance: [{ what: 'x', source: 'x', licence: 'x', retrieved: 'x', relaid: 'x' }],
  files: { 'transfers.csv': digest },
  assets: [{ symbol: 'ETH', chain: 'eip155:1', contract: null, decimals: 18 }],
  coverage: { type: 'all' },
  openings: 'genesis',
  declarations: { d: declared },
  seeds: [{ tx: 't', event: 0, amount: '1', stolen: 'ETH', origin: '1', declaration: 'd' }],
  swaps: [],
  stops: [],
  names: [],
  gaps: [],
});

let count = 0;
function folder(table: string, change: Record<string, unknown> = {}): string {
  count += 1;
  const path = join(root, `case-${count}`);
  mkdirSync(path);
  writeFileSync(join(path, 'transfers.csv'), table);
  const digest = createHash('sha256').update(table).digest('hex');
  writeFileSync(join(path, 'case.json'), JSON.stringify({ ...base(digest), ...change }));
  return path;
}

const table = (...rows: string[]): string => `${[HEADER, ...rows].join('\n')}\n`;

function refused(path: string, code: ErrorCode, where: RegExp, next = /./): void {
  assert.throws(
    () => loadCase(path),
    (error) => {
      assert.ok(error instanceof AshiatoError, String(error));
      assert.equal(error.code, code, error.message);
      assert.match(error.where ?? '', where);
      assert.match(error.next ?? '', next);
      return true;
    },
  );
}

test('a sound folder opens', () => {
  assert.equal(loadCase(folder(table(GOOD))).chains.size, 1);
});

test('malformed rows name their file and line', () => {
  const bad = (row: string, code: ErrorCode = 'E_CASE_TABLE'): void =>
    refused(folder(table(GOOD, row)), code, /^transfers\.csv:3/);
  bad('t2,2022-01-01T00:00:01Z,,only,five,cells');
  bad(GOOD.replace('t,', ','));
  bad(GOOD.replace('t,', 'u,').replace(A, '0x12'));
  bad(GOOD.replace('t,', 'u,').replace(B, `0xа${'b'.repeat(39)}`));
  bad(GOOD.replace('t,', 'u,').replace(A, '').replace(B, ''));
  bad(GOOD.replace('t,', 'u,').replace('ETH', 'BTC'));
  bad(GOOD.replace('t,', 'u,').replace('2022-01-01T00:00:00Z', 'yesterday'));
  bad(GOOD.replace('t,', 'u,').replace('2022-01-01', '2022-02-30'));
  bad(GOOD.replace('t,', 'u,').replace('2022-01-01T00:00:00Z', '2022-01-01T00:00:00+09:00'));
  bad(GOOD.replace('Z,,', 'Z,12b,').replace('t,', 'u,'));
  bad(GOOD.replace('Z,,', 'Z,12,').replace('t,', 'u,'));
  bad(GOOD.replace('00:00Z', '00:01Z'));
  bad(`${GOOD.replace('t,', 'u,')}nobody`);
  bad(GOOD.replace('t,', 'u,').replace(',1,', ',-1,'), 'E_AMOUNT');
  bad(GOOD.replace('t,', 'u,').replace(',1,', ',1e-19,'), 'E_AMOUNT_PRECISION');
  bad(GOOD.replace('t,', 'u,').replace(',1,', ',NaN,'), 'E_AMOUNT');
});

test('wrong columns, an empty table and a broken quote are refused', () => {
  refused(folder('from,to\n'), 'E_CASE_TABLE', /^transfers\.csv:1/, /tx,time,block/);
  refused(folder(''), 'E_CASE_TABLE', /^transfers\.csv:1/);
  refused(folder(table(GOOD, 'u,"2022')), 'E_CASE_TABLE', /^transfers\.csv/);
});

test('a table that is not the pinned one is refused', () => {
  const path = folder(table(GOOD));
  writeFileSync(join(path, 'transfers.csv'), table(GOOD.replace(',1,', ',2,')));
  refused(path, 'E_CASE_DIGEST', /transfers\.csv$/, /digest/);
});

test('an unknown key is refused with the nearest known one', () => {
  refused(folder(table(GOOD), { summery: words }), 'E_CASE_TABLE', /case\.json/, /"summary"/);
  refused(
    folder(table(GOOD), { gaps: [{ type: 'coverage', text: 'x', amout: 1 }] }),
    'E_CASE_TABLE',
    /case\.json gaps\.0/,
    /"amount"/,
  );
});

test('a missing file and a broken case.json are refused', () => {
  const path = folder(table(GOOD));
  rmSync(join(path, 'transfers.csv'));
  refused(path, 'E_CASE_TABLE', /case-/);
  writeFileSync(join(path, 'case.json'), '{');
  refused(path, 'E_CASE_TABLE', /case\.json/);
});

test('seeds and swaps must fit the rows they name', () => {
  const seed = { tx: 't', event: 0, amount: '1', stolen: 'ETH', origin: '1', declaration: 'd' };
  refused(folder(table(GOOD), { seeds: [{ ...seed, tx: 'nothing' }] }), 'E_SEED', /seeds\.0/);
  refused(folder(table(GOOD), { seeds: [{ ...seed, event: 3 }] }), 'E_SEED', /seeds\.0/);
  refused(folder(table(GOOD), { seeds: [{ ...seed, amount: '2' }] }), 'E_SEED', /seeds\.0/);
  refused(folder(table(GOOD), { seeds: [{ ...seed, stolen: 'DOGE' }] }), 'E_ASSET_UNKNOWN', /seeds\.0/);
  refused(folder(table(GOOD), { seeds: [{ ...seed, declaration: 'e' }] }), 'E_CASE_TABLE', /seeds\.0/);
  refused(
    folder(table(GOOD), { swaps: [{ tx: 't', in: [0], out: 1, protocol: 'x', declaration: 'd' }] }),
    'E_READING',
    /swaps\.0/,
  );
});

test('a case cannot pass a look-alike off as an asset', () => {
  const assets = [
    ...(base('').assets as unknown[]),
    { symbol: 'USDC', chain: 'eip155:1', contract: A, decimals: 6 },
  ];
  refused(folder(table(GOOD), { assets }), 'E_ASSET_UNKNOWN', /assets\.1/);
});

/** A case of the user's own: the example as it is, and everything that can be wrong with it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { traceSchema } from '../../src/contract/trace.ts';
import { ashiato, cleanEnv, ROOT, withFolder } from './run.ts';

const EXAMPLE = join(ROOT, 'examples', 'own-case');

/** A copy with its table rewritten, and pinned again as its author would. */
function ownCase(home: string, edit: (table: string) => string, repin = true): string {
  const folder = join(home, 'case');
  cpSync(EXAMPLE, folder, { recursive: true });
  const table = join(folder, 'transfers.csv');
  const edited = edit(readFileSync(table, 'utf8'));
  writeFileSync(table, edited);
  if (repin) {
    const file = join(folder, 'case.json');
    const digest = createHash('sha256').update(edited).digest('hex');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/"transfers.csv": "[0-9a-f]{64}"/, `"transfers.csv": "${digest}"`),
    );
  }
  return folder;
}

test('the example traces, adds up, and can be recomputed from its folder', () => {
  withFolder((home) => {
    const { out, err, code } = ashiato(['trace', './examples/own-case', '--json'], cleanEnv(home));
    assert.equal(code, 0, err);
    const { assets } = traceSchema.parse(JSON.parse(out));
    assert.deepEqual(
      assets[0]!.ends.map(({ kind, amount }) => [kind, amount]),
      [
        ['service', '5900000000000000000'],
        ['no-data', '3500000000000000000'],
        ['unspent', '500000000000000000'],
        ['unspent', '100000000000000000'],
      ],
    );
    const file = join(home, 'trace.json');
    writeFileSync(file, out);
    assert.match(ashiato(['recompute', file, '--case', EXAMPLE], cleanEnv(home)).out, /^identical/);
  });
});

const LOOP = `0xa,2026-01-05T03:05:00Z,120,0x2222222222222222222222222222222222222222,0x3333333333333333333333333333333333333333,ETH,1,
0xb,2026-01-05T03:05:00Z,120,0x3333333333333333333333333333333333333333,0x2222222222222222222222222222222222222222,ETH,1,
`;

for (const { what, edit, repin, code, says } of [
  {
    what: 'a missing column',
    edit: (t: string) => t.replace('amount,declared', 'amount'),
    code: 'E_CASE_TABLE',
    says: /transfers\.csv:1/,
  },
  {
    what: 'a row cut short',
    edit: (t: string) => `${t}0xcut,2026\n`,
    code: 'E_CASE_TABLE',
    says: /transfers\.csv:6/,
  },
  {
    what: 'an unreadable time',
    edit: (t: string) => t.replace('03:06:00Z', 'noon'),
    code: 'E_CASE_TABLE',
    says: /transfers\.csv:4/,
  },
  {
    what: 'an unknown asset',
    edit: (t: string) => t.replace('ETH,3.5', 'DOGE,3.5'),
    code: 'E_CASE_TABLE',
    says: /transfers\.csv:4/,
  },
  {
    what: 'a bad address',
    edit: (t: string) => t.replace(/0x4{40}/, '0x44'),
    code: 'E_',
    says: /transfers\.csv:4/,
  },
  {
    what: 'a negative amount',
    edit: (t: string) => t.replace('ETH,3.5', 'ETH,-3.5'),
    code: 'E_AMOUNT',
    says: /transfers\.csv:4/,
  },
  {
    what: 'an over-precise amount',
    edit: (t: string) => t.replace('ETH,3.5', 'ETH,3.0000000000000000001'),
    code: 'E_AMOUNT_PRECISION',
    says: /transfers\.csv:4/,
  },
  {
    what: 'transfers in a circle at one time',
    edit: (t: string) => t + LOOP,
    code: 'E_TIME_CYCLE',
    says: /Next: /,
  },
  {
    what: 'a table that is not the pinned one',
    edit: (t: string) => `${t}\n`,
    repin: false,
    code: 'E_CASE_DIGEST',
    says: /SHA-256/,
  },
]) {
  test(`${what} is refused with ${code}`, () => {
    withFolder((home) => {
      const ran = ashiato(['trace', ownCase(home, edit, repin ?? true)], cleanEnv(home));
      assert.ok(ran.err.startsWith(code), ran.err);
      assert.match(ran.err, says);
      assert.match(ran.err, /\nNext: /);
      assert.equal(ran.out, '');
      assert.ok(ran.code === 2 || ran.code === 4, `${ran.code}`);
    });
  });
}

/** docs/patterns.md says what the cards say. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { patternsPage } from '../../scripts/patterns.ts';
import { ROOT } from '../cli/run.ts';

test('the page of patterns is written from the cards, and each names its file', () => {
  const page = patternsPage();
  assert.equal(
    readFileSync(join(ROOT, 'docs', 'patterns.md'), 'utf8'),
    page,
    'run "node scripts/patterns.ts"',
  );
  const rows = page.split('\n').filter((line) => /^\| `[\w-]+\/[\w-]+` \|/.test(line));
  assert.ok(rows.length > 40);
  for (const row of rows) {
    assert.equal(row.split(' | ').length, 5, row);
    const file = /\]\(\.\.\/(.+)\) \|$/.exec(row)?.[1] ?? '';
    assert.ok(existsSync(join(ROOT, file)) && file.endsWith('.ts'), row);
  }
});

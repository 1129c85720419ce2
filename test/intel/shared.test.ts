/** The two pages the project began from, and facts in three languages, where the shared data are at hand. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openFolder } from '../../scorecard/data.ts';
import { intel } from '../../scorecard/sections/intel.ts';
import { loadKnowledge } from '../../src/adapters/intel/knowledge.ts';
import { keyOf } from '../../src/core/intel/claim.ts';
import { type Reading, readArticle } from '../../src/core/intel/read-article.ts';

const ROOT = join(
  process.env.ASHIATO_DATA ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data'),
  'intel',
);
const skip = existsSync(ROOT) ? false : 'no articles here: set ASHIATO_DATA to run this test';
const knowledge = loadKnowledge(join(import.meta.dirname, '..', '..', 'facts'));
const read = (name: string, published: string): Reading =>
  readArticle(readFileSync(join(ROOT, name), 'utf8'), published, knowledge);

test('a page that stands twice is read once, with its dates against the day it came out', { skip }, () => {
  const { language, claims, asides, repeatedCharacters, matches, proposal } = read(
    'article_2023_voa_outlook.txt',
    '2023-01-08',
  );
  assert.equal(language, 'ja');
  assert.ok(repeatedCharacters > 1000);
  assert.deepEqual(
    claims.map(({ says }) => keyOf(says)),
    ['2023', '2023-01-07', '2022-11', '2022-08', '2023-01-06', '2022'].map((date) => `date ${date}`),
  );
  assert.deepEqual([asides, matches, proposal], [[], [], null]);
});

test('rankings and headlines around a story are kept apart from it', { skip }, () => {
  const { claims, asides } = read('article_2025_it_workers.txt', '2025-11-20');
  assert.deepEqual(
    claims.map(({ says }) => keyOf(says)),
    ['actor it-workers', 'date 2025-11-06', 'actor rgb', 'actor center227'],
  );
  assert.deepEqual(
    asides.map(({ says }) => keyOf(says)).filter((key) => key.startsWith('amount')),
    ['amount 250000000000000 JPY', 'amount 10000 EUR'],
  );
});

test('the shared facts are found but for a victim that its line does not name', { skip }, async () => {
  const sets = (await intel.run(openFolder(ROOT))).filter(({ set }) => /^multilingual/.test(set));
  assert.ok(sets.length >= 10);
  assert.deepEqual(
    sets.flatMap(({ misses }) => misses.map(({ id }) => id)),
    ['ko03: Upbit'],
  );
});

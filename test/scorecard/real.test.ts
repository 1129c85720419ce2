/** The targets, held on the real labelled data. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openFolder } from '../../scorecard/data.ts';
import { meets } from '../../scorecard/score.ts';
import { blocks } from '../../scorecard/sections/blocks.ts';
import { coinJoins } from '../../scorecard/sections/coinjoin.ts';
import { ownership } from '../../scorecard/sections/ownership.ts';

const FOLDER = process.env.ASHIATO_DATA ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data');
const withoutData = existsSync(join(FOLDER, 'coinjoin'))
  ? false
  : 'no labelled data here: set ASHIATO_DATA to run this test';

const data = withoutData === false ? openFolder(FOLDER) : null;

for (const section of [coinJoins, blocks, ownership]) {
  test(`${section.name}: every target holds on the real data`, { skip: withoutData }, async () => {
    const sets = await section.run(data!);
    assert.ok(sets.length > 0);
    for (const set of sets) {
      const { score, figures } = set;
      assert.notEqual(
        meets(set),
        false,
        `${set.detector} on ${set.set}: ${JSON.stringify({ score, figures })}`,
      );
    }
    assert.ok(sets.some((set) => meets(set) === true));
  });
}

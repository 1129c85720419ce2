/** The lists of the shared data, where they are at hand. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openFolder } from '../../scorecard/data.ts';
import { type Listed, readListed } from '../../scorecard/names/entries.ts';

const ROOT = process.env.ASHIATO_DATA ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data');

/** For `test({ skip })`: false, or why the tests on real lists do not run. */
export const withoutLists: string | false = existsSync(join(ROOT, 'sanctions'))
  ? false
  : 'no lists here: set ASHIATO_DATA to run this test';

export const listsAtHand = (): Listed => readListed(openFolder(ROOT));

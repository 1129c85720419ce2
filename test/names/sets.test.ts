/** The sets that judge the name matcher are frozen: whoever changes one changes a digest here, in the open. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { isForTuning, makeNegatives, makeSets, type NameSet } from '../../scorecard/names/sets.ts';
import { listsAtHand, withoutLists } from './data.ts';

const digest = (sets: readonly NameSet[]): string =>
  createHash('sha256').update(JSON.stringify(sets)).digest('hex');

test('names of nobody listed are the same everywhere', () => {
  const sets = makeNegatives({ ofac: [], un: [], eu: [], meti: [] });
  assert.equal(sets.flatMap(({ asked }) => asked).length, 4_400);
  assert.equal(digest(sets), '24a57383ecb72ba049f6a0d52cc5035be6e955418b487ec4124d3117250fadf7');
});

test('the sets of the editions at hand are those frozen before the matcher', { skip: withoutLists }, () => {
  const sets = makeSets(listsAtHand());
  assert.equal(digest(sets), 'fd51b730bb62f97893a56cf244822ed07a821e61700c4b4c21864b1850447cbd');
  for (const { name, asked } of sets) {
    assert.equal(new Set(asked.map(({ id }) => id)).size, asked.length, `${name} asks nothing twice`);
    const tuning = asked.filter(isForTuning).length;
    assert.ok(tuning > asked.length / 5 && tuning < asked.length / 2, `${name} keeps most for scoring`);
  }
});

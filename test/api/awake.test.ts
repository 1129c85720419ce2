/** How long a server stays awake after a question, by a clock and a loop of the test's own. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openAwake } from '../../src/server/screening/awake.ts';

/** Times at which the loop turned for nothing else, in thousandths of a millisecond, when asked at those. */
function turnsWhenAsked(at: readonly number[], until: number): readonly number[] {
  let time = 0;
  let waiting: (() => void)[] = [];
  const ask = openAwake(
    () => time / 1_000,
    (turn) => waiting.push(turn),
  );
  const turns: number[] = [];
  for (; time <= until; time += 100) {
    const due = waiting;
    waiting = [];
    for (const turn of due) {
      turns.push(time);
      turn();
    }
    if (at.includes(time)) ask();
  }
  return turns;
}

describe('a server between questions', () => {
  it('sleeps after one', () => assert.deepEqual(turnsWhenAsked([0], 5_000), []));

  it('sleeps where they are far apart', () =>
    assert.deepEqual(turnsWhenAsked([0, 500, 1_000, 2_000, 4_000], 5_000), []));

  it('is awake for half a millisecond after a second soon after the first, and then sleeps', () =>
    assert.deepEqual(turnsWhenAsked([0, 400], 5_000), [500, 600, 700, 800, 900]));

  it('goes on as long as they come, in one row of turns', () => {
    const asked = Array.from({ length: 20 }, (_, i) => i * 200);
    const untilHalfAMillisecondLater = Array.from({ length: 41 }, (_, i) => 300 + i * 100);
    assert.deepEqual(turnsWhenAsked(asked, 9_000), untilHalfAMillisecondLater);
  });

  it('wakes again after it slept', () => {
    const turns = turnsWhenAsked([0, 100, 3_000, 3_100], 9_000);
    assert.deepEqual(turns, [200, 300, 400, 500, 600, 3_200, 3_300, 3_400, 3_500, 3_600]);
  });
});

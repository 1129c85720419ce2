/** Politeness towards servers of others, on a clock of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPacer, paceFor } from '../../src/adapters/sources/wire/pace.ts';

/** Time goes on only while somebody sleeps. */
function clockAt(start: number) {
  let time = start;
  return {
    now: () => time,
    sleep: async (ms: number) => {
      const until = time + ms;
      await new Promise((resolve) => setImmediate(resolve));
      time = Math.max(time, until);
    },
  };
}

test('so many requests a second, in the order of their coming', async () => {
  const clock = clockAt(0);
  const pacer = newPacer({ requestsPerSecond: 4, inFlight: 100 }, clock);
  const begun: [number, number][] = [];
  await Promise.all(
    Array.from({ length: 9 }, (_, i) => pacer.run(async () => void begun.push([i, clock.now()]))),
  );
  assert.deepEqual(
    begun.map(([i]) => i),
    [0, 1, 2, 3, 4, 5, 6, 7, 8],
  );
  for (const [i, at] of begun) assert.ok(at >= 250 * i, `request ${i} went at ${at} ms`);
});

test('so many at once, and the next when one is done, failed or not', async () => {
  const pacer = newPacer({ requestsPerSecond: null, inFlight: 3 }, clockAt(0));
  let [running, most] = [0, 0];
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) =>
      pacer.run(async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        if (i % 2 === 0) throw new Error('refused');
      }),
    ),
  );
  assert.equal(most, 3);
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 10);
});

test('a server that asks to be left alone is left alone by everybody', async () => {
  const clock = clockAt(0);
  const pacer = newPacer({ requestsPerSecond: null, inFlight: 8 }, clock);
  pacer.holdOff(5_000);
  await Promise.all([pacer.run(async () => assert.ok(clock.now() >= 5_000)), pacer.run(async () => {})]);
});

test('others get few requests by default, a server on this machine as many as it answers', () => {
  assert.deepEqual(paceFor('https://mempool.space/api'), { requestsPerSecond: 4, inFlight: 4 });
  for (const own of ['http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]:3000'])
    assert.equal(paceFor(own).requestsPerSecond, null);
});

/**
 * Seeded simulation: two chains with thefts, bridges and reorgs are followed into a real store while the store
 * fails before or after it commits and the follower is stopped and started at random. Whatever happened on the
 * way, the end is the pure model's. A failing seed is printed; run it alone with SIMULATION_SEED.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSqliteStore } from '../src/adapters/stores/sqlite.ts';
import { follow } from '../src/app/trace/follow.ts';
import { POLICIES } from '../src/core/model/rules.ts';
import type { Store, TraceId } from '../src/ports/store.ts';
import { eventsAfter, fingerprint, simulate, viewOf } from './kill/model.ts';
import { newRandom, type Random } from './kill/random.ts';
import { makeStream, openings } from './kill/stream.ts';

const SEEDS = process.env.CI === 'true' ? 300 : 8;
const only = process.env.SIMULATION_SEED;
const seeds = only === undefined ? Array.from({ length: SEEDS }, (_, i) => 1000 + i) : [Number(only)];

class Trouble extends Error {}

/** A store whose answer is lost, or whose commit never happens. */
function troubled(store: Store, random: Random, count: { troubles: number }): Store {
  const trouble = (chance: number): void => {
    if (!random.chance(chance)) return;
    count.troubles += 1;
    throw new Trouble();
  };
  return {
    ...store,
    async commitBlock(commit) {
      trouble(0.04);
      await store.commitBlock(commit);
      trouble(0.04);
    },
    async revertTo(trace, chain, height) {
      trouble(0.2);
      const reverted = await store.revertTo(trace, chain, height);
      trouble(0.2);
      return reverted;
    },
  };
}

test(`${seeds.length} seeded runs through failing stores and restarts end as the pure model does`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-simulation-'));
  const store = await openSqliteStore(folder);
  const count = { troubles: 0, reorgs: 0, movements: 0 };
  try {
    for (const seed of seeds) {
      const random = newRandom(seed);
      const made = makeStream(seed, {
        blocks: 60,
        depthOf: (n) => 1 + ((n * 5 + seed) % 12),
        reorgEvery: 12,
      });
      const stream = { ...made, rules: { ...made.rules, policy: POLICIES[seed % POLICIES.length]! } };
      const steps = simulate(stream);
      count.reorgs += stream.events.filter((event) => event.type === 'reorg').length;
      const trace = `simulation-${seed}` as TraceId;
      await store.openTrace({ id: trace, incident: 'lab', policy: stream.rules.policy, request: {} });
      const events = async function* (after: Parameters<typeof eventsAfter>[1]) {
        yield* eventsAfter(steps, after);
      };
      for (let tries = 0; ; tries += 1) {
        assert.ok(tries < 200, `seed ${seed} never comes to an end`);
        try {
          await follow({ ...stream, store: troubled(store, random, count), trace, openings, events });
          break;
        } catch (error) {
          if (!(error instanceof Trouble)) throw error;
        }
      }
      const view = await viewOf(store, trace);
      count.movements += view.movements.length;
      assert.equal(fingerprint(view), steps.at(-1)!.fingerprint, `seed ${seed}`);
    }
    assert.equal(await store.verifyAudit(), null);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
  t.diagnostic(`${count.troubles} troubles, ${count.reorgs} reorgs, ${count.movements} movements`);
  // A simulation in which nothing happened proves nothing.
  assert.ok(
    count.troubles > seeds.length && count.reorgs > seeds.length && count.movements > seeds.length * 20,
  );
});

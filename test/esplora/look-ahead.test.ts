/** Asking ahead changes when something is asked for, never what is answered, and does not run away. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { lookAhead } from '../../src/app/trace/look-ahead.ts';
import type { Recording } from '../../src/core/model/case.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import { POLICIES } from '../../src/core/model/rules.ts';
import type { Want } from '../../src/core/trace/frontier.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';
import { makeChain } from '../bitcoin/chain.ts';
import { txidOf } from '../bitcoin/writer.ts';
import { follow, mergeAll, open, outcome, recordingOf } from './follow.ts';
import { startEsplora } from './server.ts';

type Seen = { calls: number; most: number; outputs: number; running: number };

/** Answers later, in another order, and counts what is asked of it. */
function counted(
  recording: Recording,
  fail: () => boolean = () => false,
): { source: ChainSource; seen: Seen } {
  const seen: Seen = { calls: 0, most: 0, outputs: 0, running: 0 };
  const source = recordingSource(recording);
  const fetch = async (wants: readonly Want[]) => {
    seen.calls += 1;
    seen.outputs += wants.length;
    seen.running += wants.length;
    seen.most = Math.max(seen.most, seen.running);
    await new Promise((resolve) => setTimeout(resolve, (seen.calls * 7) % 3));
    seen.running -= wants.length;
    if (fail()) throw new AshiatoError('E_TIMEOUT', 'slow', { retryable: true });
    return [...(await source.fetch(wants))].reverse();
  };
  return { source: { ...source, fetch }, seen };
}

const chainOf = (seed: number) => mergeAll(makeChain(seed, 40));
const stolenOf = (chain: ReturnType<typeof chainOf>) => [{ txid: txidOf(chain[3]!.txs[0]!), vout: 0 }];

test('with and without it the movements are the same, under every policy', async () => {
  let ahead = 0;
  for (const seed of [1, 2]) {
    const chain = chainOf(seed);
    const recording = recordingOf(chain, stolenOf(chain));
    for (const policy of POLICIES) {
      const request = { policy, followFees: seed % 2 === 0 };
      const plain = counted(recording);
      const expected = outcome(await follow(recording, plain.source, request));
      for (const limits of [{}, { depth: 1, inFlight: 4, waiting: 8, slack: 4 }, { outputs: 1 }]) {
        const { source, seen } = counted(recording);
        const looking = lookAhead(source, limits);
        assert.equal(outcome(await follow(recording, looking, request)), expected, `${policy} ${seed}`);
        ahead += looking.count().taken;
        assert.ok(seen.calls <= plain.seen.calls + looking.count().asked);
      }
    }
  }
  assert.ok(ahead > 500, `${ahead} answers were at hand before they were wanted`);
});

test('it never asks for more than its budget, nor for more at once than allowed', async () => {
  const chain = chainOf(5);
  const recording = recordingOf(chain, stolenOf(chain));
  for (const limits of [
    { inFlight: 3, slack: 10 },
    { inFlight: 40, slack: 0 },
    { inFlight: 40, slack: 100, waiting: 16 },
  ]) {
    const plain = counted(recording);
    await follow(recording, plain.source, { policy: 'fifo' });
    const { source, seen } = counted(recording);
    const looking = lookAhead(source, limits);
    await follow(recording, looking, { policy: 'fifo' });
    const { asked, taken } = looking.count();
    assert.ok(asked <= limits.slack + 4 * taken, `${asked} asked, ${taken} taken`);
    assert.ok(seen.outputs <= plain.seen.outputs + asked - taken, 'nothing is asked for twice');
    assert.ok(seen.most <= limits.inFlight + 8, `${seen.most} at once`);
  }
});

test('a hub is left alone', async () => {
  const chain = chainOf(6);
  const recording = recordingOf(chain, stolenOf(chain));
  const { source } = counted(recording);
  const looking = lookAhead(source, { outputs: 0 });
  await follow(recording, looking, { policy: 'haircut' });
  assert.deepEqual(looking.count(), { asked: 0, taken: 0 });
});

test('what fails ahead is asked for again when it is wanted, and told then', async () => {
  const chain = chainOf(7);
  const recording = recordingOf(chain, stolenOf(chain));
  const expected = outcome(await follow(recording, recordingSource(recording), { policy: 'haircut' }));
  let calls = 0;
  const flaky = lookAhead(counted(recording, () => calls++ % 3 === 1).source);
  let failures = 0;
  for (;;) {
    try {
      assert.equal(outcome(await follow(recording, flaky, { policy: 'haircut' })), expected);
      break;
    } catch (error) {
      if (!(error instanceof AshiatoError)) throw error;
      assert.equal(error.code, 'E_TIMEOUT');
      failures += 1;
      // From here on only what is asked for ahead fails, now and then.
      if (failures > 20) calls = Number.NEGATIVE_INFINITY;
    }
  }
});

test('over HTTP it asks for the same with fewer requests', async (t) => {
  const chain = makeChain(8, 24);
  const recording = recordingOf(chain, stolenOf(chain));
  const server = await startEsplora(chain, { latencyMs: 5 });
  const run = async (wrap: (source: ChainSource) => ChainSource) => {
    server.asked.length = 0;
    const source = await open([server.url]);
    const start = performance.now();
    const result = outcome(await follow(recording, wrap(source), { policy: 'poison' }));
    return { result, ms: performance.now() - start, requests: server.asked.length };
  };
  const plain = await run((source) => source);
  const ahead = await run((source) => lookAhead(source));
  await server.stop();
  assert.equal(ahead.result, plain.result);
  t.diagnostic(`${Math.round(ahead.ms)} ms instead of ${Math.round(plain.ms)}`);
  assert.ok(ahead.requests < plain.requests, `${ahead.requests} requests instead of ${plain.requests}`);
});

test('a small block is read whole, once, and nothing of it is asked for again', async () => {
  const chain = makeChain(8, 24);
  const recording = recordingOf(chain, stolenOf(chain));
  const expected = outcome(await follow(recording, recordingSource(recording), { policy: 'poison' }));
  const server = await startEsplora(chain, { sizeOf: ({ bytes }) => bytes.length });
  const result = await follow(recording, lookAhead(await open([server.url])), { policy: 'poison' });
  await server.stop();
  assert.equal(outcome(result), expected);
  const blocks = server.asked.filter((path) => /^\/block\/[0-9a-f]{64}\/raw/.test(path));
  assert.ok(blocks.length > 5);
  assert.equal(new Set(blocks).size, blocks.length);
  // The theft's own transaction is asked for by its id, so its place is not known before.
  const paths = server.asked.filter((path) => path.endsWith('/merkle-proof'));
  assert.ok(paths.length <= 1, paths.join());
});

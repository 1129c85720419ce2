/**
 * T9, the lying server: every fault against every path the source asks for. Each run gives the result of a run
 * without faults, or a typed refusal. Never another accepted state. Each path must be seen to have been hurt, or the
 * run proves nothing.
 *
 * With CI=true every fault meets every path (a minute of one core); otherwise each path meets a few.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { ownerOf } from '../../src/core/chains/bitcoin/script.ts';
import { makeChain, prng } from '../bitcoin/chain.ts';
import { txidOf } from '../bitcoin/writer.ts';
import { refusalOf } from '../refusal.ts';
import { Tally, touchedIn } from '../sources/fault-runs.ts';
import { LINE_FAULTS } from '../sources/line-faults.ts';
import { type FaultyServer, type RestLie, type RestTrouble, startRestProxy } from '../sources/rest-proxy.ts';
import { alter, flapping, frozen, recordAnswers, restTroubles, without } from '../sources/rest-troubles.ts';
import { follow, forkAt, mergeAll, open, outcome, REGTEST, recordingOf } from './follow.ts';
import { type EsploraServer, startEsplora } from './server.ts';

type Path = {
  readonly name: string;
  readonly path: RegExp;
  /** Whether a lone server cannot lie here unnoticed. What has no proof is only as good as the second server. */
  readonly proved: boolean;
  /** Which of the two kinds of servers is asked for it. */
  readonly kind?: 'one by one';
};
const ID = '[0-9a-f]{64}';
const PATHS: readonly Path[] = [
  { name: 'the newest height', path: /^\/blocks\/tip\/height/, proved: false },
  { name: 'a hash by height', path: /^\/block-height\//, proved: false },
  { name: 'a header', path: new RegExp(`^/block/${ID}/header`), proved: true },
  { name: 'headers', path: /^\/blocks\/\d+/, proved: true },
  { name: 'a block', path: new RegExp(`^/block/${ID}/raw`), proved: true },
  { name: 'the fees of a block', path: new RegExp(`^/block/${ID}/txs/`), proved: false },
  { name: 'a transaction', path: new RegExp(`^/tx/${ID}/raw`), proved: true },
  { name: 'the inputs of a transaction', path: new RegExp(`^/tx/${ID}$`), proved: true },
  { name: 'a merkle path', path: new RegExp(`^/tx/${ID}/merkle-proof`), proved: false },
  { name: 'spenders, many at once', path: /^\/txs\/outspends/, proved: false },
  {
    name: 'spenders, one by one',
    path: new RegExp(`^/tx/${ID}/outspends`),
    proved: false,
    kind: 'one by one',
  },
  { name: 'the history of an address', path: /^\/address\/[^/]+\/txs/, proved: false },
  { name: 'the totals of an address', path: /^\/address\/[^/]+$/, proved: false },
];

const EVERYTHING = process.env.CI === 'true';
const SLOW: readonly string[] = ['delay', 'drip'];

const CHAIN = mergeAll(makeChain(11, 14, 4));
/** A miner's coins, so that the fees of their block are asked for. */
const MINTED = CHAIN.find(({ txs, height }) => height > 4 && txs.length > 3)!.txs[0]!;
const STOLEN = [{ txid: txidOf(MINTED), vout: 0 }];
const ADDRESS = ownerOf(MINTED.outputs[0]!.script, REGTEST)!;
const REQUEST = { policy: 'haircut', followFees: true, minAmount: '1' } as const;
const recording = recordingOf(CHAIN, STOLEN);

describe('a lying, lagging or broken Esplora server', () => {
  const servers: EsploraServer[] = [];
  const pairs: Record<'batched' | 'one by one', FaultyServer[]> = { batched: [], 'one by one': [] };
  let fork: EsploraServer;
  let lies: Record<string, RestLie>;
  const states = new Map<number, Promise<string>>();
  /** The state of the same theft in the chain up to a height. */
  const expected = (height: number): Promise<string> => {
    const known = states.get(height) ?? expectedOf(CHAIN.slice(0, height + 1));
    states.set(height, known);
    return known;
  };

  before(async () => {
    const start = async (batches: boolean): Promise<EsploraServer> => {
      const server = await startEsplora(CHAIN, { batches });
      servers.push(server);
      return server;
    };
    const [batched, single] = [await start(true), await start(false)];
    for (let i = 0; i < 2; i += 1) {
      pairs.batched.push(await startRestProxy(batched.url));
      pairs['one by one'].push(await startRestProxy(single.url));
    }
    fork = await startEsplora(forkAt(CHAIN, 9));
    const early = await startEsplora(CHAIN.slice(0, -3));
    servers.push(fork, early);
    const answers = await recordAnswers(early.url, ['/blocks/tip/height', '/blocks/tip/hash']);
    lies = {
      'wrong chain': (answer, { path }) =>
        path === '/block-height/0' ? { ...answer, body: { type: 'text', text: 'ab'.repeat(32) } } : null,
      'frozen tip': frozen(answers),
      'flapping tip': flapping(answers),
      ...Object.fromEntries(
        ['spent', 'txid', 'block_height', 'block_hash', 'pos', 'value', 'fee', 'bits', 'merkle'].map(
          (key) => [`${key} altered`, alter(key)],
        ),
      ),
      'status left out': without('status'),
    };
  });
  after(async () => {
    await Promise.all([...pairs.batched, ...pairs['one by one'], ...servers].map((server) => server.stop()));
  });

  /** The code of a refusal, or `same`; anything else is the failure this suite looks for. */
  async function run(
    name: string,
    nodes: readonly FaultyServer[],
    trouble: FaultyServer['trouble'],
    from: 'start' | 'midway',
    slow: boolean,
  ): Promise<string> {
    const faulty = nodes[0]!;
    if (from === 'start') faulty.trouble = trouble;
    try {
      const source = await open(
        nodes.map((node) => node.url),
        {
          timeoutMs: slow ? 60 : 1_000,
          retries: slow ? 0 : 1,
          maxWaitMs: 5,
          maxBytes: 4 * 1024 * 1024,
          maxJoined: 7,
        },
      );
      faulty.trouble = trouble;
      const result = await follow(recording, source, REQUEST);
      const { height } = result.tips[0]!;
      assert.equal(outcome(result), await expected(height), `${name}: another state was accepted`);
      const paid = await source.paid(REGTEST.chain, ADDRESS, 0);
      assert.deepEqual(
        paid.map(({ txid }) => txid),
        await payments(height),
        `${name}: other payments were accepted`,
      );
      return 'same';
    } catch (error) {
      return refusalOf(error);
    } finally {
      faulty.trouble = null;
    }
  }

  const touched = (): number => touchedIn(Object.values(pairs).flat());

  for (const [turn, { name, path, proved, kind = 'batched' }] of PATHS.entries()) {
    test(`every fault of ${name}, beside an honest server and alone`, async (t) => {
      const seen = new Tally();
      let effective = 0;
      const all = restTroubles(path, lies, fork.url);
      for (const [fault, trouble] of all.filter(
        (_, i) => EVERYTHING || i === turn % LINE_FAULTS.length || (i + 5 * turn) % 16 === 0,
      )) {
        const what = `${fault} of ${name}`;
        const earlier = touched();
        const slow = SLOW.includes(fault);
        seen.count(await run(what, pairs[kind], trouble, 'start', slow));
        if (proved || trouble.line !== undefined)
          seen.count(await run(`${what}, alone`, pairs[kind].slice(0, 1), trouble, 'midway', slow));
        if (touched() > earlier) effective += 1;
      }
      assert.ok(
        effective >= (EVERYTHING ? LINE_FAULTS.length : 1),
        `only ${effective} faults touched an answer`,
      );
      t.diagnostic(`${effective} faults: ${seen}`);
    });
  }

  test('faults at random, on both servers at once', async (t) => {
    const rounds = EVERYTHING ? 200 : 12;
    const random = prng(20_261_122);
    const provable = PATHS.filter(({ proved }) => proved)
      .flatMap(({ path }) => restTroubles(path, lies, fork.url))
      .filter(([fault]) => ![...SLOW, 'gzip bomb'].includes(fault));
    const seen = new Tally();
    const earlier = touched();
    for (let round = 0; round < rounds; round += 1) {
      const flaky = (): RestTrouble | null =>
        random(2) === 0 ? provable[random(provable.length)]![1] : null;
      pairs.batched[1]!.trouble = flaky;
      seen.count(await run(`round ${round}`, pairs.batched, flaky, 'midway', false));
      pairs.batched[1]!.trouble = null;
    }
    assert.ok(seen.of('same') > 0, 'some rounds get through');
    assert.ok(touched() > earlier + rounds / 2, 'faults touched answers');
    t.diagnostic(String(seen));
  });
});

async function expectedOf(chain: typeof CHAIN): Promise<string> {
  const cut = recordingOf(chain, STOLEN);
  return outcome(await follow(cut, recordingSource(cut), REQUEST));
}

async function payments(height: number): Promise<string[]> {
  const memory = await recordingSource(recording).paid(REGTEST.chain, ADDRESS, 0);
  return memory.filter((tx) => tx.place.height <= height).map(({ txid }) => txid);
}

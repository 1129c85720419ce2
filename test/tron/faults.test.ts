/**
 * T9, the lying node, for TRON: every fault against every path the source uses. Each run gives the result of a
 * run without faults, or a typed refusal; what no other witness could tell is at least said to be unknown. Never
 * another accepted state.
 *
 * With CI=true every fault meets every path (some 25 minutes where the machine is busy); otherwise each path meets one or two.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import type { TronHttpOptions } from '../../src/adapters/sources/tron-http/source.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import { formatInstant } from '../../src/core/trace/request.ts';
import { type FaultyServer, type RestLie, type RestTrouble, startRestProxy } from '../sources/rest-proxy.ts';
import {
  alter,
  flapping,
  frozen,
  recordAnswers,
  restTroubles,
  withJson,
  without,
} from '../sources/rest-troubles.ts';
import { allBlocks, follow, open, recordingOf } from './follow.ts';
import { startNode, type TronNode } from './node.ts';
import { FIRST_MS, makeWorld, STEPS } from './world.ts';

const PATHS: Readonly<Record<string, RegExp>> = {
  'the first block': /^\/wallet\/getblockbynum\?num=0$/,
  'blocks by number': /^\/wallet\/getblockbynum\?num=[1-9]/,
  'ranges of blocks': /^\/wallet\/getblockbylimitnext/,
  headers: /^\/wallet\/getblock\?/,
  'the newest block': /^\/walletsolidity\/getnowblock/,
  'node info': /^\/wallet\/getnodeinfo/,
  'infos of blocks': /^\/wallet\/gettransactioninfobyblocknum/,
  'infos by id': /^\/wallet\/gettransactioninfobyid/,
  'the index of transactions': /^\/v1\/accounts\/\w+\/transactions\?/,
  'the index of tokens': /^\/v1\/accounts\/\w+\/transactions\/trc20/,
};
/** With one node nobody contradicts these: no header commits to them (see docs/sources/tron.md). */
const UNPROVED = ['infos of blocks', 'the index of transactions', 'the index of tokens'];

/** The pair without an index has neither of these; the other never needs a node's info. */
const POOR_LACKS = ['the newest block', 'the index of transactions', 'the index of tokens'];
const RICH_IGNORES = ['node info'];

const EVERYTHING = process.env.CI === 'true';
const LIMITS: Partial<TronHttpOptions> = {
  timeoutMs: 300,
  maxBytes: 8 * 1024 * 1024,
  retries: 1,
  maxWaitMs: 50,
};

const ALTERED = [
  'blockID',
  'parentHash',
  'number',
  'timestamp',
  'txTrieRoot',
  'witness_address',
  'witness_signature',
  'raw_data_hex',
  'signature',
  'contractRet',
  'txID',
  'id',
  'fee',
  'data',
  'topics',
  'address',
  'callValue',
  'transferTo_address',
  'rejected',
  'note',
  'withdraw_amount',
  'result',
  'blockNumber',
  'solidityBlock',
  'tx_id',
  'transaction_id',
  'fingerprint',
];

describe('a lying, lagging or broken TRON node', () => {
  const world = makeWorld();
  let honest: TronNode;
  let plain: TronNode;
  let fork: TronNode;
  let foreign: TronNode;
  /** Two pairs: one with an index, one that must be walked and names solid blocks by its info. */
  const rich: FaultyServer[] = [];
  const poor: FaultyServer[] = [];
  const expected = new Map<number, string>();
  let lies: Record<string, RestLie> = {};

  before(async () => {
    [honest, plain, fork, foreign] = await Promise.all([
      startNode(world, { index: true, page: 3 }),
      startNode(world, { hidden: ['/walletsolidity'] }),
      startNode(makeWorld('fan'), { index: true, page: 3 }),
      startNode(makeWorld('deployed'), { has: 0 }),
    ]);
    for (let i = 0; i < 2; i += 1) {
      rich.push(await startRestProxy(honest.url));
      poor.push(await startRestProxy(plain.url));
    }
    const blocks = await allBlocks(await open([honest.url, plain.url]));
    const recording = recordingOf(world, blocks);
    for (let height = 3; height <= STEPS.length; height += 1) {
      const asOf = formatInstant((FIRST_MS + 3_000 * height) / 1000);
      expected.set(height, (await follow(recording, recordingSource(recording), 'fifo', asOf)).stateHash);
    }
    const behind = await startNode(world, { has: 10 });
    const old = await recordAnswers(behind.url, ['/walletsolidity/getnowblock', '/wallet/getnodeinfo']);
    await behind.stop();
    lies = {
      'frozen tip': frozen(old),
      'flapping tip': flapping(old),
      'no transactions': without('transactions'),
      'no logs': without('log'),
      'no internal transfers': without('internal_transactions'),
      'all rejected': withJson((value) =>
        JSON.parse(JSON.stringify(value).replaceAll('"note"', '"rejected":true,"note"')),
      ),
      'not found': withJson((value) => (Array.isArray(value) ? [] : {})),
      refusal: withJson(() => ({ Error: 'class java.lang.Exception : no' })),
      ...Object.fromEntries(ALTERED.map((key) => [`${key} altered`, alter(key)])),
    };
  });
  after(async () => {
    await Promise.all([...rich, ...poor].map((proxy) => proxy.stop()));
    await Promise.all([honest, plain, fork, foreign].map((node) => node.stop()));
  });

  /** The code of a refusal, `same`, or `unknown` where something is said to be so; anything else is the failure this suite looks for. */
  async function run(
    name: string,
    nodes: readonly FaultyServer[],
    trouble: FaultyServer['trouble'],
    from: 'start' | 'midway',
  ): Promise<string> {
    const faulty = nodes[0]!;
    if (from === 'start') faulty.trouble = trouble;
    try {
      const source = await open(
        nodes.map((node) => node.url),
        LIMITS,
      );
      faulty.trouble = trouble;
      const result = await follow(recordingOf(world), source);
      const unknown =
        result.gaps.some((gap) => gap.type === 'opening-unknown') ||
        result.assets.some(({ ends }) => ends.some(({ kind }) => kind === 'no-data'));
      if (unknown) return 'unknown';
      const { height } = result.tips[0]!;
      assert.equal(result.stateHash, expected.get(height), `${name}: another state was accepted`);
      return 'same';
    } catch (error) {
      if (!(error instanceof AshiatoError) || error.code === 'E_INTERNAL') throw error;
      return error.code;
    } finally {
      faulty.trouble = null;
    }
  }

  const touched = (): number => [...rich, ...poor].reduce((sum, proxy) => sum + proxy.touched, 0);
  const all = (name: string): [string, RestTrouble][] => [
    ...restTroubles(PATHS[name]!, lies, fork.url),
    ['another network', { path: PATHS[name]!, instead: () => foreign.url }],
  ];

  for (const [turn, path] of Object.keys(PATHS).entries()) {
    test(`every fault of ${path}, beside an honest node and alone`, async (t) => {
      const seen = new Map<string, number>();
      const note = (outcome: string): void => void seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      let effective = 0;
      for (const [name, trouble] of all(path).filter((_, i) => EVERYTHING || (i + 7 * turn) % 45 === 0)) {
        const what = `${name} of ${path}`;
        const before = touched();
        const lonely = trouble.lie !== undefined || trouble.instead !== undefined;
        const alone = !(UNPROVED.includes(path) && lonely);
        if (!POOR_LACKS.includes(path)) note(await run(what, poor, trouble, 'midway'));
        if (!RICH_IGNORES.includes(path)) {
          note(await run(what, rich, trouble, 'start'));
          if (alone) note(await run(`${what}, alone`, rich.slice(0, 1), trouble, 'midway'));
        }
        if (touched() > before) effective += 1;
      }
      // Each path has lies that do not concern it; the line faults always do.
      assert.ok(!EVERYTHING || effective >= 14, `only ${effective} faults touched an answer`);
      t.diagnostic(
        `${effective} faults: ${[...seen].map(([outcome, count]) => `${outcome} ${count}`).join(', ')}`,
      );
    });
  }

  test('faults at random, on both nodes at once', async (t) => {
    const rounds = EVERYTHING ? 300 : 8;
    let state = 20_261_122;
    /** Mulberry32: the same rounds every time. */
    const random = (below: number): number => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
    };
    const pool = Object.keys(PATHS)
      .filter((path) => !UNPROVED.includes(path))
      .flatMap(all)
      .filter(([name]) => !['delay', 'drip', 'gzip bomb', 'fork', 'mixed replies'].includes(name));
    const seen = new Map<string, number>();
    const before = touched();
    for (let round = 0; round < rounds; round += 1) {
      const flaky = (): RestTrouble | null => (random(2) === 0 ? pool[random(pool.length)]![1] : null);
      rich[1]!.trouble = flaky;
      const outcome = await run(`round ${round}`, rich, flaky, 'midway');
      rich[1]!.trouble = null;
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }
    assert.ok((seen.get('same') ?? 0) > 0, 'some rounds get through');
    assert.ok(touched() > before + rounds, 'faults touched more answers than there were rounds');
    t.diagnostic([...seen].map(([outcome, count]) => `${outcome} ${count}`).join(', '));
  });
});

/**
 * T9, the lying node: every fault against every method the source uses. Each run gives the result of a run
 * without faults, or a typed refusal; what no other witness could tell is at least said to be unknown. Never
 * another accepted state. Each fault must be seen to have touched an answer, or the run proves nothing.
 *
 * With CI=true every fault meets every method, in two files so that two cores share them; otherwise each method meets
 * every twelfth that concerns it. A way of asking is not run with a fault that could change none of the answers it gets: nothing would differ.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { EvmRpcOptions } from '../../src/adapters/sources/evm-rpc/source.ts';
import { formatInstant } from '../../src/core/trace/request.ts';
import { refusalOf } from '../refusal.ts';
import { isSlow, onFreeLanes, roundsAtRandom, Tally, touchedIn } from '../sources/fault-runs.ts';
import { LINE_FAULTS } from '../sources/line-faults.ts';
import { type Anvil, skipWithoutAnvil, startAnvil } from './anvil.ts';
import { follow, open } from './follow.ts';
import { type Call, type FaultyNode, type Reply, startProxy, type Trouble } from './proxy.ts';
import { BATCHES, FROZEN, LIES } from './troubles.ts';
import { makeWorld, type World } from './world.ts';

/** What every block needs, and what accounts need beside it. */
export const BLOCK_METHODS = [
  'eth_getBlockByNumber',
  'eth_getBlockReceipts',
  'eth_getTransactionReceipt',
  'debug_traceBlockByNumber',
  'trace_block',
];
export const ACCOUNT_METHODS = [
  'eth_chainId',
  'eth_blockNumber',
  'eth_getProof',
  'eth_getBalance',
  'eth_call',
  'eth_getCode',
  'eth_getLogs',
];
const METHODS = [...BLOCK_METHODS, ...ACCOUNT_METHODS];
/** With one node nobody contradicts these: no root commits to them (see docs/sources/evm-rpc.md). */
const UNPROVED = ['debug_traceBlockByNumber', 'trace_block', 'eth_getBalance', 'eth_call', 'eth_getCode'];

const EVERYTHING = process.env.CI === 'true';

/** Alone, a node that follows another fork in everything is a chain like any other. */
const canTellAlone = (name: string, trouble: Trouble): boolean =>
  !(UNPROVED.includes(trouble.method) && trouble.lie !== undefined) &&
  !(UNPROVED.includes(trouble.method) && trouble.instead !== undefined) &&
  !(name === 'fork' && trouble.method === 'eth_chainId');

const LIMITS: Partial<EvmRpcOptions> = {
  // Long, so that an honest witness is never away only because this machine is busy.
  timeoutMs: 5_000,
  maxBytes: 8 * 1024 * 1024,
  retries: 1,
  maxWaitMs: 50,
};

/** Whether a fault can change one of these answers; faults of the line and of whole batches always can. */
const canChange = ({ lie }: Trouble, answers: readonly [Reply, Call][]): boolean =>
  answers.some(([reply, call]) =>
    [1, 2].some((count) => {
      const said = lie === undefined ? null : lie(reply, call, count);
      return lie === undefined || (said !== null && JSON.stringify(said) !== JSON.stringify(reply));
    }),
  );

/** Two pairs of nodes: one with everything, one that has only the other dialect and no proofs. */
type Lane = { readonly rich: readonly FaultyNode[]; readonly poor: readonly FaultyNode[] };

/** Runs at once. */
const LANES = 3;

/** The three ways in which a fault is met. */
type Way = 'beside an honest node' | 'by agreement' | 'alone';

export function faultMatrix(methods: readonly string[], random: boolean): void {
  describe('a lying, lagging or broken node', { skip: skipWithoutAnvil() }, () => {
    let anvil: Anvil;
    let fork: Anvil;
    let world: World;
    const lanes: Lane[] = [];
    const expected = new Map<number, string>();
    /** What each way asks where nothing is wrong, with the answers. */
    const used = new Map<Way, ReadonlyMap<string, readonly [Reply, Call][]>>();

    before(async () => {
      [anvil, fork] = await Promise.all([startAnvil(), startAnvil()]);
      world = await makeWorld(anvil);
      const elsewhere = await makeWorld(fork);
      await elsewhere.queue(elsewhere.thief, elsewhere.mules[5]!, 1n);
      const hidden = ['debug_traceBlockByNumber', 'eth_getProof', 'eth_getBlockReceipts'];
      for (let i = 0; i < LANES; i += 1) {
        const pair = (plan = {}) => Promise.all([startProxy(anvil.url, plan), startProxy(anvil.url, plan)]);
        lanes.push({ rich: await pair(), poor: await pair({ hidden }) });
      }
      FROZEN.block = await anvil.rpc('eth_getBlockByNumber', '0xe', false);
      const source = await open([anvil.url]);
      for (const height of [14, 17]) {
        const { timestamp } = await anvil.rpc<{ timestamp: string }>(
          'eth_getBlockByNumber',
          `0x${height.toString(16)}`,
          false,
        );
        const result = await follow(world, source, 'fifo', formatInstant(Number(timestamp)));
        assert.equal(result.tips[0]!.height, height);
        expected.set(height, result.stateHash);
      }
      for (const way of ['beside an honest node', 'by agreement', 'alone'] as const) {
        const lane = lanes[0]!;
        for (const node of [...lane.rich, ...lane.poor]) node.asked.clear();
        assert.equal(await meet(lane, way, way, null), 'same');
        used.set(way, new Map([...lane.rich, ...lane.poor].flatMap((node) => [...node.asked])));
      }
    });
    after(async () => {
      await Promise.all(lanes.flatMap(({ rich, poor }) => [...rich, ...poor]).map((node) => node.stop()));
      await Promise.all([anvil?.stop(), fork?.stop()]);
    });

    function meet(lane: Lane, way: Way, what: string, trouble: FaultyNode['trouble']): Promise<string> {
      switch (way) {
        case 'beside an honest node':
          return run(what, lane.rich, trouble, 'start');
        case 'by agreement':
          return run(what, lane.poor, trouble, 'midway', { proof: 'sources' });
        case 'alone':
          return run(what, lane.rich.slice(0, 1), trouble, 'midway');
      }
    }

    /** The code of a refusal, `same`, or `unknown` where a balance is said to be so; anything else is the failure this suite looks for. */
    async function run(
      name: string,
      nodes: readonly FaultyNode[],
      trouble: FaultyNode['trouble'],
      from: 'start' | 'midway',
      options: Partial<EvmRpcOptions> = {},
    ): Promise<string> {
      const faulty = nodes[0]!;
      if (from === 'start') faulty.trouble = trouble;
      try {
        const source = await open(
          nodes.map((node) => node.url),
          { ...LIMITS, ...(isSlow(trouble) ? { timeoutMs: 150 } : {}), ...options },
        );
        faulty.trouble = trouble;
        // What was asked before the trouble began could not meet it.
        if (from === 'midway') for (const node of nodes) node.asked.clear();
        const result = await follow(world, source);
        if (result.gaps.some((gap) => gap.type === 'opening-unknown')) return 'unknown';
        const { height } = result.tips[0]!;
        assert.equal(result.stateHash, expected.get(height), `${name}: another state was accepted`);
        return 'same';
      } catch (error) {
        return refusalOf(error);
      } finally {
        faulty.trouble = null;
      }
    }

    const touched = ({ rich, poor }: Lane): number => touchedIn([...rich, ...poor]);
    const all = (method: string): [string, Trouble][] => [
      ...LINE_FAULTS.map((line): [string, Trouble] => [line, { method, line }]),
      ...Object.entries(LIES).map(([name, lie]): [string, Trouble] => [name, { method, lie }]),
      ...Object.entries(BATCHES).map(([name, batch]): [string, Trouble] => [name, { method, batch }]),
      ['fork', { method, instead: () => fork.url }],
      ['mixed replies', { method, instead: (count) => (count % 2 === 0 ? fork.url : null) }],
    ];

    for (const method of methods) {
      test(`every fault of ${method}, beside an honest node and alone`, async (t) => {
        const turn = METHODS.indexOf(method);
        const seen = new Tally();
        const faults = all(method)
          .filter(([, trouble]) =>
            [...used.values()].some((asked) => canChange(trouble, asked.get(method) ?? [])),
          )
          .filter((_, i) => EVERYTHING || (i + 3 * turn) % 12 === 0);
        let effective = 0;
        await onFreeLanes(lanes, faults, async (lane, [name, trouble]) => {
          const before = touched(lane);
          for (const [way, asked] of used) {
            if (!canChange(trouble, asked.get(method) ?? [])) continue;
            if (way === 'alone' && !canTellAlone(name, trouble)) continue;
            seen.count(await meet(lane, way, `${name} of ${method}, ${way}`, trouble));
          }
          if (touched(lane) > before) effective += 1;
        });
        // Each method has some lies that do not concern it; the line faults and the false ids always do.
        assert.ok(
          effective >= (EVERYTHING ? LINE_FAULTS.length + 4 : 1),
          `only ${effective} faults touched an answer`,
        );
        t.diagnostic(`${effective} faults: ${seen}`);
      });
    }

    test('faults at random, on both nodes at once', {
      skip: random ? false : 'in the other file',
    }, async (t) => {
      const troubles = METHODS.filter((method) => !UNPROVED.includes(method))
        .flatMap(all)
        .filter(([name]) => !['delay', 'drip', 'gzip bomb'].includes(name))
        .map(([, trouble]) => trouble);
      const { rich } = lanes[0]!;
      await roundsAtRandom(t, EVERYTHING ? 300 : 20, troubles, rich, (round, flaky) =>
        run(round, rich, flaky, 'midway'),
      );
    });
  });
}

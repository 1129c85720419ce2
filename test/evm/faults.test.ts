/**
 * T9, the lying node: every fault against every method the source uses. Each run gives the result of a run
 * without faults, or a typed refusal; what no other witness could tell is at least said to be unknown. Never
 * another accepted state. Each fault must be seen to have touched an answer, or the run proves nothing.
 *
 * With CI=true every fault meets every method (about nine minutes on two cores); otherwise each method meets every sixteenth.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { EvmRpcOptions } from '../../src/adapters/sources/evm-rpc/source.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import { formatInstant } from '../../src/core/trace/request.ts';
import { LINE_FAULTS } from '../sources/line-faults.ts';
import { type Anvil, skipWithoutAnvil, startAnvil } from './anvil.ts';
import { follow, open } from './follow.ts';
import { type FaultyNode, startProxy, type Trouble } from './proxy.ts';
import { BATCHES, FROZEN, LIES } from './troubles.ts';
import { makeWorld, type World } from './world.ts';

const METHODS = [
  'eth_chainId',
  'eth_blockNumber',
  'eth_getBlockByNumber',
  'eth_getBlockReceipts',
  'eth_getTransactionReceipt',
  'debug_traceBlockByNumber',
  'trace_block',
  'eth_getProof',
  'eth_getBalance',
  'eth_call',
  'eth_getCode',
  'eth_getLogs',
];
/** With one node nobody contradicts these: no root commits to them (see docs/sources/evm-rpc.md). */
const UNPROVED = ['debug_traceBlockByNumber', 'trace_block', 'eth_getBalance', 'eth_call', 'eth_getCode'];

const EVERYTHING = process.env.CI === 'true';

/** Alone, a node that follows another fork in everything is a chain like any other. */
const canTellAlone = (name: string, trouble: Trouble): boolean =>
  !(UNPROVED.includes(trouble.method) && trouble.lie !== undefined) &&
  !(UNPROVED.includes(trouble.method) && trouble.instead !== undefined) &&
  !(name === 'fork' && trouble.method === 'eth_chainId');

const LIMITS: Partial<EvmRpcOptions> = {
  timeoutMs: 300,
  maxBytes: 8 * 1024 * 1024,
  retries: 1,
  maxWaitMs: 50,
};

describe('a lying, lagging or broken node', { skip: skipWithoutAnvil() }, () => {
  let anvil: Anvil;
  let fork: Anvil;
  let world: World;
  /** Two pairs of nodes: one with everything, one that has only the other dialect and no proofs. */
  const rich: FaultyNode[] = [];
  const poor: FaultyNode[] = [];
  const expected = new Map<number, string>();

  before(async () => {
    [anvil, fork] = await Promise.all([startAnvil(), startAnvil()]);
    world = await makeWorld(anvil);
    const elsewhere = await makeWorld(fork);
    await elsewhere.queue(elsewhere.thief, elsewhere.mules[5]!, 1n);
    for (let i = 0; i < 2; i += 1) {
      rich.push(await startProxy(anvil.url));
      poor.push(
        await startProxy(anvil.url, {
          hidden: ['debug_traceBlockByNumber', 'eth_getProof', 'eth_getBlockReceipts'],
        }),
      );
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
  });
  after(async () => {
    await Promise.all([...rich, ...poor].map((node) => node.stop()));
    await Promise.all([anvil.stop(), fork.stop()]);
  });

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
        { ...LIMITS, ...options },
      );
      faulty.trouble = trouble;
      const result = await follow(world, source);
      if (result.gaps.some((gap) => gap.type === 'opening-unknown')) return 'unknown';
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

  const touched = (): number => [...rich, ...poor].reduce((sum, node) => sum + node.touched, 0);
  const all = (method: string): [string, Trouble][] => [
    ...LINE_FAULTS.map((line): [string, Trouble] => [line, { method, line }]),
    ...Object.entries(LIES).map(([name, lie]): [string, Trouble] => [name, { method, lie }]),
    ...Object.entries(BATCHES).map(([name, batch]): [string, Trouble] => [name, { method, batch }]),
    ['fork', { method, instead: () => fork.url }],
    ['mixed replies', { method, instead: (count) => (count % 2 === 0 ? fork.url : null) }],
  ];

  for (const [turn, method] of METHODS.entries()) {
    test(`every fault of ${method}, beside an honest node and alone`, async (t) => {
      const seen = new Map<string, number>();
      const note = (outcome: string): void => void seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      let effective = 0;
      for (const [name, trouble] of all(method).filter((_, i) => EVERYTHING || (i + 3 * turn) % 16 === 0)) {
        const what = `${name} of ${method}`;
        const before = touched();
        note(await run(what, rich, trouble, 'start'));
        note(await run(what, poor, trouble, 'midway', { proof: 'sources' }));
        if (canTellAlone(name, trouble))
          note(await run(`${what}, alone`, rich.slice(0, 1), trouble, 'midway'));
        if (touched() > before) effective += 1;
      }
      // Each method has some lies that do not concern it; the line faults and the false ids always do.
      assert.ok(
        effective >= (EVERYTHING ? LINE_FAULTS.length + 4 : 1),
        `only ${effective} faults touched an answer`,
      );
      t.diagnostic(
        `${effective} faults: ${[...seen].map(([outcome, count]) => `${outcome} ${count}`).join(', ')}`,
      );
    });
  }

  test('faults at random, on both nodes at once', async (t) => {
    const rounds = EVERYTHING ? 400 : 20;
    let state = 20_261_122;
    /** Mulberry32: the same rounds every time. */
    const random = (below: number): number => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
    };
    const honestLines = METHODS.filter((method) => !UNPROVED.includes(method))
      .flatMap(all)
      .filter(([name]) => !['delay', 'drip', 'gzip bomb'].includes(name));
    const seen = new Map<string, number>();
    const before = touched();
    for (let round = 0; round < rounds; round += 1) {
      const flaky = (): Trouble | null =>
        random(2) === 0 ? honestLines[random(honestLines.length)]![1] : null;
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

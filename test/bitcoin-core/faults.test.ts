/**
 * T9, the lying node: every fault against every method and REST path that is used, in a scan and in a trace. Each
 * run gives the result of a run without faults, or a typed refusal. What no block hash covers and only the node can
 * know (undo data, that an output rests unspent) may be another only where the trace says that it is the node's word.
 *
 * With CI=true every fault is tried; otherwise every sixteenth, others for each method.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBitcoinCore } from '../../src/adapters/sources/bitcoin-core/archive.ts';
import { openBitcoinCoreSource } from '../../src/adapters/sources/bitcoin-core/source.ts';
import { trace } from '../../src/app/trace/trace.ts';
import { DEFAULT_REQUEST } from '../../src/core/trace/request.ts';
import type { Trace } from '../../src/core/trace/result.ts';
import { makeChain } from '../bitcoin/chain.ts';
import { type FaultyNode, type Lie, startProxy, type Trouble } from '../evm/proxy.ts';
import { BATCHES } from '../evm/troubles.ts';
import { refusalOf } from '../refusal.ts';
import { Tally, touchedIn } from '../sources/fault-runs.ts';
import { LINE_FAULTS } from '../sources/line-faults.ts';
import { type FaultyServer, startRestProxy } from '../sources/rest-proxy.ts';
import { restTroubles } from '../sources/rest-troubles.ts';
import { type CoreServer, startCore } from './core-server.ts';
import { liesAbout } from './troubles.ts';
import { REGTEST, recordingOf, scanAll, theftIn } from './world.ts';

const EVERYTHING = process.env.CI === 'true';
const LIMITS = { timeoutMs: 150, retries: 1, maxWaitMs: 20, maxBytes: 4 * 1024 * 1024 };

const CHAIN = makeChain(77, 11, 3);
const FROZEN = CHAIN.slice(0, 10);
const THEFT = theftIn(CHAIN);
const POLICIES = ['fifo'] as const;

const METHODS = [
  'getblockchaininfo',
  'getnetworkinfo',
  'getindexinfo',
  'getblockhash',
  'getblockheader',
  'getblock',
  'getrawtransaction',
  'gettxspendingprevout',
];
const PATHS: Readonly<Record<string, RegExp>> = {
  chaininfo: /^\/rest\/chaininfo/,
  headers: /^\/rest\/headers/,
  block: /^\/rest\/block\//,
  spenttxouts: /^\/rest\/spenttxouts/,
};

describe('a lying, lagging or broken Bitcoin node', () => {
  /** One whose values are proven, one with undo data over RPC and all indexes, one over REST; and their rivals. */
  let proven: CoreServer;
  let telling: CoreServer;
  let resting: CoreServer;
  let fork: CoreServer;
  const proxies: FaultyNode[] = [];
  let rest: FaultyServer;
  const expected = new Map<string, string>();

  before(async () => {
    const bare = { rest: false, spentOutputs: false };
    proven = await startCore({ chain: CHAIN, ...bare, prevouts: false });
    telling = await startCore({ chain: CHAIN, ...bare, spenderIndex: true });
    resting = await startCore({ chain: CHAIN });
    fork = await startCore({ chain: makeChain(78, 11, 3) });
    proxies.push(await startProxy(proven.url), await startProxy(telling.url));
    rest = await startRestProxy(resting.url);
    for (const chain of [CHAIN, FROZEN]) {
      const server = await startCore({ chain });
      for (const flow of ['scan', 'trace'] as const) {
        const result = await run(server.url, flow);
        expected.set(`${flow} ${chain.length - 1}`, result.stateHash);
      }
      await server.stop();
    }
  });
  after(async () => {
    await Promise.all([...proxies, rest, proven, telling, resting, fork].map((each) => each.stop()));
  });

  async function run(url: string, flow: 'scan' | 'trace', midway = (): void => {}): Promise<Trace> {
    // The proxy for JSON-RPC knows no other requests.
    const options = { url, network: REGTEST, ...LIMITS, rest: proxies.every((proxy) => proxy.url !== url) };
    if (flow === 'scan') {
      const archive = await openBitcoinCore(options);
      midway();
      const [result] = await scanAll(archive, THEFT, POLICIES);
      return result!;
    }
    const source = await openBitcoinCoreSource(options);
    midway();
    const { chains: _, ...truth } = recordingOf(CHAIN, THEFT);
    return trace({ ...truth, chains: new Map() }, source, { ...DEFAULT_REQUEST, followFees: true });
  }

  /** `same`, the code of a refusal, `unknown` where a value is said to be so, or `said` where it is said whose word it is. */
  async function outcomeOf(
    name: string,
    node: { readonly url: string; trouble: unknown },
    flow: 'scan' | 'trace',
    trouble: unknown,
    from: 'start' | 'midway',
  ): Promise<string> {
    if (from === 'start') node.trouble = trouble;
    try {
      const result = await run(node.url, flow, () => {
        node.trouble = trouble;
      });
      const same = result.stateHash === expected.get(`${flow} ${result.tips[0]!.height}`);
      if (same) return 'same';
      if (result.gaps.some((gap) => gap.type === 'input-value-unknown')) return 'unknown';
      const said = result.gaps.some((gap) => gap.text.startsWith('single-source: '));
      assert.ok(said, `${name}: another state was accepted`);
      return 'said';
    } catch (error) {
      return refusalOf(error);
    } finally {
      node.trouble = null;
    }
  }

  const troublesOf = (method: string): [string, Trouble][] => {
    const frozen: Lie = (reply) => ({
      ...reply,
      result: {
        chain: 'regtest',
        blocks: FROZEN.length - 1,
        headers: CHAIN.length - 1,
        bestblockhash: FROZEN.at(-1)!.hash,
        initialblockdownload: false,
        pruned: false,
      },
    });
    const standing: [string, Trouble][] =
      method === 'getblockchaininfo'
        ? [
            ['frozen tip', { method, lie: frozen }],
            [
              'flapping tip',
              { method, lie: (reply, call, count) => (count % 2 === 0 ? frozen(reply, call, count) : null) },
            ],
          ]
        : [];
    return [
      ...LINE_FAULTS.map((line): [string, Trouble] => [line, { method, line }]),
      ...Object.entries(liesAbout(method)).map(([name, lie]): [string, Trouble] => [name, { method, lie }]),
      ...Object.entries(BATCHES).map(([name, batch]): [string, Trouble] => [name, { method, batch }]),
      ...standing,
      ['fork', { method, instead: () => fork.url }],
      ['mixed replies', { method, instead: (count) => (count % 2 === 0 ? fork.url : null) }],
    ];
  };

  for (const [turn, method] of METHODS.entries()) {
    test(`every fault of ${method}`, async (t) => {
      const seen = new Tally();
      let effective = 0;
      const chosen = troublesOf(method).filter((_, i) => EVERYTHING || (i + 3 * turn) % 16 === 0);
      for (const [name, trouble] of chosen) {
        const before = touchedIn(proxies);
        for (const [node, flow, from] of [
          [proxies[0]!, 'scan', 'start'],
          [proxies[1]!, 'trace', 'midway'],
        ] as const) {
          const outcome = await outcomeOf(`${name} of ${method}`, node, flow, trouble, from);
          // What is proven needs nobody's word.
          if (node === proxies[0]) assert.notEqual(outcome, 'said', `${name} of ${method}`);
          seen.count(outcome);
        }
        if (touchedIn(proxies) > before) effective += 1;
      }
      assert.ok(
        effective >= (EVERYTHING ? LINE_FAULTS.length + 4 : 1),
        `only ${effective} faults touched an answer`,
      );
      t.diagnostic(`${effective} faults: ${seen}`);
    });
  }

  for (const [turn, [name, path]] of Object.entries(PATHS).entries()) {
    test(`every fault of REST ${name}`, async (t) => {
      const seen = new Tally();
      const before = rest.touched;
      const chosen = restTroubles(path, {}, fork.url).filter(
        (_, i) => EVERYTHING || (i + 3 * turn) % 16 === 0,
      );
      for (const [fault, trouble] of chosen) {
        for (const [flow, from] of [
          ['scan', 'start'],
          ['trace', 'midway'],
        ] as const) {
          seen.count(await outcomeOf(`${fault} of ${name}`, rest, flow, trouble, from));
        }
      }
      assert.ok(rest.touched > before, 'no fault touched an answer');
      t.diagnostic(String(seen));
    });
  }
});

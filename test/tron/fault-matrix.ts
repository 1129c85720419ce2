/**
 * T9, the lying node, for TRON: every fault against every path the source uses. Each run gives the result of a
 * run without faults, or a typed refusal; what no other witness could tell is at least said to be unknown. Never
 * another accepted state.
 *
 * With CI=true every fault meets every path, in two files so that two cores share them; otherwise each path meets one or
 * two that concern it. A way of asking is not run with a fault that could change none of the answers it gets: nothing would differ.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import type { TronHttpOptions } from '../../src/adapters/sources/tron-http/source.ts';
import { formatInstant } from '../../src/core/trace/request.ts';
import { refusalOf } from '../refusal.ts';
import { isSlow, onFreeLanes, roundsAtRandom, Tally, touchedIn } from '../sources/fault-runs.ts';
import {
  type FaultyServer,
  type RestAnswer,
  type RestCall,
  type RestLie,
  type RestTrouble,
  startRestProxy,
} from '../sources/rest-proxy.ts';
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

const PATHS = {
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
} as const satisfies Readonly<Record<string, RegExp>>;
type Path = keyof typeof PATHS;
/** What every block needs, and what accounts and the chain's end need beside it. */
export const BLOCK_PATHS: readonly Path[] = [
  'the first block',
  'blocks by number',
  'ranges of blocks',
  'headers',
  'infos of blocks',
];
export const ACCOUNT_PATHS = (Object.keys(PATHS) as Path[]).filter((path) => !BLOCK_PATHS.includes(path));

/** With one node nobody contradicts these: no header commits to them (see docs/sources/tron.md). */
const UNPROVED: readonly Path[] = ['infos of blocks', 'the index of transactions', 'the index of tokens'];

const EVERYTHING = process.env.CI === 'true';
const LIMITS: Partial<TronHttpOptions> = {
  timeoutMs: 5_000,
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

/** Two pairs of nodes: one with an index, one that must be walked and names solid blocks by its info. */
type Lane = { readonly rich: readonly FaultyServer[]; readonly poor: readonly FaultyServer[] };

/** Runs at once. */
const LANES = 3;

/** The three ways in which a fault is met. */
const WAYS = ['by walking', 'beside an honest node', 'alone'] as const;
type Way = (typeof WAYS)[number];

type Heard = readonly [RestAnswer, RestCall][];

/** Whether a fault can change one of these answers; faults of the line, and another server's answers, always can. */
const canChange = ({ lie }: RestTrouble, heard: Heard): boolean =>
  heard.some(([answer, call], i) => {
    if (lie === undefined) return true;
    const other = heard[(i + 1) % heard.length]![0];
    return [1, 2].some((count) => {
      const said = lie(answer, call, { count, other });
      return said !== null && JSON.stringify(said) !== JSON.stringify(answer);
    });
  });

export function faultMatrix(paths: readonly Path[], random: boolean): void {
  describe('a lying, lagging or broken TRON node', () => {
    const world = makeWorld();
    let honest: TronNode;
    let plain: TronNode;
    let fork: TronNode;
    let foreign: TronNode;
    const lanes: Lane[] = [];
    /** What each way asks where nothing is wrong, with the answers. */
    const used = new Map<Way, Heard>();
    const expected = new Map<number, string>();
    let lies: Record<string, RestLie> = {};

    before(async () => {
      [honest, plain, fork, foreign] = await Promise.all([
        startNode(world, { index: true, page: 3 }),
        startNode(world, { hidden: ['/walletsolidity'] }),
        startNode(makeWorld('fan'), { index: true, page: 3 }),
        startNode(makeWorld('deployed'), { has: 0 }),
      ]);
      const pair = ({ url }: TronNode) => Promise.all([startRestProxy(url), startRestProxy(url)]);
      for (let i = 0; i < LANES; i += 1) lanes.push({ rich: await pair(honest), poor: await pair(plain) });
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
      for (const way of WAYS) {
        const heard: [RestAnswer, RestCall][] = [];
        const listen: RestLie = (answer, call) => {
          heard.push([answer, call]);
          return null;
        };
        assert.equal(await meet(lanes[0]!, way, way, { path: /./, lie: listen }), 'same');
        used.set(way, heard);
      }
    });
    after(async () => {
      await Promise.all(lanes.flatMap(({ rich, poor }) => [...rich, ...poor]).map((proxy) => proxy.stop()));
      await Promise.all([honest, plain, fork, foreign].map((node) => node.stop()));
    });

    function meet(lane: Lane, way: Way, what: string, trouble: FaultyServer['trouble']): Promise<string> {
      switch (way) {
        case 'by walking':
          return run(what, lane.poor, trouble, 'midway');
        case 'beside an honest node':
          return run(what, lane.rich, trouble, 'start');
        case 'alone':
          return run(what, lane.rich.slice(0, 1), trouble, 'midway');
      }
    }

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
          { ...LIMITS, ...(isSlow(trouble) ? { timeoutMs: 150 } : {}) },
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
        return refusalOf(error);
      } finally {
        faulty.trouble = null;
      }
    }

    const touched = ({ rich, poor }: Lane): number => touchedIn([...rich, ...poor]);
    const all = (path: Path): [string, RestTrouble][] => [
      ...restTroubles(PATHS[path], lies, fork.url),
      ['another network', { path: PATHS[path], instead: () => foreign.url }],
    ];
    const heardAt = (way: Way, path: Path): Heard =>
      used.get(way)!.filter(([, call]) => PATHS[path].test(call.path));

    for (const path of paths) {
      test(`every fault of ${path}, beside an honest node and alone`, async (t) => {
        const turn = Object.keys(PATHS).indexOf(path);
        const seen = new Tally();
        const faults = all(path)
          .filter(([, trouble]) => WAYS.some((way) => canChange(trouble, heardAt(way, path))))
          .filter((_, i) => EVERYTHING || (i + 7 * turn) % 25 === 0);
        let effective = 0;
        await onFreeLanes(lanes, faults, async (lane, [name, trouble]) => {
          const before = touched(lane);
          const isLie = trouble.lie !== undefined || trouble.instead !== undefined;
          for (const way of WAYS) {
            if (!canChange(trouble, heardAt(way, path))) continue;
            if (way === 'alone' && isLie && UNPROVED.includes(path)) continue;
            seen.count(await meet(lane, way, `${name} of ${path}, ${way}`, trouble));
          }
          if (touched(lane) > before) effective += 1;
        });
        // Each path has lies that do not concern it; the line faults always do.
        assert.ok(effective >= (EVERYTHING ? 14 : 1), `only ${effective} faults touched an answer`);
        t.diagnostic(`${effective} faults: ${seen}`);
      });
    }

    test('faults at random, on both nodes at once', {
      skip: random ? false : 'in the other file',
    }, async (t) => {
      const troubles = (Object.keys(PATHS) as Path[])
        .filter((path) => !UNPROVED.includes(path))
        .flatMap(all)
        .filter(([name]) => !['delay', 'drip', 'gzip bomb', 'fork', 'mixed replies'].includes(name))
        .map(([, trouble]) => trouble);
      const { rich } = lanes[0]!;
      await roundsAtRandom(t, EVERYTHING ? 300 : 8, troubles, rich, (round, flaky) =>
        run(round, rich, flaky, 'midway'),
      );
    });
  });
}

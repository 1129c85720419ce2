/** TRON over HTTP, on a generated chain: what is followed, what is agreed on, what is said to be unknown. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { tokenAsset } from '../../src/core/model/asset.ts';
import type { AshiatoError } from '../../src/core/model/errors.ts';
import { addressOf, type Location } from '../../src/core/model/location.ts';
import { POLICIES } from '../../src/core/model/rules.ts';
import type { Block } from '../../src/core/model/transaction.ts';
import { traceToJson } from '../../src/core/report/json.ts';
import { formatInstant } from '../../src/core/trace/request.ts';
import type { Trace } from '../../src/core/trace/result.ts';
import { codeLater } from '../refusal.ts';
import { type Json, addressOf as strangerOf } from './builder.ts';
import { allBlocks, follow, LAB, NATIVE, open, recordingOf, TOKEN } from './follow.ts';
import { type NodePlan, startNode, type TronNode } from './node.ts';
import {
  FIRST_MS,
  makeWorld,
  STEPS,
  STOLEN_SUN,
  STOLEN_TOKENS,
  TRX,
  WHALE_INSIDE,
  WHALE_SUN,
  who,
} from './world.ts';

const world = makeWorld();
/** With CI=true every policy meets every way; otherwise each meets one. */
const EVERYTHING = process.env.CI === 'true';
const FULL: NodePlan = {};
const INDEXED: NodePlan = { index: true, page: 3 };

/** As text, every figure of it. */
const print = (result: Trace): string =>
  JSON.stringify(traceToJson(result), (_, part) => (typeof part === 'bigint' ? `${part}` : part));
const account = (address: string, asset = NATIVE) =>
  ({ type: 'account', chain: LAB.id, address, asset: asset.id }) satisfies Location;

describe('TRON nodes as a source', () => {
  const started: TronNode[] = [];
  const node = async (plan: NodePlan = FULL, chain = world): Promise<TronNode> => {
    const one = await startNode(chain, plan);
    started.push(one);
    return one;
  };
  const urls = async (...plans: NodePlan[]): Promise<string[]> =>
    (await Promise.all(plans.map((plan) => node(plan)))).map(({ url }) => url);
  let blocks: Block[];
  before(async () => {
    blocks = await allBlocks(await open(await urls(FULL, FULL)));
  });
  after(() => Promise.all(started.map(({ stop }) => stop())));

  test('a trace through it is a trace of the recorded blocks, byte for byte', async () => {
    const recording = recordingOf(world, blocks);
    const recorded = recordingSource(recording);
    const ways: [string, string[]][] = [
      ['two nodes without an index', await urls(FULL, FULL)],
      ['two indexes', await urls(INDEXED, INDEXED)],
      ['two indexes and a node without', await urls(FULL, INDEXED, INDEXED)],
    ];
    for (const [turn, policy] of POLICIES.entries()) {
      const expected = print(await follow(recording, recorded, policy));
      for (const [way, addresses] of ways.filter((_, i) => EVERYTHING || i === turn % ways.length)) {
        const source = await open(addresses);
        assert.equal(print(await follow(recording, source, policy)), expected, `${policy}, ${way}`);
        assert.deepEqual(source.caveats(), [], way);
      }
    }
    for (const [way, addresses] of ways) {
      const source = await open(addresses);
      const scanned = await follow(recording, source, 'fifo', null, 'scan');
      assert.equal(scanned.stateHash, (await follow(recording, recorded, 'fifo')).stateHash, way);
    }
  });

  test('both thefts are accounted for, through calls, a destroyed contract, and not through failures', async () => {
    const { assets, gaps } = await follow(recordingOf(world), await open(await urls(FULL, FULL)), 'tiho');
    assert.deepEqual(gaps, []);
    assert.deepEqual(
      assets.map(({ stolen, conserved }) => [stolen, conserved]),
      [
        [STOLEN_SUN, true],
        [STOLEN_TOKENS, true],
      ],
    );
    const held = (i: number): Map<string | null, bigint> =>
      new Map(
        assets[i]!.ends.filter(({ kind }) => kind === 'unspent').map(({ location, amount }) => [
          addressOf(location!),
          amount,
        ]),
      );
    assert.deepEqual(
      held(1),
      new Map([
        [who.thief, 2_000_000n],
        [who.mule2, 3_000_000n - 1_234_567n],
        [who.mule3, 1_234_567n],
      ]),
    );
    assert.equal(held(0).get(who.mule4), 40n * TRX, 'through forwarder and destroyer');
    assert.equal(held(0).get(who.forwarder), 20n * TRX, 'what was rejected stayed in the contract');
    assert.equal(held(0).get(who.token), undefined, 'the failed call paid nothing');
  });

  test('amounts beyond 2^53 arrive exact over the wire', async () => {
    const events = blocks[world.height('whale')]!.transactions.flatMap((tx) =>
      tx.type === 'account' ? tx.events.map(({ amount }) => amount) : [],
    );
    assert.deepEqual(events, [WHALE_SUN, WHALE_INSIDE, WHALE_INSIDE]);
  });

  test('what a node lacks changes how it is asked, not what is found', async () => {
    const recording = recordingOf(world, blocks);
    const expected = (await follow(recording, recordingSource(recording))).stateHash;
    const plans: [string, NodePlan][] = [
      ['no headers alone', { headers: false }],
      ['no ranges', { hidden: ['/wallet/getblockbylimitnext'] }],
      ['no /walletsolidity', { hidden: ['/walletsolidity'] }],
      ['a solidity node', { hidden: ['/wallet/'] }],
    ];
    for (const [what, plan] of plans) {
      const source = await open(await urls(plan, plan));
      assert.equal((await follow(recordingOf(world), source)).stateHash, expected, what);
    }
    const capable = await open(await urls(plans[2]![1]));
    assert.equal(capable.capabilities[0]!.solid, 'nodeinfo');
  });

  test('one node alone gives the same, and what rests on its word is said', async () => {
    const source = await open(await urls(INDEXED));
    const result = await follow(recordingOf(world), source);
    const recording = recordingOf(world, blocks);
    assert.equal(result.stateHash, (await follow(recording, recordingSource(recording))).stateHash);
    assert.deepEqual(
      source.caveats().map((text) => text.replace(/ (is|are) the word.*/, '')),
      [
        'single-source: which blocks stand in the chain',
        'single-source: logs, internal transfers and fees',
        'single-source: which transactions an account has',
      ],
    );
  });

  test('38: sources that disagree on events are held', async () => {
    const lies: [string, (info: Json) => Json][] = [
      ['a log omitted', (info) => ({ ...info, log: undefined })],
      [
        'a log altered',
        (info) => ({
          ...info,
          ...(info.log === undefined
            ? {}
            : { log: (info.log as Json[]).map((log) => ({ ...log, data: '00'.repeat(32) })) }),
        }),
      ],
      ['a fee', (info) => ({ ...info, fee: 5 })],
      [
        'an internal transfer omitted',
        ({ internal_transactions: all, ...info }) => ({
          ...info,
          internal_transactions: ((all ?? []) as Json[]).slice(1),
        }),
      ],
      [
        'an internal transfer altered',
        (info) => ({
          ...info,
          internal_transactions: ((info.internal_transactions ?? []) as Json[]).map((inside) => ({
            ...inside,
            rejected: false,
            callValueInfo: [{ callValue: 77 }],
          })),
        }),
      ],
      ['a reward', (info) => ({ ...info, withdraw_amount: 1 })],
    ];
    for (const [what, change] of lies) {
      const liar: NodePlan = {
        lie: (path, answer) => (path.includes('infobyblocknum') ? (answer as Json[]).map(change) : answer),
      };
      const source = await open(await urls(FULL, liar));
      assert.equal(await codeLater(allBlocks(source)), 'E_SOURCES_DISAGREE', what);
    }
  });

  test('an index that keeps a transaction quiet is contradicted by another', async () => {
    const quiet: NodePlan = { ...INDEXED, quiet: [world.txid('fan', 1)] };
    assert.equal(
      await codeLater(follow(recordingOf(world), await open(await urls(INDEXED, quiet)))),
      'E_SOURCES_DISAGREE',
    );
    const alone = await open(await urls(quiet));
    await follow(recordingOf(world), alone);
    assert.ok(alone.caveats().some((text) => text.includes('could keep one quiet')));
  });

  test('a node that keeps no internal transfers is not believed to have none', async () => {
    const keepsNone: NodePlan = { keepsInternals: false };
    const blind = await open(await urls(keepsNone, keepsNone));
    const { assets } = await follow(recordingOf(world), blind);
    assert.match(
      assets[0]!.ends.find(({ kind }) => kind === 'no-data')!.label,
      /^internal transfers unknown/,
    );
    assert.ok(
      assets[1]!.ends.every(({ kind }) => kind === 'unspent'),
      'tokens are not concerned',
    );
    assert.deepEqual(
      assets.map(({ conserved }) => conserved),
      [true, true],
    );
    const mixed = await open(await urls(keepsNone, FULL));
    const recording = recordingOf(world, blocks);
    const expected = (await follow(recording, recordingSource(recording))).stateHash;
    assert.equal((await follow(recordingOf(world), mixed)).stateHash, expected);
    assert.deepEqual(mixed.caveats(), [
      'single-source: internal transfers are the word of one node; the others keep none',
    ]);
  });

  test('37: unsolidified blocks are left out, or taken when asked for and called provisional', async () => {
    const plan: NodePlan = { solid: 9 };
    const [tip] = await (await open(await urls(plan, plan))).tips(null);
    assert.equal(tip!.height, 9);
    const latest = await open(await urls(plan, plan), { finality: 'latest' });
    assert.equal((await latest.tips(null))[0]!.height, STEPS.length);
    assert.match(latest.caveats()[0]!, /^provisional: /);
    await latest.tips((FIRST_MS + 3_000 * 8) / 1000);
    assert.deepEqual(latest.caveats(), [], 'an earlier date is solid');
  });

  test('balances before a place are the sum of what was before it, or unknown', async () => {
    const place = { height: world.height('fan'), index: 1 };
    const locations = [
      account(who.thief),
      account(who.thief, TOKEN),
      account(who.victim, TOKEN),
      account(who.mule1),
    ];
    const expected = [STOLEN_SUN - 27_000n - 60n * TRX + 27_000n, STOLEN_TOKENS, STOLEN_TOKENS, 0n];
    for (const plan of [FULL, INDEXED])
      assert.deepEqual(
        await (await open(await urls(plan, plan))).openings(LAB.id, place, locations),
        expected,
      );
    const short = await open(await urls(INDEXED, INDEXED), { maxSummed: 1 });
    assert.deepEqual(await short.openings(LAB.id, place, [account(who.victim)]), [null], 'too much to sum');
    assert.deepEqual(await short.openings(LAB.id, place, [account(strangerOf('nobody'))]), [0n]);
  });

  test('a date cuts the chain, and a walk longer than allowed is refused with its length', async () => {
    const source = await open(await urls(FULL, FULL));
    const at = (height: number): number => (FIRST_MS + 3_000 * height) / 1000;
    assert.equal((await source.tips(at(8)))[0]!.height, 8);
    assert.equal((await source.tips(at(9) - 1))[0]!.height, 8);
    assert.equal((await source.tips(1))[0]!.height, 0);
    assert.deepEqual(await source.tips(-1), []);
    const result = await follow(recordingOf(world), source, 'fifo', formatInstant(at(3)));
    assert.deepEqual(
      result.assets.map(({ ends }) => ends.map(({ amount }) => amount)),
      [[STOLEN_SUN], [STOLEN_TOKENS]],
    );
    assert.equal(
      await codeLater(follow(recordingOf(world), await open(await urls(FULL), { maxBlocks: 5 }))),
      'E_SCAN_LIMIT',
    );
    assert.equal(
      await codeLater(follow(recordingOf(world), await open(await urls(INDEXED), { maxNames: 2 }))),
      'E_SCAN_LIMIT',
    );
  });

  test('what an address was paid is found by walk and by index alike', async () => {
    for (const plan of [FULL, INDEXED]) {
      const source = await open(await urls(plan, plan));
      const paid = await source.paid(LAB.id, who.mule2, (FIRST_MS + 3_000 * 7) / 1000);
      assert.deepEqual(
        paid.map(({ txid }) => txid),
        [world.txid('tokens', 0)],
      );
      const all = await source.paid(LAB.id, who.mule2, 0);
      assert.deepEqual(
        all.map(({ txid }) => txid),
        [world.txid('forwarded'), world.txid('tokens', 0)],
      );
    }
  });

  test('what is not read is named where it is asked about', async () => {
    const source = await open(await urls(FULL, FULL));
    await allBlocks(source);
    assert.match(source.missing(account(who.mule3, tokenAsset(LAB, who.odd, '', 0)))!, /E_LOG_SHAPE/);
    assert.match(source.missing(account(who.faker))!, /ExchangeTransactionContract/);
    assert.equal(source.missing(account(who.faker, TOKEN)), null);
    assert.equal(source.missing(account(who.thief)), null);
  });

  test('a block signed with a delegated key is accepted, and said to be unproved', async () => {
    const delegated = makeWorld(null, true);
    const nodes = [await node(FULL, delegated), await node(FULL, delegated)];
    const source = await open(nodes.map(({ url }) => url));
    await allBlocks(source);
    assert.equal(source.caveats().length, 1);
    assert.match(source.caveats()[0]!, /^unproved: blocks of T\w{33} are signed with another key/);
  });

  test('another network is refused at the start', async () => {
    const [url] = await urls(FULL);
    assert.equal(await codeLater(open([url!], { chain: 'tron:0x2b6653dc' })), 'E_WRONG_CHAIN');
    assert.equal(await codeLater(open([url!], { chain: 'eip155:1' })), 'E_CHAIN_UNSUPPORTED');
    assert.equal(await codeLater(open([])), 'E_CONFIG_VALUE');
  });

  test('a reorganisation is noticed, and the trace after it is of the new chain', async () => {
    const fork = makeWorld('whale');
    const nodes = [await node(), await node()];
    const source = await open(
      nodes.map(({ url }) => url),
      { finality: 'latest' },
    );
    const [before] = await source.tips(null);
    for (const one of nodes) one.world = fork;
    const want = { type: 'history', location: account(who.thief), after: { height: 2, index: 0 } } as const;
    assert.equal(await codeLater(source.fetch([want])), 'E_REORG');
    assert.notEqual((await source.tips(null))[0]!.hash, before!.hash);
    await source.fetch([want]);
  });

  test('a tip that stands still is an alarm', async () => {
    const addresses = await urls(FULL);
    for (const now of [() => 4_000_000_000, () => 1])
      assert.equal(
        await codeLater((await open(addresses, { maxTipAgeS: 60, now })).tips(null)),
        'E_STALE_TIP',
      );
  });

  test('the key goes to one operator, and nothing of it is shown', async () => {
    const apiKey = 'sEcReTkEy-123';
    const [first, second] = [await node(INDEXED), await node(INDEXED)];
    await open([first.url, second.url], { apiKey });
    assert.ok(first.asked.every(({ headers }) => headers['tron-pro-api-key'] === apiKey));
    assert.ok(second.asked.every(({ headers }) => headers['tron-pro-api-key'] === undefined));
    const refused = await node({ error: `bad key ${apiKey}` });
    const error = await open([`${refused.url}/${apiKey}`], { apiKey, retries: 0 }).catch(
      (reason: AshiatoError) => reason,
    );
    assert.doesNotMatch(`${(error as AshiatoError).stack} ${JSON.stringify(error)}`, /sEcReT/);
  });

  test('abilities are found by asking', async () => {
    const source = await open(
      await urls(INDEXED, { keepsInternals: false, hidden: ['/walletsolidity', '/wallet/getnodeinfo'] }),
      { finality: 'latest' },
    );
    const [rich, poor] = await source.check();
    const can = (report: typeof rich) => report!.abilities.map((ability) => ability.can);
    assert.deepEqual(can(rich), ['yes', 'yes', 'yes', 'yes', 'yes', 'partly', 'no']);
    assert.deepEqual(can(poor), ['yes', 'partly', 'yes', 'no', 'no', 'partly', 'no']);
    assert.equal(rich!.tip!.height, STEPS.length);
  });
});

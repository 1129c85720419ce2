/** The EVM source on a real node: what is followed, what is proved, what is said to be unknown. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { tokenAsset } from '../../src/core/model/asset.ts';
import type { AshiatoError } from '../../src/core/model/errors.ts';
import { addressOf, type Location } from '../../src/core/model/location.ts';
import { POLICIES } from '../../src/core/model/rules.ts';
import { formatInstant } from '../../src/core/trace/request.ts';
import { codeLater } from '../refusal.ts';
import { type Anvil, skipWithoutAnvil, startAnvil } from './anvil.ts';
import { follow, LAB, NATIVE, open } from './follow.ts';
import { type FaultyNode, startProxy } from './proxy.ts';
import { ETHER, makeWorld, STOLEN_TOKENS, STOLEN_WEI, type World } from './world.ts';

describe('EVM nodes as a source', { skip: skipWithoutAnvil() }, () => {
  let anvil: Anvil;
  let world: World;
  const proxies: FaultyNode[] = [];
  const proxy = async (...args: Parameters<typeof startProxy>): Promise<string> => {
    const started = await startProxy(...args);
    proxies.push(started);
    return started.url;
  };
  const without = (...methods: string[]): Promise<string> => proxy(anvil.url, { hidden: methods });
  before(async () => {
    anvil = await startAnvil();
    world = await makeWorld(anvil);
  });
  after(async () => {
    await Promise.all(proxies.map((started) => started.stop()));
    await anvil.stop();
  });

  const account = (address: string, asset = NATIVE): Location => ({
    type: 'account',
    chain: LAB.id,
    address,
    asset: asset.id,
  });

  test('under every policy both thefts are accounted for to the last unit, without a gap', async () => {
    const source = await open([anvil.url, anvil.url]);
    for (const policy of POLICIES) {
      const result = await follow(world, source, policy);
      assert.deepEqual(result.gaps, [], policy);
      assert.deepEqual(
        result.assets.map((asset) => asset.stolen),
        [STOLEN_WEI, STOLEN_TOKENS],
      );
      if (policy !== 'poison')
        assert.deepEqual(
          result.assets.map((asset) => asset.conserved),
          [true, true],
          policy,
        );
    }
  });

  test('the tokens rest with those who hold them, and coins are followed through contracts', async () => {
    const { assets } = await follow(world, await open([anvil.url]), 'tiho');
    const held = new Map(
      assets[1]!.ends.map((end) => [end.location === null ? end.kind : addressOf(end.location), end.amount]),
    );
    assert.deepEqual(
      held,
      new Map([
        [world.thief, 2_000_000n],
        [world.mules[2], 3_000_000n - 1_234_567n],
        [world.mules[3], 1_234_567n],
      ]),
    );
    const coins = assets[0]!.ends
      .filter((end) => end.kind === 'unspent')
      .map((end) => addressOf(end.location!));
    assert.ok(coins.includes(world.mules[4]!), 'through forwarder and destroyer to the fifth mule');
  });

  test('the frontier and the scan write the same movements', async () => {
    const source = await open([anvil.url]);
    for (const policy of POLICIES) {
      const [frontier, scan] = [
        await follow(world, source, policy),
        await follow(world, source, policy, null, 'scan'),
      ];
      assert.equal(frontier.stateHash, scan.stateHash, policy);
    }
  });

  test('what a node lacks changes how it is asked, not what is found', async () => {
    const { stateHash } = await follow(world, await open([anvil.url]));
    const ways: [string, Awaited<ReturnType<typeof open>>][] = [
      ['receipts one by one', await open([await without('eth_getBlockReceipts')])],
      ['trace_block', await open([await without('debug_traceBlockByNumber')])],
      ['balances without proofs', await open([await without('eth_getProof')])],
      ['headers alone', await open([await proxy(anvil.url, { headers: true })])],
      ['no batches', await open([anvil.url], { batchSize: 1 })],
      ['eth_getLogs and agreement', await open([anvil.url, anvil.url], { proof: 'sources' })],
    ];
    for (const [way, source] of ways) assert.equal((await follow(world, source)).stateHash, stateHash, way);
    assert.ok(ways[3]![1].capabilities[0]!.headers, 'headers alone are asked for where offered');
    assert.deepEqual(
      ways.map(([, source]) => source.capabilities[0]!.traces),
      ['callTracer', 'trace_block', 'callTracer', 'callTracer', 'callTracer', 'callTracer'],
    );
  });

  test('without traces coins end as internal transfers unknown; tokens are followed all the same', async () => {
    const source = await open([await without('debug_traceBlockByNumber', 'trace_block')]);
    const { assets } = await follow(world, source);
    assert.deepEqual(
      [...new Set(assets[0]!.ends.filter((end) => end.kind !== 'fee').map((end) => end.kind))],
      ['no-data'],
    );
    assert.match(assets[0]!.ends.find((end) => end.kind === 'no-data')!.label, /^internal transfers unknown/);
    assert.ok(assets[1]!.ends.every((end) => end.kind === 'unspent'));
    assert.deepEqual(
      assets.map((asset) => asset.conserved),
      [true, true],
    );
  });

  test('balances before a place are those of the block before, and what its own block did until then', async () => {
    const [first, second] = [
      '0x00000000000000000000000000000000000a0001',
      '0x00000000000000000000000000000000000a0002',
    ];
    await anvil.rpc('evm_setAutomine', false);
    await world.queue(world.victim, first!, 5n * ETHER);
    await world.queue(world.victim, first!, 2n * ETHER);
    const last = await world.queue(world.victim, second!, ETHER);
    await anvil.rpc('evm_mine');
    await anvil.rpc('evm_setAutomine', true);
    const { blockNumber, transactionIndex } = await anvil.rpc<{
      blockNumber: string;
      transactionIndex: string;
    }>('eth_getTransactionReceipt', last);
    const place = { height: Number(blockNumber), index: Number(transactionIndex) };
    const source = await open([anvil.url]);
    const token = tokenAsset(LAB, world.token, 'TOKEN', 6);
    const locations = [
      account(first!),
      account(second!),
      account(world.thief, token),
      account(world.victim, token),
      account(first!, token),
    ];
    assert.deepEqual(await source.openings(LAB.id, place, locations), [
      7n * ETHER,
      0n,
      2_000_000n,
      STOLEN_TOKENS,
      0n,
    ]);
    const early = await anvil.rpc('eth_getBalance', world.victim, '0x1');
    const secondBlock = { height: 2, index: 0 };
    assert.deepEqual(
      await source.openings(LAB.id, secondBlock, [account(world.victim), account(world.victim, token)]),
      [BigInt(early), 0n],
    );
    const blind = await open([await without('debug_traceBlockByNumber', 'trace_block')]);
    assert.deepEqual(
      await blind.openings(LAB.id, place, locations.slice(0, 1)),
      [null],
      'someone may have paid unseen',
    );
    const forgetful = await open([await without('eth_getProof', 'eth_getBalance', 'eth_call')]);
    assert.deepEqual(
      await forgetful.openings(LAB.id, place, locations.slice(0, 3)),
      [null, null, null],
      'stated as unknown',
    );
  });

  test('a date cuts the chain at its last block before it', async () => {
    const source = await open([anvil.url]);
    const times = [];
    for (const height of [6, 8, 9])
      times.push(
        Number(
          (await anvil.rpc<{ timestamp: string }>('eth_getBlockByNumber', `0x${height.toString(16)}`, false))
            .timestamp,
        ),
      );
    assert.equal((await source.tips(times[1]!))[0]!.height, 8);
    assert.equal((await source.tips(times[2]! - 1))[0]!.height, 8);
    assert.deepEqual(await source.tips(1), []);
    const result = await follow(world, source, 'fifo', formatInstant(times[1]!));
    assert.equal(result.tips[0]!.height, 8);
    assert.deepEqual(
      result.assets.map((asset) => asset.ends.map((end) => end.amount)),
      [[STOLEN_WEI], [STOLEN_TOKENS]],
    );
  });

  test('a token whose transfers have another shape is named where it rests', async () => {
    const source = await open([anvil.url]);
    await follow(world, source);
    const receipt = await anvil.rpc<{ to: string }>('eth_getTransactionReceipt', world.tx.nft);
    await source.fetch([{ type: 'transaction', chain: LAB.id, txid: world.tx.nft as never }]);
    assert.match(
      source.missing(account(world.thief, tokenAsset(LAB, receipt.to, '', 0))) ?? '',
      /E_LOG_SHAPE/,
    );
    assert.equal(source.missing(account(world.thief)), null);
  });

  test('a node that keeps an index of its own names the blocks; every block is proved all the same', async () => {
    const { stateHash } = await follow(world, await open([anvil.url]));
    for (const [hidden, kind] of [
      [[], 'trace_filter'],
      [['trace_filter'], 'otterscan'],
      [['trace_filter', 'ots_getApiLevel'], null],
    ] as const) {
      const source = await open([await without(...hidden)], { walkBlocks: 0 });
      assert.equal(source.capabilities[0]!.histories, kind);
      assert.equal((await follow(world, source)).stateHash, stateHash, String(kind));
    }
    const source = await open([anvil.url], { walkBlocks: 0 });
    const want = {
      type: 'history',
      location: account(world.thief) as never,
      after: { height: 6, index: 0 },
    } as const;
    assert.equal((await source.fetch([want])).length, 6);
    assert.equal(
      source.caveats().find((sentence) => sentence.includes(world.thief)),
      undefined,
      'its nonce and its balance prove it complete',
    );
  });

  test('a token that changes balances without a log is found out, and where it rests is unknown', async () => {
    const { stateHash } = await follow(world, await open([anvil.url]));
    const token = tokenAsset(LAB, world.token, 'TOKEN', 6);
    const snapshot = await anvil.rpc('evm_snapshot');
    await anvil.rpc('evm_mine');
    // The balance stands in the slot numbered by its owner (contracts.ts): a rebase, or a fee on transfers.
    const slot = `0x${world.mules[3]!.slice(2).padStart(64, '0')}`;
    await anvil.rpc(
      'anvil_setStorageAt',
      world.token,
      slot,
      `0x${1_000_000n.toString(16).padStart(64, '0')}`,
    );
    await anvil.rpc('evm_mine');
    const source = await open([anvil.url]);
    assert.equal((await follow(world, source)).movements.length > 0, true);
    assert.match(
      source.missing(account(world.mules[3]!, token)) ?? '',
      /1234567 expected, 1000000 there \(E_BALANCE_DIVERGENCE\)/,
    );
    assert.equal(source.missing(account(world.mules[2]!, token)), null);
    await anvil.rpc('evm_revert', snapshot);
    assert.equal((await follow(world, await open([anvil.url]))).stateHash, stateHash);
  });

  test('says what it rests on: what one node alone said, and what no node tells', async () => {
    const alone = await open([anvil.url]);
    await follow(world, alone);
    const host = new URL(anvil.url).host;
    assert.deepEqual(alone.caveats(), [
      `single-source: balances are what http://${host} (1) says`,
      `single-source: internal transfers are what http://${host} (1) says`,
      `single-source: the newest block is what http://${host} (1) says`,
    ]);
    const two = await open([anvil.url, anvil.url]);
    await follow(world, two);
    assert.deepEqual(two.caveats(), []);
    const blind = await open([await without('debug_traceBlockByNumber', 'trace_block')]);
    await follow(world, blind);
    assert.ok(blind.caveats().includes('internal transfers unknown: no node offers traces'));
  });

  test('reports what each node can do, found out by asking it', async () => {
    const poor = await without(
      ...['debug_traceBlockByNumber', 'trace_block', 'eth_getProof', 'eth_getBlockReceipts'],
      ...['trace_filter', 'ots_getApiLevel', 'txpool_content', 'eth_getLogs'],
    );
    const reports = await (await open([anvil.url, poor])).check();
    const table = (i: number): string[] => reports[i]!.abilities.map(({ name, can }) => `${name}: ${can}`);
    assert.deepEqual(table(0), [
      'network: yes',
      'newest block: yes',
      'receipts: yes',
      'internal transfers: yes',
      'proofs of balances: yes',
      'balances of the past: yes',
      'blocks of the past: yes',
      'histories of accounts: yes',
      'log ranges: yes',
      'unconfirmed transactions: yes',
    ]);
    assert.deepEqual(table(1), [
      'network: yes',
      'newest block: yes',
      'receipts: partly',
      'internal transfers: no',
      'proofs of balances: no',
      'balances of the past: yes',
      'blocks of the past: yes',
      'histories of accounts: no',
      'log ranges: no',
      'unconfirmed transactions: partly',
    ]);
    for (const report of reports) {
      assert.equal(report.tip?.height, Number(await anvil.rpc('eth_blockNumber')));
      for (const { detail } of report.abilities) assert.ok(detail.length > 0);
    }
  });

  test('a node that names another sender is found out wherever it matters', async () => {
    const { stateHash } = await follow(world, await open([anvil.url]));
    const liar = await startProxy(anvil.url);
    proxies.push(liar);
    const misnamed = (from: string, to: string): void => {
      liar.trouble = {
        method: 'eth_getBlockByNumber',
        lie: (reply) =>
          JSON.parse(JSON.stringify(reply).replaceAll(`"from":"${from}"`, `"from":"${to}"`)) as typeof reply,
      };
    };
    // The thief's payments under another's name, and another's under the thief's.
    for (const [from, to] of [
      [world.thief, world.mules[5]!],
      [world.victim, world.thief],
      [world.mules[0]!, world.thief],
    ] as const) {
      misnamed(from, to);
      const source = await open([liar.url, anvil.url]);
      assert.equal((await follow(world, source)).stateHash, stateHash);
      assert.deepEqual(
        source.caught.map(({ proof }) => proof.code),
        ['E_TX_SENDER'],
      );
      assert.equal(await codeLater(open([liar.url]).then((only) => follow(world, only))), 'E_TX_SENDER');
    }
    liar.trouble = null;
  });

  test('a scan longer than allowed is refused with its length, not shortened', async () => {
    assert.equal(await codeLater(follow(world, await open([anvil.url], { maxHeaders: 5 }))), 'E_SCAN_LIMIT');
    assert.equal(await codeLater(follow(world, await open([anvil.url], { maxBlocks: 5 }))), 'E_SCAN_LIMIT');
  });

  test('a tip that stands still is an alarm', async () => {
    const now = (): number => 4_000_000_000;
    assert.equal(
      await codeLater((await open([anvil.url], { maxTipAgeS: 60, now })).tips(null)),
      'E_STALE_TIP',
    );
    assert.equal(
      await codeLater((await open([anvil.url], { maxTipAgeS: 60, now: () => 1 })).tips(null)),
      'E_STALE_TIP',
    );
  });

  test('a node of another network is refused at the start', async () => {
    assert.equal(await codeLater(open([anvil.url], { chain: 'eip155:1' })), 'E_WRONG_CHAIN');
    assert.equal(await codeLater(open([anvil.url], { chain: 'tron:lab' })), 'E_CHAIN_UNSUPPORTED');
    assert.equal(await codeLater(open([], {})), 'E_CONFIG_VALUE');
    assert.equal(await codeLater(open([anvil.url], { proof: 'sources' })), 'E_CONFIG_VALUE');
  });

  test('nothing of an address beyond its host is shown', async () => {
    const secret = 'sEcReTkEy123';
    const refused = await proxy(anvil.url, { hidden: [], error: `bad key ${secret} for /v2/${secret}` });
    for (const url of [
      `${refused}/v2/${secret}`,
      `${refused}/?apikey=${secret}`,
      refused.replace('//', `//user:${secret}@`),
      `https://127.0.0.1:1/${secret}`,
      `ht!tp://${secret}`,
    ]) {
      const error = await open([url], { retries: 0 }).then(
        () => null,
        (reason: AshiatoError) => reason,
      );
      assert.ok(error !== null, url);
      assert.doesNotMatch(
        `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`,
        new RegExp(secret),
        url,
      );
    }
  });

  test('a reorganisation is noticed, and the trace after it is of the new chain', async () => {
    const source = await open([anvil.url]);
    const [tip] = await source.tips(null);
    await anvil.rpc('anvil_reorg', 2, []);
    assert.equal(
      await codeLater(
        source.fetch([
          { type: 'history', location: account(world.thief) as never, after: { height: 7, index: 0 } },
        ]),
      ),
      'E_REORG',
    );
    const [now] = await source.tips(null);
    assert.notEqual(now!.hash, tip!.hash);
    assert.equal(now!.height, tip!.height);
    const result = await follow(world, source);
    assert.deepEqual(
      result.assets.map((asset) => asset.conserved),
      [true, true],
    );
  });
});

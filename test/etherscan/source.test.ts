/** Etherscan-compatible servers: as an index for nodes, and as a source by their word alone. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { etherscanHistories } from '../../src/adapters/sources/etherscan/history-index.ts';
import { type EtherscanOptions, openEtherscan } from '../../src/adapters/sources/etherscan/source.ts';
import { tokenAsset } from '../../src/core/model/asset.ts';
import type { AshiatoError } from '../../src/core/model/errors.ts';
import type { Account } from '../../src/core/model/location.ts';
import { POLICIES } from '../../src/core/model/rules.ts';
import { movementLine } from '../../src/core/trace/seal.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';
import { type Anvil, skipWithoutAnvil, startAnvil } from '../evm/anvil.ts';
import { follow, LAB, NATIVE, open } from '../evm/follow.ts';
import { type FaultyNode, startProxy } from '../evm/proxy.ts';
import { ETHER, makeWorld, type World } from '../evm/world.ts';
import { codeLater } from '../refusal.ts';
import { type Scan, startScan } from './server.ts';

const KEY = 'sEcReTkEy123';

describe('servers with Etherscan’s API', { skip: skipWithoutAnvil() }, () => {
  let anvil: Anvil;
  let world: World;
  /** A node that keeps no index of its own. */
  let plain: FaultyNode;
  let scan: Scan;
  let blockscout: Scan;
  before(async () => {
    anvil = await startAnvil();
    world = await makeWorld(anvil);
    plain = await startProxy(anvil.url, { hidden: ['trace_filter', 'ots_getApiLevel'] });
    scan = await startScan(anvil, { key: KEY });
    blockscout = await startScan(anvil, { dialect: 'blockscout' });
  });
  after(async () => {
    await Promise.all([scan?.stop(), blockscout?.stop(), plain?.stop()]);
    await anvil?.stop();
  });

  const settings = { chain: LAB.id, apiKey: KEY, timeoutMs: 5_000, maxWaitMs: 5, pageRows: 5 };
  /** anvil's blocks are twelve seconds apart, however quickly they come. */
  const now = (): number => 4_000_000_000;
  const openScan = (options: Partial<EtherscanOptions> = {}) =>
    openEtherscan({ urls: [scan.url], ...settings, now, ...options });
  const account = (address: string, asset = NATIVE): Account => ({
    type: 'account',
    chain: LAB.id,
    address,
    asset: asset.id,
  });
  /** What no such server tells is left out of the other side, too. */
  const withoutOpenings = (source: ChainSource): ChainSource => ({
    ...source,
    openings: async (_chain, _before, locations) => locations.map(() => null),
  });
  const start = { height: 0, index: -1 };

  test('a trace by their word is that of a node, byte for byte, under every policy', async () => {
    const node = withoutOpenings(await open([anvil.url, anvil.url]));
    for (const urls of [[scan.url], [blockscout.url], [scan.url, blockscout.url]]) {
      const source = await openScan({ urls });
      for (const policy of POLICIES) {
        const [expected, found] = [await follow(world, node, policy), await follow(world, source, policy)];
        assert.deepEqual(found.movements.map(movementLine), expected.movements.map(movementLine), policy);
        assert.equal(found.stateHash, expected.stateHash, policy);
        assert.deepEqual(found.assets, expected.assets);
      }
      const said = source.caveats().filter((sentence) => sentence.startsWith('single-source:'));
      if (urls.length === 2) assert.deepEqual(said, []);
      else assert.ok(said.some((sentence) => sentence.includes(`the history of ${world.thief} is`)));
    }
  });

  test('the whole transactions are those that a node gives', async () => {
    const node = await open([anvil.url]);
    const source = await openScan();
    for (const address of [world.thief, world.mules[2]!, world.forwarder, world.destroyer]) {
      for (const asset of [NATIVE, tokenAsset(LAB, world.token, 'TOKEN', 6)]) {
        const want = { type: 'history', location: account(address, asset), after: start } as const;
        const [expected, found] = [await node.fetch([want]), await source.fetch([want])];
        const sorted = (list: typeof found) => list.toSorted((a, b) => a.place.height - b.place.height);
        assert.deepEqual(sorted(found), sorted(expected), `${address} ${asset.id}`);
      }
    }
    assert.deepEqual((await source.tips(null))[0], (await node.tips(null))[0]);
  });

  test('however few rows come at once, none is missed', async () => {
    const busy = '0x00000000000000000000000000000000000b0001';
    await anvil.rpc('evm_setAutomine', false);
    for (let i = 0; i < 23; i += 1) await world.queue(world.victim, busy, 1n);
    await anvil.rpc('evm_mine');
    for (let i = 0; i < 4; i += 1) await world.queue(world.victim, busy, 1n);
    await anvil.rpc('evm_mine');
    await anvil.rpc('evm_setAutomine', true);
    for (const cap of [1, 3, 23, 28]) {
      for (const pageRows of [1, 4, 23, 1_000]) {
        scan.trouble = { cap };
        const source = await openScan({ pageRows });
        const found = await source.paid(LAB.id, busy, 0);
        assert.equal(found.length, 27, `cap ${cap}, page ${pageRows}`);
      }
    }
    scan.trouble = {};
  });

  test('a block with more rows than can be listed is refused, not cut', async () => {
    scan.trouble = { change: (row) => ({ ...row, blockNumber: '7' }), cap: 1 };
    const endless = await startEndless();
    const source = await openEtherscan({ ...settings, now, urls: [endless.url], pageRows: 1_000 });
    assert.equal(
      await codeLater(source.fetch([{ type: 'history', location: account(world.thief), after: start }])),
      'E_SCAN_LIMIT',
    );
    scan.trouble = {};
    await endless.stop();
  });

  /** A list that has no end within one block. */
  async function startEndless(): Promise<Scan> {
    const endless = await startScan({
      ...anvil,
      rpc: async (method: string, ...params: unknown[]) => {
        const result = await anvil.rpc<Record<string, unknown>>(method, ...params);
        if (method === 'eth_blockNumber') return '0x7' as never;
        if (method === 'eth_getBlockByNumber' && params[1] === true && params[0] === '0x7') {
          const [tx] = result.transactions as Record<string, unknown>[];
          const from = world.thief;
          return {
            ...result,
            transactions: Array.from({ length: 10_500 }, () => ({ ...tx, from })),
          } as never;
        }
        if (method === 'eth_getBlockReceipts' && params[0] === '0x7')
          return Array.from({ length: 10_500 }, () => (result as never as unknown[])[0]) as never;
        return result as never;
      },
    });
    return endless;
  }

  test('an account without transactions is no error, and each refusal has its code', async () => {
    const nobody = '0x00000000000000000000000000000000000c0001';
    const ask = async (): Promise<unknown> =>
      (await openScan({ retries: 2 })).fetch([{ type: 'history', location: account(nobody), after: start }]);
    assert.deepEqual(await ask(), []);
    for (const [trouble, code] of [
      [{ notOk: 'Max rate limit reached' }, 'E_RATE_LIMIT'],
      [{ notOk: 'Invalid API Key' }, 'E_RPC_ERROR'],
      [{ notOk: 'Query Timeout occured. Please select a smaller result dataset' }, 'E_TIMEOUT'],
      [{ notOk: 'Error! Missing Or invalid Action name' }, 'E_RPC_METHOD'],
      [{ status2: true }, 'E_SOURCE_BEHIND'],
    ] as const) {
      scan.trouble = trouble;
      assert.equal(await codeLater(ask()), code, JSON.stringify(trouble));
    }
    scan.trouble = { busy: 2 };
    assert.deepEqual(await ask(), [], 'haste is forgiven');
    scan.trouble = {};
    assert.equal(await codeLater(openScan({ urls: [] })), 'E_CONFIG_VALUE');
    assert.equal(await codeLater(openScan({ chain: 'tron:lab' })), 'E_CHAIN_UNSUPPORTED');
    assert.equal(
      await codeLater((await openScan()).blocks(LAB.id, 0, 1)[Symbol.asyncIterator]().next()),
      'E_UNSUPPORTED',
    );
  });

  test('rows that are not what was asked for are refused', async () => {
    const ask = async (): Promise<string> =>
      codeLater(
        (await openScan()).fetch([{ type: 'history', location: account(world.thief), after: start }]),
      );
    for (const [name, change] of Object.entries({
      'a number that is none': { blockNumber: '0x10' },
      'another block': { blockNumber: '999999' },
      'no hash': { hash: '' },
    })) {
      scan.trouble = { change: (row) => ({ ...row, ...change }) };
      assert.equal(await ask(), 'E_RPC_VALUE', name);
    }
    scan.trouble = {
      change: (row, action) => (action === 'txlistinternal' ? { ...row, value: '1e18' } : row),
    };
    assert.equal(
      await codeLater(
        (await openScan()).fetch([{ type: 'transaction', chain: LAB.id, txid: world.tx.forwarded as never }]),
      ),
      'E_RPC_VALUE',
    );
    scan.trouble = {};
  });

  test('two servers that name other transactions are told from each other', async () => {
    scan.trouble = { hide: ({ hash }) => hash === world.tx.fan1 };
    const source = await openScan({ urls: [scan.url, blockscout.url] });
    assert.equal(
      await codeLater(source.fetch([{ type: 'history', location: account(world.thief), after: start }])),
      'E_SOURCES_DISAGREE',
    );
    scan.trouble = {};
  });

  test('the key goes to the first server only, and is in nothing that is said', async () => {
    scan.asked.length = 0;
    scan.trouble = { notOk: `Invalid API Key ${KEY}` };
    const error = await (await openScan()).tips(null).then(
      () => null,
      (reason: AshiatoError) => reason,
    );
    scan.trouble = {};
    assert.ok(error !== null);
    assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, new RegExp(KEY));
    const source = await openScan({ urls: [scan.url, blockscout.url] });
    await source.tips(null);
    const reports = await source.check();
    assert.doesNotMatch(JSON.stringify([reports, source.caveats()]), new RegExp(KEY));
    assert.deepEqual(
      reports[0]!.abilities.map(({ name, can }) => `${name}: ${can}`),
      [
        'network: partly',
        'newest block: yes',
        'histories of accounts: yes',
        'internal transfers: yes',
        'token transfers: yes',
        'proofs: partly',
        'balances of the past: no',
        'whole blocks: no',
        'mempool: no',
      ],
    );
    assert.ok(scan.asked.every((query) => query.get('chainid') === '31337'));
  });

  describe('as an index for nodes', () => {
    const histories = (...urls: string[]) => etherscanHistories({ ...settings, urls });
    const indexed = (urls: string[], ...nodes: string[]) =>
      open(nodes.length === 0 ? [plain.url] : nodes, { histories: histories(...urls), walkBlocks: 0 });

    test('it names the blocks, and the trace is that of a walk', async () => {
      const walked = await follow(world, await open([anvil.url]));
      scan.asked.length = 0;
      const source = await indexed([scan.url]);
      assert.equal((await follow(world, source)).stateHash, walked.stateHash);
      assert.ok(scan.asked.some((query) => query.get('action') === 'txlistinternal'));
      // Every account of the theft is proved complete by its nonce and its balance: no word rests on the index.
      const said = source.caveats().filter((sentence) => sentence.includes('the history of'));
      assert.deepEqual(
        said.filter((sentence) => sentence.includes(world.thief)),
        [],
      );
      assert.ok(
        said.every((sentence) => sentence.includes(scan.url.slice(0, 20))),
        said.join(),
      );
    });

    test('what it keeps quiet shows in the nonce or the balance, and every block is walked instead', async () => {
      const walked = await follow(world, await open([anvil.url]));
      for (const hidden of [world.tx.fan1, world.tx.fan2, world.tx.theft]) {
        scan.trouble = { hide: ({ hash }) => hash === hidden };
        assert.equal((await follow(world, await indexed([scan.url]))).stateHash, walked.stateHash);
      }
      scan.trouble = { hide: () => true };
      assert.equal((await follow(world, await indexed([scan.url]))).stateHash, walked.stateHash);
      scan.trouble = {};
    });

    test('where a walk is too long for that, the account ends as unknown, with the reason', async () => {
      scan.trouble = { hide: ({ hash }) => hash === world.tx.fan1 };
      const source = await open([plain.url], {
        histories: histories(scan.url),
        walkBlocks: 0,
        maxBlocks: 1,
      });
      await source.fetch([
        { type: 'history', location: account(world.thief), after: { height: 6, index: 0 } },
      ]);
      assert.match(source.missing(account(world.thief)) ?? '', /E_BALANCE_DIVERGENCE/);
      assert.ok(source.caveats().some((sentence) => sentence.includes(`the history of ${world.thief}`)));
      scan.trouble = {};
    });

    test('a contract’s history rests on the index’s word, unless two of them name it', async () => {
      const ask = async (source: ChainSource): Promise<readonly string[]> => {
        await source.fetch([
          { type: 'history', location: account(world.forwarder), after: { height: 2, index: 0 } },
        ]);
        return source.caveats().filter((sentence) => sentence.includes('the history of'));
      };
      assert.match(
        (await ask(await indexed([scan.url]))).join(),
        new RegExp(`^single-source: the history of ${world.forwarder} is as complete as http.* says$`),
      );
      assert.match(
        (await ask(await indexed([], anvil.url))).join(),
        /is as complete as http:\/\/127.0.0.1:\d+ \(1\) says$/,
      );
      assert.deepEqual(await ask(await indexed([scan.url, blockscout.url])), []);
    });

    test('it finds who paid an address', async () => {
      const walked = await open([anvil.url]);
      const source = await indexed([scan.url]);
      for (const address of [world.thief, world.mules[2]!, world.mules[3]!]) {
        const [expected, found] = [
          await walked.paid(LAB.id, address, 0),
          await source.paid(LAB.id, address, 0),
        ];
        assert.deepEqual(found, expected);
        assert.ok(found.length > 0);
      }
    });

    test('an index that is away is left out', async () => {
      const walked = await follow(world, await open([anvil.url]));
      const source = await open([anvil.url], {
        histories: etherscanHistories({ ...settings, urls: ['http://127.0.0.1:1/api'], retries: 0 }),
        walkBlocks: 0,
      });
      assert.equal((await follow(world, source)).stateHash, walked.stateHash);
    });
  });

  test('coins are what they are: nothing of a token’s own story is read', async () => {
    const source = await openScan();
    const [tx] = await source.fetch([
      { type: 'transaction', chain: LAB.id, txid: world.tx.tokens1 as never },
    ]);
    assert.ok(tx?.type === 'account');
    assert.doesNotMatch(
      JSON.stringify(tx, (_, v) => (typeof v === 'bigint' ? `${v}` : v)),
      /USD|xxxx|255/,
    );
    assert.ok(tx.events.every(({ amount }) => amount < 100_000n * ETHER));
  });
});

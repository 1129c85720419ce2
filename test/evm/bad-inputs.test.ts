/**
 * Bad inputs 15 to 28 and 35 of the list of reliability: what a node or a token may say, and the code it meets.
 * Faults of the line (39 to 51) stand in client.test.ts and in the fault matrix.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { judgeToken } from '../../src/core/attribution/assets.ts';
import { parseQuantity } from '../../src/core/chains/evm/bytes.ts';
import { profileOf } from '../../src/core/chains/evm/profiles.ts';
import { readTokenLog } from '../../src/core/chains/evm/tokens.ts';
import { verifyBlock } from '../../src/core/chains/evm/verify.ts';
import { parseAddress } from '../../src/core/model/address.ts';
import { tokenAsset } from '../../src/core/model/asset.ts';
import { getChain } from '../../src/core/model/chain.ts';
import { POLICIES } from '../../src/core/model/rules.ts';
import { movementLine } from '../../src/core/trace/seal.ts';
import { codeLater, codeOf } from '../refusal.ts';
import { type Anvil, skipWithoutAnvil, startAnvil } from './anvil.ts';
import { SPOOFER } from './contracts.ts';
import { follow, LAB, NATIVE, open } from './follow.ts';
import { type Json, topic } from './made.ts';
import { type FaultyNode, startProxy } from './proxy.ts';
import { callData, EventName, Selector } from './selectors.ts';
import { makeWorld, STOLEN_TOKENS, type World } from './world.ts';

describe('bad inputs', { skip: skipWithoutAnvil() }, () => {
  const profile = profileOf(LAB.id);
  let anvil: Anvil;
  let world: World;
  let node: FaultyNode;
  before(async () => {
    anvil = await startAnvil();
    world = await makeWorld(anvil);
    node = await startProxy(anvil.url);
  });
  after(async () => {
    await node?.stop();
    await anvil?.stop();
  });

  const blockOf = async (txid: string): Promise<[Json, Json[]]> => {
    const { blockNumber } = await anvil.rpc<{ blockNumber: string }>('eth_getTransactionReceipt', txid);
    return [
      await anvil.rpc<Json>('eth_getBlockByNumber', blockNumber, true),
      await anvil.rpc<Json[]>('eth_getBlockReceipts', blockNumber),
    ];
  };
  const send = async (data: string, to: string | null, from = world.mules[5]!): Promise<string> => {
    const hash = await world.queue(from, to, 0n, data);
    for (let tries = 0; tries < 500; tries += 1) {
      const receipt = await anvil.rpc<{ contractAddress: string | null } | null>(
        'eth_getTransactionReceipt',
        hash,
      );
      if (receipt !== null) return receipt.contractAddress ?? hash;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`${hash} was not mined`);
  };

  test('15, 17, 18: an omitted log, an altered header, no transactions but receipts', async () => {
    const [block, receipts] = await blockOf(world.tx.tokens1);
    const verify = (b: Json, r: readonly Json[]) => codeOf(() => verifyBlock(profile, b, r, 'block'));
    assert.equal(
      verify(
        block,
        receipts.map((receipt) => ({ ...receipt, logs: [] })),
      ),
      'E_RECEIPTS_ROOT',
    );
    assert.equal(verify({ ...block, gasLimit: '0x1' }, receipts), 'E_HEADER_HASH');
    assert.equal(verify({ ...block, transactions: [] }, receipts), 'E_TX_ROOT');
  });

  test('16: no logs from a node that is behind are no answer', async () => {
    const lagging = await startProxy(anvil.url);
    const both = await open([lagging.url, lagging.url], { proof: 'sources', retries: 0 });
    await both.tips(null);
    lagging.trouble = {
      method: 'eth_getLogs',
      batch: (replies) =>
        replies.map((reply, i) =>
          i === 0
            ? { ...reply, result: null }
            : { ...reply, ...(Array.isArray(reply.result) ? { result: [] } : {}) },
        ),
    };
    const token = tokenAsset(LAB, world.token, 'TOKEN', 6);
    const location = { type: 'account', chain: LAB.id, address: world.thief, asset: token.id } as const;
    const want = { type: 'history', location, after: { height: 1, index: 0 } } as const;
    assert.equal(await codeLater(both.fetch([want])), 'E_SOURCE_BEHIND');
    await lagging.stop();
  });

  test('19: a node that changes its network in the middle is refused', async () => {
    const source = await open([node.url]);
    node.trouble = { method: 'eth_chainId', lie: (reply) => ({ ...reply, result: '0x1' }) };
    assert.equal(await codeLater(source.tips(null)), 'E_WRONG_CHAIN');
    node.trouble = null;
  });

  test('20: a log that was removed is none', async () => {
    const source = await open([node.url, node.url], { proof: 'sources' });
    node.trouble = {
      method: 'eth_getLogs',
      lie: (reply) =>
        Array.isArray(reply.result)
          ? { ...reply, result: reply.result.map((log: Json) => ({ ...log, removed: true })) }
          : null,
    };
    assert.equal(await codeLater(follow(world, source)), 'E_RPC_VALUE');
    node.trouble = null;
  });

  test('21: a symbol that reads like another’s is judged by its contract', () => {
    const verdict = judgeToken(getChain('eip155:1'), `0x${'12'.repeat(20)}`, 'USDТ');
    assert.equal(verdict.verdict, 'look-alike');
  });

  test('22, 23: what an unlisted contract announces of a victim taints nothing, nor do transfers of nothing', async () => {
    const source = await open([anvil.url]);
    const before = new Map<string, string[]>();
    for (const policy of POLICIES)
      before.set(policy, (await follow(world, source, policy)).movements.map(movementLine));
    const spoofer = await send(SPOOFER, null);
    const other = world.mules[5]!;
    for (const amount of [STOLEN_TOKENS, 2n ** 256n - 1n, 0n]) {
      // The thief seems to pay, and to be paid.
      await send(`0x${callData('', world.thief, other, amount)}`, spoofer);
      await send(`0x${callData('', other, world.thief, amount)}`, spoofer);
    }
    await send(callData(Selector.transfer, world.thief, 0n), world.token);
    const spoofed = await anvil.rpc<unknown[]>('eth_getLogs', { address: spoofer, fromBlock: '0x0' });
    assert.equal(spoofed.length, 6, 'it did announce them');
    for (const policy of POLICIES) {
      const result = await follow(world, source, policy);
      assert.deepEqual(result.movements.map(movementLine), before.get(policy), policy);
      assert.ok(
        !JSON.stringify(result.movements, (_, v) => (typeof v === 'bigint' ? `${v}` : v)).includes(spoofer),
      );
    }
    const wanted = {
      type: 'account',
      chain: LAB.id,
      address: world.thief,
      asset: tokenAsset(LAB, world.token, '', 0).id,
    } as const;
    const history = await source.fetch([
      { type: 'history', location: wanted, after: { height: 1, index: 0 } },
    ]);
    for (const tx of history)
      assert.ok(tx.type === 'account' && tx.events.every(({ amount }) => amount > 0n));
  });

  test('24: a token id is no amount, and a transfer with nothing indexed is named', async () => {
    const source = await open([anvil.url]);
    const found = await source.fetch([{ type: 'transaction', chain: LAB.id, txid: world.tx.nft as never }]);
    assert.ok(found[0]?.type === 'account' && found[0].events.every(({ asset }) => asset === NATIVE.id));
    const { to } = await anvil.rpc<{ to: string }>('eth_getTransactionReceipt', world.tx.nft);
    const held = {
      type: 'account',
      chain: LAB.id,
      address: world.thief,
      asset: tokenAsset(LAB, to, '', 0).id,
    } as const;
    assert.match(source.missing(held) ?? '', /E_LOG_SHAPE/);
  });

  test('25, 26: neither decimals() nor symbol() is ever asked for', async () => {
    const asked: string[] = [];
    node.trouble = {
      method: 'eth_call',
      lie: (_, { params }) => {
        asked.push(String((params[0] as { data: string }).data).slice(0, 10));
        return null;
      },
    };
    await follow(world, await open([node.url]));
    node.trouble = null;
    assert.ok(asked.length > 0);
    assert.deepEqual([...new Set(asked)], [Selector.balanceOf]);
  });

  test('28, 35: the largest amount is exact, and a JSON number is no amount', async () => {
    const most = 2n ** 256n - 1n;
    const transfer = readTokenLog(profile, {
      address: world.token,
      topics: [EventName.transfer, topic(world.thief), topic(world.victim)],
      data: Uint8Array.from({ length: 32 }, () => 255),
    });
    assert.ok(transfer !== null && transfer !== 'unread' && transfer.amount === most);
    assert.equal(
      codeOf(() => parseQuantity(JSON.parse('9007199254740993'), 'value')),
      'E_RPC_VALUE',
    );
    assert.equal(
      codeOf(() => parseQuantity(`0x1${'0'.repeat(64)}`, 'value')),
      'E_RPC_VALUE',
    );
  });

  test('29: an address whose checksum is wrong is refused', async () => {
    const wrong = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD'.replace('5aA', '5AA');
    assert.equal(
      codeOf(() => parseAddress(getChain('eip155:1'), wrong)),
      'E_ADDR_CHECKSUM',
    );
  });
});

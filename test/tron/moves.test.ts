/** What TRON’s transactions move, and the bad inputs 30 to 36 of the reliability plan. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeToken, RECOGNISED_ASSETS } from '../../src/core/attribution/assets.ts';
import { decodeBlock, trc10Asset } from '../../src/core/chains/tron/decode.ts';
import { readInfos } from '../../src/core/chains/tron/info.ts';
import { Writer } from '../../src/core/chains/tron/protobuf.ts';
import { readTokenLog } from '../../src/core/chains/tron/tokens.ts';
import { readTransaction } from '../../src/core/chains/tron/transaction.ts';
import { verifyBlock } from '../../src/core/chains/tron/verify.ts';
import { parseAddress } from '../../src/core/model/address.ts';
import { tokenAsset } from '../../src/core/model/asset.ts';
import { getChain } from '../../src/core/model/chain.ts';
import { codeOf } from '../refusal.ts';
import {
  addressOf,
  buildBlock,
  buildTransaction,
  call,
  hexOf,
  internal,
  type Json,
  type Order,
  other,
  tokenTransfer,
  topicOf,
  transfer,
  transferLog,
  witnessOf,
  word,
} from './builder.ts';
import { CALLED, GENESIS, TESTNET } from './real-blocks.ts';

const TRON = getChain('tron:0x2b6653dc');
const USDT = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const [alice, bob, carol] = ['alice', 'bob', 'carol'].map(addressOf) as [string, string, string];

/** One block with these orders, and what a node tells of it, changed by `change`. */
function decoded(orders: readonly Order[], change: (infos: Json[]) => unknown = (infos) => infos) {
  const built = orders.map(buildTransaction);
  const block = buildBlock(
    7,
    `${'0'.repeat(15)}6${'ab'.repeat(24)}`,
    1_700_000_000_000,
    built,
    witnessOf('one'),
  );
  const verified = verifyBlock(block.block, 'block');
  const infos = readInfos(change([...block.infos] as Json[]), verified, 'infos');
  return decodeBlock(TRON, verified, infos.infos, infos.internals);
}
const moves = (orders: readonly Order[], change?: (infos: Json[]) => unknown): unknown[] =>
  decoded(orders, change).block.transactions.flatMap((tx) =>
    (tx.type === 'account' ? tx.events : []).map(({ type, asset, from, to, amount }) => [
      type,
      asset.slice(TRON.id.length + 1),
      from,
      to,
      amount,
    ]),
  );

describe('bad input to the TRON reader', () => {
  test('30: a block id that does not begin with the block’s number', () => {
    const block = structuredClone(TESTNET[0]!);
    block.blockID = block.blockID.replace('0203c375', '0203c376');
    assert.equal(
      codeOf(() => verifyBlock(block, 'block')),
      'E_BLOCK_ID',
    );
  });

  test('31: transactions that do not give the root', () => {
    const { transactions: _, ...without } = CALLED;
    assert.equal(
      codeOf(() => verifyBlock(without, 'block')),
      'E_TX_ROOT',
    );
    const twice = { ...GENESIS, transactions: [...GENESIS.transactions, GENESIS.transactions[2]] };
    assert.equal(
      codeOf(() => verifyBlock(twice, 'block')),
      'E_TX_ROOT',
      'no pairing of a hash with itself',
    );
  });

  test('32: a missing transaction info is not “no transfers”', () => {
    const orders = [transfer(alice, bob, 5n), transfer(bob, carol, 2n)];
    assert.equal(
      codeOf(() => decoded(orders, () => [])),
      'E_RECEIPT_MISSING',
    );
    assert.equal(
      codeOf(() => decoded(orders, (infos) => infos.slice(1))),
      'E_RECEIPT_MISSING',
    );
    assert.equal(
      codeOf(() => decoded(orders, (infos) => [...infos, infos[0]])),
      'E_TRACES',
    );
    assert.equal(
      codeOf(() => decoded(orders, (infos) => [...infos, { ...infos[0], id: 'ab'.repeat(32) }])),
      'E_TRACES',
    );
    assert.equal(
      codeOf(() => decoded(orders, (infos) => infos.map((info) => ({ ...info, blockNumber: 8 })))),
      'E_TRACES',
    );
  });

  test('33: a failed call credits nobody, whatever its logs say; its fee was paid', () => {
    const loud = {
      fee: 9n,
      log: [transferLog(USDT, alice, bob, 5n)],
      internal_transactions: [internal(bob, carol, 'call', 3n)],
    };
    for (const outcome of ['REVERT', 'OUT_OF_ENERGY'])
      assert.deepEqual(moves([call(alice, bob, 7n, outcome, loud)]), [
        ['fee', 'slip44:195', alice, null, 9n],
      ]);
    assert.equal(moves([call(alice, bob, 7n, 'SUCCESS', loud)]).length, 4, 'the same, had it succeeded');
    // The block commits to the outcome; a node that tells another is caught.
    const brightened = (infos: Json[]) =>
      infos.map((info) => ({ ...info, result: undefined, receipt: { result: 'SUCCESS' } }));
    assert.equal(
      codeOf(() => moves([call(alice, bob, 7n, 'REVERT', loud)], brightened)),
      'E_TRACES',
    );
    const darkened = (infos: Json[]) => infos.map((info) => ({ ...info, result: 'FAILED' }));
    assert.equal(
      codeOf(() => moves([transfer(alice, bob, 1n)], darkened)),
      'E_TRACES',
    );
  });

  test('34: a TRC-10 called USDT is an asset of its own, never the TRC-20', () => {
    const [event] = moves([tokenTransfer(alice, bob, 'USDT', 5n)]) as [unknown[]];
    assert.equal(event[1], 'trc10:name-55534454', 'by name, as before numbers came');
    assert.equal((moves([tokenTransfer(alice, bob, '1002000', 5n)])[0] as unknown[])[1], 'trc10:1002000');
    const genuine = RECOGNISED_ASSETS.find(({ asset }) => asset.chain === TRON.id)!;
    assert.equal(genuine.contract, USDT);
    assert.notEqual(`${TRON.id}/${String(event[1])}`, genuine.asset.id);
    assert.equal(judgeToken(TRON, USDT, 'USDT').verdict, 'recognised');
    assert.equal(judgeToken(TRON, addressOf('another'), 'USDT').verdict, 'look-alike');
    assert.equal(trc10Asset(TRON, new TextEncoder().encode(USDT)).includes('trc20'), false);
  });

  test('35: amounts beyond 2^53 are exact, and a rounded one is refused', () => {
    const exact = 9_007_199_254_740_993n;
    assert.deepEqual(moves([transfer(alice, bob, exact)]), [['transfer', 'slip44:195', alice, bob, exact]]);
    const inside = (value: unknown) => ({
      internal_transactions: [internal(bob, carol, 'call', 0n, { callValueInfo: [{ callValue: value }] })],
    });
    assert.deepEqual(moves([call(alice, bob, 0n, 'SUCCESS', inside(exact))]), [
      ['transfer', 'slip44:195', bob, carol, exact],
    ]);
    for (const value of [2 ** 53, 1.5, 1e30, 2n ** 63n, -1, '1e3', true, {}, Number.NaN])
      assert.equal(
        codeOf(() => moves([call(alice, bob, 0n, 'SUCCESS', inside(value))])),
        'E_RPC_VALUE',
        String(value),
      );
  });

  test('36: T…, 41… and 0x… of one account are one subject', () => {
    const spellings = [alice, hexOf(alice), `0x${hexOf(alice)}`, `0x${hexOf(alice).slice(2)}`];
    assert.deepEqual([...new Set(spellings.map((text) => parseAddress(TRON, text)))], [alice]);
    const [event] = moves([transfer(alice, bob, 1n)]) as [unknown[]];
    assert.equal(event[2], alice, 'the bytes of a transaction');
    const log = {
      contract: USDT,
      topics: [transferLog(USDT, alice, bob, 1n).topics as string[]].flat(),
      data: new Uint8Array(32),
    };
    assert.deepEqual(
      readTokenLog(log),
      { contract: USDT, from: alice, to: bob, amount: 0n },
      'the machine’s words',
    );
    const prefixed = [log.topics[0]!, `${'00'.repeat(11)}${hexOf(alice)}`, topicOf(bob)];
    assert.deepEqual(readTokenLog({ ...log, topics: prefixed }), {
      contract: USDT,
      from: alice,
      to: bob,
      amount: 0n,
    });
    const printed = { log: [{ ...transferLog(USDT, alice, bob, 1n), address: hexOf(USDT) }] };
    assert.deepEqual(
      moves([call(alice, bob, 0n, 'SUCCESS', printed)]),
      moves([call(alice, bob, 0n, 'SUCCESS', { log: [transferLog(USDT, alice, bob, 1n)] })]),
    );
  });
});

describe('what TRON’s transactions move', () => {
  test('TRC-20 transfers are the logs; a Transfer of another shape is kept and named', () => {
    const usdt = tokenAsset(TRON, USDT, 'USDT', 6).id;
    const log = transferLog(USDT, alice, bob, 2n ** 200n);
    assert.deepEqual(moves([call(alice, USDT, 0n, 'SUCCESS', { log: [log] })]), [
      ['transfer', `trc20:${USDT}`, alice, bob, 2n ** 200n],
    ]);
    const odd = [
      { ...log, topics: (log.topics as string[]).slice(0, 1) },
      { ...log, data: '' },
      { ...log, topics: [(log.topics as string[])[0], 'ff'.repeat(32), (log.topics as string[])[2]] },
    ];
    for (const shape of odd) {
      const { unread, block } = decoded([call(alice, USDT, 0n, 'SUCCESS', { log: [shape] })]);
      assert.deepEqual(
        unread.map(({ code: why, asset }) => [why, asset]),
        [['E_LOG_SHAPE', usdt]],
      );
      assert.deepEqual(
        block.transactions.flatMap((tx) => (tx.type === 'account' ? tx.events : [])),
        [],
      );
    }
    const collectible = { ...log, topics: [...(log.topics as string[]), word(1n)] };
    assert.deepEqual(
      moves([call(alice, USDT, 0n, 'SUCCESS', { log: [collectible] })]),
      [],
      'a token id is no amount',
    );
    const burnt = { ...log, topics: [...(log.topics as string[]).slice(0, 2), '00'.repeat(32)] };
    assert.equal((moves([call(alice, USDT, 0n, 'SUCCESS', { log: [burnt] })])[0] as unknown[])[3], null);
  });

  test('internal transfers move TRX and TRC-10; staking inside a contract does not', () => {
    const told = (note: string, extra: Json = {}) =>
      moves([
        call(alice, bob, 0n, 'SUCCESS', { internal_transactions: [internal(bob, carol, note, 5n, extra)] }),
      ]);
    for (const note of ['call', 'create', 'suicide'])
      assert.deepEqual(told(note), [['transfer', 'slip44:195', bob, carol, 5n]], note);
    const stakes = [
      'freezeForEnergy',
      'unfreezeForBandwidth',
      'freezeBalanceV2ForEnergy',
      'unfreezeBalanceV2ForEnergy',
      'delegateResourceOfEnergy',
      'unDelegateResourceOfEnergy',
      'withdrawExpireUnfreezeWhileUnfreezing',
      'cancelAllUnfreezeV2',
      'voteWitness',
    ];
    for (const note of stakes) assert.deepEqual(told(note), [], note);
    assert.deepEqual(told('withdrawReward'), [['transfer', 'slip44:195', null, carol, 5n]]);
    assert.deepEqual(told('call', { rejected: true }), []);
    const token = { callValueInfo: [{}, { tokenId: '1002000', callValue: 9 }] };
    assert.deepEqual(told('call', token), [['transfer', 'trc10:1002000', bob, carol, 9n]]);
    const { untold } = decoded([
      call(alice, bob, 0n, 'SUCCESS', { internal_transactions: [internal(bob, carol, 'newOpcode', 5n)] }),
    ]);
    assert.deepEqual(
      untold.map(({ address }) => address),
      [bob, carol],
      'said to be unknown',
    );
  });

  test('a new contract receives its coins at the address that follows from the transaction', () => {
    // java-tron: keccak256(transaction id, owner), its last twenty bytes; here as the builder's ids give it.
    const parameter = new Writer()
      .bytes(1, Buffer.from(hexOf(alice), 'hex'))
      .item(2, new Writer().int64(5, 8n).finish())
      .int64(3, 4n)
      .int64(4, 1_002_000n)
      .finish();
    const events = moves([
      { type: 30, parameter, outcome: 'SUCCESS', info: { receipt: { result: 'SUCCESS' } } },
    ]) as unknown[][];
    assert.deepEqual(
      events.map(([type, asset, from, , amount]) => [type, asset, from, amount]),
      [
        ['transfer', 'slip44:195', alice, 8n],
        ['transfer', 'trc10:1002000', alice, 4n],
      ],
    );
    assert.match(String(events[0]![3]), /^T/);
    assert.equal(events[0]![3], events[1]![3]);
  });

  test('staking moves nothing, rewards are newly made, exchanges are said to be untold', () => {
    for (const type of [11, 12, 54, 55, 56, 57, 58, 59, 4, 46])
      assert.deepEqual(moves([other(type, alice)]), [], String(type));
    assert.deepEqual(moves([other(13, alice, { withdraw_amount: 6 })]), [
      ['transfer', 'slip44:195', null, alice, 6n],
    ]);
    for (const type of [14, 41, 42, 43, 44, 51, 52, 53, 77]) {
      const { untold } = decoded([other(type, alice)]);
      assert.deepEqual(
        untold.map(({ address }) => address),
        [alice],
        String(type),
      );
    }
  });

  test('a result with more than the outcome is written as the block holds it', () => {
    const built = buildTransaction(transfer(alice, bob, 1n), 1);
    const signed = Buffer.from(built.json.raw_data_hex as string, 'hex');
    const result = new Writer()
      .int64(1, 7n)
      .int64(2, 1n)
      .int64(3, 1n)
      .int64(15, 2n ** 60n)
      .bytes(25, Uint8Array.of(1, 2))
      .item(26, new Writer().bytes(1, Uint8Array.of(9)).int64(3, 4n).finish())
      .item(28, Uint8Array.of(0x0a, 0x02, 0x41, 0x42, 0x10, 0x00))
      .finish();
    const json = {
      ...built.json,
      signature: [],
      ret: [
        {
          fee: 7,
          ret: 'FAILED',
          contractRet: 'SUCCESS',
          withdraw_amount: 2n ** 60n,
          orderId: '0102',
          orderDetails: [{ makerOrderId: '09', fillSellQuantity: 4 }],
          cancel_unfreezeV2_amount: [{ key: 'AB', value: 0 }],
        },
      ],
    };
    const expected = new Writer().item(1, signed).item(5, result).finish();
    assert.deepEqual(readTransaction(json, 'tx').encoded, expected);
    for (const ret of [{ '99': 'ab' }, { contractRet: 'NEW' }, { ret: 3 }])
      assert.equal(
        codeOf(() => readTransaction({ ...json, ret: [ret] }, 'tx')),
        'E_TX_TYPE',
        JSON.stringify(ret),
      );
  });
});

/** What blocks of other forks and chains say, on blocks made for the purpose: their roots are computed here. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { serializeTransaction } from 'viem/op-stack';
import { toHex } from '../../src/core/chains/evm/bytes.ts';
import { decodeBlock } from '../../src/core/chains/evm/decode.ts';
import { ETHEREUM as ETHEREUM_RULES, profileOf } from '../../src/core/chains/evm/profiles.ts';
import { readTransaction } from '../../src/core/chains/evm/transaction.ts';
import { EMPTY_ROOT } from '../../src/core/chains/evm/trie.ts';
import { verifyBlock } from '../../src/core/chains/evm/verify.ts';
import { type Chain, getChain } from '../../src/core/model/chain.ts';
import type { AccountTransaction } from '../../src/core/model/transaction.ts';
import { codeOf } from '../refusal.ts';
import { hex, type Json, makeBlock, topic, word } from './made.ts';
import { EventName } from './selectors.ts';
import { ACCOUNT, asNodeWould } from './signed.ts';

const SENDER = ACCOUNT.address.toLowerCase();
const RECEIVER = `0x${'11'.repeat(20)}` as const;
const MINER = `0x${'22'.repeat(20)}`;
const WETH = '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2';
const GWEI = 1_000_000_000n;
/** Of Ethereum, at a base fee of ten gwei. */
const blockOf = (transactions: readonly Json[], receipts: readonly Json[], rest: Json = {}): Json =>
  makeBlock(ETHEREUM_RULES, transactions, receipts, {
    miner: MINER,
    baseFeePerGas: hex(10n * GWEI),
    ...rest,
  });

const decode = (chain: Chain, block: Json, receipts: readonly Json[]) => {
  const profile = profileOf(chain.id);
  return decodeBlock(chain, profile, verifyBlock(profile, block, receipts, 'block'), null);
};
const eventsOf = (chain: Chain, block: Json, receipts: readonly Json[]): string[] =>
  decode(chain, block, receipts).block.transactions.flatMap((tx) =>
    tx.type === 'account'
      ? tx.events.map(
          (e) => `${e.index} ${e.type} ${e.asset.split('/')[1]!.split(':')[0]} ${e.from} ${e.to} ${e.amount}`,
        )
      : [],
  );
const receipt = (more: Json = {}): Json => ({
  status: '0x1',
  cumulativeGasUsed: hex(21_000),
  logs: [],
  ...more,
});
const signed = async (request: Parameters<typeof ACCOUNT.signTransaction>[0]): Promise<Json> =>
  asNodeWould(await ACCOUNT.signTransaction(request));

const ETHEREUM = getChain('eip155:1');
const OPTIMISM = getChain('eip155:10');

test('a dynamic fee is the base fee and the tip, and the tip is the miner’s', async () => {
  const tx = await signed({
    type: 'eip1559',
    chainId: 1,
    to: RECEIVER,
    value: 5n,
    gas: 21_000n,
    maxFeePerGas: 11n * GWEI,
    maxPriorityFeePerGas: 2n * GWEI,
    nonce: 0,
  });
  const receipts = [receipt({ type: '0x2' })];
  assert.deepEqual(eventsOf(ETHEREUM, blockOf([tx], receipts), receipts), [
    `0 fee slip44 ${SENDER} null ${21_000n * 11n * GWEI}`,
    `1 transfer slip44 ${SENDER} ${RECEIVER} 5`,
    `2 transfer slip44 null ${MINER} ${21_000n * GWEI}`,
  ]);
});

test('a blob’s fee is part of the fee, and its price stays within the sender’s limit', async () => {
  const request = {
    type: 'eip4844',
    chainId: 1,
    to: RECEIVER,
    value: 0n,
    gas: 21_000n,
    maxFeePerGas: 10n * GWEI,
    maxPriorityFeePerGas: 0n,
    maxFeePerBlobGas: 9n,
    nonce: 0,
    blobVersionedHashes: [`0x01${'22'.repeat(31)}`],
  };
  const tx = await signed(request as unknown as Parameters<typeof signed>[0]);
  const at = (blobGasPrice: string | undefined): string | string[] => {
    const receipts = [receipt({ type: '0x3', ...(blobGasPrice === undefined ? {} : { blobGasPrice }) })];
    const block = blockOf([tx], receipts);
    const code = codeOf(() => eventsOf(ETHEREUM, block, receipts));
    return code === 'accepted' ? eventsOf(ETHEREUM, block, receipts) : code;
  };
  assert.deepEqual(at('0x7'), [`0 fee slip44 ${SENDER} null ${21_000n * 10n * GWEI + 7n * 131_072n}`]);
  assert.equal(at('0xa'), 'E_RPC_VALUE');
  assert.equal(at(undefined), 'E_RPC_VALUE');
});

test('before Byzantium a receipt does not say whether its transaction failed, so nothing is guessed', async () => {
  const tx = await signed({ type: 'legacy', to: RECEIVER, value: 5n, gas: 21_000n, gasPrice: 1n, nonce: 0 });
  const receipts = [{ root: word(9n), cumulativeGasUsed: hex(21_000), logs: [], status: null }];
  assert.equal(
    codeOf(() => eventsOf(ETHEREUM, blockOf([tx], receipts), receipts)),
    'E_TX_STATUS',
  );
});

test('a deposit of the OP stack is written as viem writes it, pays no gas and makes the coins it brings', async () => {
  const fields = {
    sourceHash: word(7n) as `0x${string}`,
    from: RECEIVER,
    to: MINER as `0x${string}`,
    mint: 40n,
    value: 30n,
    gas: 50_000n,
    isSystemTx: false,
    data: '0x01' as const,
  };
  const raw = {
    ...fields,
    type: '0x7e',
    mint: '0x28',
    value: '0x1e',
    gas: hex(50_000),
    input: '0x01',
    nonce: '0x5',
  };
  assert.equal(
    toHex(readTransaction(raw, 'deposit').encoded),
    serializeTransaction({ ...fields, type: 'deposit' }),
  );
  const paid = await signed({
    type: 'eip1559',
    chainId: 10,
    to: RECEIVER,
    value: 5n,
    gas: 21_000n,
    maxFeePerGas: 10n * GWEI,
    maxPriorityFeePerGas: 0n,
    nonce: 0,
  });
  const receipts = [
    receipt({ type: '0x7e', depositNonce: '0x5', depositReceiptVersion: '0x1' }),
    receipt({
      type: '0x2',
      cumulativeGasUsed: hex(42_000),
      l1Fee: '0x3e8',
      operatorFeeConstant: '0x2',
      operatorFeeScalar: '0x0',
    }),
  ];
  const block = blockOf([raw, paid], receipts, { withdrawalsRoot: word(4n), withdrawals: [] });
  assert.deepEqual(eventsOf(OPTIMISM, block, receipts), [
    `0 transfer slip44 null ${RECEIVER} 40`,
    `1 transfer slip44 ${RECEIVER} ${MINER} 30`,
    `0 fee slip44 ${SENDER} null ${21_000n * 10n * GWEI + 1_002n}`,
    `1 transfer slip44 ${SENDER} ${RECEIVER} 5`,
  ]);
  const feeWith = (extraData: string): string => {
    const scaled = [receipts[0]!, { ...receipts[1], operatorFeeScalar: '0x64' }];
    const made = blockOf([raw, paid], scaled, { withdrawalsRoot: word(4n), withdrawals: [], extraData });
    return eventsOf(OPTIMISM, made, scaled)[2]!.split(' ').at(-1)!;
  };
  const gas = 21_000n * 10n * GWEI + 1_000n + 2n;
  assert.equal(feeWith(`0x00${'00'.repeat(8)}`), `${gas + 2n}`, 'Isthmus: millionths of the gas');
  assert.equal(
    feeWith(`0x01${'00'.repeat(16)}`),
    `${gas + 21_000n * 100n * 100n}`,
    'Jovian: a hundred times',
  );
});

test('wrapping and unwrapping make and destroy the wrapper’s token; elsewhere such a log means nothing', async () => {
  const tx = await signed({
    type: 'legacy',
    to: RECEIVER,
    value: 0n,
    gas: 21_000n,
    gasPrice: 10n * GWEI,
    nonce: 0,
  });
  const deposit = '0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c';
  const withdrawal = '0x7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65';
  const most = 2n ** 256n - 1n;
  const receipts = [
    receipt({
      logs: [
        { address: WETH, topics: [deposit, topic(SENDER)], data: word(8n) },
        { address: WETH, topics: [withdrawal, topic(SENDER)], data: word(3n) },
        { address: RECEIVER, topics: [deposit, topic(SENDER)], data: word(8n) },
        { address: RECEIVER, topics: [EventName.transfer, topic(SENDER), topic(RECEIVER)], data: word(most) },
        { address: RECEIVER, topics: [EventName.transfer, topic(SENDER), topic(RECEIVER)], data: word(0n) },
      ],
    }),
  ];
  assert.deepEqual(eventsOf(ETHEREUM, blockOf([tx], receipts), receipts).slice(1), [
    `1 transfer erc20 null ${SENDER} 8`,
    `2 transfer erc20 ${SENDER} null 3`,
    `3 transfer erc20 ${SENDER} ${RECEIVER} ${most}`,
  ]);
});

test('what contracts say beside transfers is kept for patterns, and what was called with a short input', async () => {
  const input = `0x${'ab'.repeat(1_024)}` as const;
  const call = (nonce: number, data: `0x${string}`) =>
    signed({ type: 'legacy', to: RECEIVER, value: 0n, gas: 90_000n, gasPrice: 10n * GWEI, nonce, data });
  const said = { address: WETH, topics: [`0x${'5'.repeat(64)}`], data: word(8n) };
  const receipts = [
    receipt({
      logs: [
        { address: WETH, topics: [EventName.transfer, topic(SENDER), topic(RECEIVER)], data: word(1n) },
        said,
      ],
    }),
    receipt({ cumulativeGasUsed: '0xa410', logs: [] }),
  ];
  const block = blockOf([await call(0, input), await call(1, `${input}ab`)], receipts);
  const [first, second] = decode(ETHEREUM, block, receipts).block.transactions as AccountTransaction[];
  assert.deepEqual(first!.said, [{ index: 1, contract: WETH, topics: said.topics, data: said.data }]);
  assert.deepEqual(first!.called, { to: RECEIVER, input });
  assert.equal(second!.said, undefined);
  assert.equal(second!.called, undefined, 'no memo is that long, and nothing was said');
});

const BLOCKS = join(
  process.env.ASHIATO_DATA ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data'),
  'eth',
  'eth_17173049_50_blocks.json.gz',
);

test('the withdrawals of block 17173049 give its root, and are credited to their owners', {
  skip: existsSync(BLOCKS) ? false : 'no recorded Ethereum data (set ASHIATO_DATA)',
}, () => {
  type Row = {
    withdrawals_root: string;
    withdrawals: { index: number; validator_index: number; address: string; amount: number }[];
  };
  const [row] = gunzipSync(readFileSync(BLOCKS))
    .toString('utf8')
    .split('\n')
    .map((line) => JSON.parse(line || '{}') as Row);
  const withdrawals = row!.withdrawals.map(({ index, validator_index, address, amount }) => ({
    index: hex(index),
    validatorIndex: hex(validator_index),
    address,
    amount: hex(amount),
  }));
  const block = blockOf([], [], {
    withdrawalsRoot: row!.withdrawals_root,
    withdrawals,
    transactionsRoot: EMPTY_ROOT,
  });
  const events = eventsOf(ETHEREUM, block, []);
  assert.equal(events.length, 16);
  assert.equal(
    events[0],
    `0 transfer slip44 null ${row!.withdrawals[0]!.address} ${BigInt(row!.withdrawals[0]!.amount) * GWEI}`,
  );
  const omitted = { ...block, withdrawals: withdrawals.slice(1) };
  assert.equal(
    codeOf(() => eventsOf(ETHEREUM, omitted, [])),
    'E_WITHDRAWALS_ROOT',
  );
});

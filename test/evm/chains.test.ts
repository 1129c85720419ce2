/**
 * The chains that depart from Ethereum: real headers and transactions where they could be found (vectors.ts), blocks
 * made here to the forks' own encodings where not.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { minimalBytes, parseBytes, toHex } from '../../src/core/chains/evm/bytes.ts';
import { decodeBlock } from '../../src/core/chains/evm/decode.ts';
import { collectsTips } from '../../src/core/chains/evm/header.ts';
import { type EvmProfile, profileOf } from '../../src/core/chains/evm/profiles.ts';
import { encodeRlp } from '../../src/core/chains/evm/rlp.ts';
import { readTraces } from '../../src/core/chains/evm/traces.ts';
import { expectSender, readTransaction } from '../../src/core/chains/evm/transaction.ts';
import { listRoot } from '../../src/core/chains/evm/trie.ts';
import { verifyBlock, verifyHeader } from '../../src/core/chains/evm/verify.ts';
import { type Chain, getChain } from '../../src/core/model/chain.ts';
import { codeOf } from '../refusal.ts';
import { type Json, makeBlock, topic, word } from './made.ts';
import { EventName } from './selectors.ts';
import {
  ARBITRUM_HEADER,
  ARBITRUM_INTERNAL,
  AVALANCHE_BLOCK,
  AVALANCHE_EARLY,
  BNB_BLOCK,
  OPTIMISM_DEPOSIT,
} from './vectors.ts';

const of = (id: string): [Chain, EvmProfile] => [getChain(id), profileOf(getChain(id).id)];
const [AVALANCHE, avalanche] = of('eip155:43114');
const [ARBITRUM, arbitrum] = of('eip155:42161');
const [POLYGON, bor] = of('eip155:137');
const [, bnb] = of('eip155:56');
const [, optimism] = of('eip155:10');
const [, ethereum] = of('eip155:1');
const A = `0x${'a1'.repeat(20)}`;
const B = `0x${'b2'.repeat(20)}`;
const C = `0x${'c3'.repeat(20)}`;

/** The transactions of a recorded block: their root, hashes and senders. */
function checkTransactions(block: { transactions: readonly Json[]; transactionsRoot: string }): void {
  const read = checkNames(block.transactions);
  assert.equal(listRoot(read.map(({ encoded }) => encoded)), block.transactionsRoot);
}

/** Each has the hash it is recorded by, and was signed by its sender. */
function checkNames(transactions: readonly Json[]) {
  const read = transactions.map((tx, i) => readTransaction(tx, `transaction ${i}`));
  for (const [i, tx] of read.entries()) {
    assert.equal(tx.hash, transactions[i]!.hash);
    expectSender(tx, 'recorded');
  }
  return read;
}

test('Avalanche: a recorded header and transactions are proved; Ethereum’s rules refuse them', () => {
  assert.equal(verifyHeader(avalanche, AVALANCHE_BLOCK, 'block').height, 5_760_288);
  checkNames(AVALANCHE_BLOCK.transactions);
  assert.equal(
    codeOf(() => verifyHeader(ethereum, AVALANCHE_BLOCK, 'block')),
    'E_HEADER_HASH',
  );
  for (const field of ['extDataHash', 'extDataGasUsed', 'blockGasCost', 'baseFeePerGas'] as const) {
    const value = AVALANCHE_BLOCK[field];
    const other = value.slice(0, -1) + (value.endsWith('1') ? '2' : '1');
    assert.equal(
      codeOf(() => verifyHeader(avalanche, { ...AVALANCHE_BLOCK, [field]: other }, 'b')),
      'E_HEADER_HASH',
    );
  }
});

test('Avalanche: before the extra data were hashed the field is there all the same', () => {
  assert.equal(verifyHeader(avalanche, AVALANCHE_EARLY, 'block').height, 10);
});

test('Avalanche: coins that cross outside all transactions are named, never passed over', () => {
  const extra = '0x0001';
  const hashOf = (data: string): string => toHex(keccak_256(encodeRlp(parseBytes(data, 'extra'))));
  const block = makeBlock(avalanche, [], [], { extDataHash: hashOf(extra), blockExtraData: extra });
  const verified = verifyBlock(avalanche, block, [], 'block');
  assert.deepEqual(
    decodeBlock(AVALANCHE, avalanche, verified, []).unread.map(({ code, asset }) => [code, asset]),
    [['E_TX_TYPE', 'eip155:43114/slip44:9005']],
  );
  const hidden = { ...block, blockExtraData: '0x' };
  assert.equal(
    codeOf(() => verifyBlock(avalanche, hidden, [], 'block')),
    'E_TX_ROOT',
  );
});

test('Arbitrum: a recorded header, and the chain’s bookkeeping under its recorded names', () => {
  const header = verifyHeader(arbitrum, ARBITRUM_HEADER, 'block');
  assert.equal(header.hash, ARBITRUM_HEADER.hash);
  assert.equal(header.cancun, true, 'ArbOS 61');
  assert.equal(collectsTips(header.mixHash), true);
  for (const raw of ARBITRUM_INTERNAL) assert.equal(readTransaction(raw, 'internal').hash, raw.hash);
});

test('Arbitrum: what arrives from below is written field by field, and altering one gives another root', () => {
  const base = {
    chainId: '0xa4b1',
    from: A,
    to: B,
    nonce: '0x3',
    gas: '0x5208',
    value: '0x7',
    input: '0x01',
  };
  const ticket = { requestId: word(1n), maxFeePerGas: '0x9', l1BaseFee: '0x5', depositValue: '0x64' };
  const samples: [Json, (string | bigint)[]][] = [
    [{ ...base, type: '0x64', requestId: word(1n) }, [word(1n), A, B, 7n]],
    [{ ...base, type: '0x65', gasPrice: '0x9' }, [A, 3n, 9n, 0x5208n, B, 7n, '0x01']],
    [{ ...base, ...ticket, type: '0x66', to: null }, [word(1n), A, 9n, 0x5208n, '0x', 7n, '0x01']],
    [
      {
        ...base,
        type: '0x68',
        maxFeePerGas: '0x9',
        ticketId: word(2n),
        refundTo: C,
        maxRefund: '0x10',
        submissionFeeRefund: '0x11',
      },
      [3n, A, 9n, 0x5208n, B, 7n, '0x01', word(2n), C, 0x10n, 0x11n],
    ],
    [
      {
        ...base,
        ...ticket,
        type: '0x69',
        value: '0x0',
        retryTo: B,
        retryValue: '0x6',
        beneficiary: C,
        maxSubmissionFee: '0x8',
        refundTo: A,
        retryData: '0xff',
      },
      [word(1n), A, 5n, 100n, 9n, 0x5208n, B, 6n, C, 8n, A, '0xff'],
    ],
  ];
  for (const [raw, fields] of samples) {
    const tx = readTransaction(raw, String(raw.type));
    const items = [0xa4b1n, ...fields].map((field) =>
      typeof field === 'bigint' ? minimalBytes(field) : parseBytes(field, 'field'),
    );
    assert.equal(
      toHex(tx.encoded),
      toHex(concatBytes(Uint8Array.of(Number(raw.type)), encodeRlp(items))),
      String(raw.type),
    );
    assert.equal(tx.signature, null);
    expectSender(tx, 'unsigned');
    assert.notEqual(readTransaction({ ...raw, from: C }, 'other').hash, tx.hash, 'the sender stands in it');
  }
});

test('Arbitrum: everybody pays the base fee, whatever was offered, unless tips are collected', () => {
  const call = {
    type: '0x65',
    chainId: '0xa4b1',
    from: A,
    to: B,
    nonce: '0x0',
    gas: '0x5208',
    value: '0x5',
    input: '0x',
    gasPrice: '0x64',
  };
  const receipts = [{ type: '0x65', status: '0x1', cumulativeGasUsed: '0x5208', logs: [] }];
  const feeUnder = (mixHash: string): bigint => {
    const block = makeBlock(arbitrum, [call], receipts, { mixHash, baseFeePerGas: '0xa' });
    const [tx] = decodeBlock(ARBITRUM, arbitrum, verifyBlock(arbitrum, block, receipts, 'b'), null).block
      .transactions;
    return tx!.type === 'account' ? tx!.events[0]!.amount : 0n;
  };
  const version = (arbOs: number, tips: number): string =>
    `0x${'00'.repeat(16)}${arbOs.toString(16).padStart(16, '0')}00${tips.toString(16).padStart(2, '0')}${'00'.repeat(6)}`;
  assert.equal(feeUnder(version(32, 0)), 21_000n * 10n);
  assert.equal(feeUnder(version(32, 1)), 21_000n * 100n);
  assert.equal(feeUnder(version(9, 0)), 21_000n * 100n);
});

test('Arbitrum: a ticket moves what its trace says around it; a node that does not say is refused', () => {
  const retry = {
    type: '0x68',
    chainId: '0xa4b1',
    from: A,
    to: B,
    nonce: '0x0',
    gas: '0x5208',
    value: '0x5',
    input: '0x',
    maxFeePerGas: '0x1',
    ticketId: word(2n),
    refundTo: C,
    maxRefund: '0x0',
    submissionFeeRefund: '0x0',
  };
  const receipts = [{ type: '0x68', status: '0x1', cumulativeGasUsed: '0x5208', logs: [] }];
  const block = makeBlock(arbitrum, [retry], receipts);
  const verified = verifyBlock(arbitrum, block, receipts, 'block');
  const frame = { type: 'CALL', from: A, to: B, value: '0x5' };
  const move = (from: string | null, to: string | null, value: string, purpose: string): Json => ({
    from,
    to,
    value,
    purpose,
  });
  const traced = {
    ...frame,
    beforeEVMTransfers: [
      move(C, A, '0x5', 'escrow'),
      move(A, null, '0x3', 'feePayment'),
      move(null, null, '0x1', 'odd'),
    ],
    afterEVMTransfers: [move(null, A, '0x2', 'gasRefund'), move(null, C, '0x0', 'feeCollection')],
  };
  const traces = readTraces('callTracer', [{ result: traced }], verified, 'trace');
  const [tx] = decodeBlock(ARBITRUM, arbitrum, verified, traces).block.transactions;
  assert.ok(tx?.type === 'account');
  assert.deepEqual(
    tx.events.map(({ from, to, amount }) => [from, to, amount]),
    [
      [C, A, 5n],
      [A, null, 3n],
      [A, B, 5n],
      [null, A, 2n],
    ],
  );
  assert.equal(
    codeOf(() => readTraces('callTracer', [{ result: frame }], verified, 'trace')),
    'E_TX_TYPE',
  );
});

test('Polygon: the bridge’s transaction of before Madhugiri stands in no root and is left out', () => {
  const block = makeBlock(bor, [], [], { number: '0x1000' });
  const number = new Uint8Array(8);
  new DataView(number.buffer).setBigUint64(0, 0x1000n);
  const name = toHex(
    keccak_256(concatBytes(utf8ToBytes('matic-bor-receipt-'), number, parseBytes(block.hash, 'hash'))),
  );
  const bridge = { hash: name, type: '0x0', from: `0x${'00'.repeat(20)}`, to: `0x${'00'.repeat(20)}` };
  const receipt = {
    transactionHash: name,
    status: '0x1',
    cumulativeGasUsed: '0x0',
    logs: [{ address: A, topics: [], data: '0x' }],
  };
  const told = { ...block, transactions: [bridge] };
  const verified = verifyBlock(bor, told, [receipt], 'block');
  assert.deepEqual([verified.transactions, verified.receipts, verified.bridged], [[], [], true]);
  const flat = [{ result: { type: 'CALL', from: A, to: B, value: '0x0' } }];
  assert.deepEqual(readTraces('callTracer', flat, verified, 'traced'), [], 'nodes trace it or not');
  assert.deepEqual(readTraces('callTracer', [], verified, 'not traced'), []);
  const stranger = { ...bridge, hash: word(9n) };
  assert.notEqual(
    codeOf(() => verifyBlock(bor, { ...block, transactions: [stranger] }, [receipt], 'b')),
    'accepted',
  );
  assert.notEqual(
    codeOf(() => verifyBlock(ethereum, told, [receipt], 'b')),
    'accepted',
    'only on Polygon',
  );
});

test('Polygon: since Madhugiri it is a transaction of the block, proved by its bytes', () => {
  const events = encodeRlp([
    [minimalBytes(1n), parseBytes(A, 'a'), parseBytes('0x616c706861', 'd'), parseBytes(word(1n), 't')],
  ]);
  const raw = toHex(concatBytes(Uint8Array.of(0x7f), events));
  const tx = { type: '0x7f', raw };
  const logs = [{ address: A, topics: [EventName.transfer, word(0n), topic(B)], data: word(7n) }];
  const receipts = [{ type: '0x7f', status: '0x1', cumulativeGasUsed: '0x0', logs }];
  const block = makeBlock(bor, [tx], receipts);
  const verified = verifyBlock(bor, block, receipts, 'block');
  const traces = readTraces('callTracer', [], verified, 'not traced');
  const [decoded] = decodeBlock(POLYGON, bor, verified, traces).block.transactions;
  assert.ok(decoded?.type === 'account');
  assert.deepEqual(
    decoded.events.map(({ from, to, amount }) => [from, to, amount]),
    [[null, B, 7n]],
  );
  assert.equal(decoded.txid, toHex(keccak_256(parseBytes(raw, 'raw'))));
  const altered = { ...block, transactions: [{ ...tx, raw: `${raw.slice(0, -1)}2` }] };
  assert.equal(
    codeOf(() => verifyBlock(bor, altered, receipts, 'b')),
    'E_TX_ROOT',
  );
  assert.equal(
    codeOf(() => readTransaction({ type: '0x7f', raw: '0x02' }, 'tx')),
    'E_TX_TYPE',
  );
});

test('BNB Chain: a recorded block with system transactions is proved by Ethereum’s encodings', () => {
  assert.equal(verifyHeader(bnb, BNB_BLOCK, 'block').height, 55_475_597);
  checkTransactions(BNB_BLOCK);
});

test('OP stack: a recorded deposit has its recorded name', () => {
  const tx = readTransaction(OPTIMISM_DEPOSIT, 'deposit');
  assert.equal(tx.hash, OPTIMISM_DEPOSIT.hash);
  assert.equal(tx.price, null);
  assert.equal(optimism.stack, 'op');
});

test('a type that no chain here has is refused, and so is a header with a field that is not known', () => {
  assert.equal(
    codeOf(() => readTransaction({ type: '0x7d', from: A, to: B, value: '0x0', nonce: '0x0' }, 't')),
    'E_TX_TYPE',
  );
  const made = makeBlock(ethereum, [], [], { requestsHash: word(5n) });
  assert.equal(
    codeOf(() => verifyHeader(ethereum, made, 'b')),
    'accepted',
    'alone it is not read',
  );
});

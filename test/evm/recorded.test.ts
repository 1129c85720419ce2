/** Answers of mainnet nodes, recorded by others with what they expected of them. See the data folder's MANIFEST.md. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { parseBytes } from '../../src/core/chains/evm/bytes.ts';
import { profileOf } from '../../src/core/chains/evm/profiles.ts';
import { readReceipt } from '../../src/core/chains/evm/receipt.ts';
import { readTokenLog } from '../../src/core/chains/evm/tokens.ts';
import { readTraces, type TraceDialect } from '../../src/core/chains/evm/traces.ts';
import { readTransaction } from '../../src/core/chains/evm/transaction.ts';
import { listRoot } from '../../src/core/chains/evm/trie.ts';
import { type VerifiedBlock, verifyHeader } from '../../src/core/chains/evm/verify.ts';
import { getChain } from '../../src/core/model/chain.ts';

const FOLDER = join(
  process.env.ASHIATO_DATA ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data'),
  'eth',
);
const skip = existsSync(FOLDER) ? false : 'no recorded Ethereum data (set ASHIATO_DATA)';
const profile = profileOf(getChain('eip155:1').id);

const text = (name: string): string => {
  const bytes = readFileSync(join(FOLDER, name));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
};
const answer = <T>(name: string): T => (JSON.parse(text(name)) as { result: T }).result;
/** Rows of JSON lines; long numbers are kept as text, for `JSON.parse` would round them. */
const rows = <T>(name: string): T[] =>
  text(name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line.replace(/("(?:value|amount)": ?)(\d+)/g, '$1"$2"')) as T);

describe('recorded from mainnet', { skip }, () => {
  test('block 47218: header hash, transactions root and sender are recomputed', () => {
    const block = answer<{ hash: string; transactions: { hash: string }[] }>(
      'web3_response.eth_getBlockByNumber_0xb872_true.json',
    );
    const header = verifyHeader(profile, block, 'block');
    assert.equal(header.hash, block.hash);
    assert.equal(header.height, 47218);
    const transactions = block.transactions.map((tx, i) => readTransaction(tx, `transaction ${i}`));
    assert.equal(listRoot(transactions.map((tx) => tx.encoded)), header.transactionsRoot);
    assert.deepEqual(
      transactions.map((tx) => tx.hash),
      block.transactions.map((tx) => tx.hash),
    );
  });

  test('a receipt of before Byzantium, alone in its block, has a state root instead of a status', () => {
    const name =
      'web3_response.eth_getTransactionReceipt_0x04cbcb236043d8fb7839e07bbc7f5eed692fb2ca55d897f1101eac3e3ad4fab8.json';
    const raw = answer<{ logsBloom: string }>(name);
    const receipt = readReceipt(raw, 'receipt');
    assert.equal(receipt.succeeded, null);
    assert.deepEqual(
      receipt.bloom,
      parseBytes(raw.logsBloom, 'bloom'),
      'the bloom filter follows from the log',
    );
    assert.deepEqual(readTokenLog(profile, receipt.logs[0]!), {
      contract: '0xf4eced2f682ce333f96f2d8966c613ded8fc95dd',
      from: '0x1b63142628311395ceafeea5667e7c9026c862ca',
      to: '0xac4df82fe37ea2187bc8c011a23d743b4f39019a',
      amount: 100_000n,
    });
  });

  type LogRow = {
    transaction_hash: string;
    log_index: number;
    address: string;
    topics: string[];
    data: string;
  };
  type TransferRow = {
    transaction_hash: string;
    log_index: number;
    token_address: string;
    from_address: string;
    to_address: string;
    value: string;
  };

  test('blocks 17173049 and 17173050: 681 logs give the token transfers expected', () => {
    const zero = `0x${'00'.repeat(20)}`;
    const ours = rows<LogRow>('eth_17173049_50_logs.json.gz').flatMap((log) => {
      const transfer = readTokenLog(
        { ...profile, wrapper: null },
        { ...log, data: parseBytes(log.data, 'data') },
      );
      if (transfer === null || transfer === 'unread') return [];
      return [
        `${log.transaction_hash} ${log.log_index} ${transfer.contract} ${transfer.from ?? zero} ${transfer.to ?? zero} ${transfer.amount}`,
      ];
    });
    const expected = rows<TransferRow>('eth_17173049_50_token_transfers.json.gz').map(
      (row) =>
        `${row.transaction_hash} ${row.log_index} ${row.token_address} ${row.from_address} ${row.to_address} ${row.value}`,
    );
    // ethereum-etl also lists ERC-721 transfers, whose fourth topic it drops; those are the only difference.
    const nft = new Set(
      rows<LogRow>('eth_17173049_50_logs.json.gz')
        .filter((log) => log.topics.length === 4)
        .map((log) => `${log.transaction_hash} ${log.log_index}`),
    );
    assert.deepEqual(
      ours.toSorted(),
      expected.filter((line) => !nft.has(line.split(' ').slice(0, 2).join(' '))).toSorted(),
    );
    assert.ok(ours.length > 250, `${ours.length} transfers`);
  });

  test('block 15000000: the USDT transfers expected', () => {
    const usdt = '0xdac17f958d2ee523a2206206994597c13d831ec7';
    const hex = (base64: string): string => `0x${Buffer.from(base64, 'base64').toString('hex')}`;
    type Row = { txHash: string; logIndex: number; from: string; to: string; value: string };
    const expected = rows<Row>('gs_eth_reference_USDT_token_transfers.json.gz').map(
      (row) => `${hex(row.txHash)} ${row.logIndex} ${hex(row.from)} ${hex(row.to)} ${row.value}`,
    );
    type GsLog = { txHash: string; logIndex: number; address: string; topics: string[]; data: string };
    const ours = rows<GsLog>('gs_eth_logs.json.gz')
      .filter((log) => log.address === usdt)
      .flatMap((log) => {
        const transfer = readTokenLog(profile, { ...log, data: parseBytes(log.data, 'data') });
        return transfer === null || transfer === 'unread'
          ? []
          : [`${log.txHash} ${log.logIndex} ${transfer.from} ${transfer.to} ${transfer.amount}`];
      });
    assert.deepEqual(ours.toSorted(), expected.toSorted());
  });

  /** The traces' own outermost calls stand in for the block, which was not recorded with them. */
  const blockOf = (calls: readonly { from: string; to: string | null; value: string }[]): VerifiedBlock =>
    ({
      header: { cancun: false },
      transactions: calls.map((call) => ({
        from: call.from,
        to: call.to,
        value: BigInt(call.value),
        nonce: 0n,
        type: 0,
      })),
      receipts: calls.map(() => ({ succeeded: null, depositNonce: null })),
    }) as unknown as VerifiedBlock;
  const read = (dialect: TraceDialect, name: string, block: VerifiedBlock) =>
    readTraces(dialect, answer(name), block, name);

  test('block 1000000 by callTracer: a CALLCODE with value moves nothing', () => {
    const name = 'web3_response.debug_traceBlockByNumber_0xf4240_tracer_calltracer.json';
    const calls = answer<{ result: { from: string; to: string; value: string } }[]>(name).map(
      ({ result }) => result,
    );
    assert.deepEqual(read('callTracer', name, blockOf(calls)), [
      { failed: false, before: [], moves: [] },
      { failed: false, before: [], moves: [] },
    ]);
  });

  test('block 508110 by trace_block: a creation, a payment, and rewards that are nobody’s transaction', () => {
    const name = 'web3_response.trace_block_0x7c0ce.json';
    const expected = rows<{
      transaction_index: number | null;
      from_address: string;
      to_address: string;
      value: string;
    }>('blocks_508110_508110_expected_traces.json').filter((row) => row.transaction_index !== null);
    const block = blockOf(
      expected.map((row) => ({ from: row.from_address, to: row.to_address, value: row.value })),
    );
    assert.deepEqual(
      read('trace_block', name, block),
      expected.map(() => ({ failed: false, before: [], moves: [] })),
    );
  });
});

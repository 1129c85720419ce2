/**
 * Real TRON data of GraphSense's tests (MIT; see MANIFEST.md of the data folder): headers without signatures and
 * milliseconds, transactions without their bytes. As far as they reach, ids and totals must come out; expected
 * counts are those of GraphSense's own TransformationTest.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { addressIn, eventsOf, type FeeRow, type TransactionRow } from '../../scorecard/graphsense-tron.ts';
import { judgeToken } from '../../src/core/attribution/assets.ts';
import { readHeader } from '../../src/core/chains/tron/header.ts';
import { getChain } from '../../src/core/model/chain.ts';
import { codeOf } from '../refusal.ts';

const ROOT = join(
  process.env.ASHIATO_DATA ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data'),
  'tron',
);
const skip = existsSync(ROOT) ? false : 'no real TRON data here: set ASHIATO_DATA to run this test';
const TRON = getChain('tron:0x2b6653dc');

const rows = <T>(name: string): T[] =>
  gunzipSync(readFileSync(join(ROOT, `trx_${name}.json.gz`)))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
const hexOf = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');

type BlockRow = {
  blockId: number;
  blockHash: string;
  parentHash: string;
  transactionsRoot: string;
  miner: string;
  timestamp: number;
};
type TraceRow = {
  txHash: string;
  callerAddress: string;
  transfertoAddress: string;
  callValue: number;
  note: string;
  rejected: boolean;
};

describe('GraphSense’s TRON data', { skip }, () => {
  test('1001 mainnet blocks have the ids that their fields give, and join', () => {
    const blocks = rows<BlockRow>('56804500to56805500_blocks').sort((a, b) => a.blockId - b.blockId);
    assert.equal(blocks.length, 1001);
    for (const [i, row] of blocks.entries()) {
      if (i > 0) assert.equal(row.parentHash, blocks[i - 1]!.blockHash);
      const header = {
        blockID: hexOf(row.blockHash),
        block_header: {
          raw_data: {
            number: row.blockId,
            // Blocks are made on whole seconds; GraphSense left out the version, which was 28 in November 2023.
            timestamp: row.timestamp * 1000,
            version: 28,
            txTrieRoot: hexOf(row.transactionsRoot),
            parentHash: hexOf(row.parentHash),
            witness_address: `41${hexOf(row.miner)}`,
          },
        },
      };
      // The id is checked first; the signature, which is not in the data, is what is missed.
      const refused = (): string => codeOf(() => readHeader(header, 'block'));
      assert.equal(refused(), 'E_WITNESS_SIGNATURE', String(row.blockId));
      header.block_header.raw_data.version = 27;
      assert.equal(refused(), 'E_HEADER_HASH');
    }
  });

  test('the first 2172 transactions of mainnet move what GraphSense counts', () => {
    const fees = new Map(rows<FeeRow>('0to10000_tx_fee').map(({ txHash, fee }) => [txHash, BigInt(fee)]));
    const transactions = rows<TransactionRow>('0to10000_transactions');
    assert.equal(transactions.length, 2172);
    const [addresses, relations] = [new Set<string>(), new Set<string>()];
    let [moved, paid] = [0n, 0n];
    for (const row of transactions) {
      const from = addressIn(row.fromAddress);
      addresses.add(from);
      if (row.toAddress !== undefined) {
        addresses.add(addressIn(row.toAddress));
        relations.add(`${from} ${addressIn(row.toAddress)}`);
      }
      for (const event of eventsOf(row, fees.get(row.txHash)!)) {
        if (event.type === 'fee') paid += event.amount;
        else moved += event.amount;
      }
    }
    assert.equal(addresses.size, 1772, 'GraphSense: “expected 1772 addresses”');
    assert.equal(relations.size, 1848, 'GraphSense: “expected 1848 address relations”');
    assert.equal(paid, 277_312_297_920n);
    const expected = transactions
      .filter(({ toAddress, fromAddress }) => toAddress !== undefined && toAddress !== fromAddress)
      .reduce((sum, { value }) => sum + BigInt(value), 0n);
    assert.equal(moved, expected);
  });

  test('internal transfers of a real hour are of the three kinds that pay; rejected ones did not happen', () => {
    const traces = rows<TraceRow>('56804500to56805500_traces');
    assert.equal(traces.length, 4957);
    assert.deepEqual([...new Set(traces.map(({ note }) => note))].sort(), ['call', 'create', 'suicide']);
    assert.equal(traces.filter(({ rejected }) => rejected).length, 1067);
    // GraphSense kept these values in 32 bits: what overflowed there is below zero. Ours is a bigint, and refuses that.
    assert.ok(traces.some(({ callValue }) => callValue < 0));
  });

  test('USDT of its token table is the recognised one', () => {
    const tokens = rows<{ currencyTicker: string; tokenAddress: string }>(
      '56804500to56805500_token_configuration',
    );
    const usdt = tokens.find(({ currencyTicker }) => currencyTicker === 'USDT')!;
    assert.equal(judgeToken(TRON, addressIn(usdt.tokenAddress), 'USDT').verdict, 'recognised');
  });
});

/** Two real Ethereum blocks (17173049, 17173050) as the model's transactions, out of their logs; null where absent. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { nativeAsset } from '../../../src/core/model/asset.ts';
import { getChain } from '../../../src/core/model/chain.ts';
import type { TxId } from '../../../src/core/model/location.ts';
import type { AccountTransaction, Log, TransferEvent } from '../../../src/core/model/transaction.ts';
import { ethereumEvents } from './transfers.ts';

const DATA = process.env.ASHIATO_DATA ?? join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data');
const path = (name: string): string => join(DATA, 'eth', `eth_17173049_50_${name}.json.gz`);

export const SKIP = existsSync(path('logs'))
  ? false
  : 'the real Ethereum blocks are not at hand; set ASHIATO_DATA';

type LogRow = {
  readonly transaction_hash: string;
  readonly log_index: number;
  readonly address: string;
  readonly data: string;
  readonly topics: readonly string[];
};
type TransactionRow = {
  readonly hash: string;
  readonly transaction_index: number;
  readonly from_address: string;
  readonly to_address: string | null;
  readonly value: number | string;
  readonly block_number: number;
  readonly block_timestamp: number;
};

const rows = <T>(name: string): T[] => {
  const text = gunzipSync(readFileSync(path(name)))
    .toString('utf8')
    .trim();
  // Values beyond 2^53 are written as numbers: they are kept as text.
  const exact = text.replace(/"value": ?(\d+)/g, '"value":"$1"');
  return exact.startsWith('[')
    ? (JSON.parse(exact) as T[])
    : exact.split('\n').map((line) => JSON.parse(line) as T);
};

/** Internal transfers are not in the data: what a contract pays in ether is missing. */
export function realTransactions(): AccountTransaction[] {
  const chain = getChain('eip155:1');
  const native = nativeAsset(chain).id;
  const logs = Map.groupBy(rows<LogRow>('logs'), (row) => row.transaction_hash);
  return rows<TransactionRow>('transactions').map((row) => {
    const own = (logs.get(row.hash) ?? []).toSorted((a, b) => a.log_index - b.log_index);
    const fee = {
      index: 0,
      type: 'fee',
      asset: native,
      from: row.from_address,
      to: null,
      amount: 1n,
    } as const;
    const value = BigInt(row.value);
    const sent: TransferEvent[] =
      value === 0n
        ? []
        : [
            {
              index: 1,
              type: 'transfer',
              asset: native,
              from: row.from_address,
              to: row.to_address,
              amount: value,
            },
          ];
    const { events, others } = ethereumEvents(own, 1 + sent.length);
    return {
      type: 'account',
      chain: chain.id,
      txid: row.hash as TxId,
      place: { height: row.block_number, index: row.transaction_index },
      time: row.block_timestamp,
      events: [fee, ...sent, ...events],
      said: others.map(
        (log): Log => ({
          index: log.log_index,
          contract: log.address,
          topics: log.topics,
          data: log.data,
        }),
      ),
      ...(row.to_address === null ? {} : { called: { to: row.to_address } }),
    };
  });
}

/** A mixer pool's events as tables: deposits (block, timestamp, tx_hash) and withdrawals (block, tx_hash, to, fee_wei). */
import { type Pool, timeAtBlock } from '../../core/patterns/tornado/events.ts';
import { digits, readRows, whole } from './rows.ts';

export function readPoolEvents(
  pool: Pick<Pool, 'chain' | 'address' | 'name'>,
  depositsFile: string,
  withdrawalsFile: string,
): Pool {
  const deposits = readRows(depositsFile, ['block', 'timestamp', 'tx_hash'])
    .map((row) => ({ block: whole(row, 'block'), time: whole(row, 'timestamp'), txid: row.cells.tx_hash! }))
    .sort((a, b) => a.block - b.block);
  const timeOf = timeAtBlock(deposits);
  const withdrawals = readRows(withdrawalsFile, ['block', 'tx_hash', 'to', 'fee_wei'])
    .map((row) => ({
      block: whole(row, 'block'),
      time: timeOf(whole(row, 'block')),
      txid: row.cells.tx_hash!,
      to: row.cells.to!.toLowerCase(),
      fee: BigInt(digits(row, 'fee_wei')),
    }))
    .sort((a, b) => a.block - b.block);
  return { ...pool, deposits, withdrawals };
}

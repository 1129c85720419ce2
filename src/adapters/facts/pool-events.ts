/** A mixer pool's events as tables: deposits (block, timestamp, tx_hash) and withdrawals (block, tx_hash, to, fee_wei). */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { CsvError, parse } from 'csv-parse/sync';
import { AshiatoError } from '../../core/model/errors.ts';
import { type Pool, timeAtBlock } from '../../core/patterns/tornado/events.ts';

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

type Row = { readonly where: string; readonly cells: Readonly<Record<string, string>> };

function readRows(file: string, columns: readonly string[]): Row[] {
  const text = readFile(file);
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parse(text, {
      bom: true,
      columns: true,
      info: true,
      skip_empty_lines: true,
    }) as unknown as typeof rows;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw malformed(cause.message, `${file}:${String(cause.lines ?? '?')}`);
  }
  const missing = columns.find((column) => rows[0] !== undefined && !(column in rows[0].record));
  if (missing !== undefined) throw malformed(`the table has no column "${missing}"`, `${file}:1`);
  return rows.map(({ record, info }) => ({ where: `${file}:${info.lines}`, cells: record }));
}

function readFile(file: string): string {
  try {
    const bytes = readFileSync(file);
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (cause) {
    throw malformed(`the file could not be read: ${cause instanceof Error ? cause.message : cause}`, file);
  }
}

function digits({ where, cells }: Row, column: string): string {
  const text = cells[column] ?? '';
  if (!/^\d{1,78}$/.test(text)) throw malformed(`"${column}" is no whole number`, where);
  return text;
}

const whole = (row: Row, column: string): number => Number(digits(row, column));

const malformed = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_CASE_TABLE', what, { where, next: 'Correct this line, or name another file.' });

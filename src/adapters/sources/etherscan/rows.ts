/** Rows of Etherscan's API: every number is decimal text. What a row lacks or writes otherwise is refused. */
import { malformed, parseData } from '../../../core/chains/evm/bytes.ts';
import { asObject, isAbsent, type Raw } from '../../../core/chains/evm/raw.ts';

/** A row of any list: which transaction, in which block. */
export type Row = { readonly height: number; readonly hash: string; readonly raw: Raw };

export function readRow(value: unknown, where: string): Row {
  const raw = asObject(value, where);
  // Blockscout names the transaction of an internal transfer otherwise.
  const hash = parseData(isAbsent(raw.hash) ? raw.transactionHash : raw.hash, `${where}.hash`, 32);
  return { height: readCount(raw.blockNumber, `${where}.blockNumber`), hash, raw };
}

export function readCount(value: unknown, where: string): number {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text))
    throw malformed(`${JSON.stringify(value)?.slice(0, 60)} is not a decimal number`, where);
  return Number(text);
}

export function readAmount(value: unknown, where: string): bigint {
  if (typeof value !== 'string' || !/^\d{1,78}$/.test(value))
    throw malformed(`${JSON.stringify(value)?.slice(0, 60)} is not a decimal amount`, where);
  return BigInt(value);
}

/** An address, or null where the row leaves it empty. */
export const readAddress = (value: unknown, where: string): string | null =>
  isAbsent(value) || value === '' ? null : parseData(value, where, 20);

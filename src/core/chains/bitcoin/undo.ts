/**
 * Undo data: the coins a block spent, in the order of its inputs, as Core keeps them in rev*.dat. They say what
 * the inputs were worth; no block hash covers them, only a checksum against damage.
 *
 * Format: Core's `undo.h` (CBlockUndo, TxInUndoFormatter), `compressor.cpp` and `serialize.h` (VARINT).
 */
import type { Amount } from '../../model/amount.ts';
import { AshiatoError } from '../../model/errors.ts';
import { type Cursor, cursorOf, malformed, readCompactSize, SOURCE_IS_WRONG, skip, take } from './bytes.ts';
import { decompressPoint } from './point.ts';

export type Coin = {
  readonly value: Amount;
  /** Core's compressor: a form of script (0–5) and its bytes, or 6 and the script as it is. */
  readonly form: number;
  readonly payload: Uint8Array;
};

/** Per transaction after the coinbase, the coins its inputs spent. */
export type BlockUndo = readonly (readonly Coin[])[];

/** Bytes that follow each record of a rev file: the double SHA-256 of the parent's hash and the record. */
export const UNDO_CHECKSUM_BYTES = 32;

export function decodeUndo(bytes: Uint8Array, name: string): BlockUndo {
  const cursor = cursorOf(bytes, name);
  const transactions: Coin[][] = [];
  for (let left = readCompactSize(cursor); left > 0; left -= 1) {
    const coins: Coin[] = [];
    for (let inputs = readCompactSize(cursor); inputs > 0; inputs -= 1) {
      // Height and coinbase flag; a coin with a height is followed by a version that is no longer used.
      if (readVarint(cursor) >> 1n > 0n) readVarint(cursor);
      coins.push(readCoin(cursor));
    }
    transactions.push(coins);
  }
  if (cursor.at !== cursor.end) {
    throw new AshiatoError('E_TRAILING', `${cursor.end - cursor.at} bytes follow the undo data`, {
      where: `${name}, byte ${cursor.at}`,
      next: SOURCE_IS_WRONG,
    });
  }
  return transactions;
}

/** A compressed output (Core's `TxOutCompression`). */
export function readCoin(cursor: Cursor): Coin {
  const value = decompressAmount(readVarint(cursor));
  const size = Number(readVarint(cursor));
  const length = size < 2 ? 20 : size < 6 ? 32 : size - 6;
  return { value, form: Math.min(size, 6), payload: take(cursor, length) };
}

/** Core's VARINT: seven bits a byte, most significant first, one added for each byte but the last. */
export function readVarint(cursor: Cursor): bigint {
  let value = 0n;
  for (let bytes = 0; bytes < 10; bytes += 1) {
    const byte = cursor.bytes[skip(cursor, 1)]!;
    value = (value << 7n) | BigInt(byte & 0x7f);
    if ((byte & 0x80) === 0) return value;
    value += 1n;
  }
  throw malformed('a number of the undo data is longer than 64 bits', cursor.name, cursor.at);
}

/** Core's `DecompressAmount`: trailing zeros are an exponent, the last other digit is set apart. */
export function decompressAmount(compressed: bigint): Amount {
  if (compressed === 0n) return 0n;
  let rest = compressed - 1n;
  const exponent = rest % 10n;
  rest /= 10n;
  if (exponent === 9n) return (rest + 1n) * 10n ** 9n;
  const digit = (rest % 9n) + 1n;
  return ((rest / 9n) * 10n + digit) * 10n ** exponent;
}

/** Core's `DecompressScript`. A key that is no point of the curve was never compressed this way. */
export function scriptOf({ form, payload }: Coin, name: string): Uint8Array {
  switch (form) {
    case 0:
      return Uint8Array.of(0x76, 0xa9, 20, ...payload, 0x88, 0xac);
    case 1:
      return Uint8Array.of(0xa9, 20, ...payload, 0x87);
    case 2:
    case 3:
      return Uint8Array.of(33, form, ...payload, 0xac);
    case 4:
    case 5: {
      const point = decompressPoint(payload, form === 5);
      if (point === null) throw malformed('a compressed key is not a point of the curve', name, 0);
      return Uint8Array.of(65, ...point, 0xac);
    }
    default:
      return payload;
  }
}

/** Reading Bitcoin's wire format without copying: every read is checked against the end before it is made. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { AshiatoError } from '../../model/errors.ts';
import type { TxId } from '../../model/location.ts';

/** SHA-256 applied twice. The shell may bring a faster one; the answer is the same. */
export type Hash256 = (bytes: Uint8Array) => Uint8Array;

export const hash256: Hash256 = (bytes) => sha256(sha256(bytes));

/** A place in a block; `name` says in a refusal what is being read. */
export type Cursor = {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly end: number;
  readonly name: string;
  at: number;
};

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const cursorOf = (bytes: Uint8Array, name: string, at = 0): Cursor => ({
  bytes,
  view: viewOf(bytes),
  end: bytes.length,
  name,
  at,
});

/** Steps over `length` bytes and returns where they begin. */
export function skip(cursor: Cursor, length: number): number {
  const start = cursor.at;
  if (length > cursor.end - start) throw truncated(cursor.name, cursor.end, start + length);
  cursor.at = start + length;
  return start;
}

export function take(cursor: Cursor, length: number): Uint8Array {
  const start = skip(cursor, length);
  return cursor.bytes.subarray(start, start + length);
}

export const readUint32 = (cursor: Cursor): number => cursor.view.getUint32(skip(cursor, 4), true);
export const readUint64 = (cursor: Cursor): bigint => cursor.view.getBigUint64(skip(cursor, 8), true);

/** Core's `MAX_SIZE` (serialize.h): no count or length on the wire is larger. */
const MAX_SIZE = 0x02000000;

/** A compact size (Core's `ReadCompactSize`): the shortest form is the only one allowed. */
export function readCompactSize(cursor: Cursor): number {
  const first = cursor.bytes[skip(cursor, 1)]!;
  if (first < 0xfd) return first;
  const start = cursor.at - 1;
  const size = longSize(cursor.bytes, start, cursor.end, cursor.name);
  cursor.at = start + widthOf(first);
  return size;
}

/** How many bytes a compact size takes, by its first. */
export const widthOf = (first: number): number =>
  first < 0xfd ? 1 : first === 0xfd ? 3 : first === 0xfe ? 5 : 9;

/** The rare compact size of more than one byte; also where a read beyond the end comes out. */
export function longSize(bytes: Uint8Array, at: number, end: number, name: string): number {
  const first = bytes[at] ?? 0;
  const width = widthOf(first);
  if (at + width > end) throw truncated(name, end, at + width);
  const view = viewOf(bytes);
  const size =
    width === 3
      ? view.getUint16(at + 1, true)
      : width === 5
        ? view.getUint32(at + 1, true)
        : Number(view.getBigUint64(at + 1, true));
  const shortest = width === 3 ? 0xfd : width === 5 ? 0x10000 : 0x100000000;
  if (size < shortest || size > MAX_SIZE) {
    throw new AshiatoError(
      'E_VARINT',
      size < shortest
        ? 'a count is not written in its shortest form'
        : 'a count is larger than any block can hold',
      { where: `${name}, byte ${at}`, limit: `shortest form, at most ${MAX_SIZE}`, next: SOURCE_IS_WRONG },
    );
  }
  return size;
}

export const SOURCE_IS_WRONG =
  'The source is damaged or wrong about this block: take it from another copy or node.';

export const truncated = (name: string, end: number, wanted: number): AshiatoError =>
  new AshiatoError('E_TRUNCATED', `the data ends at byte ${end}, but goes on to byte ${wanted}`, {
    where: `${name}, byte ${end}`,
    next: SOURCE_IS_WRONG,
  });

export const malformed = (what: string, name: string, at: number): AshiatoError =>
  new AshiatoError('E_BLOCK_FORMAT', what, { where: `${name}, byte ${at}`, next: SOURCE_IS_WRONG });

/** Hashes are shown with their bytes reversed, a habit as old as the first client. */
export const showHash = (hash: Uint8Array): string => bytesToHex(hash.toReversed());
export const showTxId = (hash: Uint8Array): TxId => showHash(hash) as TxId;

/**
 * Where the transactions of a block begin, found in one pass over its bytes, and which of them spend an
 * outpoint of a table. This is the loop that reads the whole chain, so it makes no object for what it steps over.
 *
 * Cost: linear in the bytes that are not scripts or witnesses; those are stepped over.
 * Format: BIP-144 (witness) over Core's `primitives/transaction.h`.
 */
import { AshiatoError } from '../../model/errors.ts';
import {
  cursorOf,
  longSize,
  malformed,
  readCompactSize,
  SOURCE_IS_WRONG,
  skip,
  truncated,
  viewOf,
  widthOf,
} from './bytes.ts';
import { HEADER_BYTES } from './header.ts';
import { mayHold, type OutpointTable } from './outpoints.ts';

/** Kept and filled again for block after block. */
export type Layout = {
  count: number;
  /** Where each transaction begins; one entry more says where the last one ends. */
  starts: Int32Array;
  /** Where each transaction's outputs end, that is where a witness may begin. */
  bodies: Int32Array;
  /** The first transaction that may spend an outpoint of the table; -1 where none does. */
  firstHit: number;
};

export const newLayout = (): Layout => ({
  count: 0,
  starts: new Int32Array(4097),
  bodies: new Int32Array(4096),
  firstHit: -1,
});

/** No transaction is shorter: version, two counts, lock time. It bounds a count before anything is allocated. */
const SHORTEST = 10;
const OUTPOINT = 36;

export function layOut(bytes: Uint8Array, layout: Layout, table: OutpointTable, name: string): void {
  const view = viewOf(bytes);
  const end = bytes.length;
  let at = HEADER_BYTES;
  let length = bytes[at]!;
  if (!(length < 0xfd)) length = longSize(bytes, at, end, name);
  at += widthOf(bytes[at]!);
  const count = length;
  if (count === 0) throw malformed('a block has no transaction', name, at);
  if (count * SHORTEST > end - at) throw truncated(name, end, at + count * SHORTEST);
  if (count > layout.bodies.length) {
    layout.starts = new Int32Array(2 * count + 1);
    layout.bodies = new Int32Array(2 * count);
  }
  const { starts, bodies } = layout;
  let firstHit = -1;
  for (let i = 0; i < count; i += 1) {
    starts[i] = at;
    at += 4;
    // A transaction without inputs cannot be, so a zero here announces a witness.
    const witness = bytes[at] === 0;
    if (witness) {
      if (at + 1 < end && bytes[at + 1] !== 1) throw malformed('a transaction has no input', name, at);
      at += 2;
    }
    let inputs = bytes[at]!;
    if (inputs < 0xfd) at += 1;
    else {
      inputs = longSize(bytes, at, end, name);
      at += widthOf(bytes[at]!);
    }
    if (inputs === 0) throw malformed('a transaction has no input', name, at);
    for (let n = inputs; n > 0; n -= 1) {
      if (at + OUTPOINT > end) throw truncated(name, end, at + OUTPOINT);
      if (firstHit === -1 && mayHold(table, view.getUint32(at, true), view.getUint32(at + 4, true)))
        firstHit = i;
      at += OUTPOINT;
      length = bytes[at]!;
      if (length < 0xfd) at += length + 5;
      else {
        length = longSize(bytes, at, end, name);
        at += widthOf(bytes[at]!) + length + 4;
      }
    }
    let outputs = bytes[at]!;
    if (outputs < 0xfd) at += 1;
    else {
      outputs = longSize(bytes, at, end, name);
      at += widthOf(bytes[at]!);
    }
    for (; outputs > 0; outputs -= 1) {
      at += 8;
      length = bytes[at]!;
      if (length < 0xfd) at += length + 1;
      else {
        length = longSize(bytes, at, end, name);
        at += widthOf(bytes[at]!) + length;
      }
    }
    bodies[i] = at;
    if (witness) {
      for (let n = inputs; n > 0; n -= 1) {
        let items = bytes[at]!;
        if (items < 0xfd) at += 1;
        else {
          items = longSize(bytes, at, end, name);
          at += widthOf(bytes[at]!);
        }
        for (; items > 0; items -= 1) {
          length = bytes[at]!;
          if (length < 0xfd) at += length + 1;
          else {
            length = longSize(bytes, at, end, name);
            at += widthOf(bytes[at]!) + length;
          }
        }
      }
    }
    at += 4;
    if (at > end) throw truncated(name, end, at);
  }
  if (at !== end) {
    throw new AshiatoError('E_TRAILING', `${end - at} bytes follow the last transaction`, {
      where: `${name}, byte ${at}`,
      next: SOURCE_IS_WRONG,
    });
  }
  starts[count] = at;
  layout.count = count;
  layout.firstHit = firstHit;
}

/** Whether one transaction of the block may spend an outpoint of the table, which may have grown since. */
export function mayStillHit(bytes: Uint8Array, start: number, table: OutpointTable, name: string): boolean {
  const cursor = cursorOf(bytes, name, start + (bytes[start + 4] === 0 ? 6 : 4));
  for (let inputs = readCompactSize(cursor); inputs > 0; inputs -= 1) {
    const at = skip(cursor, OUTPOINT);
    if (mayHold(table, cursor.view.getUint32(at, true), cursor.view.getUint32(at + 4, true))) return true;
    skip(cursor, readCompactSize(cursor) + 4);
  }
  return false;
}

/**
 * Where the transactions of a block begin and whose outputs they spend, found in one pass over its bytes. This is
 * the loop that reads the whole chain, so it makes no object for what it steps over.
 *
 * Cost: linear in the bytes that are not scripts or witnesses; those are stepped over.
 * Format: BIP-144 (witness) over Core's `primitives/transaction.h`.
 */
import { AshiatoError } from '../../model/errors.ts';
import { longSize, malformed, SOURCE_IS_WRONG, truncated, viewOf, widthOf } from './bytes.ts';
import { HEADER_BYTES } from './header.ts';
import { firstHeld, mayHold, type OutpointTable } from './outpoints.ts';

/** Kept and filled again for block after block. */
export type Layout = {
  count: number;
  /** Where each transaction begins; one entry more says where the last one ends. */
  starts: Int32Array;
  /** Where each transaction's outputs end, that is where a witness may begin. */
  bodies: Int32Array;
  /** How many inputs come before each transaction; one entry more says how many there are. */
  inputs: Int32Array;
  /** The first two words of the previous transaction's id, input by input. */
  keys: Uint32Array;
  /** Room for `firstHeld`. */
  scratch: Int32Array;
};

export const newLayout = (): Layout => ({
  count: 0,
  starts: new Int32Array(0),
  bodies: new Int32Array(0),
  inputs: new Int32Array(0),
  keys: new Uint32Array(0),
  scratch: new Int32Array(0),
});

/** The first transaction that may spend an outpoint of the table; -1 where none does. */
export function firstHit({ inputs, keys, count, scratch }: Layout, table: OutpointTable): number {
  const input = firstHeld(table, keys, inputs[count]!, scratch);
  if (input === -1) return -1;
  return inputs.subarray(0, count).findLastIndex((before) => before <= input);
}

/** The same question for one transaction, of a table that may have grown since. */
export function mayHit({ inputs, keys }: Layout, i: number, table: OutpointTable): boolean {
  for (let input = inputs[i]!; input < inputs[i + 1]!; input += 1) {
    if (mayHold(table, keys[2 * input]!, keys[2 * input + 1]!)) return true;
  }
  return false;
}

/** No transaction is shorter: version, two counts, lock time. It bounds a count before anything is allocated. */
const SHORTEST = 10;
const OUTPOINT = 36;
/** An input is at least its outpoint, the length of a script, and a sequence number. */
const SHORTEST_INPUT = 41;

export function layOut(bytes: Uint8Array, layout: Layout, name: string): void {
  const view = viewOf(bytes);
  const end = bytes.length;
  let at = HEADER_BYTES;
  let length = bytes[at]!;
  if (!(length < 0xfd)) length = longSize(bytes, at, end, name);
  at += widthOf(bytes[at]!);
  const count = length;
  if (count === 0) throw malformed('a block has no transaction', name, at);
  if (count * SHORTEST > end - at) throw truncated(name, end, at + count * SHORTEST);
  makeRoom(layout, count, Math.floor((end - at) / SHORTEST_INPUT));
  const { starts, bodies, inputs: before, keys } = layout;
  let total = 0;
  for (let i = 0; i < count; i += 1) {
    starts[i] = at;
    before[i] = total;
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
      keys[2 * total] = view.getUint32(at, true);
      keys[2 * total + 1] = view.getUint32(at + 4, true);
      total += 1;
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
      let held = 0;
      for (let n = inputs; n > 0; n -= 1) {
        let items = bytes[at]!;
        if (items < 0xfd) at += 1;
        else {
          items = longSize(bytes, at, end, name);
          at += widthOf(bytes[at]!);
        }
        held |= items;
        for (; items > 0; items -= 1) {
          length = bytes[at]!;
          if (length < 0xfd) at += length + 1;
          else {
            length = longSize(bytes, at, end, name);
            at += widthOf(bytes[at]!) + length;
          }
        }
      }
      // Core refuses it (`UnserializeTransaction`): the same transaction would have two spellings.
      if (held === 0 && at <= end)
        throw malformed('a transaction announces a witness and has none', name, at);
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
  before[count] = total;
  layout.count = count;
}

function makeRoom(layout: Layout, transactions: number, inputs: number): void {
  if (transactions > layout.bodies.length) {
    layout.starts = new Int32Array(2 * transactions + 1);
    layout.bodies = new Int32Array(2 * transactions);
    layout.inputs = new Int32Array(2 * transactions + 1);
  }
  if (inputs > layout.scratch.length) {
    layout.keys = new Uint32Array(4 * inputs);
    layout.scratch = new Int32Array(2 * inputs);
  }
}

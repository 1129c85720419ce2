/**
 * Recursive Length Prefix (Yellow Paper, appendix B): how headers, transactions, receipts and trie nodes are
 * written before they are hashed. Decoding is strict: one value has one spelling.
 */
import { concatBytes } from '@noble/hashes/utils.js';
import { AshiatoError } from '../../model/errors.ts';
import { minimalBytes } from './bytes.ts';

export type RlpItem = Uint8Array | readonly RlpItem[];

/** Trie nodes nest a few levels; whatever nests deeper is not ours. */
const MAX_DEPTH = 16;

export function encodeRlp(item: RlpItem): Uint8Array {
  if (item instanceof Uint8Array) {
    if (item.length === 1 && item[0]! < 0x80) return item;
    return concatBytes(prefix(0x80, item.length), item);
  }
  const body = concatBytes(...item.map(encodeRlp));
  return concatBytes(prefix(0xc0, body.length), body);
}

function prefix(offset: number, length: number): Uint8Array {
  if (length < 56) return Uint8Array.of(offset + length);
  const size = minimalBytes(BigInt(length));
  return concatBytes(Uint8Array.of(offset + 55 + size.length), size);
}

export function decodeRlp(bytes: Uint8Array): RlpItem {
  const [item, end] = readItem(bytes, 0, bytes.length, 0);
  if (end !== bytes.length) throw refuse(`${bytes.length - end} bytes follow the value`, end);
  return item;
}

function readItem(bytes: Uint8Array, at: number, end: number, depth: number): [RlpItem, number] {
  if (depth > MAX_DEPTH) throw refuse(`lists are nested deeper than ${MAX_DEPTH}`, at);
  const first = bytes[at];
  if (first === undefined || at >= end) throw refuse('the data end where a value should begin', at);
  if (first < 0x80) return [bytes.subarray(at, at + 1), at + 1];
  const isList = first >= 0xc0;
  const [from, length] = readLength(bytes, at, end, first - (isList ? 0xc0 : 0x80));
  const to = from + length;
  if (to > end) throw refuse(`${to - end} bytes are missing`, at);
  if (!isList) {
    if (length === 1 && bytes[from]! < 0x80) throw refuse('a small byte is written the long way', at);
    return [bytes.subarray(from, to), to];
  }
  const items: RlpItem[] = [];
  for (let next = from; next < to; ) {
    const [item, after] = readItem(bytes, next, to, depth + 1);
    items.push(item);
    next = after;
  }
  return [items, to];
}

/** Where the content begins, and how long it is. */
function readLength(bytes: Uint8Array, at: number, end: number, code: number): [number, number] {
  if (code < 56) return [at + 1, code];
  const size = code - 55;
  if (at + 1 + size > end) throw refuse('the length is cut short', at);
  let length = 0;
  for (let i = 1; i <= size; i += 1) length = length * 256 + bytes[at + i]!;
  if (bytes[at + 1] === 0 || length < 56) throw refuse('a length is not written the shortest way', at);
  if (length > end) throw refuse(`a length of ${length} is more than there is`, at);
  return [at + 1 + size, length];
}

const refuse = (what: string, offset: number): AshiatoError =>
  new AshiatoError('E_RLP', what, {
    where: `byte ${offset}`,
    next: 'The data were cut or altered; fetch them from another node.',
  });

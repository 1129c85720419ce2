/** SHA-256 twice: of one message by Node, of many four at a time in WebAssembly, four times as fast as one by one. */
import { hash } from 'node:crypto';
import type { Hash256 } from '../../../core/chains/bitcoin/bytes.ts';
import type { HashMany } from '../../../core/chains/bitcoin/messages.ts';
import { SHA256D } from './sha256d.wasm.ts';

/** Twice as fast as the core's own, and the same answer. */
export const nativeHash: Hash256 = (bytes) => hash('sha256', hash('sha256', bytes, 'buffer'), 'buffer');

/** What is used of a namespace that neither Node's types nor the language's declare. */
type Wasm = {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};
type Kernel = {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** Where its memory is free. */
  begin(): number;
  hashMany(input: number, pieces: number, count: number, lanes: number, room: number, out: number): void;
};

const PAGE = 65_536;
/** A message is padded by at most so much. */
const PADDING = 72;
const aligned = (at: number): number => (at + 15) & ~15;

/** Each has a memory of its own, which grows to the largest block it has seen and four times the largest message. */
export function newHashMany(): HashMany {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
  const kernel = new Instance(new Module(Buffer.from(SHA256D, 'base64'))).exports as Kernel;
  const input = kernel.begin();
  return ({ bytes, count, pieces }) => {
    const room = aligned(longest(pieces, count) + PADDING);
    const piecesAt = aligned(input + bytes.length);
    const lanesAt = piecesAt + 24 * count;
    const out = lanesAt + 4 * room;
    const end = out + 32 * count;
    const missing = end - kernel.memory.buffer.byteLength;
    if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE));
    const memory = new Uint8Array(kernel.memory.buffer);
    memory.set(bytes, input);
    new Int32Array(kernel.memory.buffer, piecesAt, 6 * count).set(pieces.subarray(0, 6 * count));
    kernel.hashMany(input, piecesAt, count, lanesAt, room, out);
    return memory.slice(out, end);
  };
}

function longest(pieces: Int32Array, count: number): number {
  let most = 0;
  for (let row = 0; row < 6 * count; row += 6) {
    const length = pieces[row + 1]! + pieces[row + 3]! + pieces[row + 5]!;
    if (length > most) most = length;
  }
  return most;
}

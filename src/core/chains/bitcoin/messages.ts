/** Many messages hashed at once, which is where the time of a full verification goes. */
import type { Hash256 } from './bytes.ts';
import type { Layout } from './layout.ts';

/** Start and length of three pieces: a transaction without its witness is put together from so many. */
const ROW = 6;
const HASH_BYTES = 32;

export type Messages = {
  readonly bytes: Uint8Array;
  readonly count: number;
  /** Six numbers a message: start and length of each of its three pieces, in the order they are hashed. */
  readonly pieces: Int32Array;
};

/** The double SHA-256 of every message, 32 bytes each, one after the other. */
export type HashMany = (messages: Messages) => Uint8Array;

/** One after the other, where nobody brings something faster. The answer is the same. */
export const hashEach =
  (hash: Hash256): HashMany =>
  ({ bytes, count, pieces }) => {
    const hashes = new Uint8Array(HASH_BYTES * count);
    for (let i = 0; i < count; i += 1) {
      const row = pieces.subarray(ROW * i, ROW * (i + 1));
      const message = new Uint8Array(row[1]! + row[3]! + row[5]!);
      for (let piece = 0, at = 0; piece < ROW; piece += 2) {
        message.set(bytes.subarray(row[piece]!, row[piece]! + row[piece + 1]!), at);
        at += row[piece + 1]!;
      }
      hashes.set(hash(message), HASH_BYTES * i);
    }
    return hashes;
  };

/** What the ids of a block's transactions are hashed from: their bytes without marker and witness (BIP-141). */
export function withoutWitness(bytes: Uint8Array, { count, starts, bodies }: Layout): Messages {
  const pieces = new Int32Array(ROW * count);
  for (let i = 0; i < count; i += 1) {
    const start = starts[i]!;
    const end = starts[i + 1]!;
    const row = ROW * i;
    pieces[row] = start;
    if (bytes[start + 4] !== 0) {
      pieces[row + 1] = end - start;
      continue;
    }
    pieces[row + 1] = 4;
    pieces[row + 2] = start + 6;
    pieces[row + 3] = bodies[i]! - start - 6;
    pieces[row + 4] = end - 4;
    pieces[row + 5] = 4;
  }
  return { bytes, count, pieces };
}

/** Neighbours of one level of a merkle tree; the last one stands for its missing neighbour. */
export function inPairs(hashes: Uint8Array): Messages {
  const nodes = hashes.length / HASH_BYTES;
  const count = Math.ceil(nodes / 2);
  const pieces = new Int32Array(ROW * count);
  for (let i = 0; i < count; i += 1) {
    pieces[ROW * i] = 2 * HASH_BYTES * i;
    pieces[ROW * i + 1] = 2 * HASH_BYTES;
  }
  if (nodes % 2 === 1) {
    const last = ROW * (count - 1);
    const start = HASH_BYTES * (nodes - 1);
    pieces.set([start, HASH_BYTES, start, HASH_BYTES], last);
  }
  return { bytes: hashes, count, pieces };
}

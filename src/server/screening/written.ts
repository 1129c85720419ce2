/**
 * An answer as text, with what the wire and the seal need to know of it. Most answers of a second begin alike: a
 * beginning that is used again and again is hashed once, and each answer goes on from there.
 */
import { createHash, type Hash, hash } from 'node:crypto';

export type Written = {
  readonly text: string;
  /** In UTF-8. */
  readonly bytes: number;
  /** SHA-256, in hex, of a zero byte and the text: a leaf of RFC 6962, section 2.1. */
  readonly leaf: string;
};

export type Beginning = Omit<Written, 'leaf'> & { uses: number; hashed: Hash | null };

/** A hash that can be gone on from costs as much to make, and to collect, as three whole ones. */
const WORTH_KEEPING = 3;

export const begin = (text: string): Beginning => ({
  text,
  bytes: Buffer.byteLength(text),
  uses: 0,
  hashed: null,
});

export function goOn(beginning: Beginning, rest: string): Written {
  const text = beginning.text + rest;
  const bytes = beginning.bytes + Buffer.byteLength(rest);
  beginning.uses += 1;
  if (beginning.uses <= WORTH_KEEPING) return { text, bytes, leaf: hash('sha256', `\0${text}`) };
  beginning.hashed ??= createHash('sha256').update('\0').update(beginning.text);
  return { text, bytes, leaf: beginning.hashed.copy().update(rest).digest('hex') };
}

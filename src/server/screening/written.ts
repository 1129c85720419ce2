/**
 * An answer as text, with what the wire and the seal need to know of it. Most answers of a second begin alike: their
 * beginning is counted and hashed once, and each goes on from there.
 */
import { createHash, type Hash } from 'node:crypto';

export type Written = {
  readonly text: string;
  /** In UTF-8. */
  readonly bytes: number;
  /** SHA-256, in hex, of a zero byte and the text: a leaf of RFC 6962, section 2.1. */
  readonly leaf: string;
};

export type Beginning = Omit<Written, 'leaf'> & { readonly hashed: Hash };

export const begin = (text: string): Beginning => ({
  text,
  bytes: Buffer.byteLength(text),
  hashed: createHash('sha256').update('\0').update(text),
});

export const goOn = ({ text, bytes, hashed }: Beginning, rest: string): Written => ({
  text: text + rest,
  bytes: bytes + Buffer.byteLength(rest),
  leaf: hashed.copy().update(rest).digest('hex'),
});

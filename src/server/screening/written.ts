/** An answer as what is signed, with what the wire and the seal need to know of it. */
import { createHash, hash } from 'node:crypto';

/** SHA-256, in hex, of a zero byte and what is signed: a leaf of RFC 6962, section 2.1. */
export type Leaf = { readonly leaf: string };

export type Written = Leaf & {
  readonly text: string;
  /** In UTF-8. */
  readonly bytes: number;
};

/** Used again and again; a letter of a text is three bytes at most. It begins with the zero. */
const room = Buffer.alloc(64 * 1024);

/** In two pieces, cut between letters: what many begin with is not copied to be joined before it is hashed. */
export function write(beginning: string, rest: string): Written {
  const text = beginning + rest;
  const leaf = 3 * text.length < room.length ? inRoom(beginning, rest) : Buffer.from(`\0${text}`);
  return { text, bytes: leaf.length - 1, leaf: hash('sha256', leaf) };
}

function inRoom(beginning: string, rest: string): Buffer {
  const middle = 1 + room.write(beginning, 1, 'utf8');
  return room.subarray(0, middle + room.write(rest, middle, 'utf8'));
}

/** What is long is put together as bytes, and once: within all that will stand around it. */
export type WrittenBytes = Leaf & { readonly seal: (after: string) => Buffer };

/** More than a seal takes of which a million answers share the signature. */
const MOST_BEHIND = 4_096;

export function writeBytes(before: string, parts: readonly Buffer[]): WrittenBytes {
  const length = parts.reduce((sum, part) => sum + part.length, before.length);
  const whole = Buffer.allocUnsafeSlow(length + MOST_BEHIND);
  let end = whole.write(before, 0, 'latin1');
  for (const part of parts) end += part.copy(whole, end);
  return {
    leaf: createHash('sha256').update('\0').update(whole.subarray(before.length, end)).digest('hex'),
    seal: (after) =>
      after.length > MOST_BEHIND
        ? Buffer.concat([whole.subarray(0, end), Buffer.from(after, 'latin1')])
        : whole.subarray(0, end + whole.write(after, end, 'latin1')),
  };
}

/** An answer as text, with what the wire and the seal need to know of it. */
import { hash } from 'node:crypto';

export type Written = {
  readonly text: string;
  /** In UTF-8. */
  readonly bytes: number;
  /** SHA-256, in hex, of a zero byte and the text: a leaf of RFC 6962, section 2.1. */
  readonly leaf: string;
};

/** Used again and again; a letter of a text is three bytes at most. It begins with the zero. */
const room = Buffer.alloc(1024 * 1024);

export function write(text: string): Written {
  const leaf = 3 * text.length < room.length ? inRoom(text) : Buffer.from(`\0${text}`);
  return { text, bytes: leaf.length - 1, leaf: hash('sha256', leaf) };
}

const inRoom = (text: string): Buffer => room.subarray(0, 1 + room.write(text, 1, 'utf8'));

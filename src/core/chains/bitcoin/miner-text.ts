/**
 * What a miner wrote into a coinbase: the script of its one input, where pools put their names beside the height
 * (BIP-34) and an extra nonce. Anybody can write anything there.
 */
import { utf8 } from '@scure/base';
import type { OpenBlock } from './block.ts';
import { cursorOf, readCompactSize, skip, take } from './bytes.ts';

const VERSION_BYTES = 4;
const OUTPOINT_BYTES = 36;

/** Text as far as it is text: what is no letter, digit or sign of UTF-8 is shown as a dot. */
export const showMinerText = (script: Uint8Array): string =>
  utf8.encode(script).replace(/[\p{C}\ufffd]/gu, '.');

export function minerTextOf({ bytes, layout, header }: OpenBlock): string {
  const cursor = cursorOf(bytes, header.hash, layout.starts[0]);
  skip(cursor, VERSION_BYTES);
  // BIP-144: a marker of zero and a flag, where a witness follows.
  if (bytes[cursor.at] === 0) skip(cursor, 2);
  readCompactSize(cursor);
  skip(cursor, OUTPOINT_BYTES);
  return showMinerText(take(cursor, readCompactSize(cursor)));
}

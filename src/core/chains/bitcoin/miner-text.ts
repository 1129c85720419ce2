/**
 * What a miner wrote into a coinbase: the script of its one input, where pools put their names beside the height
 * (BIP-34) and an extra nonce. Anybody can write anything there.
 */
import { utf8 } from '@scure/base';

/** Text as far as it is text: a byte that is no sign of UTF-8, and a sign that nobody sees, is shown as a dot. */
export function showMinerText(script: Uint8Array): string {
  let text = '';
  for (let at = 0; at < script.length; ) {
    const length = lengthOf(script[at]!);
    const sign = signOf(script.subarray(at, at + length));
    text += sign ?? '.';
    at += sign === null ? 1 : length;
  }
  return text;
}

/** Bytes of the sign that begins so (RFC 3629); what begins none is taken alone. */
const lengthOf = (first: number): number => (first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4);

function signOf(bytes: Uint8Array): string | null {
  try {
    const sign = utf8.encode(bytes);
    return /\p{C}/u.test(sign) ? null : sign;
  } catch {
    return null;
  }
}

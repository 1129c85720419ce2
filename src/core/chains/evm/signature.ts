/**
 * Who signed: the address behind an ECDSA signature over secp256k1 (SEC 1, section 4.1.6).
 *
 * A transaction's sender stands nowhere in the block; a node merely says it. The transactions root commits to
 * the signature, so the sender is recovered from it and a node cannot name another.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { toHex } from './bytes.ts';
import type { Signature } from './envelope.ts';

/** The signer's address, or null where the numbers are no signature. */
export function recoverSigner(digest: Uint8Array, r: bigint, s: bigint, yParity: bigint): string | null {
  const key = recover(digest, r, s, yParity, false);
  return key === null ? null : toHex(keccak_256(key.subarray(1)).subarray(12));
}

/** The signer's public key in its short form, hex. */
export function recoverKey({ digest, r, s, yParity }: Signature): string | null {
  const key = yParity < 0n ? null : recover(digest, r, s, yParity, true);
  return key === null ? null : toHex(key);
}

function recover(
  digest: Uint8Array,
  r: bigint,
  s: bigint,
  yParity: bigint,
  short: boolean,
): Uint8Array | null {
  // r + n below p would be a second candidate; no known transaction has one, and Ethereum has no sign for it.
  if (yParity > 1n) return null;
  try {
    return new secp256k1.Signature(r, s, Number(yParity)).recoverPublicKey(digest).toBytes(short);
  } catch {
    // The library refuses numbers out of range and points that are not on the curve.
    return null;
  }
}

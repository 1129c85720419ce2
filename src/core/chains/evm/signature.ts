/**
 * Who signed: the address behind an ECDSA signature over secp256k1 (SEC 1, section 4.1.6).
 *
 * A transaction's sender stands nowhere in the block; a node merely says it. The transactions root commits to
 * the signature, so the sender is recovered from it and a node cannot name another.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { toHex } from './bytes.ts';

/** The signer's address, or null where the numbers are no signature. */
export function recoverSigner(digest: Uint8Array, r: bigint, s: bigint, yParity: bigint): string | null {
  // r + n below p would be a second candidate; no known transaction has one, and Ethereum has no sign for it.
  if (yParity > 1n) return null;
  try {
    const signature = new secp256k1.Signature(r, s, Number(yParity));
    const key = signature.recoverPublicKey(digest).toBytes(false);
    return toHex(keccak_256(key.subarray(1)).subarray(12));
  } catch {
    // The library refuses numbers out of range and points that are not on the curve.
    return null;
  }
}

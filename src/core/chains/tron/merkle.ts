/**
 * The transactions' root: SHA-256 over pairs of hashes, a last one without a partner carried up as it is
 * (java-tron, `core/capsule/utils/MerkleTree.java`). Unlike Bitcoin's, no hash is paired with itself, so no
 * list of transactions has the root of a longer one.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';

/** A block without transactions states 32 zero bytes (`BlockCapsule.calcMerkleRoot`). */
const NONE = new Uint8Array(32);

export function merkleRoot(transactions: readonly Uint8Array[]): Uint8Array {
  let level: readonly Uint8Array[] = transactions.map((encoded) => sha256(encoded));
  while (level.length > 1) {
    const below = level;
    level = Array.from({ length: Math.ceil(below.length / 2) }, (_, i) => {
      const right = below[2 * i + 1];
      return right === undefined ? below[2 * i]! : sha256(concatBytes(below[2 * i]!, right));
    });
  }
  return level[0] ?? NONE;
}

/** The one piece of curve arithmetic undo data asks for: y of a public key from x and its parity (SEC 1 §2.3.4). */
import { secp256k1 } from '@noble/curves/secp256k1.js';

/** The 65 bytes of an uncompressed key; null where no point has this x. */
export function decompressPoint(xBytes: Uint8Array, odd: boolean): Uint8Array | null {
  try {
    return secp256k1.Point.fromBytes(Uint8Array.of(odd ? 3 : 2, ...xBytes)).toBytes(false);
  } catch {
    // The library refuses an x that lies on no point.
    return null;
  }
}

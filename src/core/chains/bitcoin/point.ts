/**
 * The one piece of curve arithmetic undo data asks for: y of a public key from x and its parity.
 * secp256k1 is y² = x³ + 7 over the field of p ≡ 3 (mod 4), so a root of c is c^((p + 1) ÷ 4)
 * (SEC 1 §2.3.4, SEC 2 §2.4.1).
 */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

const P = 2n ** 256n - 2n ** 32n - 977n;

/** The 65 bytes of an uncompressed key; null where no point has this x. */
export function decompressPoint(xBytes: Uint8Array, odd: boolean): Uint8Array | null {
  const x = BigInt(`0x${bytesToHex(xBytes)}`);
  if (x >= P) return null;
  const square = (x * x * x + 7n) % P;
  const root = power(square, (P + 1n) / 4n);
  if ((root * root) % P !== square) return null;
  const y = (root & 1n) === (odd ? 1n : 0n) ? root : P - root;
  return Uint8Array.of(4, ...xBytes, ...hexToBytes(y.toString(16).padStart(64, '0')));
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

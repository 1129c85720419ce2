/**
 * Who signed: the address behind an ECDSA signature over secp256k1 (SEC 1, section 4.1.6).
 *
 * A transaction's sender stands nowhere in the block; a node merely says it. The transactions root commits to
 * the signature, so the sender is recovered from it and a node cannot name another. Only public values come in
 * here, hence plain arithmetic that is not constant in time. Cost: about 2 ms a signature.
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { hex } from '@scure/base';
import { toHex, wholeNumber } from './bytes.ts';

const P = 2n ** 256n - 2n ** 32n - 977n;
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const G = {
  x: 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  y: 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
} as const;

type Point = { readonly x: bigint; readonly y: bigint };
/** (X/Z², Y/Z³); Z = 0 is the point at infinity. */
type Jacobian = readonly [x: bigint, y: bigint, z: bigint];

const INFINITY: Jacobian = [0n, 1n, 0n];
const mod = (a: bigint, m: bigint): bigint => {
  const r = a % m;
  return r < 0n ? r + m : r;
};

/** The signer's address, or null where the numbers are no signature. */
export function recoverSigner(digest: Uint8Array, r: bigint, s: bigint, yParity: bigint): string | null {
  if (r <= 0n || r >= N || s <= 0n || s >= N || yParity > 1n) return null;
  // r + n below p would be a second candidate; no known transaction has one, and Ethereum has no sign for it.
  const point = liftX(r, yParity);
  if (point === null) return null;
  const inverse = invert(r, N);
  const u1 = mod(-wholeNumber(digest) * inverse, N);
  const u2 = mod(s * inverse, N);
  const sum = toAffine(addMultiples(u1, G, u2, point));
  if (sum === null) return null;
  const bytes = hex.decode(sum.x.toString(16).padStart(64, '0') + sum.y.toString(16).padStart(64, '0'));
  return toHex(keccak_256(bytes).subarray(12));
}

/** The point with this x and parity of y: y² = x³ + 7, and p ≡ 3 (mod 4) gives the root. */
function liftX(x: bigint, parity: bigint): Point | null {
  const square = mod(x * x * x + 7n, P);
  const root = power(square, (P + 1n) / 4n);
  if (mod(root * root, P) !== square) return null;
  return { x, y: (root & 1n) === parity ? root : P - root };
}

/** a·A + b·B, both multiples in one run over the bits (Shamir's trick). */
function addMultiples(a: bigint, A: Point, b: bigint, B: Point): Jacobian {
  const both = toAffine(addPoint([A.x, A.y, 1n], B));
  let sum = INFINITY;
  for (let bit = 255n; bit >= 0n; bit -= 1n) {
    sum = double(sum);
    const inA = ((a >> bit) & 1n) === 1n;
    const inB = ((b >> bit) & 1n) === 1n;
    const add = inA && inB ? both : inA ? A : inB ? B : null;
    if (add !== null) sum = addPoint(sum, add);
  }
  return sum;
}

/** Doubling for a = 0 (Hankerson, Menezes, Vanstone: Guide to ECC, 3.2.2). */
function double([x, y, z]: Jacobian): Jacobian {
  if (z === 0n || y === 0n) return INFINITY;
  const yy = (y * y) % P;
  const s = (4n * x * yy) % P;
  const m = (3n * x * x) % P;
  const x3 = mod(m * m - 2n * s, P);
  return [x3, mod(m * (s - x3) - 8n * yy * yy, P), (2n * y * z) % P];
}

/** Mixed addition of an affine point. */
function addPoint(p: Jacobian, q: Point): Jacobian {
  const [x, y, z] = p;
  if (z === 0n) return [q.x, q.y, 1n];
  const zz = (z * z) % P;
  const h = mod(q.x * zz - x, P);
  const r = mod(q.y * zz * z - y, P);
  if (h === 0n) return r === 0n ? double(p) : INFINITY;
  const hh = (h * h) % P;
  const hhh = (hh * h) % P;
  const v = (x * hh) % P;
  const x3 = mod(r * r - hhh - 2n * v, P);
  return [x3, mod(r * (v - x3) - y * hhh, P), (z * h) % P];
}

function toAffine([x, y, z]: Jacobian): Point | null {
  if (z === 0n) return null;
  const inverse = invert(z, P);
  const square = (inverse * inverse) % P;
  return { x: (x * square) % P, y: (((y * square) % P) * inverse) % P };
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

/** Extended Euclid; m is prime and a is not a multiple of it. */
function invert(a: bigint, m: bigint): bigint {
  let [low, high, x, y] = [mod(a, m), m, 1n, 0n];
  while (low !== 0n) {
    const quotient = high / low;
    [low, high, x, y] = [high - quotient * low, low, y - quotient * x, x];
  }
  return mod(y, m);
}

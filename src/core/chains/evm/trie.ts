/**
 * Merkle-Patricia tries (Yellow Paper, appendix D): the root over a list, by which a header commits to its
 * transactions, receipts and withdrawals; and proofs, by which it commits to an account's balance.
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { AshiatoError } from '../../model/errors.ts';
import { EMPTY_BYTES, minimalBytes, sameBytes, toHex } from './bytes.ts';
import { decodeRlp, encodeRlp, type RlpItem } from './rlp.ts';

type Entry = { readonly path: readonly number[]; readonly value: Uint8Array };

export const EMPTY_ROOT = toHex(keccak_256(encodeRlp(EMPTY_BYTES)));

/** The root of the trie that maps RLP(i) to the i-th value. */
export function listRoot(values: readonly Uint8Array[]): string {
  if (values.length === 0) return EMPTY_ROOT;
  const entries = values.map((value, i) => ({ path: nibbles(encodeRlp(minimalBytes(BigInt(i)))), value }));
  return toHex(keccak_256(encodeRlp(node(entries, 0))));
}

/** A node over entries that agree in their first `depth` nibbles. No key of a list is another's prefix. */
function node(entries: readonly Entry[], depth: number): RlpItem {
  const first = entries[0]!;
  if (entries.length === 1) return [compact(first.path.slice(depth), true), first.value];
  let shared = depth;
  while (entries.every((entry) => entry.path[shared] === first.path[shared])) shared += 1;
  if (shared > depth)
    return [compact(first.path.slice(depth, shared), false), reference(node(entries, shared))];
  const children = Array.from({ length: 16 }, (_, nibble): RlpItem => {
    const below = entries.filter((entry) => entry.path[depth] === nibble);
    return below.length === 0 ? EMPTY_BYTES : reference(node(below, depth + 1));
  });
  return [...children, EMPTY_BYTES];
}

/** A child is named by its hash, or stands in place where it is shorter than one. */
function reference(child: RlpItem): RlpItem {
  const encoded = encodeRlp(child);
  return encoded.length < 32 ? child : keccak_256(encoded);
}

function nibbles(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);
}

/** Hex-prefix encoding (appendix C): the parity of the path, and whether it ends here. */
function compact(path: readonly number[], leaf: boolean): Uint8Array {
  const flag = leaf ? 2 : 0;
  const padded = path.length % 2 === 1 ? [flag + 1, ...path] : [flag, 0, ...path];
  return Uint8Array.from({ length: padded.length / 2 }, (_, i) => padded[2 * i]! * 16 + padded[2 * i + 1]!);
}

/**
 * The value a proof gives for keccak(key) under `root`; null where it proves that there is none. Every node is
 * hashed on the way down, so a proof cannot say anything but what the root says.
 */
export function proveValue(root: string, key: Uint8Array, proof: readonly Uint8Array[]): Uint8Array | null {
  const path = nibbles(keccak_256(key));
  if (proof.length === 0 && root === EMPTY_ROOT) return null;
  let depth = 0;
  let used = 0;
  let next: RlpItem | null = null;
  let wanted = root;
  for (;;) {
    if (next === null) {
      const encoded = proof[used];
      if (encoded === undefined) throw refuse('the proof ends early', used);
      if (toHex(keccak_256(encoded)) !== wanted)
        throw refuse('a node does not have the hash that names it', used);
      used += 1;
      next = decodeRlp(encoded);
    }
    if (next instanceof Uint8Array || (next.length !== 2 && next.length !== 17))
      throw refuse('a node is neither branch nor path', used);
    let child: RlpItem;
    if (next.length === 17) {
      const nibble = path[depth];
      if (nibble === undefined) throw refuse('the proof goes deeper than the key', used);
      child = next[nibble]!;
      depth += 1;
    } else {
      const [head, tail]: readonly (RlpItem | undefined)[] = next;
      if (!(head instanceof Uint8Array) || tail === undefined) throw refuse('a path is not bytes', used);
      const marked = nibbles(head);
      const leaf = marked[0]! >= 2;
      const steps = marked.slice(marked[0]! % 2 === 1 ? 1 : 2);
      if (steps.some((step, i) => path[depth + i] !== step)) return null;
      depth += steps.length;
      if (leaf) {
        if (depth !== path.length || !(tail instanceof Uint8Array))
          throw refuse('a leaf does not end the key', used);
        return tail;
      }
      child = tail;
    }
    if (child instanceof Uint8Array) {
      if (sameBytes(child, EMPTY_BYTES)) return null;
      if (child.length !== 32) throw refuse('a child is not named by a hash', used);
      wanted = toHex(child);
      next = null;
    } else next = child;
  }
}

const refuse = (what: string, at: number): AshiatoError =>
  new AshiatoError('E_STATE_PROOF', what, {
    where: `proof node ${at}`,
    next: 'The node’s proof does not fit the state root of the verified header; use another node.',
  });

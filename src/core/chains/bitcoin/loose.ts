/** A transaction outside its block: its id out of its bytes, and the way from the id to a block's merkle root. */
import { AshiatoError } from '../../model/errors.ts';
import type { TxId } from '../../model/location.ts';
import { type Hash256, SOURCE_IS_WRONG, showHash, showTxId } from './bytes.ts';
import { HEADER_BYTES } from './header.ts';
import { layOut, newLayout } from './layout.ts';
import { hashEach, withoutWitness } from './messages.ts';
import { decodeTransaction, type RawTransaction } from './transaction.ts';

export type LooseTransaction = RawTransaction & {
  readonly txid: TxId;
  /** Without its witness: what the id is the hash of. */
  readonly size: number;
};

/** Reads a transaction that must have this id. */
export function readLoose(bytes: Uint8Array, txid: string, where: string, hash: Hash256): LooseTransaction {
  // As a block of one, so that there is one reader of layouts; the header is not looked at.
  const block = new Uint8Array(HEADER_BYTES + 1 + bytes.length);
  block[HEADER_BYTES] = 1;
  block.set(bytes, HEADER_BYTES + 1);
  const layout = newLayout();
  layOut(block, layout, where);
  const message = withoutWitness(block, layout);
  const found = showTxId(hashEach(hash)(message));
  if (found !== txid) {
    throw new AshiatoError('E_TX_HASH', `the transaction ${found} came for ${txid}`, {
      where,
      next: SOURCE_IS_WRONG,
    });
  }
  const size = message.pieces.reduce((sum, number, i) => (i % 2 === 1 ? sum + number : sum), 0);
  return { ...decodeTransaction(block, HEADER_BYTES + 1, where), txid: found, size };
}

/** The siblings from a transaction up to the root, as they are shown, and its index in the block. */
export type MerklePath = { readonly siblings: readonly string[]; readonly index: number };

/** An inner node of the tree is two hashes, and could be passed off as a transaction of that size. */
const NODE_BYTES = 64;

/** Whether a path can prove anything about a transaction of this size (see CVE-2017-12842). */
export const isProvable = ({ size }: LooseTransaction): boolean => size !== NODE_BYTES;

/** Refuses a path that does not lead to the root, or that counts a repeated last hash as another index. */
export function checkMerklePath(
  txid: string,
  { siblings, index }: MerklePath,
  root: string,
  where: string,
  hash: Hash256,
): void {
  let node = internal(txid);
  let position = index;
  for (const shown of siblings) {
    const sibling = internal(shown);
    const right = position % 2 === 1;
    // An odd level repeats its last hash, always on the right (CVE-2012-2459): on the left it is another index's.
    if (right && showHash(sibling) === showHash(node)) throw notIn(txid, where);
    const pair = new Uint8Array(NODE_BYTES);
    pair.set(right ? sibling : node);
    pair.set(right ? node : sibling, 32);
    node = hash(pair);
    position = Math.floor(position / 2);
  }
  if (position !== 0 || showHash(node) !== root) throw notIn(txid, where);
}

function internal(shown: string): Uint8Array {
  const bytes = new Uint8Array(32);
  for (let i = 0; i < 32; i += 1) bytes[31 - i] = Number.parseInt(shown.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

const notIn = (txid: string, where: string): AshiatoError =>
  new AshiatoError('E_MERKLE', `the proof does not show that the block holds ${txid} at this place`, {
    where,
    next: SOURCE_IS_WRONG,
  });

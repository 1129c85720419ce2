/** The merkle root of a block's transaction ids, after Core's `consensus/merkle.cpp`. */
import { AshiatoError } from '../../model/errors.ts';
import { type Hash256, SOURCE_IS_WRONG, showHash } from './bytes.ts';

/**
 * Refuses a block whose ids do not give its root. A level with an odd count repeats its last hash, so a block
 * whose last transactions are doubled has the same root (CVE-2012-2459): two equal neighbours give it away.
 */
export function checkMerkleRoot(
  ids: readonly Uint8Array[],
  root: string,
  where: string,
  hash: Hash256,
): void {
  let level = ids;
  while (level.length > 1) {
    const next: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i]!;
      const right = level[i + 1];
      if (right !== undefined && equal(left, right)) throw mutated(where);
      const pair = new Uint8Array(64);
      pair.set(left);
      pair.set(right ?? left, 32);
      next.push(hash(pair));
    }
    level = next;
  }
  const found = showHash(level[0]!);
  if (found !== root) {
    throw new AshiatoError(
      'E_MERKLE',
      `the transactions give the merkle root ${found}, the header says ${root}`,
      {
        where,
        next: SOURCE_IS_WRONG,
      },
    );
  }
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i]);

const mutated = (where: string): AshiatoError =>
  new AshiatoError(
    'E_MERKLE_MUTATED',
    'transactions of the block are repeated without changing its merkle root',
    {
      where,
      next: SOURCE_IS_WRONG,
    },
  );

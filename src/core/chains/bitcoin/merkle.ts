/** The merkle root of a block's transaction ids, after Core's `consensus/merkle.cpp`. */
import { AshiatoError } from '../../model/errors.ts';
import { SOURCE_IS_WRONG, showHash } from './bytes.ts';
import { type HashMany, inPairs } from './messages.ts';

/**
 * Refuses a block whose ids (32 bytes each) do not give its root. A level with an odd count repeats its last
 * hash, so a block whose last transactions are doubled has the same root (CVE-2012-2459): two equal neighbours
 * give it away.
 */
export function checkMerkleRoot(ids: Uint8Array, root: string, where: string, hashMany: HashMany): void {
  let level = ids;
  while (level.length > 32) {
    for (let at = 0; at + 64 <= level.length; at += 64) if (hasTwins(level, at)) throw mutated(where);
    level = hashMany(inPairs(level));
  }
  const found = showHash(level);
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

function hasTwins(level: Uint8Array, at: number): boolean {
  for (let i = at; i < at + 32; i += 1) if (level[i] !== level[i + 32]) return false;
  return true;
}

const mutated = (where: string): AshiatoError =>
  new AshiatoError(
    'E_MERKLE_MUTATED',
    'transactions of the block are repeated without changing its merkle root',
    {
      where,
      next: SOURCE_IS_WRONG,
    },
  );

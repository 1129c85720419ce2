/**
 * One signature for all answers of one turn of the event loop: their hashes form a tree, its root is signed, and
 * every answer carries its way to the root. Signing each would cost as much as all the rest of a request.
 *
 * Leaf and node are told apart by their first byte, as in RFC 6962, section 2.1. A last one without a partner moves up.
 */
import { hash } from 'node:crypto';
import type { Screening } from '../../app/screening/screen.ts';
import type { SealJson } from '../../contract/screen.ts';

const SIGNED_AS = 'ashiato-answers/1:';

type Waiting = {
  /** Hex. */
  readonly leaf: string;
  readonly done: (seal: SealJson) => void;
  readonly failed: (cause: unknown) => void;
};

export type Sealer = (answer: Buffer) => Promise<SealJson>;

export function openSealer(sign: Screening['sign']): Sealer {
  let waiting: Waiting[] = [];
  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    try {
      const { root, paths } = treeOf(batch.map(({ leaf }) => leaf));
      const { keyId, signature } = sign(`${SIGNED_AS}${root}`);
      for (const [i, { done }] of batch.entries())
        done({ algorithm: 'ed25519', keyId, signature, path: paths[i]! });
    } catch (cause) {
      for (const { failed } of batch) failed(cause);
    }
  };
  return (answer) =>
    new Promise((done, failed) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ leaf: leafOf(answer), done, failed });
    });
}

/** Hashes in hex; each way from its leaf to the root. */
function treeOf(leaves: readonly string[]): { root: string; paths: string[][] } {
  const paths: string[][] = leaves.map(() => []);
  let level = leaves.map((hashed, i) => ({ hashed, members: [i] }));
  while (level.length > 1) {
    const above: typeof level = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i]!, level[i + 1]];
      if (right === undefined) {
        above.push(left);
        continue;
      }
      for (const member of left.members) paths[member]!.push(`R${right.hashed}`);
      for (const member of right.members) paths[member]!.push(`L${left.hashed}`);
      above.push({
        hashed: nodeOf(left.hashed, right.hashed),
        members: [...left.members, ...right.members],
      });
    }
    level = above;
  }
  return { root: level[0]!.hashed, paths };
}

/** Where the byte before what is hashed is put; most answers fit. */
const space = Buffer.alloc(16 * 1024);

function leafOf(answer: Buffer): string {
  if (answer.length >= space.length) return hash('sha256', Buffer.concat([LEAF, answer]));
  space[0] = 0;
  space.set(answer, 1);
  return hash('sha256', space.subarray(0, answer.length + 1));
}

const LEAF = Buffer.from([0]);

function nodeOf(left: string, right: string): string {
  space[0] = 1;
  space.write(left, 1, 'hex');
  space.write(right, 33, 'hex');
  return hash('sha256', space.subarray(0, 65));
}

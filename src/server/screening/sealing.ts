/**
 * One signature for all answers of one turn of the event loop: their hashes form a tree, its root is signed, and
 * every answer carries its way to the root. Signing each would cost as much as all the rest of a request.
 *
 * Leaf and node are told apart by their first byte, as in RFC 6962, section 2.1. A last one without a partner moves up.
 */
import { hash } from 'node:crypto';
import type { Screening } from '../../app/screen.ts';
import type { SealJson } from '../../contract/screen.ts';

const SIGNED_AS = 'ashiato-answers/1:';

type Waiting = {
  readonly leaf: Buffer;
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
      const { keyId, signature } = sign(`${SIGNED_AS}${root.toString('hex')}`);
      for (const [i, { done }] of batch.entries())
        done({ algorithm: 'ed25519', keyId, signature, path: paths[i]! });
    } catch (cause) {
      for (const { failed } of batch) failed(cause);
    }
  };
  return (answer) =>
    new Promise((done, failed) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ leaf: hash('sha256', Buffer.concat([LEAF, answer]), 'buffer'), done, failed });
    });
}

function treeOf(leaves: readonly Buffer[]): { root: Buffer; paths: string[][] } {
  const paths: string[][] = leaves.map(() => []);
  let level = leaves.map((leaf, i) => ({ leaf, members: [i] }));
  while (level.length > 1) {
    const above: typeof level = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i]!, level[i + 1]];
      if (right === undefined) {
        above.push(left);
        continue;
      }
      for (const member of left.members) paths[member]!.push(`R${right.leaf.toString('hex')}`);
      for (const member of right.members) paths[member]!.push(`L${left.leaf.toString('hex')}`);
      above.push({
        leaf: hash('sha256', Buffer.concat([NODE, left.leaf, right.leaf]), 'buffer'),
        members: [...left.members, ...right.members],
      });
    }
    level = above;
  }
  return { root: level[0]!.leaf, paths };
}

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

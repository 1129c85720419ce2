/**
 * One signature for all answers of a moment: their hashes form a tree, its root is signed, and every answer carries its
 * way to the root. Signing each would cost as much as all the rest of a request.
 *
 * Leaf (written.ts) and node are told apart by their first byte, as in RFC 6962, section 2.1. A last one without a
 * partner moves up.
 */
import { hash } from 'node:crypto';
import type { Screening } from '../../app/screening/screen.ts';
import type { Signature } from '../../ports/signing.ts';
import type { Failed } from './exchange.ts';
import type { Leaf } from './written.ts';

const SIGNED_AS = 'ashiato-answers/1:';

/**
 * Signatures are made so far apart at least: what comes in between shares the next. At 20,000 answers a second each would
 * else have nearly its own, more than half of a processor's time, and leave the collector one more object to part with.
 */
const APART_MS = 0.4;
/** Unless so many wait for it. */
const ENOUGH = 32;

type Waiting = {
  /** Hex. */
  readonly leaf: string;
  /** Takes the seal as its JSON (`SealJson`): every answer of a moment has the same but for its way. */
  readonly done: (seal: string) => void;
  readonly failed: Failed;
};

export type Sealer = (answer: Leaf, done: Waiting['done'], failed: Failed) => void;

export function openSealer(sign: Screening['sign']): Sealer {
  let waiting: Waiting[] = [];
  let signedAt = Number.NEGATIVE_INFINITY;
  const afterTurn = (): void => {
    const early = performance.now() - signedAt < APART_MS;
    if (early && waiting.length < ENOUGH) setImmediate(afterTurn);
    else flush();
  };
  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    const levels = treeOf(batch.map(({ leaf }) => leaf));
    let signed: Signature;
    try {
      signed = sign(`${SIGNED_AS}${levels.at(-1)![0]!}`);
    } catch (cause) {
      for (const { failed } of batch) failed(cause);
      return;
    }
    signedAt = performance.now();
    const { keyId, signature } = signed;
    const before = `{"algorithm":"ed25519","keyId":"${keyId}","path":[`;
    const after = `],"signature":"${signature}"}`;
    for (let i = 0; i < batch.length; i += 1) batch[i]!.done(before + wayUp(levels, i) + after);
  };
  return ({ leaf }, done, failed) => {
    if (waiting.length === 0) setImmediate(afterTurn);
    waiting.push({ leaf, done, failed });
  };
}

/** From the leaves to the root, in hex. */
function treeOf(leaves: readonly string[]): readonly (readonly string[])[] {
  const levels = [leaves];
  for (let level = leaves; level.length > 1; levels.push(level)) {
    const above: string[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i]!, level[i + 1]];
      above.push(right === undefined ? left : nodeOf(left, right));
    }
    level = above;
  }
  return levels;
}

/** The partners met on the way from one leaf to the root, each with the side it stands on, as the items of a JSON array. */
function wayUp(levels: readonly (readonly string[])[], leaf: number): string {
  let path = '';
  for (let depth = 0, at = leaf; depth < levels.length - 1; depth += 1, at >>= 1) {
    const partner = levels[depth]![at ^ 1];
    if (partner !== undefined) path += `${path === '' ? '' : ','}"${at % 2 === 0 ? 'R' : 'L'}${partner}"`;
  }
  return path;
}

const node = Buffer.alloc(65, 1);

function nodeOf(left: string, right: string): string {
  node.write(left, 1, 'hex');
  node.write(right, 33, 'hex');
  return hash('sha256', node);
}

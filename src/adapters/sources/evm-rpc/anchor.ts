/**
 * The pinned chain: which block stands at each height below the tip a trace was pinned to.
 *
 * With `headers` every header down to the height asked for is fetched, hashed and joined to its child, so each
 * block used is an ancestor of the pinned tip, and the bloom filters of all of them are at hand: a log that a
 * node keeps quiet about is found by its block. With `sources` two nodes must name the same hash instead, which
 * reaches back any distance at the cost of trusting that they do not lie together.
 */
import type { Header } from '../../../core/chains/evm/header.ts';
import type { EvmProfile } from '../../../core/chains/evm/profiles.ts';
import { verifyHeader } from '../../../core/chains/evm/verify.ts';
import type { Tip } from '../../../core/model/case.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Pool } from '../wire/pool.ts';
import { type CapableNode, headerRequest } from './capabilities.ts';
import type { Witnesses } from './caveats.ts';

export type Proof = 'headers' | 'sources';

/** What is kept of a header: a few hundred bytes. */
export type Anchor = Pick<Header, 'hash' | 'parent' | 'time' | 'miner' | 'stateRoot' | 'bloom'>;

export type PinnedChain = {
  readonly tip: Tip;
  /** The header of a height at or below the tip. */
  at(height: number): Promise<Anchor>;
  /** Every header from a height up to the tip, lowest first. */
  from(height: number): Promise<readonly (Anchor & { readonly height: number })[]>;
};

const CHUNK = 100;

export function pinChain(
  pool: Pool<CapableNode>,
  witnesses: Witnesses<CapableNode>,
  profile: EvmProfile,
  tip: Tip,
  proof: Proof,
  maxHeaders: number,
): PinnedChain {
  const known = new Map<number, Anchor>();
  let lowest = tip.height + 1;
  let expected = tip.hash;

  /** Joins headers below what is known already, a chunk at a time, newest first. */
  const extend = async (height: number): Promise<void> => {
    if (tip.height - height >= maxHeaders) {
      throw new AshiatoError('E_SCAN_LIMIT', `${tip.height - height + 1} headers would have to be read`, {
        where: `block ${height}`,
        limit: `${maxHeaders} headers`,
        next: 'Ask for an earlier date, raise maxHeaders, or prove by sources with two nodes.',
      });
    }
    while (lowest > height) {
      const to = lowest - 1;
      const from = Math.max(height, to - CHUNK + 1);
      const headers = await pool.first((node) => joinedHeaders(node, profile, from, to, expected));
      for (const header of headers) known.set(header.height, header);
      lowest = from;
      expected = headers[0]!.parent;
    }
  };

  // Two traces' wants may ask at once; one walk after the other keeps the chain in order.
  let walking: Promise<void> = Promise.resolve();
  const walkTo = (height: number): Promise<void> => {
    walking = walking.catch(() => {}).then(() => extend(height));
    return walking;
  };

  return {
    tip,
    async at(height) {
      if (proof === 'headers') await walkTo(height);
      else if (!known.has(height)) {
        const claim = 'the place of a block in the chain is';
        const header = await witnesses.agreed(claim, `block ${height}`, async (node) => {
          const [one] = await fetchHeaders(node, profile, [height]);
          const { hash, parent, time, miner, stateRoot } = one!;
          return { hash, parent, time, miner, stateRoot, bloom: [...one!.bloom] };
        });
        known.set(height, { ...header, bloom: Uint8Array.from(header.bloom) });
      }
      return known.get(height)!;
    },
    async from(height) {
      await walkTo(height);
      return Array.from({ length: tip.height - height + 1 }, (_, i) => ({
        ...known.get(height + i)!,
        height: height + i,
      }));
    },
  };
}

/** Headers of consecutive heights, each the parent of the next, the last with the hash expected. */
async function joinedHeaders(
  node: CapableNode,
  profile: EvmProfile,
  from: number,
  to: number,
  expected: string,
): Promise<Header[]> {
  const headers = await fetchHeaders(
    node,
    profile,
    Array.from({ length: to - from + 1 }, (_, i) => from + i),
  );
  let child = expected;
  for (const header of headers.toReversed()) {
    if (header.hash !== child) {
      throw new AshiatoError(
        'E_REORG',
        `${node.label} has block ${header.hash} where the pinned chain has ${child}`,
        {
          where: `block ${header.height}`,
          next: 'The chain was reorganised, or the node follows another fork; start the trace again.',
          retryable: true,
        },
      );
    }
    child = header.parent;
  }
  return headers;
}

export async function fetchHeaders(
  node: CapableNode,
  profile: EvmProfile,
  heights: readonly number[],
): Promise<Header[]> {
  const answers = await node.ask(heights.map((height) => headerRequest(node, height)));
  return answers.map((answer, i) => {
    const where = `${node.label} block ${heights[i]}`;
    const header = verifyHeader(profile, answer, where);
    if (header.height !== heights[i]) {
      throw new AshiatoError('E_HEADER_HASH', `block ${header.height} came for block ${heights[i]}`, {
        where,
        next: 'Use another node.',
      });
    }
    return header;
  });
}

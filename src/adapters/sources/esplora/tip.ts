/** Which block a trace is pinned to: the newest that two servers agree on, or the last one before a date. */

import { parseHeader } from '../../../core/chains/bitcoin/header.ts';
import { MEDIAN_BLOCKS, medianTime } from '../../../core/chains/bitcoin/median-time.ts';
import type { Tip } from '../../../core/model/case.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import { expectFresh, type Freshness } from '../wire/fresh.ts';
import type { Base } from './base.ts';
import { agreedHeader, type ChainContext, reorganised } from './chain.ts';

/**
 * Null where the chain begins after `asOf`. A date is compared with the median time past of a block, which only
 * grows; a miner may set the block's own time back by an hour or more.
 */
export async function findTip(
  context: ChainContext,
  bases: readonly Base[],
  rules: Freshness,
  asOf: number | null,
): Promise<Tip | null> {
  const head = await agreedTip(context, await newestHeight(bases));
  expectFresh(head, rules, asOf, context.network.name);
  if (asOf === null) return head;
  return lastBefore(context, head, asOf);
}

/** Of two or more heights the second newest, so that one server alone cannot name a block that no other has. */
async function newestHeight(bases: readonly Base[]): Promise<number> {
  const said = await Promise.allSettled(bases.map((base) => base.tipHeight()));
  const heights = said
    .flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    .sort((a, b) => b - a);
  const height = heights[Math.min(1, heights.length - 1)];
  if (height !== undefined) return height;
  throw said.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))[0];
}

async function agreedTip(context: ChainContext, height: number): Promise<Tip> {
  const { hash, time } = await agreedHeader(context, height);
  return { chain: context.network.chain, height, hash, time };
}

/**
 * The last block whose median time past is at or before a time. One server leads the search; what it finds is
 * proved by the headers of the block and its successor, of which two servers say where they stand.
 */
async function lastBefore(context: ChainContext, head: Tip, asOf: number): Promise<Tip | null> {
  const after = (node: Base, height: number): Promise<boolean> =>
    medianAt(context, node, height).then((time) => time > asOf);
  const height = await context.pool.first(async (node) => {
    let [low, high] = [-1, head.height + 1];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (await after(node, middle)) high = middle;
      else low = middle;
    }
    // The edge is looked at once more under agreed hashes: a false step of the search shows here.
    const edge = [low, low + 1].filter((each) => each >= 0 && each <= head.height);
    for (const each of edge) {
      const { hash } = await agreedHeader(context, each);
      const time = await medianAt(context, node, each, hash);
      if (time > asOf !== each > low) throw reorganised(`the times of ${node.label} changed meanwhile`, each);
    }
    return low;
  });
  return height === -1 ? null : agreedTip(context, height);
}

/** Out of the headers up to a height, joined to each other and, where a hash is given, to it. */
async function medianAt(
  { network, hash }: ChainContext,
  node: Base,
  height: number,
  expected: string | null = null,
): Promise<number> {
  const wanted = Math.min(MEDIAN_BLOCKS, height + 1);
  const times: number[] = [];
  let parent = expected;
  while (times.length < wanted) {
    const page = await node.headersDownFrom(height - times.length);
    for (const { bytes } of page.slice(0, wanted - times.length)) {
      const header = parseHeader(bytes, network, hash);
      if (parent !== null && header.hash !== parent)
        throw reorganised(`${node.label} lists blocks that do not follow each other`, height - times.length);
      times.push(header.time);
      parent = header.parent;
    }
    if (page.length === 0)
      throw new AshiatoError('E_SOURCE_BEHIND', `the server lists no block below height ${height}`, {
        where: node.label,
        next: 'Wait until it has caught up, or use another server.',
        retryable: true,
      });
  }
  return medianTime(times.toReversed());
}

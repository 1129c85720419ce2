/** Which block a trace is pinned to: the newest that two nodes agree on, or the last one before a date. */
import { type EvmProfile, profileOf } from '../../../core/chains/evm/profiles.ts';
import { verifyHeader } from '../../../core/chains/evm/verify.ts';
import type { Tip } from '../../../core/model/case.ts';
import type { Chain } from '../../../core/model/chain.ts';
import { expectFresh, type Freshness } from '../wire/fresh.ts';
import { fetchHeaders } from './anchor.ts';
import type { CapableNode } from './capabilities.ts';
import type { Witnesses } from './caveats.ts';

export type Finality = 'latest' | 'safe' | 'finalized';

export type TipRules = Freshness & { readonly finality: Finality };

/** Null where the chain begins after `asOf`. */
export async function findTip(
  witnesses: Witnesses<CapableNode>,
  nodes: readonly CapableNode[],
  chain: Chain,
  rules: TipRules,
  asOf: number | null,
): Promise<Tip | null> {
  const profile = profileOf(chain.id);
  const head = await newest(witnesses, nodes, profile, rules.finality);
  if (asOf !== null && head.time > asOf) return lastBefore(witnesses, chain, head.height, asOf);
  expectFresh(head, rules, asOf, chain.name);
  return { chain: chain.id, ...head };
}

/** Of two or more heads the second newest, so that one node alone cannot name a block that no other has. */
async function newest(
  witnesses: Witnesses<CapableNode>,
  nodes: readonly CapableNode[],
  profile: EvmProfile,
  finality: Finality,
): Promise<Omit<Tip, 'chain'>> {
  const heights: number[] = [];
  let last: unknown;
  for (const node of nodes) {
    try {
      heights.push(await heightOf(node, profile, finality));
    } catch (error) {
      last = error;
    }
  }
  heights.sort((a, b) => b - a);
  const height = heights[Math.min(1, heights.length - 1)];
  if (height === undefined) throw last;
  return agreedHeader(witnesses, profile, height);
}

async function heightOf(node: CapableNode, profile: EvmProfile, finality: Finality): Promise<number> {
  const [block] = await node.ask([{ method: 'eth_getBlockByNumber', params: [finality, false] }]);
  return verifyHeader(profile, block, `${node.label} ${finality} block`).height;
}

/** A header that two nodes give alike. */
async function agreedHeader(
  witnesses: Witnesses<CapableNode>,
  profile: EvmProfile,
  height: number,
): Promise<Omit<Tip, 'chain'>> {
  return witnesses.agreed('the newest block is', `block ${height}`, async (node) => {
    const [header] = await fetchHeaders(node, profile, [height]);
    return { height, hash: header!.hash, time: header!.time };
  });
}

/** The last block at or before a time: times only grow, so halving finds it, and every step is agreed on. */
async function lastBefore(
  witnesses: Witnesses<CapableNode>,
  chain: Chain,
  head: number,
  asOf: number,
): Promise<Tip | null> {
  const profile = profileOf(chain.id);
  let [low, high] = [-1, head];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if ((await agreedHeader(witnesses, profile, middle)).time <= asOf) low = middle;
    else high = middle;
  }
  return low === -1 ? null : { chain: chain.id, ...(await agreedHeader(witnesses, profile, low)) };
}

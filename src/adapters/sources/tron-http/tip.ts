/** Which block a trace is pinned to: the newest solidified one that two nodes agree on, or the last before a date. */
import type { Header } from '../../../core/chains/tron/header.ts';
import type { Tip } from '../../../core/model/case.ts';
import type { Chain } from '../../../core/model/chain.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import { expectFresh, type Freshness } from '../wire/fresh.ts';
import type { Pool } from '../wire/pool.ts';
import { type CapableNode, type Finality, fetchHeader, heightOf } from './network.ts';
import type { Ledger } from './witnesses.ts';

export type TipRules = Freshness & { readonly finality: Finality };

type Anchor = Pick<Header, 'id' | 'parent' | 'height' | 'time' | 'timeMs' | 'witness' | 'signer'>;

export type Anchors = {
  /** A header that two nodes give alike. */
  at(height: number): Promise<Anchor>;
  forget(): void;
};

export function newAnchors(pool: Pool<CapableNode>, ledger: Ledger): Anchors {
  const known = new Map<number, Anchor>();
  return {
    async at(height) {
      const kept = known.get(height);
      if (kept !== undefined) return kept;
      const header = await ledger.heard(pool, 'blocks', `block ${height}`, async (node) => {
        const { id, parent, time, timeMs, witness, signer } = await fetchHeader(node, height);
        return { id, parent, height, time, timeMs, witness, signer };
      });
      if (header.signer !== header.witness && header.witness !== null) ledger.strangeKey(header.witness);
      known.set(height, header);
      return header;
    },
    forget: () => known.clear(),
  };
}

/** Null where the chain begins after `asOf`. */
export async function findTip(
  nodes: readonly CapableNode[],
  anchors: Anchors,
  chain: Chain,
  rules: TipRules,
  asOf: number | null,
): Promise<Tip | null> {
  const head = await anchors.at(await newest(nodes, rules.finality));
  if (asOf !== null && head.time > asOf) return lastBefore(anchors, chain, head.height, asOf);
  expectFresh(head, rules, asOf, chain.name);
  return tipOf(chain, head);
}

/** Of two or more heads the second newest, so that one node alone cannot name a block that no other has. */
export async function newest(nodes: readonly CapableNode[], finality: Finality): Promise<number> {
  const heights: number[] = [];
  let last: unknown;
  for (const node of nodes) {
    try {
      heights.push(await heightOf(node, finality));
    } catch (error) {
      if (!(error instanceof AshiatoError)) throw error;
      last = error;
    }
  }
  heights.sort((a, b) => b - a);
  const height = heights[Math.min(1, heights.length - 1)];
  if (height === undefined) throw last;
  return height;
}

/** The last block at or before a time: times only grow, so halving finds it, and every step is agreed on. */
async function lastBefore(anchors: Anchors, chain: Chain, head: number, asOf: number): Promise<Tip | null> {
  let [low, high] = [-1, head];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if ((await anchors.at(middle)).time <= asOf) low = middle;
    else high = middle;
  }
  return low === -1 ? null : tipOf(chain, await anchors.at(low));
}

const tipOf = (chain: Chain, { height, id, time }: Anchor): Tip => ({
  chain: chain.id,
  height,
  hash: id,
  time,
});

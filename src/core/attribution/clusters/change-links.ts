/**
 * What change heuristics say of ownership, kept apart from what spending together says: a co-spend union rests on
 * signatures, a change link on a guess with a reason. Nothing is joined; who asks sees the links that lead on.
 */
import type { TxId } from '../../model/location.ts';
import { type Clusters, clusterOf } from './clusters.kernel.ts';

export type ChangeLink = {
  readonly txid: TxId;
  /** Of the block, so that a reorg takes its links along. */
  readonly height: number;
  /** Number of an address that was spent from, and of the change address. */
  readonly from: number;
  readonly to: number;
  /** The heuristic, in words. */
  readonly reason: string;
  /** 0–1. */
  readonly confidence: number;
};

/** The links that stand after the chain went back to `height`. */
export const linksUpTo = (links: readonly ChangeLink[], height: number): ChangeLink[] =>
  links.filter((link) => link.height <= height);

export type Reach = {
  /** Co-spend clusters by id, the asked one first. */
  readonly clusters: readonly number[];
  /** The links that lead from one to another, in the order they were followed. */
  readonly by: readonly ChangeLink[];
};

/** The clusters that change links of at least this confidence join to an address's own, nearest first. */
export function reachOf(
  clusters: Clusters,
  links: readonly ChangeLink[],
  address: number,
  least: number,
): Reach {
  const ends = new Map<number, ChangeLink[]>();
  for (const link of links) {
    if (link.confidence < least) continue;
    for (const end of [clusterOf(clusters, link.from), clusterOf(clusters, link.to)]) {
      const there = ends.get(end);
      if (there === undefined) ends.set(end, [link]);
      else there.push(link);
    }
  }
  const found = [clusterOf(clusters, address)];
  const seen = new Set(found);
  const by: ChangeLink[] = [];
  for (const cluster of found) {
    for (const link of ends.get(cluster) ?? []) {
      for (const end of [clusterOf(clusters, link.from), clusterOf(clusters, link.to)]) {
        if (seen.has(end)) continue;
        seen.add(end);
        found.push(end);
        by.push(link);
      }
    }
  }
  return { clusters: found, by };
}

/**
 * Which addresses one owner holds, as far as spending together says (H1: whoever signs all inputs of a transaction
 * owns them all), unless a veto says that several owners signed. Union-find on typed arrays.
 *
 * Addresses are numbered in the order they are first seen. A cluster's id is its smallest number, so it does not
 * depend on the order of the unions, and changes only by joining an older cluster.
 *
 * Invariant: `links[n]` of a root is −size, of any other its parent; `oldest[root]` is the smallest number below it.
 * Cost: n inputs in O(n log n) with undo, in nearly O(n) without. Source: Tarjan & van Leeuwen 1984 (union by
 * size, path halving). We depart in the undo: a union at the tip is written down and can be taken back, block by
 * block, so at the tip no path is shortened (a shortened path would outlive the union it runs over).
 */
import { assert } from '../../model/errors.ts';

export type Clusters = {
  /** Addresses that are numbered so far. */
  count: number;
  links: Int32Array;
  oldest: Uint32Array;
  /** Per union since the last `settle`: the root that was hung, its `links` then, and the other root's `oldest`. */
  hung: Uint32Array;
  sizes: Int32Array;
  older: Uint32Array;
  unions: number;
  /** Per block since the last `settle`: unions and addresses before it. */
  readonly marks: { readonly unions: number; readonly count: number }[];
};

/** The inputs of many transactions, one after the other. */
export type CoSpends = {
  /** Address numbers, input by input. */
  readonly inputs: Uint32Array;
  /** Where each transaction's inputs begin; one entry more says where the last one's end. */
  readonly starts: Uint32Array;
  /** One where the inputs may belong to several owners (a CoinJoin): nothing is joined. */
  readonly vetoed: Uint8Array;
};

export const newClusters = (room = 1024): Clusters => ({
  count: 0,
  links: new Int32Array(room),
  oldest: new Uint32Array(room),
  hung: new Uint32Array(64),
  sizes: new Int32Array(64),
  older: new Uint32Array(64),
  unions: 0,
  marks: [],
});

/** Makes addresses 0 … count − 1 known, each a cluster of its own until something joins it. */
export function number(clusters: Clusters, count: number): void {
  if (count > clusters.links.length) {
    const room = Math.max(count, 2 * clusters.links.length);
    clusters.links = grown(clusters.links, new Int32Array(room));
    clusters.oldest = grown(clusters.oldest, new Uint32Array(room));
  }
  const { links, oldest } = clusters;
  for (let n = clusters.count; n < count; n += 1) {
    links[n] = -1;
    oldest[n] = n;
  }
  clusters.count = Math.max(clusters.count, count);
}

function grown<T extends Int32Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Joins a block at the tip; `undoBlock` takes it back. */
export function joinBlock(clusters: Clusters, count: number, { inputs, starts, vetoed }: CoSpends): void {
  clusters.marks.push({ unions: clusters.unions, count: clusters.count });
  number(clusters, count);
  const room = clusters.unions + inputs.length;
  if (room > clusters.hung.length) {
    clusters.hung = grown(clusters.hung, new Uint32Array(2 * room));
    clusters.sizes = grown(clusters.sizes, new Int32Array(2 * room));
    clusters.older = grown(clusters.older, new Uint32Array(2 * room));
  }
  const { links, oldest, hung, sizes, older } = clusters;
  let unions = clusters.unions;
  for (let tx = 0; tx < vetoed.length; tx += 1) {
    if (vetoed[tx] === 1) continue;
    const end = starts[tx + 1]!;
    let at = starts[tx]!;
    if (end - at < 2) continue;
    let root = rootOf(links, inputs[at]!);
    for (at += 1; at < end; at += 1) {
      let other = rootOf(links, inputs[at]!);
      if (other === root) continue;
      if (links[other]! < links[root]!) [root, other] = [other, root];
      hung[unions] = other;
      sizes[unions] = links[other]!;
      older[unions] = oldest[root]!;
      unions += 1;
      links[root] = links[root]! + links[other]!;
      links[other] = root;
      if (oldest[other]! < oldest[root]!) oldest[root] = oldest[other]!;
    }
  }
  clusters.unions = unions;
}

/** Takes the last block back, as if it had never been joined. */
export function undoBlock(clusters: Clusters): void {
  const mark = clusters.marks.pop();
  assert(mark !== undefined, 'there is a block to take back');
  const { links, oldest, hung, sizes, older } = clusters;
  for (let i = clusters.unions - 1; i >= mark.unions; i -= 1) {
    const other = hung[i]!;
    const root = links[other]!;
    links[other] = sizes[i]!;
    links[root] = links[root]! - sizes[i]!;
    oldest[root] = older[i]!;
  }
  clusters.unions = mark.unions;
  clusters.count = mark.count;
}

/** Forgets how to take blocks back: what lies below the undo window. */
export function settle(clusters: Clusters): void {
  clusters.marks.length = 0;
  clusters.unions = 0;
}

/** Joins history that no reorg can reach; paths are halved on the way, so it is faster than the tip. */
export function joinSettled(clusters: Clusters, count: number, { inputs, starts, vetoed }: CoSpends): void {
  assert(clusters.marks.length === 0, 'no block that could be taken back lies above settled history');
  number(clusters, count);
  const { links, oldest } = clusters;
  for (let tx = 0; tx < vetoed.length; tx += 1) {
    if (vetoed[tx] === 1) continue;
    const end = starts[tx + 1]!;
    let at = starts[tx]!;
    if (end - at < 2) continue;
    let root = halvedRootOf(links, inputs[at]!);
    for (at += 1; at < end; at += 1) {
      let other = halvedRootOf(links, inputs[at]!);
      if (other === root) continue;
      if (links[other]! < links[root]!) [root, other] = [other, root];
      links[root] = links[root]! + links[other]!;
      links[other] = root;
      if (oldest[other]! < oldest[root]!) oldest[root] = oldest[other]!;
    }
  }
}

/** The cluster of an address: its smallest number. */
export const clusterOf = ({ links, oldest }: Clusters, address: number): number =>
  oldest[rootOf(links, address)]!;

/** How many addresses the cluster of an address has. */
export const clusterSize = ({ links }: Clusters, address: number): number => -links[rootOf(links, address)]!;

function rootOf(links: Int32Array, address: number): number {
  let at = address;
  for (let up = links[at]!; up >= 0; up = links[at]!) at = up;
  return at;
}

function halvedRootOf(links: Int32Array, address: number): number {
  let at = address;
  for (let up = links[at]!; up >= 0; up = links[at]!) {
    const above = links[up]!;
    if (above < 0) return up;
    links[at] = above;
    at = above;
  }
  return at;
}

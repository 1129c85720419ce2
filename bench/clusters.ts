/** Co-spend clustering of 50 million inputs, settled and at the tip; the answer is checked against a plain model. */
import {
  type Clusters,
  type CoSpends,
  clusterOf,
  clusterSize,
  joinBlock,
  joinSettled,
  newClusters,
  number,
  settle,
  undoBlock,
} from '../src/core/attribution/clusters/clusters.kernel.ts';
import { type Figure, round } from './figure.ts';

const INPUTS = 50_000_000;
/** Addresses as in the synthetic graph of the measurements before: 28 million for 46 million inputs. */
const ADDRESSES = 30_000_000;
const PER_BLOCK = 6_500;
const TARGET = 10_000_000;

/** Inputs a transaction: one mostly, sometimes many; addresses near each other are spent together, a few everywhere. */
function history(inputs: number, addresses: number, strangersIn64 = 1): CoSpends {
  const ids = new Uint32Array(inputs);
  const starts = new Uint32Array(inputs + 1);
  let state = 0x9e3779b9;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  let count = 0;
  let at = 0;
  while (at < inputs) {
    starts[count] = at;
    count += 1;
    const draw = next() % 100;
    const size = Math.min(draw < 60 ? 1 : draw < 80 ? 2 : draw < 97 ? 3 + (draw % 5) : 40, inputs - at);
    const home = Math.floor((at / inputs) * addresses);
    for (let i = 0; i < size; i += 1) {
      const spread = next() % 64 < strangersIn64 ? addresses : 4_096;
      ids[at] = (home + (next() % spread)) % addresses;
      at += 1;
    }
  }
  starts[count] = at;
  return { inputs: ids, starts: starts.subarray(0, count + 1), vetoed: new Uint8Array(count) };
}

function blocksOf({ inputs, starts, vetoed }: CoSpends): CoSpends[] {
  const blocks: CoSpends[] = [];
  for (let from = 0; from < vetoed.length; ) {
    let to = from;
    while (to < vetoed.length && starts[to]! - starts[from]! < PER_BLOCK) to += 1;
    blocks.push({ inputs, starts: starts.subarray(from, to + 1), vetoed: vetoed.subarray(from, to) });
    from = to;
  }
  return blocks;
}

/** Groups by relabelling whole lists: slow and obvious. */
function checkSmall(): void {
  const small = history(20_000, 9_000);
  const groups = new Map<number, number[]>(Array.from({ length: 9_000 }, (_, n) => [n, [n]]));
  for (let tx = 0; tx < small.vetoed.length; tx += 1) {
    const first = groups.get(small.inputs[small.starts[tx]!]!)!;
    for (let at = small.starts[tx]! + 1; at < small.starts[tx + 1]!; at += 1) {
      const other = groups.get(small.inputs[at]!)!;
      if (other === groups.get(first[0]!)) continue;
      for (const n of other) {
        first.push(n);
        groups.set(n, first);
      }
    }
  }
  const joined = newClusters();
  joinSettled(joined, 9_000, small);
  for (const [n, group] of groups) {
    if (clusterOf(joined, n) !== Math.min(...group) || clusterSize(joined, n) !== group.length)
      throw new Error(`the cluster of ${n} is not that of the plain model`);
  }
}

const idsOf = (clusters: Clusters): number => {
  let sum = 0;
  for (let n = 0; n < clusters.count; n += 997) sum = (sum * 31 + clusterOf(clusters, n)) % 1_000_000_007;
  return sum;
};

export function clusterFigures(): Figure[] {
  checkSmall();
  const all = history(INPUTS, ADDRESSES);
  const timed = (job: () => void): number => {
    const start = performance.now();
    job();
    return (performance.now() - start) / 1000;
  };
  const settled = newClusters(ADDRESSES);
  number(settled, ADDRESSES);
  const settledSeconds = timed(() => joinSettled(settled, ADDRESSES, all));
  const tip = newClusters(ADDRESSES);
  number(tip, ADDRESSES);
  const blocks = blocksOf(all);
  const tipSeconds = timed(() => {
    for (const [i, block] of blocks.entries()) {
      joinBlock(tip, ADDRESSES, block);
      // The undo window: a hundred blocks are kept, older ones forgotten a hundred at a time.
      if (i % 100 === 0 && i < blocks.length - 100) settle(tip);
    }
  });
  const answer = idsOf(settled);
  if (idsOf(tip) !== answer) throw new Error('block by block the clusters are others than all at once');
  const last = tip.marks.length;
  const undoSeconds = timed(() => {
    for (let i = 0; i < last; i += 1) undoBlock(tip);
  });
  for (const block of blocks.slice(blocks.length - last)) joinBlock(tip, ADDRESSES, block);
  if (idsOf(tip) !== answer) throw new Error('undone and joined again the clusters are others than before');
  const figure = (name: string, seconds: number, inputs: number, target: number | null): Figure => ({
    name,
    value: round(inputs / seconds),
    unit: 'inputs/s',
    against: null,
    ratio: null,
    target: target === null ? null : `≥ ${target}`,
    holds: target === null ? null : inputs / seconds >= target,
  });
  const scattered = history(INPUTS, ADDRESSES, 64);
  const anywhere = newClusters(ADDRESSES);
  number(anywhere, ADDRESSES);
  const anywhereSeconds = timed(() => joinSettled(anywhere, ADDRESSES, scattered));
  return [
    figure(`co-spend clustering of ${INPUTS} inputs, settled history`, settledSeconds, INPUTS, TARGET),
    figure('the same block by block with undo', tipSeconds, INPUTS, TARGET),
    figure('the same, every address from anywhere (no cache helps)', anywhereSeconds, INPUTS, null),
    figure(`taking ${last} blocks back`, undoSeconds, last * PER_BLOCK, null),
  ];
}

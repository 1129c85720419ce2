/** Co-spend clusters: the order does not matter, undo undoes, a veto keeps owners apart. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ChangeLink, linksUpTo, reachOf } from '../../src/core/attribution/clusters/change-links.ts';
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
} from '../../src/core/attribution/clusters/clusters.kernel.ts';
import type { TxId } from '../../src/core/model/location.ts';

const ADDRESSES = 40;
type Spend = { readonly inputs: readonly number[]; readonly vetoed: boolean };

const spends = fc.array(
  fc.record({
    inputs: fc.array(fc.nat(ADDRESSES - 1), { minLength: 1, maxLength: 6 }),
    vetoed: fc.boolean(),
  }),
  { maxLength: 30 },
);

function pack(list: readonly Spend[]): CoSpends {
  const starts = [0];
  for (const { inputs } of list) starts.push(starts.at(-1)! + inputs.length);
  return {
    inputs: Uint32Array.from(list.flatMap(({ inputs }) => inputs)),
    starts: Uint32Array.from(starts),
    vetoed: Uint8Array.from(list, ({ vetoed }) => (vetoed ? 1 : 0)),
  };
}

const all = (clusters: Clusters): number[] =>
  Array.from({ length: clusters.count }, (_, n) => clusterOf(clusters, n));

/** The plain model: whoever can be reached over shared transactions; the id is the smallest of them. */
function model(list: readonly Spend[]): number[] {
  const ids = Array.from({ length: ADDRESSES }, (_, n) => n);
  for (let changed = true; changed; ) {
    changed = false;
    for (const { inputs, vetoed } of list) {
      if (vetoed) continue;
      const least = Math.min(...inputs.map((n) => ids[n]!));
      for (const n of inputs) {
        if (ids[n] === least) continue;
        ids[n] = least;
        changed = true;
      }
    }
  }
  return ids;
}

test('the clusters are those of the plain model, in whatever order the transactions come', () => {
  fc.assert(
    fc.property(spends, fc.infiniteStream(fc.nat()), (list, keys) => {
      const shuffled = list.map((spend) => ({ spend, key: keys.next().value as number }));
      shuffled.sort((a, b) => a.key - b.key);
      for (const order of [list, list.toReversed(), shuffled.map(({ spend }) => spend)]) {
        const tip = newClusters(1);
        joinBlock(tip, ADDRESSES, pack(order));
        assert.deepEqual(all(tip), model(list));
        const settled = newClusters(1);
        joinSettled(settled, ADDRESSES, pack(order));
        assert.deepEqual(all(settled), model(list));
      }
    }),
  );
});

test('block by block is the same as all at once, and sizes count the members', () => {
  fc.assert(
    fc.property(fc.array(spends, { maxLength: 6 }), (blocks) => {
      const clusters = newClusters(1);
      number(clusters, ADDRESSES);
      for (const block of blocks) joinBlock(clusters, ADDRESSES, pack(block));
      const ids = model(blocks.flat());
      assert.deepEqual(all(clusters), ids);
      for (let n = 0; n < ADDRESSES; n += 1)
        assert.equal(clusterSize(clusters, n), ids.filter((id) => id === ids[n]).length);
    }),
  );
});

test('undo is the identity, to the last array cell', () => {
  fc.assert(
    fc.property(spends, fc.array(spends, { minLength: 1, maxLength: 5 }), (settledPart, blocks) => {
      const clusters = newClusters(1);
      joinSettled(clusters, ADDRESSES, pack(settledPart));
      const before = {
        links: clusters.links.slice(0, ADDRESSES),
        oldest: clusters.oldest.slice(0, ADDRESSES),
        count: clusters.count,
        unions: clusters.unions,
      };
      // Each block also makes new addresses known.
      for (const [i, block] of blocks.entries()) joinBlock(clusters, ADDRESSES + i + 1, pack(block));
      for (const _ of blocks) undoBlock(clusters);
      assert.deepEqual(clusters.links.slice(0, ADDRESSES), before.links);
      assert.deepEqual(clusters.oldest.slice(0, ADDRESSES), before.oldest);
      assert.equal(clusters.count, before.count);
      assert.equal(clusters.unions, before.unions);
      // And what follows is what would have followed.
      joinBlock(clusters, ADDRESSES, pack(blocks[0]!));
      assert.deepEqual(all(clusters), model([...settledPart, ...blocks[0]!]));
    }),
  );
});

test('a vetoed transaction joins nobody', () => {
  const clusters = newClusters();
  joinBlock(clusters, 4, pack([{ inputs: [0, 1, 2, 3], vetoed: true }]));
  assert.deepEqual(all(clusters), [0, 1, 2, 3]);
});

test('settled history is not joined below a block that could still be taken back', () => {
  const clusters = newClusters();
  joinBlock(clusters, 2, pack([{ inputs: [0, 1], vetoed: false }]));
  assert.throws(() => joinSettled(clusters, 2, pack([])), /could be taken back/);
  settle(clusters);
  assert.throws(() => undoBlock(clusters), /a block to take back/);
  joinSettled(clusters, 2, pack([]));
  assert.deepEqual(all(clusters), [0, 0]);
});

test('change links lead on without joining, by confidence, and go with their block', () => {
  const clusters = newClusters();
  joinBlock(
    clusters,
    6,
    pack([
      { inputs: [1, 2], vetoed: false },
      { inputs: [4, 3], vetoed: false },
    ]),
  );
  const link = (from: number, to: number, confidence: number, height: number): ChangeLink => ({
    txid: `${from}${to}` as TxId,
    height,
    from,
    to,
    reason: 'one-time change',
    confidence,
  });
  const links = [link(2, 4, 0.8, 10), link(3, 5, 0.8, 11), link(1, 0, 0.3, 9)];
  const { clusters: found, by } = reachOf(clusters, links, 1, 0.5);
  assert.deepEqual(found, [1, 3, 5]);
  assert.deepEqual(by, links.slice(0, 2));
  assert.equal(clusterOf(clusters, 4), 3, 'nothing was joined');
  assert.deepEqual(reachOf(clusters, linksUpTo(links, 10), 1, 0.5).clusters, [1, 3]);
  assert.deepEqual(reachOf(clusters, links, 0, 0).clusters, [0, 1, 3, 5]);
});

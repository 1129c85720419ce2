/** Linking through a pool: each heuristic alone, and all together on a pool whose answer is known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRandom } from '../../../src/core/laboratory/prng.ts';
import {
  type Batch,
  type Pool,
  type PoolWithdrawal,
  timeAtBlock,
} from '../../../src/core/patterns/tornado/events.ts';
import { linkBatches, NOTHING_OUTSIDE, tornadoFinding } from '../../../src/core/patterns/tornado/link.ts';
import {
  dealtDirectly,
  inOrderOfTime,
  sameAddress,
  sameDenominations,
  uniqueGasPrice,
} from '../../../src/core/patterns/tornado/published.ts';
import { siblingsOf } from '../../../src/core/patterns/tornado/siblings.ts';
import { DAY, ETHEREUM, START } from './world.ts';

const HOUR = 3600;
const withdrawal = (to: string, time: number, more: Partial<PoolWithdrawal> = {}): PoolWithdrawal => ({
  block: Math.floor(time / 12),
  time,
  txid: `${to}@${time}`,
  to,
  fee: 1n,
  ...more,
});
const pool = (withdrawals: readonly PoolWithdrawal[], deposits: Pool['deposits'] = []): Pool => ({
  chain: ETHEREUM.id,
  address: 'pool',
  name: '100 ETH',
  deposits,
  withdrawals: withdrawals.toSorted((a, b) => a.time - b.time),
});
const batch: Batch = { depositor: 'thief', count: 3, first: START, last: START + HOUR };

test('same address: who withdraws to where he paid from', () => {
  assert.deepEqual([...sameAddress(pool([withdrawal('thief', START + DAY)]), batch)], [['thief', 1]]);
  assert.equal(
    sameAddress(pool([withdrawal('thief', START - DAY)]), batch).size,
    0,
    'an earlier withdrawal is another story',
  );
});

test('gas price: only where nobody else ever used it', () => {
  const deposits = [{ block: 1, time: START, txid: 'd', gasPrice: 7n }];
  const own = { ...batch, gasPrices: [7n] };
  assert.deepEqual(
    [...uniqueGasPrice(pool([withdrawal('a', START + DAY, { gasPrice: 7n })], deposits), own)],
    [['a', 1]],
  );
  const twice = [
    withdrawal('a', START + DAY, { gasPrice: 7n }),
    withdrawal('b', START + DAY, { gasPrice: 7n }),
  ];
  assert.equal(uniqueGasPrice(pool(twice, deposits), own).size, 0);
  assert.equal(uniqueGasPrice(pool([withdrawal('a', START - DAY, { gasPrice: 7n })], deposits), own).size, 0);
});

test('same denominations: one over those that fit, over two pools and five transactions', () => {
  const took = (to: string, times: number) =>
    Array.from({ length: times }, (_, i) => withdrawal(to, START + 2 * HOUR + i));
  const both = [
    { pool: pool([...took('a', 3), ...took('b', 3), ...took('c', 2)]), batch },
    { pool: pool([...took('a', 2), ...took('b', 2), ...took('c', 2)]), batch: { ...batch, count: 2 } },
  ];
  assert.deepEqual(
    [...sameDenominations(both)],
    [
      ['a', 0.5],
      ['b', 0.5],
    ],
  );
  assert.equal(sameDenominations(both.slice(0, 1)).size, 0);
});

test('direct dealings: three outside the pool', () => {
  const own = pool([withdrawal('friend', START + DAY), withdrawal('stranger', START + DAY)]);
  assert.deepEqual([...dealtDirectly(own, batch, (_, to) => (to === 'friend' ? 3 : 2))], [['friend', 1]]);
});

test('order of time: the pool’s next withdrawals', () => {
  const own = pool([
    withdrawal('early', START - 1),
    ...['a', 'b', 'a', 'late'].map((to, i) => withdrawal(to, START + 100 + i)),
  ]);
  assert.deepEqual(
    [...inOrderOfTime(own, batch)],
    [
      ['a', 2 / 3],
      ['b', 1 / 3],
    ],
  );
});

/** A pool with quiet days, strangers, and batches of a thief whose receivers are known. */
function theft(seed: number) {
  const random = makeRandom(seed).below;
  const withdrawals: PoolWithdrawal[] = [];
  for (let i = 0; i < 90 * 20; i += 1) {
    const time = START - 60 * DAY + Math.floor((i * 90 * DAY) / (90 * 20)) + random(HOUR);
    withdrawals.push(withdrawal(`stranger${random(2) === 0 ? i : i - (i % 3)}`, time));
  }
  const truth = new Map<string, Set<string>>();
  const batches = Array.from({ length: 10 }, (_, k): Batch => {
    const first = START + k * 2 * DAY;
    const own = new Set<string>();
    let left = 24;
    for (let r = 0; left > 0; r += 1) {
      const count = Math.min(left, 1 + random(6));
      left -= count;
      own.add(`own${k}-${r}`);
      for (let i = 0; i < count; i += 1)
        withdrawals.push(withdrawal(`own${k}-${r}`, first + 2 * HOUR + random(8 * HOUR)));
    }
    truth.set(`thief${k}`, own);
    return { depositor: `thief${k}`, count: 24, first, last: first + 3 * HOUR };
  });
  return { pool: pool(withdrawals, [{ block: 0, time: START - 60 * DAY, txid: 'd' }]), batches, truth };
}

test('together: nearly every receiver is a candidate, in smaller sets than the hours alone would give', () => {
  for (const seed of [1, 2, 3]) {
    const { pool: own, batches, truth } = theft(seed);
    const linked = linkBatches(own, batches);
    let [hits, size, of, all, fifo] = [0, 0, 0, 0, 0];
    for (const [i, each] of batches.entries()) {
      const right = truth.get(each.depositor)!;
      const kept = linked[i]!.filter(({ probability }) => probability >= 0.5);
      hits += kept.filter(({ recipient }) => right.has(recipient)).length;
      size += kept.length;
      of += right.size;
      all += new Set(
        own.withdrawals
          .filter(({ time }) => time >= each.first && time <= each.last + DAY)
          .map(({ to }) => to),
      ).size;
      fifo += [...inOrderOfTime(own, each).keys()].filter((to) => right.has(to)).length;
    }
    assert.ok(hits / of > 0.9, `recall ${hits}/${of}`);
    assert.ok(size < 0.7 * all, `${size} candidates of ${all}`);
    assert.ok(hits > fifo, `FIFO ${fifo}`);
  }
});

test('probabilities of a receiver over all batches never sum to more than one', () => {
  const { pool: own, batches } = theft(4);
  const sums = new Map<string, number>();
  for (const candidates of linkBatches(own, batches))
    for (const { recipient, by } of candidates)
      sums.set(recipient, (sums.get(recipient) ?? 0) + (by.excess ?? 0));
  assert.ok([...sums.values()].every((sum) => sum <= 1 + 1e-9));
});

test('a receiver who withdrew before the theft, or more often than was paid in, is no candidate', () => {
  const before = [withdrawal('a', START - DAY), withdrawal('a', START + 2 * HOUR)];
  const often = Array.from({ length: 4 }, (_, i) => withdrawal('b', START + 2 * HOUR + i));
  assert.deepEqual(linkBatches(pool([...before, ...often]), [batch], NOTHING_OUTSIDE), [[]]);
});

test('a finding is a set with its doubts, and none where nobody is likely', () => {
  const { pool: own, batches } = theft(5);
  const [candidates = []] = linkBatches(own, batches);
  const finding = tornadoFinding(own, batches[0]!, candidates, 0.5);
  assert.match(finding?.says ?? '', /receivers may hold what 24 deposits/);
  assert.ok((finding?.evidence.length ?? 0) > 1);
  assert.equal(tornadoFinding(own, batches[0]!, [], 0.5), null);
});

test('siblings: one sitting after the other in the same habit; relayed, scattered or later receivers are not', () => {
  const sitting = (to: string, from: number, count = 6, fee = 0n) =>
    Array.from({ length: count }, (_, i) => withdrawal(to, from + i * 600, { fee }));
  const own = pool([
    ...sitting('first', START),
    ...sitting('second', START + DAY / 2),
    ...sitting('third', START + 2 * DAY, 10),
    ...sitting('relayed', START + DAY, 6, 5n),
    ...sitting('customer', START + DAY, 2),
    ...sitting('later', START + 9 * DAY),
    ...[0, 1, 2, 3].map((i) => withdrawal('scattered', START + DAY + i * DAY, { fee: 0n })),
    ...Array.from({ length: 6 }, (_, i) => sitting(`most ${i}`, START + i * DAY, 6, 5n)).flat(),
  ]);
  assert.deepEqual([...siblingsOf(own, ['first']).keys()].sort(), ['second', 'third']);
  assert.deepEqual([...siblingsOf(own, ['most 0']).keys()], [], 'what most do says nothing of a hand');
});

test('a block between two deposits has a time between theirs', () => {
  const at = timeAtBlock([
    { block: 10, time: 100 },
    { block: 20, time: 200 },
  ]);
  assert.deepEqual([at(10), at(15), at(20), at(5), at(30)], [100, 150, 200, 100, 330]);
});

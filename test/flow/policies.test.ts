/** Worked examples of each policy, small enough to check by hand, and what splitting an output may change. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { POLICY } from '../../src/core/flow/policies/table.ts';
import { joinAll, originOf, type Run, taintedOf } from '../../src/core/model/lot.ts';
import { check } from './check.ts';
import { account, BTC, ETH, outpoint, Story, seed } from './make.ts';

/** Ten stolen units in front of ten clean ones, spent to 8 and 9 with a fee of 3. */
const mixed = (policy: ConstructorParameters<typeof Story>[0]): Story => {
  const story = new Story(policy);
  story.utxo('theft', [], [10], [seed(0, 10, BTC)], []);
  story.utxo(
    'mix',
    [
      ['theft:0', 10],
      ['own:0', 10],
    ],
    [8, 9],
  );
  return story;
};

test('fifo lays inputs end to end, cuts the outputs in order and leaves the tail to the fee', () => {
  const story = mixed('fifo');
  assert.equal(story.tainted(outpoint('mix', 0)), 8);
  assert.equal(story.tainted(outpoint('mix', 1)), 2);
  assert.equal(story.ended('fee'), 0);
});

test('lifo cuts the reversed run sequence, so the last input pays the first output', () => {
  const story = mixed('lifo');
  assert.equal(story.tainted(outpoint('mix', 0)), 0);
  assert.equal(story.tainted(outpoint('mix', 1)), 7);
  assert.equal(story.ended('fee'), 3);
});

test('haircut splits taint by value and leaves the fee its share', () => {
  // 10 · 8/20 = 4, 10 · 9/20 = 4.5, 10 · 3/20 = 1.5: one unit is left, and on a tie the lower index gets it.
  const story = mixed('haircut');
  assert.equal(story.tainted(outpoint('mix', 0)), 4);
  assert.equal(story.tainted(outpoint('mix', 1)), 5);
  assert.equal(story.ended('fee'), 1);
});

test('tiho fills the highest output first, and the fee last', () => {
  const story = mixed('tiho');
  assert.equal(story.tainted(outpoint('mix', 0)), 1);
  assert.equal(story.tainted(outpoint('mix', 1)), 9);
  assert.equal(story.ended('fee'), 0);
});

test('libr reads as fifo on a UTXO chain', () => {
  const story = mixed('libr');
  assert.equal(story.tainted(outpoint('mix', 0)), 8);
  assert.equal(story.tainted(outpoint('mix', 1)), 2);
});

test('poison taints every output whole, though never for more than was stolen', () => {
  const story = mixed('poison');
  assert.equal(story.tainted(outpoint('mix', 0)), 8);
  assert.equal(story.tainted(outpoint('mix', 1)), 9);
  assert.equal(story.origin(outpoint('mix', 1)), 9);
});

/** An account with 6 clean units is sent 4 stolen ones, then 2 clean ones, and pays 5 away. */
const mingled = (policy: ConstructorParameters<typeof Story>[0]): Story => {
  const story = new Story(policy).opening(account('thief'), 6);
  story.accounts('theft', [['victim', 'thief', 4]], [seed(0, 4, ETH)]);
  story.accounts('clean', [['friend', 'thief', 2]]);
  story.accounts('pay', [['thief', 'shop', 5]]);
  return story;
};

test('on an account fifo pays with the oldest units, lifo with the newest', () => {
  assert.equal(mingled('fifo').tainted(account('shop')), 0);
  assert.equal(mingled('lifo').tainted(account('shop')), 3);
});

test('on an account haircut pays in proportion, rounded to the larger fraction', () => {
  // 4 · 5/12 = 1.67 leave and 2.33 stay.
  assert.equal(mingled('haircut').tainted(account('shop')), 2);
});

test('on an account tiho pays with taint first, libr with clean units first', () => {
  assert.equal(mingled('tiho').tainted(account('shop')), 4);
  assert.equal(mingled('libr').tainted(account('shop')), 0);
});

test('on an account poison taints the whole payment and all that stays', () => {
  const story = mingled('poison');
  assert.equal(story.tainted(account('shop')), 5);
  assert.equal(story.tainted(account('thief')), 7);
  assert.equal(story.origin(account('thief')), 4);
});

test('libr: taint never exceeds the lowest balance since, and later clean credits do not refill it', () => {
  const story = new Story('libr').opening(account('thief'), 6);
  story.accounts('theft', [['victim', 'thief', 4]], [seed(0, 4, ETH)]);
  story.accounts('pay', [['thief', 'shop', 7]]);
  assert.equal(story.tainted(account('thief')), 3);
  story.accounts('clean', [['friend', 'thief', 50]]);
  assert.equal(story.tainted(account('thief')), 3);
  story.accounts('again', [['thief', 'shop', 50]]);
  assert.equal(story.tainted(account('thief')), 3);
});

test('poison takes in every input of a transaction, not only the first', () => {
  const story = new Story('poison');
  story.utxo('theft', [], [4], [seed(0, 4, BTC)], []);
  story.utxo(
    'mix',
    [
      ['own:0', 6],
      ['theft:0', 4],
    ],
    [7, 2],
  );
  assert.equal(story.tainted(outpoint('mix', 0)), 7);
  assert.equal(story.origin(outpoint('mix', 0)), 4);
  assert.equal(story.ended('fee'), 1);
});

test('poison survives a payment of nothing and a seed that is part of a credit', () => {
  const story = new Story('poison');
  story.accounts('theft', [['victim', 'thief', 10]], [seed(0, 4, ETH, 40)]);
  assert.equal(story.balance(account('thief')), 10);
  story.accounts('dust', [['thief', 'shop', 0]]);
  assert.equal(story.tainted(account('shop')), 0);
  story.accounts('pay', [['thief', 'shop', 10]]);
  assert.equal(story.origin(account('shop')), 40);
});

test('lots at par melt under haircut and keep the fewest hops', () => {
  const story = new Story('haircut', { maxHops: 3 });
  story.accounts('theft', [['victim', 'thief', 4]], [seed(0, 4, ETH)]);
  story.accounts('1', [['thief', 'mule', 2]]);
  story.accounts('2', [['mule', 'end', 2]]);
  story.accounts('3', [['thief', 'end', 2]]);
  story.accounts('4', [['end', 'far', 4]]);
  // The two-hop lot took on the one-hop lot's count, so nothing is beyond the limit yet.
  assert.equal(story.tainted(account('far')), 4);
});

const tape = fc
  .array(
    fc.record({ amount: fc.bigInt(1n, 30n), kind: fc.nat(3), origin: fc.bigInt(1n, 90n), hops: fc.nat(2) }),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) =>
    joinAll(
      parts.map(({ amount, kind, origin, hops }): Run => {
        if (kind < 2) return { amount, start: 0n, lot: null };
        return {
          amount,
          start: 0n,
          lot: { stolen: BTC, total: amount, origin: kind === 2 ? amount : origin, hops },
        };
      }),
    ),
  );

const sumOrigin = (runs: readonly Run[]): bigint => runs.reduce((sum, run) => sum + originOf(run), 0n);

/** Cuts a total into values at given fractions. */
const cutAt = (total: bigint, cuts: readonly number[]): bigint[] => {
  const marks = cuts.map((cut) => (total * BigInt(cut)) / 100n).sort((a, b) => (a < b ? -1 : 1));
  return [...marks, total].map((mark, i) => mark - (marks[i - 1] ?? 0n));
};

for (const policy of ['fifo', 'lifo', 'haircut', 'libr'] as const) {
  test(`splitting an output between adjacent outputs changes no total under ${policy}${policy === 'haircut' ? ' by more than one unit an output' : ''}`, (t) => {
    check(
      t,
      fc.property(
        tape,
        fc.array(fc.nat(100), { minLength: 1, maxLength: 5 }),
        fc.nat(),
        fc.nat(100),
        (runs, cuts, pick, at) => {
          const total = runs.reduce((sum, run) => sum + run.amount, 0n);
          const values = cutAt(total, cuts);
          // The last value is the fee, which is not split.
          const split = pick % (values.length - 1);
          const head = (values[split]! * BigInt(at)) / 100n;
          const whole = POLICY[policy].spend(runs, values);
          const parts = POLICY[policy].spend(
            runs,
            values.flatMap((v, i) => (i === split ? [head, v - head] : [v])),
          );
          const joined = [
            ...parts.slice(0, split),
            [...parts[split]!, ...parts[split + 1]!],
            ...parts.slice(split + 2),
          ];
          whole.forEach((part, i) => {
            const difference = taintedOf(part) - taintedOf(joined[i]!);
            const allowed = policy !== 'haircut' ? 0n : i === split ? 2n : 1n;
            assert.ok(difference <= allowed && -difference <= allowed, `${difference} in part ${i}`);
            if (policy !== 'haircut') assert.equal(sumOrigin(part), sumOrigin(joined[i]!));
          });
        },
      ),
    );
  });
}

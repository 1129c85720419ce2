/** The flow definitions, one worked example each. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { POLICIES } from '../../src/core/model/rules.ts';
import {
  account,
  BTC,
  ETH,
  JUNK,
  outpoint,
  position,
  Story,
  seed,
  swap,
  transit,
  USD,
  WRAPPED,
} from './make.ts';
import { CONSERVING } from './run.ts';

const stolenEth = (
  policy: ConstructorParameters<typeof Story>[0] = 'fifo',
  amount = 10,
  more = {},
): Story => {
  const story = new Story(policy, more);
  story.accounts('theft', [['victim', 'thief', amount]], [seed(0, amount, ETH)]);
  return story;
};

test('gas is taken before the transfers of its transaction, and its tainted share ends as a fee', () => {
  const story = stolenEth();
  story.accounts('pay', [
    ['thief', 'fee', 1],
    ['thief', 'shop', 9],
  ]);
  assert.equal(story.ended('fee'), 1);
  assert.equal(story.tainted(account('shop')), 9);
});

test('a failed transaction is its fee and nothing else', () => {
  const story = stolenEth();
  story.accounts('failed', [['thief', 'fee', 2]]);
  assert.equal(story.ended('fee'), 2);
  assert.equal(story.tainted(account('thief')), 8);
});

test('the balance before the first tainted credit is clean and stays in front', () => {
  const story = new Story('fifo').opening(account('thief'), 5).opening(account('shop'), 0);
  story.accounts('theft', [['victim', 'thief', 4]], [seed(0, 4, ETH)]);
  assert.equal(story.balance(account('thief')), 9);
  story.accounts('pay', [['thief', 'shop', 6]]);
  assert.equal(story.tainted(account('shop')), 1);
  assert.equal(story.gaps.length, 0);
});

test('what a transaction did to a place before its first tainted credit counts towards its opening', () => {
  const story = new Story('fifo').opening(account('thief'), 5);
  story.accounts(
    'theft',
    [
      ['thief', 'fee', 2],
      ['friend', 'thief', 1],
      ['victim', 'thief', 4],
    ],
    [seed(2, 4, ETH)],
  );
  assert.equal(story.balance(account('thief')), 8);
});

test('an opening that is not known is taken as zero and listed as a gap', () => {
  const story = new Story('fifo').opening(account('thief'), null);
  story.accounts('theft', [['victim', 'thief', 4]], [seed(0, 4, ETH)]);
  assert.equal(story.balance(account('thief')), 4);
  assert.deepEqual(
    story.gaps.map((gap) => gap.type),
    ['opening-unknown'],
  );
});

for (const policy of POLICIES) {
  test(`under ${policy} a debit above the known balance makes an explicit clean credit, listed as a gap`, () => {
    const story = stolenEth(policy).opening(account('shop'), 0);
    story.accounts('pay', [['thief', 'shop', 15]]);
    assert.deepEqual(
      story.gaps.filter((gap) => gap.type === 'unexplained-credit').map((gap) => gap.amount),
      [5n],
    );
    assert.equal(story.balance(account('shop')), 15);
    assert.equal(story.origin(account('shop')), 10);
  });
}

test('a branch stops at a service, on an account and on an output', () => {
  const story = stolenEth().stop('exchange');
  story.accounts('deposit', [['thief', 'exchange', 4]]);
  assert.equal(story.ended('service(exchange)'), 4);
  story.accounts('withdrawal', [['exchange', 'customer', 4]]);
  assert.equal(story.tainted(account('customer')), 0);
  story.utxo('theft2', [], [6], [seed(0, 6, BTC)], []);
  story.utxo('deposit2', [['theft2:0', 6]], [[5, 'exchange']]);
  assert.equal(story.ended('service(exchange)'), 9);
});

test('a stop that names an asset stops only this asset, on UTXO chains too', () => {
  const story = new Story('fifo').stop('exchange', BTC);
  story.utxo('theft', [], [6], [seed(0, 6, BTC)], []);
  story.utxo('deposit', [['theft:0', 6]], [[6, 'exchange']]);
  assert.equal(story.ended('service(exchange)'), 6);
  story.accounts('theft2', [['victim', 'thief', 5]], [seed(0, 5, ETH)]);
  story.accounts('deposit2', [['thief', 'exchange', 5]]);
  assert.equal(story.tainted(account('exchange')), 5);
});

test('a transfer that stands for less than the limit ends below the threshold and is clean where it arrives', () => {
  const story = stolenEth('fifo', 10, { minOrigin: new Map([[ETH, 3n]]) });
  story.accounts('dust', [['thief', 'shop', 2]]);
  assert.equal(story.ended('below-threshold'), 2);
  assert.equal(story.tainted(account('shop')), 0);
});

test('a lot that has moved as often as allowed ends as budget', () => {
  const story = stolenEth('fifo', 10, { maxHops: 2 });
  story.accounts('1', [['thief', 'a', 10]]);
  story.accounts('2', [['a', 'b', 10]]);
  assert.equal(story.ended('budget(max-hops)'), 10);
});

test('a rejected asset carries no taint, and no swap into it does: the taint stays on what was paid', () => {
  const story = stolenEth();
  story.accounts(
    'swap',
    [
      ['thief', 'maker', 10],
      ['maker', 'thief', 999, JUNK],
    ],
    [swap([0], 1)],
  );
  assert.equal(story.tainted(account('maker')), 10);
  assert.equal(story.tainted(account('thief', JUNK)), 0);
});

test('a rejected asset paid into a swap leaves what comes out of it clean', () => {
  const story = stolenEth();
  story.accounts(
    'swap',
    [
      ['thief', 'pool', 5, JUNK],
      ['pool', 'thief', 5, USD],
    ],
    [swap([0], 1)],
  );
  assert.equal(story.tainted(account('thief', USD)), 0);
});

test('a swap changes the asset and keeps the origin', () => {
  const story = stolenEth();
  story.accounts(
    'swap',
    [
      ['thief', 'pool', 4],
      ['pool', 'router', 3, USD],
      ['router', 'thief', 1000, USD],
    ],
    [swap([0], 2, [1])],
  );
  assert.equal(story.tainted(account('thief', USD)), 1000);
  assert.equal(story.origin(account('thief', USD)), 4);
  assert.equal(story.tainted(account('pool')), 0);
  story.accounts('pay', [['thief', 'shop', 333, USD]]);
  // ⌊4 · 333/1000⌋ = 1 leaves, 3 stay.
  assert.equal(story.origin(account('shop', USD)), 1);
  assert.equal(story.origin(account('thief', USD)), 3);
});

test('a swap that pays out before it is paid is settled at its last leg', () => {
  const story = stolenEth();
  story.accounts(
    'swap',
    [
      ['pool', 'thief', 30, USD],
      ['thief', 'pool', 10],
    ],
    [swap([1], 0)],
  );
  assert.equal(story.origin(account('thief', USD)), 10);
});

test('what a swap gives for nothing is clean', () => {
  const story = stolenEth();
  story.accounts(
    'swap',
    [
      ['thief', 'pool', 0],
      ['pool', 'thief', 30, USD],
    ],
    [swap([0], 1)],
  );
  assert.equal(story.origin(account('thief', USD)), 0);
});

test('a share of a swap too small for one unit of what was received ends below the threshold', () => {
  const story = new Story('fifo').opening(account('thief'), 7);
  story.accounts('theft', [['victim', 'thief', 2]], [seed(0, 2, ETH)]);
  story.accounts('more', [['friend', 'thief', 1]]);
  // 7 clean, 2 stolen, 1 clean are paid for 1 unit: boundaries at ⌊7/10⌋, ⌊9/10⌋, ⌊10/10⌋.
  story.accounts(
    'swap',
    [
      ['thief', 'pool', 10],
      ['pool', 'thief', 1, USD],
    ],
    [swap([0], 1)],
  );
  assert.equal(story.ended('below-threshold(conversion)'), 2);
  assert.equal(story.tainted(account('thief', USD)), 0);
});

test('wrapping is a swap at par: the lot does not even notice', () => {
  const story = stolenEth();
  story.accounts(
    'wrap',
    [
      ['thief', 'wrapper', 10],
      ['wrapper', 'thief', 10, USD],
    ],
    [swap([0], 1)],
  );
  story.accounts('pay', [['thief', 'shop', 3, USD]]);
  assert.equal(story.origin(account('shop', USD)), 3);
});

test('a swap whose shares cannot be told apart ends as unresolved', () => {
  const story = stolenEth();
  story.accounts(
    'swap',
    [
      ['thief', 'pool', 10],
      ['pool', 'thief', 7, USD],
    ],
    [{ type: 'unresolved-swap', in: [0], protocol: 'dex' }],
  );
  assert.equal(story.ended('no-data(unresolved-swap)'), 10);
});

test('a swap paid in two assets at once ends as unresolved: no leg tells what was given for each', () => {
  const story = stolenEth();
  story.accounts(
    'swap',
    [
      ['thief', 'pool', 10],
      ['thief', 'pool', 4, USD],
      ['pool', 'thief', 7, WRAPPED],
    ],
    [swap([0, 1], 2)],
  );
  assert.equal(story.ended('no-data(unresolved-swap)'), 10);
  assert.equal(story.tainted(account('thief', WRAPPED)), 0);
});

test('a swap paid by two accounts at once ends as unresolved', () => {
  const story = stolenEth();
  story.accounts(
    'swap',
    [
      ['thief', 'pool', 10],
      ['friend', 'pool', 10],
      ['pool', 'thief', 7, USD],
    ],
    [swap([0, 1], 2)],
  );
  assert.equal(story.ended('no-data(unresolved-swap)'), 10);
});

test('a seed over units that are tainted already ends them as an overlap', () => {
  const story = stolenEth();
  story.accounts('again', [['thief', 'other', 6]], [seed(0, 6, ETH)]);
  assert.equal(story.ended('no-data(seed-overlap)'), 6);
  assert.equal(story.tainted(account('other')), 6);
});

test('an input whose value is not known ends the taint spent with it, and says so', () => {
  const story = new Story('fifo');
  story.utxo('theft', [], [6], [seed(0, 6, BTC)], []);
  story.utxo(
    'mix',
    [
      ['theft:0', 6],
      ['own:0', null],
    ],
    [9],
  );
  assert.equal(story.ended('no-data(input-value-unknown)'), 6);
  assert.deepEqual(
    story.gaps.map((gap) => gap.type),
    ['input-value-unknown'],
  );
});

test('a seed or a bridge payout needs no input values', () => {
  const story = new Story('fifo');
  story.utxo('theft', [['unknown:0', null]], [6, 3], [seed(0, 6, BTC)]);
  assert.equal(story.tainted(outpoint('theft', 0)), 6);
  assert.equal(story.gaps.length, 0);
});

test('the value of an input is not needed where the journal knows it', () => {
  const story = new Story('fifo');
  story.utxo('theft', [], [6], [seed(0, 6, BTC)], []);
  story.utxo('pay', [['theft:0', null]], [5]);
  assert.equal(story.tainted(outpoint('pay')), 5);
});

test('a bridge carries the origin to the paired transfer, and a refund brings it back', () => {
  const story = stolenEth();
  story.accounts(
    'out',
    [['thief', 'vault', 4]],
    [{ type: 'bridge-out', event: 0, edge: 'e', protocol: 'b' }],
  );
  assert.equal(story.tainted(transit('e', ETH)), 4);
  story.utxo(
    'in',
    [['vault:0', 50]],
    [30, 20],
    [
      {
        type: 'bridge-in',
        event: 0,
        edge: 'e',
        paidChain: 'eip155:31337' as never,
        paidAsset: ETH,
        debit: 3n,
        protocol: 'b',
      },
    ],
  );
  assert.equal(story.origin(outpoint('in', 0)), 3);
  assert.equal(story.tainted(outpoint('in', 1)), 0);
  story.accounts(
    'refund',
    [['vault', 'thief', 1]],
    [
      {
        type: 'bridge-in',
        event: 0,
        edge: 'e',
        paidChain: 'eip155:31337' as never,
        paidAsset: ETH,
        debit: 1n,
        protocol: 'b',
      },
    ],
  );
  assert.equal(story.tainted(account('thief')), 7);
});

test('a loan carries min(borrowed, tainted collateral), and its repayment frees the collateral', () => {
  for (const policy of CONSERVING) {
    const lend = { protocol: 'lend', account: 'thief' } as const;
    const loan = { ...lend, collateral: ETH, units: 4n };
    const story = stolenEth(policy);
    story.accounts('supply', [['thief', 'lender', 10]], [{ type: 'supply', event: 0, ...lend }]);
    story.accounts('borrow', [['lender', 'thief', 400, USD]], [{ type: 'borrow', event: 0, ...loan }]);
    assert.equal(story.origin(account('thief', USD)), 4);
    assert.equal(story.tainted(position('thief')), 6);
    assert.equal(story.balance(position('thief')), 10);
    story.accounts('repay', [['thief', 'lender', 400, USD]], [{ type: 'repay', event: 0, ...loan }]);
    assert.equal(story.balance(position('thief')), 10);
    story.accounts('withdraw', [['lender', 'thief', 10]], [{ type: 'withdraw', event: 0, ...lend }]);
    assert.equal(story.tainted(account('thief')), 10, policy);
  }
});

test('taint that a lending pool holds of its own does not vanish when it lends', () => {
  const story = stolenEth();
  story.accounts('gift', [['thief', 'lender', 10]]);
  story.accounts(
    'borrow',
    [['lender', 'other', 5]],
    [{ type: 'borrow', event: 0, protocol: 'lend', account: 'other', collateral: USD, units: 5n }],
  );
  assert.equal(story.tainted(account('lender')), 10);
});

test('a fee may be followed into the coinbase, which then starts from it', () => {
  const story = new Story('fifo', { followFees: true });
  story.utxo('theft', [], [6], [seed(0, 6, BTC)], []);
  story.utxo('pay', [['theft:0', 6]], [4]);
  const step = story.utxo('coinbase', [], [52], [], [['pay', 2]]);
  assert.equal(story.tainted(outpoint('coinbase')), 2);
  assert.equal(step.movements[0]!.from?.type, 'transit');
});

test('a burn and an unclaimed fee end as burnt', () => {
  const story = stolenEth();
  story.accounts('burn', [['thief', '-', 3]]);
  assert.equal(story.ended('burnt'), 3);
  const mining = new Story('lifo', { followFees: true });
  mining.utxo('theft', [], [6], [seed(0, 6, BTC)], []);
  mining.utxo('pay', [['theft:0', 6]], [4]);
  mining.utxo('coinbase', [], [50], [], [['pay', 2]]);
  assert.equal(mining.tainted(outpoint('coinbase')), 2);
  const lazy = new Story('fifo', { followFees: true });
  lazy.utxo('theft', [], [6], [seed(0, 6, BTC)], []);
  lazy.utxo('pay', [['theft:0', 6]], [4]);
  lazy.utxo('coinbase', [], [51], [], [['pay', 2]]);
  assert.equal(lazy.ended('burnt(unclaimed-fees)'), 1);
});

test('what is paid into a message cannot be spent, and ends as burnt', () => {
  const story = new Story('fifo');
  story.utxo('theft', [], [6], [seed(0, 6, BTC)], []);
  story.utxo('pay', [['theft:0', 6]], [{ value: 2n, owner: null, data: '3d3a' }, 4]);
  assert.equal(story.ended('burnt'), 2);
  assert.equal(story.tainted(outpoint('pay', 1)), 4);
});

test('readings that do not fit their transaction are refused with their code', () => {
  const code = (work: () => unknown, expected: string): void => assert.throws(work, { code: expected });
  const fresh = (): Story => stolenEth();
  code(() => fresh().accounts('x', [['thief', 'a', 1]], [swap([0], 5)]), 'E_READING');
  code(() => fresh().accounts('x', [['thief', 'a', 1]], [seed(0, 1, ETH), seed(0, 1, ETH)]), 'E_READING');
  code(() => fresh().accounts('x', [['thief', 'a', 1]], [seed(0, 2, ETH)]), 'E_SEED');
  code(() => fresh().accounts('x', [['thief', '-', 1]], [seed(0, 1, ETH)]), 'E_READING');
  code(() => fresh().utxo('x', [], [5], [seed(1, 1, BTC)], []), 'E_SEED');
  code(() => fresh().utxo('x', [], [5], [seed(0, 1, BTC), seed(0, 1, BTC)], []), 'E_READING');
  code(() => fresh().utxo('x', [], [5], [swap([0], 0)], []), 'E_READING');
  code(
    () => fresh().utxo('x', [], [5], [{ type: 'bridge-out', event: 9, edge: 'e', protocol: 'b' }], []),
    'E_READING',
  );
});

test('outputs worth more than the tainted inputs are refused', () => {
  const story = new Story('fifo');
  story.utxo('theft', [], [6], [seed(0, 6, BTC)], []);
  assert.throws(() => story.utxo('pay', [['theft:0', 6]], [7]), { code: 'E_READING' });
});

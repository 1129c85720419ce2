/** CoinJoin definitions at their edges: each rule turned off by one change to a transaction that meets all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shapeOf } from '../../../src/core/patterns/coin-view.ts';
import { coinJoinOf, severalOwners } from '../../../src/core/patterns/coinjoin/coinjoin.ts';
import { gainsOf } from '../../../src/core/patterns/coinjoin/earners.ts';
import { withLineage } from '../../../src/core/patterns/coinjoin/lineage.ts';
import { type Made, make, script, times } from './make.ts';

const detector = (made: Made): string | null => coinJoinOf(make(made))?.detector ?? null;
type Rows = { inputs: (readonly [number, string])[]; outputs: (readonly [number, string])[] };
const named = ({ inputs, outputs }: Rows): Made => ({ name: 'tx', inputs, outputs });
/** The same with one thing changed. */
const changed = (rows: Rows, change: (rows: Rows) => void): Made => {
  const copy: Rows = { inputs: [...rows.inputs], outputs: [...rows.outputs] };
  change(copy);
  return named(copy);
};

const MIX: Rows = {
  inputs: times(5, (i) => [i < 2 ? 5_003_932 : 5_000_000, `in${i}`] as const),
  outputs: times(5, (i) => [5_000_000, `out${i}`] as const),
};

test('a Whirlpool mix: entrants and remixers into one pool', () => {
  assert.equal(detector(named(MIX)), 'coinjoin/whirlpool-mix');
  const kept: ((rows: Rows) => void)[] = [
    (rows) => {
      rows.outputs[4] = [5_000_000, 'p2wsh:outside'];
    },
  ];
  const lost: ((rows: Rows) => void)[] = [
    (rows) => {
      rows.inputs = rows.inputs.map(([, owner]) => [5_003_932, owner] as const);
    },
    (rows) => {
      rows.inputs = rows.inputs.map(([, owner]) => [5_000_000, owner] as const);
    },
    (rows) => {
      rows.inputs[0] = [5_000_099, 'in0'];
    },
    (rows) => {
      rows.inputs[0] = [5_110_001, 'in0'];
    },
    (rows) => {
      rows.inputs[0] = [5_003_932, 'in1'];
    },
    (rows) => {
      rows.inputs[0] = [5_003_932, 'p2sh:in0'];
    },
    (rows) => {
      rows.outputs[4] = [4_999_999, 'out4'];
    },
    (rows) => {
      rows.outputs[4] = [5_000_000, 'out3'];
    },
    (rows) => {
      rows.outputs.push([0, 'data:x']);
    },
  ];
  for (const change of kept) assert.equal(detector(changed(MIX, change)), 'coinjoin/whirlpool-mix');
  for (const change of lost)
    assert.notEqual(detector(changed(MIX, change)), 'coinjoin/whirlpool-mix', String(change));
  const ashigaru = times(5, (i) => [2_500_000, `out${i}`] as const);
  assert.equal(
    detector({
      name: 'a',
      inputs: times(5, (i) => [i < 2 ? 2_503_000 : 2_500_000, `in${i}`] as const),
      outputs: ashigaru,
    }),
    'coinjoin/whirlpool-mix',
  );
});

const TX0: Rows = {
  inputs: [[3_600_000, 'deposit']],
  outputs: [
    [0, 'data:payload'],
    [50_000, 'coordinator'],
    [520_000, 'change'],
    ...times(3, (i) => [1_003_932, `premix${i}`] as const),
  ],
};

test('a Tx0 is no mix: one owner, an OP_RETURN, a fee and premix above the denomination', () => {
  const verdict = coinJoinOf(make(named(TX0)));
  assert.equal(verdict?.detector, 'coinjoin/whirlpool-tx0');
  assert.equal(verdict?.participants, 1);
  assert.equal(severalOwners(make(named(TX0))), null, 'its inputs are joined');
  for (const change of [
    (rows: Rows) => rows.outputs.shift(),
    (rows: Rows) => rows.outputs.push([0, 'data:second']),
    (rows: Rows) => rows.outputs.splice(1, 1, [10_000, 'coordinator']),
    (rows: Rows) => rows.outputs.splice(2, 1, [520_000, 'a'], [530_000, 'b'], [540_000, 'c']),
    (rows: Rows) => rows.outputs.splice(3, 1, [1_003_932, 'p2sh:premix0']),
  ])
    assert.equal(detector(changed(TX0, change)), null, String(change));
});

/** Nine makers earn 100 sat each, the taker pays. */
const market = (amount: number, owners = 10): Rows => ({
  inputs: [
    ...times(owners - 1, (i) => [amount + 70_000 + 1_000 * i - 100, `maker${i}`] as const),
    [amount + 500_000, 'taker'],
  ],
  outputs: [
    ...times(owners, (i) => [amount, `equal${i}`] as const),
    ...times(owners - 1, (i) => [70_000 + 1_000 * i, `change${i}`] as const),
    [480_000, 'rest'],
  ],
});

/** Everybody pays 9,000 sat to the coordinator. */
const wasabi = (amount: number, owners: number): Rows => ({
  inputs: times(owners, (i) => [amount + 70_000 + 1_000 * i + 9_000, `in${i}`] as const),
  outputs: [
    ...times(owners, (i) => [amount, `equal${i}`] as const),
    ...times(owners - 1, (i) => [70_000 + 1_000 * i, `change${i}`] as const),
    [9_000 * owners - 5_000, 'coordinator'],
  ],
});

test('near 0.1 BTC JoinMarket and Wasabi 1 are told apart by who pays, not by size', () => {
  assert.equal(detector(named(market(10_000_000))), 'coinjoin/joinmarket');
  assert.equal(detector(named(wasabi(10_000_000, 12))), 'coinjoin/wasabi1');
  assert.equal(detector(named(wasabi(10_000_000, 40))), 'coinjoin/wasabi1');
  const earn = gainsOf(shapeOf(make(named(market(10_000_000))))!);
  assert.deepEqual([earn.changes, earn.earners >= 9, earn.apart >= 9], [10, true, true]);
  const pay = gainsOf(shapeOf(make(named(wasabi(10_000_000, 12))))!);
  assert.ok(pay.payers > pay.earners);
});

test('JoinMarket: one type of inputs, nothing paid back, one outside destination at most', () => {
  const rows = market(36_000_000, 6);
  assert.equal(detector(named(rows)), 'coinjoin/joinmarket');
  const outside = changed(rows, ({ outputs }) => outputs.splice(0, 1, [36_000_000, 'p2wsh:taker']));
  assert.equal(detector(outside), 'coinjoin/joinmarket');
  const swept = changed(rows, ({ outputs }) => outputs.pop());
  assert.equal(detector(swept), 'coinjoin/joinmarket');
  for (const change of [
    ({ outputs }: Rows) => outputs.splice(0, 2, [36_000_000, 'p2wsh:a'], [36_000_000, 'p2sh:b']),
    ({ outputs }: Rows) => outputs.splice(8, 1, [72_000, 'maker1']),
    ({ inputs }: Rows) => inputs.splice(0, 1, [36_069_900, 'p2tr:maker0']),
    ({ inputs }: Rows) => inputs.splice(0, 2, [72_140_800, 'maker0']),
    ({ outputs }: Rows) => outputs.push([5_000, 'another'], [6_000, 'more']),
    ({ outputs }: Rows) => outputs.splice(6, 2, [71_000, 'a'], [71_000, 'b']),
  ])
    assert.notEqual(detector(changed(rows, change)), 'coinjoin/joinmarket', String(change));
});

test('three equal outputs are JoinMarket only where two makers’ earnings show, each with coins of its own', () => {
  assert.equal(detector(named(market(36_000_000, 3))), 'coinjoin/joinmarket');
  const blurred = changed(market(36_000_000, 3), ({ inputs }) => {
    inputs[0] = [38_000_000, 'maker0'];
    inputs[1] = [41_000_000, 'maker1'];
  });
  assert.equal(detector(blurred), null);
  assert.equal(
    severalOwners(make(blurred)),
    'many equal outputs from many input scripts',
    'but nothing is joined',
  );
});

test('Wasabi 2 is told by its denominations and its order', () => {
  const rows: Rows = {
    inputs: [531_441, 400_000, 262_144, 200_000, 131_072, 99_000].map(
      (value, i) => [value, `in${i}`] as const,
    ),
    outputs: [354_294, 354_294, 262_144, 262_144, 131_072, 100_000, 77_777].map(
      (value, i) => [value, `out${i}`] as const,
    ),
  };
  assert.equal(detector(named(rows)), 'coinjoin/wasabi2');
  assert.equal(detector(changed(rows, ({ outputs }) => outputs.reverse())), null);
  assert.equal(detector(changed(rows, ({ inputs }) => inputs.reverse())), null);
  assert.equal(detector(changed(rows, ({ inputs }) => inputs.splice(2, 2))), null);
  const decimals = [1_000_000, 500_000, 200_000, 100_000, 100_000, 50_000, 10_000];
  const minted: Made = {
    name: 'minted',
    inputs: times(8, (i) => [400_000 - i, `in${i}`] as const),
    outputs: decimals.map((value, i) => [value, `out${i}`] as const),
  };
  assert.equal(detector(minted), null, 'round amounts alone are what people pay');
});

test('Stonewall, batches and exchanges cancel', () => {
  const stonewall: Made = {
    name: 's',
    inputs: [
      [900_000, 'a'],
      [800_000, 'b'],
    ],
    outputs: [
      [500_000, 'c'],
      [500_000, 'd'],
      [390_000, 'e'],
      [300_000, 'f'],
    ],
  };
  assert.equal(detector(stonewall), null);
  const batch: Made = {
    name: 'b',
    inputs: [
      [90_000_000, 'hot'],
      [40_000_000, 'hot2'],
    ],
    outputs: [...times(12, (i) => [10_000_000, `p${i}`] as const), [900_000, 'change']],
  };
  assert.equal(detector(batch), null);
  assert.equal(severalOwners(make(batch)), null);
  const tagged = { isExchange: (each: string) => each === script('taker') };
  assert.equal(coinJoinOf(make(named(market(36_000_000, 6))), tagged), null);
});

test('an input of unknown value leaves the detectors without an opinion', () => {
  const view = make(named(MIX));
  const blind = { ...view, inputs: view.inputs.map((input) => ({ ...input, value: null })) };
  assert.equal(coinJoinOf(blind), null);
});

test('a Tx0 is proven by a mix that spends its premix, and a mix by where its coins come from', () => {
  const tx0 = make({ ...named(TX0), name: 'tx0' });
  const other = make({ ...named(TX0), name: 'unspent' });
  const mix = (name: string, from: string) =>
    make({
      name,
      inputs: times(5, (i) => [i < 2 ? 1_003_932 : 1_000_000, `${name}-in${i}`, from, 3 + i] as const),
      outputs: times(5, (i) => [1_000_000, `${name}-out${i}`] as const),
    });
  const judged = [tx0, other, mix('m1', 'tx0'), mix('m2', 'm1'), mix('m3', 'elsewhere')].map((tx) => ({
    tx,
    verdict: coinJoinOf(tx)!,
  }));
  assert.deepEqual(
    withLineage(judged).map(({ verdict }) => verdict.strength),
    [0.9, 0.6, 0.99, 0.99, 0.95],
  );
});

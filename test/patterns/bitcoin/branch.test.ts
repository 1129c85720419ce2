/** Patterns over a branch, the law that only tainted branches are looked at, and mining provenance. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findOnBranch } from '../../../src/app/explain/branch-findings.ts';
import { composePools } from '../../../src/compose/base.ts';
import { decodeBlock } from '../../../src/core/chains/bitcoin/block.ts';
import { hash256, showHash } from '../../../src/core/chains/bitcoin/bytes.ts';
import { MAINNET, parseNetwork } from '../../../src/core/chains/bitcoin/network.ts';
import { makeLaboratory } from '../../../src/core/laboratory/laboratory.ts';
import { nativeAsset } from '../../../src/core/model/asset.ts';
import { getChain } from '../../../src/core/model/chain.ts';
import { findScatter } from '../../../src/core/patterns/btc-scatter.ts';
import { viewBlock, viewDumpRow, viewTransactions } from '../../../src/core/patterns/coin-view-readers.ts';
import { DETECTORS } from '../../../src/core/patterns/detectors.ts';
import { findDormantBatches } from '../../../src/core/patterns/dormancy.ts';
import { mostlyRound, variesLess } from '../../../src/core/patterns/evenness.ts';
import { findFanOuts } from '../../../src/core/patterns/fan-out.ts';
import { findLayeredMixing } from '../../../src/core/patterns/layered-mixing.ts';
import { coinbaseLineage, lineageFinding } from '../../../src/core/patterns/mining/coinbase-lineage.ts';
import { findHashRentalLeads } from '../../../src/core/patterns/mining/hash-rental.ts';
import { realFile, withoutData } from '../../bitcoin/data.ts';
import { id, make, script, times } from './make.ts';

const { poolOf } = composePools();
const BTC = nativeAsset(getChain(MAINNET.chain)).id;
const REGTEST = parseNetwork('regtest');

function laboratory() {
  const lab = makeLaboratory(1);
  const blocks = lab.recording.chains.get(REGTEST.chain)!;
  const transactions = blocks.flatMap((block) => block.transactions.filter((tx) => tx.type === 'utxo'));
  const scenes = lab.truth.phenomena.filter(({ chain }) => chain === REGTEST.chain);
  return { views: viewTransactions(transactions, REGTEST), scenes };
}

test('in the laboratory the peel chain and the CoinJoin are found, on the thief’s branch only', () => {
  const { views, scenes } = laboratory();
  const tainted = new Set(scenes.flatMap(({ txids }) => txids));
  const reason = { type: 'incident', incident: 'laboratory' } as const;
  const found = findOnBranch({ reason, tainted, transactions: views, serviceOf: () => null, poolOf });
  const of = (scene: string) => scenes.find((each) => each.scene === scene)!.txids;
  const peel = found.findings.find(({ detector }) => detector === 'peel-chain/fingerprint')!;
  assert.deepEqual(
    peel.evidence.map(({ txid }) => txid),
    of('peel-chain').slice(0, -1),
  );
  const join = found.findings.find(({ detector }) => detector.startsWith('coinjoin/'))!;
  assert.equal(join.subject.type === 'transaction' && join.subject.txid, of('coinjoin')[0]);
  assert.equal(found.findings.length, 2);
  assert.equal(found.untainted, views.length - tainted.size);
  for (const run of found.runs) {
    assert.equal(run.reason, reason);
    assert.equal(run.transactions, tainted.size);
  }
  assert.ok(found.runs.some(({ detector, found: count }) => detector === 'change/consensus' && count >= 9));
});

test('without taint nothing runs over anything', () => {
  const { views } = laboratory();
  const found = findOnBranch({
    poolOf,
    reason: { type: 'listed', list: 'made up', entry: '1' },
    tainted: new Set(),
    transactions: views,
    serviceOf: () => null,
  });
  assert.deepEqual([found.findings, found.changes, found.clusters.size], [[], [], 0]);
  assert.equal(found.untainted, views.length);
  assert.ok(found.runs.every(({ transactions, found: count }) => transactions === 0 && count === 0));
});

test('evenness is exact: a tenth is not less than a tenth', () => {
  // 90 and 110: mean 100, standard deviation 10.
  assert.equal(variesLess([90n, 110n], 10n), false);
  assert.equal(variesLess([91n, 109n], 10n), true);
  assert.equal(variesLess([], 10n), false);
  assert.equal(mostlyRound([10_000n, 2_500_000n, 700n]), true);
  assert.equal(mostlyRound([10_001n, 2_500_000n]), false);
});

test('a fan-out needs ten new receivers within six hours, alike in value', () => {
  const spread = (i: number, more: object = {}) => ({
    chain: MAINNET.chain,
    txid: id(i),
    time: 60 * i,
    from: 'thief',
    to: `fresh${i}`,
    asset: BTC,
    amount: 1_000_003n + BigInt(i),
    fresh: true,
    ...more,
  });
  assert.match(findFanOuts(times(10, (i) => spread(i)))[0]!.says, /10 new addresses .* 9 minutes/);
  assert.deepEqual(findFanOuts(times(9, (i) => spread(i))), []);
  assert.deepEqual(findFanOuts(times(10, (i) => spread(i, { time: 2_600 * i }))), []);
  assert.deepEqual(findFanOuts(times(10, (i) => spread(i, { fresh: i > 0 }))), []);
  assert.deepEqual(findFanOuts(times(10, (i) => spread(i, { amount: 1_003n * 2n ** BigInt(i) }))), []);
});

test('a scatter needs a hundred addresses used once, of 0.2 to 2 BTC', () => {
  const scatter = (count: number, value: number) => [
    make({
      name: 'scatter',
      inputs: [[count * value + 1_000, 'thief']],
      outputs: times(count, (i) => [value + i, `s${i}`] as const),
    }),
  ];
  assert.match(findScatter(scatter(100, 28_000_000))!.says, /over 100 addresses/);
  assert.equal(findScatter(scatter(99, 28_000_000)), null);
  assert.equal(findScatter(scatter(100, 19_000_000)), null);
  assert.equal(findScatter(scatter(100, 200_000_001)), null);
});

test('layered mixing is two families, not one twice', () => {
  const step = (family: string, i: number) => ({ chain: MAINNET.chain, txid: id(i), family });
  assert.equal(findLayeredMixing([step('wasabi2', 1), step('wasabi2', 2)]), null);
  assert.match(
    findLayeredMixing([step('wasabi2', 1), step('cryptomixer', 2)])!.says,
    /wasabi2, then cryptomixer/,
  );
});

test('a dormant batch is twenty siblings that wake within a day', () => {
  const DAY = 86_400;
  const rest = (i: number, since = 0, movedAt = 40 * DAY + i) => ({
    chain: MAINNET.chain,
    address: `a${i}`,
    origin: 'split',
    since,
    movedAt,
    movedBy: id(i),
  });
  assert.match(findDormantBatches(times(20, (i) => rest(i)))[0]!.says, /20 addresses .* 40 days/);
  assert.deepEqual(findDormantBatches(times(19, (i) => rest(i))), []);
  assert.deepEqual(findDormantBatches(times(20, (i) => rest(i, 11 * DAY))), []);
  assert.deepEqual(findDormantBatches(times(20, (i) => rest(i, 0, 40 * DAY + i * 5_000))), []);
});

test('coinbase lineage goes three steps, names the pool and stops where clean coins come in', () => {
  const coinbase = {
    ...make({ name: 'cb', inputs: [], outputs: [[312_500_000, 'miner']] }),
    minerText: '..F2Pool..',
  };
  const hop = (name: string, from: string, more: readonly (readonly [number, string])[] = []) =>
    make({ name, inputs: [[1, 'x', from, 0], ...more], outputs: [[1, `${name}-to`]] });
  const chain = [
    coinbase,
    hop('h1', 'cb'),
    hop('h2', 'h1'),
    hop('h3', 'h2'),
    hop('h4', 'h3'),
    hop('mixed', 'h1', [[1, 'clean']]),
  ];
  const found = coinbaseLineage(chain, poolOf);
  assert.deepEqual(
    found.map(({ txid, steps, pools }) => [txid, steps, pools[0]]),
    [
      [id('cb'), 0, 'F2Pool'],
      [id('h1'), 1, 'F2Pool'],
      [id('h2'), 2, 'F2Pool'],
      [id('h3'), 3, 'F2Pool'],
    ],
  );
  assert.match(lineageFinding(chain[1]!, found[1]!).says, /mined 1 step before, by F2Pool/);
  const payment = {
    chain: MAINNET.chain,
    txid: id('pay'),
    time: 1_000,
    payer: 'thief',
    service: 'HashRent',
    amount: 5n,
  };
  const kin = {
    together: (a: string, b: string) => a === 'thief' && b === script('h1-to'),
    sharesDeposit: () => false,
  };
  const lead = (time: number) => findHashRentalLeads([payment], [{ lineage: found[1]!, time }], kin);
  assert.match(lead(2_000)[0]!.says, /^Lead only/);
  assert.ok(lead(2_000)[0]!.strength <= 0.3, 'however much fits, it stays a lead');
  assert.deepEqual([lead(999), lead(1_001 + 60 * 86_400)], [[], []]);
});

test('real blocks read as views have the ids, values and times that the decoder gives', {
  skip: withoutData,
}, () => {
  const bytes = realFile('mainnet_block_2019-05-02.raw');
  const views = viewBlock(bytes, 574_000, null, MAINNET, hash256);
  const block = decodeBlock(
    bytes,
    { network: MAINNET, height: 574_000, hash: showHash(hash256(bytes.subarray(0, 80))) },
    null,
    hash256,
  );
  const decoded = new Map(block.transactions.map((tx) => [tx.txid, tx]));
  assert.equal(views.length, decoded.size);
  for (const view of views) {
    const tx = decoded.get(view.txid);
    assert.ok(tx?.type === 'utxo');
    assert.deepEqual(
      view.outputs.map((o) => o.value),
      tx.outputs.map((o) => o.value),
    );
    assert.equal(view.inputs.length, tx.inputs.length);
  }
  const [coinbase] = views;
  assert.equal(poolOf(coinbase!.minerText!), 'BTC.com');
  assert.ok(
    views.some(({ locktime }) => locktime! > 570_000 && locktime! < 580_000),
    'lock times are read',
  );
  assert.ok(views.every(({ version }) => version === 1 || version === 2));
});

test('a malformed row of a dump is refused with its place', () => {
  for (const row of [
    '',
    'abc',
    `${id('x')}:::b:::1:::soon:::a:::b`,
    `${id('x')}:::b:::1:::5:::nonsense:::1+00+t`,
  ])
    assert.throws(() => viewDumpRow(row, MAINNET.chain, 'file:7'), /E_CASE_TABLE|malformed/);
});

test('every detector has a card of its own that says who does the same honestly', () => {
  const ids = DETECTORS.map(({ id: each }) => each);
  assert.equal(new Set(ids).size, ids.length);
  for (const card of DETECTORS)
    for (const text of [card.question, card.definition, card.source, card.innocent, card.cost])
      assert.ok(text.length > 5, card.id);
});

test('a branch that pays for hash power and a mixer: a lead, and two layers', () => {
  const mix = make({
    name: 'mix',
    time: 5_000,
    inputs: times(5, (i) => [i < 2 ? 5_003_932 : 5_000_000, `in${i}`] as const),
    outputs: times(5, (i) => [5_000_000, `out${i}`] as const),
  });
  const onward = make({
    name: 'onward',
    time: 6_000,
    inputs: [[5_000_000, 'out0', 'mix', 0]],
    outputs: [
      [2_000_000, 'mixer'],
      [2_900_000, 'rental'],
    ],
  });
  const cashed = make({
    name: 'cashed',
    time: 7_000,
    inputs: [[1_000, 'out0']],
    outputs: [[900, 'deposit']],
  });
  const coinbase = {
    ...make({ name: 'cb', inputs: [], outputs: [[9_000, 'pool']] }),
    minerText: '/ViaBTC/',
    time: 90_000,
  };
  const payout = make({
    name: 'payout',
    time: 95_000,
    inputs: [[9_000, 'pool', 'cb', 0]],
    outputs: [[8_000, 'miner']],
  });
  const sold = make({
    name: 'sold',
    time: 96_000,
    inputs: [[8_000, 'miner', 'payout', 0]],
    outputs: [[7_000, 'deposit']],
  });
  const services = {
    [script('mixer')]: { name: 'cryptomixer', kind: 'mixer' as const },
    [script('rental')]: { name: 'HashRent', kind: 'hash-rental' as const },
    [script('deposit')]: { name: 'Exchange', kind: 'exchange' as const },
  };
  const run = (more: object) =>
    findOnBranch({
      poolOf,
      reason: { type: 'incident', incident: 'made up' },
      tainted: new Set(['mix', 'onward', 'cashed'].map(id)),
      transactions: [mix, onward, cashed, payout],
      serviceOf: (each) => services[each] ?? null,
      ...more,
    });
  const { findings, untainted } = run({ mined: [coinbase, payout, sold] });
  assert.deepEqual(
    findings.map(({ detector }) => detector),
    ['coinjoin/whirlpool-mix', 'mixing/layered', 'mining/hash-rental'],
  );
  assert.match(findings[1]!.says, /whirlpool, then cryptomixer/);
  assert.ok(findings[2]!.evidence.some(({ what }) => what.includes('ViaBTC')));
  assert.equal(untainted, 1);
  assert.ok(!run({}).findings.some(({ detector }) => detector === 'mining/hash-rental'));
});

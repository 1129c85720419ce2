/** Swaps by their legs: what is read, what ends unresolved, and what is left alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { abi, log } from '../../../scorecard/bridge-world.ts';
import { applyTransaction } from '../../../src/core/flow/kernel.ts';
import type { State } from '../../../src/core/flow/state.ts';
import { commit } from '../../../src/core/flow/state.ts';
import { type AssetId, nativeAsset, tokenAsset } from '../../../src/core/model/asset.ts';
import { getChain } from '../../../src/core/model/chain.ts';
import { locationId, type TxId } from '../../../src/core/model/location.ts';
import type { Meaning } from '../../../src/core/model/reading.ts';
import type { AccountTransaction, Log } from '../../../src/core/model/transaction.ts';
import { type KnownContract, knowing } from '../../../src/core/patterns/known.ts';
import { readSettlements } from '../../../src/core/patterns/swap/cow.ts';
import { readSwaps } from '../../../src/core/patterns/swap/read-swaps.ts';
import { rulesOf } from '../../flow/run.ts';

const CHAIN = getChain('eip155:1');
const ETH = nativeAsset(CHAIN).id;
const token = (digit: string, symbol: string) => tokenAsset(CHAIN, `0x${digit.repeat(40)}`, symbol, 6);
const [usd, eur, weth, junk] = [
  token('1', 'USDC'),
  token('2', 'EURC'),
  token('3', 'WETH'),
  token('4', 'JUNK'),
];
const [router, pool, wrapper] = ['router', 'pool', `0x${'3'.repeat(40)}`] as const;
const row = (address: string, role: KnownContract['role']): KnownContract => ({
  chain: CHAIN.id,
  address,
  service: 'Swap',
  role,
  detail: role,
  source: 'test',
});
const known = knowing({
  contracts: [row(router, 'router'), row(pool, 'pool'), row(wrapper, 'wrapper')],
  factories: [],
  memoBridges: [],
  assets: [nativeAsset(CHAIN), usd, eur, weth],
});

type Leg = readonly [from: string | null, to: string | null, asset: AssetId, amount: bigint];
const tx = (legs: readonly Leg[], more: Partial<AccountTransaction> = {}): AccountTransaction => ({
  type: 'account',
  chain: CHAIN.id,
  txid: '0x1' as TxId,
  place: { height: 1, index: 0 },
  time: 0,
  events: [
    { index: 0, type: 'fee', asset: ETH, from: 'me', to: null, amount: 1n },
    ...legs.map(([from, to, asset, amount], i) => ({
      index: i + 1,
      type: 'transfer' as const,
      asset,
      from,
      to,
      amount,
    })),
  ],
  ...more,
});
const swapOf = (legs: readonly Leg[], more?: Partial<AccountTransaction>): readonly Meaning[] =>
  readSwaps(tx(legs, more), known);

test('one asset paid and one recognised asset given is a swap, whoever receives it', () => {
  assert.deepEqual(
    swapOf([
      ['me', pool, usd.id, 100n],
      [pool, 'you', ETH, 5n],
    ]),
    [{ type: 'swap', in: [1], out: 2, inner: [], protocol: 'Swap' }],
  );
});

test('a wrapper makes its token for coins at par: a swap', () => {
  const [wrap] = swapOf([
    ['me', wrapper, ETH, 7n],
    [null, 'me', weth.id, 7n],
  ]);
  assert.deepEqual(wrap, { type: 'swap', in: [1], out: 2, inner: [], protocol: 'Swap' });
});

test('legs within the exchange are its own; what comes back is taken off; parts to one receiver are one', () => {
  const [swap] = swapOf([
    ['me', router, ETH, 10n],
    [router, 'me', ETH, 2n],
    [router, wrapper, ETH, 8n],
    [null, router, weth.id, 8n],
    [router, pool, weth.id, 8n],
    [pool, 'me', usd.id, 60n],
    [pool, 'me', usd.id, 40n],
  ]);
  assert.deepEqual(swap, {
    type: 'swap',
    in: [1],
    out: 6,
    also: [7],
    back: [2],
    inner: [3, 4, 5],
    protocol: 'Swap',
  });
});

test('an integrator’s fee of one in a hundred is no second gain; two in a hundred are', () => {
  const fee = (part: bigint): readonly Meaning[] =>
    swapOf([
      ['me', router, usd.id, 1_000n],
      [router, pool, usd.id, 1_000n],
      [pool, router, eur.id, 1_000n],
      [router, 'integrator', eur.id, part],
      [router, 'me', eur.id, 1_000n - part],
    ]);
  assert.equal(fee(9n)[0]?.type, 'swap');
  assert.equal(fee(20n)[0]?.type, 'unresolved-swap');
});

test('what is not recognised is not crossed into, nor is an exchange that nobody knows', () => {
  assert.deepEqual(
    swapOf([
      ['me', pool, usd.id, 100n],
      [pool, 'me', junk.id, 900n],
    ]),
    [],
  );
  assert.deepEqual(
    swapOf([
      ['me', 'stranger', usd.id, 100n],
      ['stranger', 'me', ETH, 5n],
    ]),
    [],
  );
  const said: Log = {
    index: 0,
    contract: 'stranger',
    topics: ['0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822'],
    data: '0x',
  };
  assert.deepEqual(
    swapOf(
      [
        ['me', 'stranger', usd.id, 100n],
        ['stranger', 'me', ETH, 5n],
      ],
      { said: [said] },
    ),
    [],
  );
});

test('coins wrapped for a pool of an unrecognised token are followed into the pool, not to the wrapper', () => {
  assert.deepEqual(
    swapOf(
      [
        ['me', router, ETH, 10n],
        [router, wrapper, ETH, 10n],
        [null, router, weth.id, 10n],
        [router, 'odd pool', weth.id, 10n],
        ['odd pool', 'me', junk.id, 900n],
      ],
      { called: { to: router } },
    ),
    [{ type: 'swap', in: [1], out: 4, inner: [2, 3], protocol: 'Swap' }],
  );
});

test('coins that a node without traces does not tell of end unresolved, never with the pool', () => {
  assert.deepEqual(
    swapOf([
      ['me', pool, usd.id, 100n],
      [pool, router, weth.id, 5n],
      [router, null, weth.id, 5n],
    ]),
    [{ type: 'unresolved-swap', in: [1], protocol: 'Swap' }],
  );
});

test('what is paid to a wrapper without a reading ends there', () => {
  assert.deepEqual(swapOf([['me', wrapper, ETH, 5n]]), [
    { type: 'unresolved-swap', in: [1], protocol: 'Swap' },
  ]);
});

test('where a price is known, less than half of the payment’s worth is no swap', () => {
  const priced = knowing({
    contracts: [row(pool, 'pool')],
    factories: [],
    memoBridges: [],
    assets: [nativeAsset(CHAIN), usd],
    rate: (_, amount) => amount * 3n,
  });
  const paidFor = (given: bigint): readonly Meaning[] =>
    readSwaps(
      tx([
        ['me', pool, ETH, 100n],
        [pool, 'me', usd.id, given],
      ]),
      priced,
    );
  assert.equal(paidFor(150n).length, 1);
  assert.equal(paidFor(149n).length, 0);
});

test('orders of several people in one settlement are read by what it says of each', () => {
  const settled = knowing({
    contracts: [row(`0x${'8'.repeat(40)}`, 'settlement')],
    factories: [],
    memoBridges: [],
    assets: [nativeAsset(CHAIN), usd, eur],
  });
  const [settlement, one, two] = ['8', 'a', 'b'].map((digit) => `0x${digit.repeat(40)}`) as [
    string,
    string,
    string,
  ];
  const trade = (
    owner: string,
    sold: string,
    bought: string,
    paid: bigint,
    given: bigint,
  ): Omit<Log, 'index'> =>
    log(
      settlement,
      'Trade(address,address,address,uint256,uint256,uint256,bytes)',
      [owner],
      abi([sold, bought, paid, given, 0, { bytes: '' }]),
    );
  const [usdc, eurc] = ['1', '2'].map((digit) => `0x${digit.repeat(40)}`) as [string, string];
  const settling = tx(
    [
      [one, settlement, usd.id, 100n],
      [two, settlement, eur.id, 90n],
      [settlement, one, eur.id, 89n],
      [settlement, two, usd.id, 99n],
    ],
    {
      said: [trade(one, usdc, eurc, 100n, 89n), trade(two, eurc, usdc, 90n, 99n)].map((each, index) => ({
        index,
        ...each,
      })),
    },
  );
  assert.deepEqual(
    readSettlements(settling, settled, new Set()).map(({ in: paid, out }) => [paid, out]),
    [
      [[1], 3],
      [[2], 4],
    ],
  );
  assert.deepEqual(readSwaps(settling, settled, new Set([1, 2, 3, 4])), []);
  assert.deepEqual(
    readSwaps(settling, settled).map(({ type }) => type),
    ['unresolved-swap', 'unresolved-swap'],
    'what the settlement says nothing of ends there',
  );
});

test('several assets given end unresolved; liquidity that is added is nobody’s swap', () => {
  assert.deepEqual(
    swapOf([
      ['me', pool, usd.id, 100n],
      [pool, 'me', ETH, 5n],
      [pool, 'me', eur.id, 50n],
    ]),
    [{ type: 'unresolved-swap', in: [1], protocol: 'Swap' }],
  );
  assert.deepEqual(
    swapOf([
      ['me', pool, usd.id, 100n],
      ['me', pool, eur.id, 100n],
      [null, 'me', junk.id, 5n],
    ]),
    [],
  );
});

test('two strangers’ swaps in one transaction stay apart', () => {
  const other = knowing({
    contracts: [row(pool, 'pool'), row('pool 2', 'pool')],
    factories: [],
    memoBridges: [],
    assets: [nativeAsset(CHAIN), usd, eur],
  });
  const found = readSwaps(
    tx([
      ['me', pool, usd.id, 100n],
      [pool, 'me', ETH, 5n],
      ['you', 'pool 2', eur.id, 100n],
      ['pool 2', 'you', ETH, 5n],
    ]),
    other,
  );
  assert.equal(found.filter(({ type }) => type === 'swap').length, 2);
});

test('the kernel carries all taint over: less what came back, to all parts of what was given', () => {
  const seed = tx([[null, 'me', ETH, 10n]], { txid: '0x0' as TxId, place: { height: 0, index: 0 } });
  const swap = tx([
    ['me', router, ETH, 10n],
    [router, 'me', ETH, 4n],
    [pool, 'me', usd.id, 60n],
    [pool, 'me', usd.id, 40n],
  ]);
  const state: State = new Map();
  const reading = (meanings: readonly Meaning[]) => ({
    meanings,
    stops: new Map(),
    rejected: new Set<AssetId>(),
  });
  const at = (asset: AssetId) =>
    state.get(locationId({ type: 'account', chain: CHAIN.id, address: 'me', asset }))?.runs ?? [];
  const rules = rulesOf('tiho');
  const steal: Meaning = { type: 'seed', event: 1, amount: 10n, stolen: ETH, origin: 10n };
  const first = { ...seed, events: seed.events.slice(1) };
  commit(state, applyTransaction(state, first, reading([steal]), rules, new Map()).changes);
  const meant: Meaning = { type: 'swap', in: [1], out: 3, also: [4], back: [2], inner: [], protocol: 'Swap' };
  const noFee = { ...swap, events: swap.events.slice(1) };
  commit(state, applyTransaction(state, noFee, reading([meant]), rules, new Map()).changes);
  const tainted = (asset: AssetId): bigint =>
    at(asset).reduce((sum, run) => sum + (run.lot === null ? 0n : run.amount), 0n);
  assert.equal(tainted(ETH), 4n);
  assert.equal(tainted(usd.id), 100n);
});

/** Loans: what lending protocols say, and what stands on which collateral. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { abi, log } from '../../../scorecard/bridge-world.ts';
import { type AssetId, nativeAsset, tokenAsset } from '../../../src/core/model/asset.ts';
import { getChain } from '../../../src/core/model/chain.ts';
import type { TxId } from '../../../src/core/model/location.ts';
import type { AccountTransaction, Log } from '../../../src/core/model/transaction.ts';
import { type KnownContract, knowing, type Rate } from '../../../src/core/patterns/known.ts';
import { readLoans } from '../../../src/core/patterns/lending/positions.ts';

const CHAIN = getChain('eip155:1');
const ETH = nativeAsset(CHAIN).id;
const address = (digit: string): string => `0x${digit.repeat(40)}`;
const [me, pool, aToken, market, comet] = ['a', 'b', 'c', 'd', 'e'].map(address) as string[] as [
  string,
  string,
  string,
  string,
  string,
];
const usd = tokenAsset(CHAIN, address('1'), 'USDC', 6);
const wbtc = tokenAsset(CHAIN, address('2'), 'WBTC', 8);
const row = (contract: string, service: string): KnownContract => ({
  chain: CHAIN.id,
  address: contract,
  service,
  role: 'lender',
  detail: 'market',
  source: 'test',
});
/** Two dollars a unit of everything else. */
const twice: Rate = (from, amount, to) => (from === to ? amount : to === usd.id ? amount * 2n : amount / 2n);
const knownWith = (rate?: Rate) =>
  knowing({
    contracts: [row(pool, 'Aave V3'), row(market, 'Compound V2'), row(comet, 'Compound V3')],
    factories: [],
    memoBridges: [],
    assets: [nativeAsset(CHAIN), usd, wbtc],
    ...(rate === undefined ? {} : { rate }),
  });

type Leg = readonly [from: string, to: string, asset: AssetId, amount: bigint];
let height = 0;
function tx(legs: readonly Leg[], said: readonly Omit<Log, 'index'>[]): AccountTransaction {
  height += 1;
  return {
    type: 'account',
    chain: CHAIN.id,
    txid: `0x${height}` as TxId,
    place: { height, index: 0 },
    time: height,
    events: legs.map(([from, to, asset, amount], index) => ({
      index,
      type: 'transfer',
      asset,
      from,
      to,
      amount,
    })),
    said: said.map((each, index) => ({ index, ...each })),
  };
}
const meaningsOf = (transactions: readonly AccountTransaction[], rate: Rate | undefined = twice) =>
  readLoans(transactions, knownWith(rate), 'test').meanings.map(({ meaning }) => meaning);

const supply = (amount: bigint) =>
  tx(
    [[me, aToken, wbtc.id, amount]],
    [log(pool, 'Supply(address,address,address,uint256,uint16)', [address('2'), me, 0], abi([me, amount]))],
  );
const borrow = (amount: bigint) =>
  tx(
    [[aToken, me, usd.id, amount]],
    [
      log(
        pool,
        'Borrow(address,address,address,uint256,uint8,uint256,uint16)',
        [address('1'), me, 0],
        abi([me, amount, 2, 0]),
      ),
    ],
  );
const repay = (amount: bigint) =>
  tx(
    [[me, aToken, usd.id, amount]],
    [log(pool, 'Repay(address,address,address,uint256,bool)', [address('1'), me, me], abi([amount, 0]))],
  );

test('Aave: a loan stands on the collateral in its units, and a repayment frees its share', () => {
  const [supplied, borrowed, half, rest] = meaningsOf([supply(100n), borrow(80n), repay(20n), repay(70n)]);
  assert.deepEqual(supplied, { type: 'supply', event: 0, account: me, protocol: 'Aave V3' });
  const shared = { event: 0, account: me, protocol: 'Aave V3', collateral: wbtc.id };
  assert.deepEqual(borrowed, { type: 'borrow', ...shared, units: 40n });
  assert.deepEqual(half, { type: 'repay', ...shared, units: 10n });
  // The interest on top frees nothing.
  assert.deepEqual(rest, { type: 'repay', ...shared, units: 30n });
});

test('without a price no loan is read, and the gap says so', () => {
  const { meanings, gaps } = readLoans([supply(100n), borrow(80n)], knownWith(), 'test');
  assert.deepEqual(
    meanings.map(({ meaning }) => meaning.type),
    ['supply'],
  );
  assert.match(gaps[0]!, /no price/);
});

test('Compound V2: its own word for the same', () => {
  const minted = tx(
    [[me, market, ETH, 100n]],
    [log(market, 'Mint(address,uint256,uint256)', [], abi([me, 100n, 5n]))],
  );
  const redeemed = tx(
    [[market, me, ETH, 60n]],
    [log(market, 'Redeem(address,uint256,uint256)', [], abi([me, 60n, 3n]))],
  );
  assert.deepEqual(meaningsOf([minted, redeemed]), [
    { type: 'supply', event: 0, account: me, protocol: 'Compound V2' },
    { type: 'withdraw', event: 0, account: me, protocol: 'Compound V2' },
  ]);
});

test('Compound V3: the base asset is a loan against collateral, and savings without', () => {
  const base = (amount: bigint) =>
    tx(
      [[comet, me, usd.id, amount]],
      [log(comet, 'Withdraw(address,address,uint256)', [me, me], abi([amount]))],
    );
  const collateral = tx(
    [[me, comet, wbtc.id, 100n]],
    [log(comet, 'SupplyCollateral(address,address,address,uint256)', [me, me, address('2')], abi([100n]))],
  );
  assert.deepEqual(
    meaningsOf([collateral, base(50n)]).map(({ type }) => type),
    ['supply', 'borrow'],
  );
  assert.deepEqual(
    meaningsOf([base(50n)]).map(({ type }) => type),
    ['withdraw'],
  );
});

test('a contract that nobody knows lends nothing', () => {
  const stranger = tx(
    [[me, aToken, wbtc.id, 1n]],
    [
      log(
        address('f'),
        'Supply(address,address,address,uint256,uint16)',
        [address('2'), me, 0],
        abi([me, 1n]),
      ),
    ],
  );
  assert.deepEqual(meaningsOf([stranger]), []);
});

/** What a trace's road shows: each detector on a case that it must find, an innocent one, and one at its edge. */
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readVolumes } from '../../../src/adapters/facts/volumes.ts';
import { type AssetId, nativeAsset, tokenAsset } from '../../../src/core/model/asset.ts';
import { type ChainId, getChain } from '../../../src/core/model/chain.ts';
import type { Location, TxId } from '../../../src/core/model/location.ts';
import type { Movement, MovementType } from '../../../src/core/model/movement.ts';
import type { Freeze } from '../../../src/core/model/reading.ts';
import type { AccountTransaction, Transaction, TransferEvent } from '../../../src/core/model/transaction.ts';
import { findCommingling } from '../../../src/core/patterns/commingling.ts';
import { findFreezeReactions } from '../../../src/core/patterns/freeze-reaction.ts';
import { findFreezeRiskSwaps } from '../../../src/core/patterns/freeze-risk-swap.ts';
import { knowing, recognisedAssets } from '../../../src/core/patterns/known.ts';
import { findCollateralLaundering } from '../../../src/core/patterns/lending/collateral-laundering.ts';
import { findNativeSwapBursts } from '../../../src/core/patterns/native-swap-burst.ts';
import { decilesOf, findObscureDetours } from '../../../src/core/patterns/obscure-detour.ts';
import {
  findDust,
  findPoisoning,
  findSpoofedEvents,
  findSpoofedToken,
} from '../../../src/core/patterns/poisoning.ts';
import { findRefundAbuse } from '../../../src/core/patterns/refund-abuse.ts';
import type { Road } from '../../../src/core/patterns/road.ts';
import { findRoundTrips } from '../../../src/core/patterns/round-trip.ts';
import { findTronEndgames } from '../../../src/core/patterns/tron-endgame.ts';
import { findWorthlessTokens } from '../../../src/core/patterns/worthless-token.ts';

const chainId = (id: string): ChainId => getChain(id).id;
const ETHEREUM = chainId('eip155:1');
const BITCOIN = chainId('bip122:000000000019d6689c085ae165831e93');
const TRON = chainId('tron:0x2b6653dc');
const ETH = nativeAsset(getChain('eip155:1')).id;
const BTC = nativeAsset(getChain('bip122:000000000019d6689c085ae165831e93')).id;
const known = knowing({ contracts: [], factories: [], memoBridges: [], assets: recognisedAssets() });
const coin = (chain: ChainId, symbol: string): AssetId =>
  known.assets.find((asset) => asset.chain === chain && asset.symbol === symbol)!.id;
const USDT = coin(ETHEREUM, 'USDT');
const TRON_USDT = coin(TRON, 'USDT');
const HOUR = 3_600;
const DAY = 24 * HOUR;

const at = (chain: ChainId, address: string, asset: AssetId): Location => ({
  type: 'account',
  chain,
  address,
  asset,
});
const via = (chain: ChainId, edge: string, asset: AssetId): Location => ({
  type: 'transit',
  chain,
  edge,
  asset,
});

/** A road step by step: each a transaction of its own at a time in seconds. */
class RoadMaker {
  readonly movements: Movement[] = [];
  readonly transactions = new Map<string, Transaction>();
  readonly tags = new Map<string, { label: string; category: string }>();

  step(
    time: number,
    type: MovementType,
    from: Location | null,
    to: Location | null,
    amount = 100n,
    sent = amount,
    events: readonly TransferEvent[] = [],
  ): this {
    const chain = (to ?? from)!.chain;
    const txid = `${this.movements.length}`.padStart(64, '0') as TxId;
    const place = { height: this.movements.length, index: 0 };
    const asset = to === null ? ETH : to.type === 'outpoint' ? BTC : to.asset;
    this.movements.push({
      type,
      chain,
      place,
      txid,
      seq: 0,
      from,
      to,
      end: null,
      sent,
      asset,
      amount,
      stolen: ETH,
      origin: amount,
      hops: 1,
    });
    this.transactions.set(`${chain}|${txid}`, { type: 'account', chain, txid, place, time, events });
    return this;
  }

  get road(): Road {
    return {
      movements: this.movements,
      transactionOf: (chain, txid) => this.transactions.get(`${chain}|${txid}`) ?? null,
      tagOf: (chain, address) => this.tags.get(`${chain}|${address}`) ?? null,
      known,
    };
  }
}
const road = (): RoadMaker => new RoadMaker();

test('D04: freezable tokens swapped within minutes are found; after a day, or the other way, they are not', () => {
  const swap = (held: number): Road =>
    road()
      .step(0, 'transfer', at(ETHEREUM, 'a', USDT), at(ETHEREUM, 'b', USDT))
      .step(held, 'swap', at(ETHEREUM, 'b', USDT), at(ETHEREUM, 'b', ETH)).road;
  assert.equal(findFreezeRiskSwaps(swap(20 * 60)).length, 1);
  assert.deepEqual(findFreezeRiskSwaps(swap(DAY)), []);
  assert.deepEqual(findFreezeRiskSwaps(swap(2 * HOUR)), [], 'two hours are not below two hours');
  const back = road()
    .step(0, 'transfer', at(ETHEREUM, 'a', ETH), at(ETHEREUM, 'b', ETH))
    .step(60, 'swap', at(ETHEREUM, 'b', ETH), at(ETHEREUM, 'b', USDT)).road;
  assert.deepEqual(findFreezeRiskSwaps(back), []);
});

test('D05: an unpaid loan of at least 30 % is found; a repaid or a small one is not', () => {
  const position: Location = {
    type: 'position',
    chain: ETHEREUM,
    protocol: 'Aave V3',
    address: 'a',
    asset: ETH,
  };
  const loan = (units: bigint): RoadMaker =>
    road()
      .step(0, 'lend', at(ETHEREUM, 'a', ETH), position, 100n)
      .step(HOUR, 'lend', position, at(ETHEREUM, 'a', USDT), 3_000n, units);
  assert.match(findCollateralLaundering(loan(45n).road)[0]!.says, /45 %/);
  assert.equal(findCollateralLaundering(loan(30n).road).length, 1);
  assert.deepEqual(findCollateralLaundering(loan(29n).road), []);
  const repaid = loan(45n).step(2 * HOUR, 'lend', at(ETHEREUM, 'a', USDT), position, 45n, 3_000n);
  assert.deepEqual(findCollateralLaundering(repaid.road), []);
});

const crossing = (
  maker: RoadMaker,
  edge: string,
  time: number,
  from: Location,
  to: Location,
  after = 600,
): RoadMaker =>
  maker
    .step(time, 'bridge-out', from, via(from.chain, edge, ETH))
    .step(time + after, 'bridge-in', via(from.chain, edge, ETH), to);
const onBitcoin = (n: number): Location => ({
  type: 'outpoint',
  chain: BITCOIN,
  txid: `${n}`.padStart(64, 'f') as TxId,
  vout: 0,
  owner: `b${n}`,
});

test('D06: ten swaps into bitcoin in a day are a burst where two a month are usual, and none where ten a day are', () => {
  const burst = (count: number): Road => {
    const maker = road();
    for (let i = 0; i < count; i += 1)
      crossing(maker, `e${i}`, i * HOUR, at(ETHEREUM, 'a', ETH), onBitcoin(i));
    return maker.road;
  };
  const dollars = (): number => 90_000;
  assert.equal(findNativeSwapBursts(burst(10), { perDay: 1, dollars }).length, 1);
  assert.deepEqual(findNativeSwapBursts(burst(9), { perDay: 1, dollars }), []);
  assert.deepEqual(findNativeSwapBursts(burst(10), { perDay: 10, dollars }), []);
  assert.deepEqual(findNativeSwapBursts(burst(10), { perDay: 1, dollars: () => 900_000 }), []);
  assert.equal(findNativeSwapBursts(burst(10), { perDay: null, dollars: () => null })[0]!.strength, 0.5);
});

test('D07: three refunds to others are found; two, or three to the payer, are not', () => {
  const refunds = (count: number, to: string): Road => {
    const maker = road();
    for (let i = 0; i < count; i += 1)
      crossing(maker, `e${i}`, i * HOUR, at(ETHEREUM, 'a', ETH), at(ETHEREUM, to, ETH));
    return maker.road;
  };
  assert.equal(findRefundAbuse(refunds(3, 'other')).length, 1);
  assert.deepEqual(findRefundAbuse(refunds(2, 'other')), []);
  assert.deepEqual(findRefundAbuse(refunds(3, 'a')), []);
});

test('D09: bitcoin that go back within 60 days are a round trip; later, or without having come, they are not', () => {
  const trip = (stay: number): Road => {
    const maker = crossing(road(), 'there', 0, at(ETHEREUM, 'a', ETH), onBitcoin(1));
    return crossing(maker, 'back', 600 + stay, onBitcoin(1), at(TRON, 'T', TRON_USDT)).road;
  };
  assert.equal(findRoundTrips(trip(10 * DAY)).length, 1);
  assert.equal(findRoundTrips(trip(60 * DAY)).length, 1);
  assert.deepEqual(findRoundTrips(trip(60 * DAY + 1)), []);
  assert.deepEqual(findRoundTrips(crossing(road(), 'e', 0, onBitcoin(1), at(ETHEREUM, 'a', ETH)).road), []);
});

test('D11: a day in the lowest decile is a detour; without deciles nothing is', () => {
  const odd = tokenAsset(getChain('eip155:56'), `0x${'7'.repeat(40)}`, 'ODD', 18).id;
  const bsc = chainId('eip155:56');
  const detour = (stay: number): Road =>
    crossing(road(), 'in', 0, at(ETHEREUM, 'a', ETH), at(bsc, 'x', odd)).step(
      600 + stay,
      'bridge-out',
      at(bsc, 'x', odd),
      via(bsc, 'out', odd),
    ).road;
  const lowest = (): number => 1;
  assert.equal(findObscureDetours(detour(HOUR), lowest).length, 1);
  assert.deepEqual(findObscureDetours(detour(DAY + 1), lowest), []);
  assert.deepEqual(
    findObscureDetours(detour(HOUR), () => null),
    [],
  );
  assert.deepEqual(
    findObscureDetours(detour(HOUR), () => 2),
    [],
  );
  const table = (usd: number): string =>
    ['chain,asset,volume_usd', `bsc,0x${'7'.repeat(40)},${usd}`]
      .concat(Array.from({ length: 19 }, (_, i) => `ethereum,0x${`${i + 10}`.repeat(20)},${1_000 * (i + 1)}`))
      .join('\n');
  const read = (text: string) => {
    const file = join(mkdtempSync(join(tmpdir(), 'ashiato-volumes-')), 'volumes.csv');
    writeFileSync(file, text);
    return decilesOf(readVolumes(file));
  };
  assert.equal(findObscureDetours(detour(HOUR), read(table(10))).length, 1);
  assert.deepEqual(findObscureDetours(detour(HOUR), read(table(50_000))), []);
  assert.equal(read(table(10).split('\n').slice(0, 20).join('\n'))(odd), null, 'too few to speak of tenths');
  assert.throws(() => read('chain,asset,volume_usd\nmoon,native,1'), { code: 'E_CASE_TABLE' });
});

test('D12: a new token bought from one who leaves with the money is found; an old one or a seller who stays is not', () => {
  const token = tokenAsset(getChain('eip155:1'), `0x${'9'.repeat(40)}`, 'FAKE', 18).id;
  const given: TransferEvent = { index: 1, type: 'transfer', asset: token, from: 's', to: 'a', amount: 600n };
  const bought = (moves: boolean): Road => {
    const maker = road().step(
      10 * DAY,
      'transfer',
      at(ETHEREUM, 'a', ETH),
      at(ETHEREUM, 's', ETH),
      100n,
      100n,
      [given],
    );
    if (moves) maker.step(11 * DAY, 'transfer', at(ETHEREUM, 's', ETH), at(ETHEREUM, 'z', ETH), 90n);
    return maker.road;
  };
  const facts = (supply: bigint | null, since: number | null) => () => ({ supply, since });
  assert.equal(findWorthlessTokens(bought(true), facts(1_000n, 9 * DAY))[0]!.strength, 0.8);
  assert.equal(findWorthlessTokens(bought(true), facts(null, null))[0]!.strength, 0.4);
  assert.deepEqual(findWorthlessTokens(bought(true), facts(1_000n, 0)), [], 'ten days old');
  assert.deepEqual(
    findWorthlessTokens(bought(true), facts(1_200n, 9 * DAY)),
    [],
    'half is not more than half',
  );
  assert.deepEqual(findWorthlessTokens(bought(false), facts(1_000n, 9 * DAY)), []);
});

test('D14: three branches that meet in USDT and go to a desk are found; two, or an exchange, are not', () => {
  const meeting = (branches: number, category: string): Road => {
    const maker = road();
    for (let i = 0; i < branches; i += 1)
      maker.step(i * HOUR, 'transfer', at(TRON, `T${i}`, TRON_USDT), at(TRON, 'M', TRON_USDT));
    maker.step(9 * HOUR, 'transfer', at(TRON, 'M', TRON_USDT), at(TRON, 'D', TRON_USDT));
    maker.tags.set(`${TRON}|D`, { label: 'a desk', category });
    return maker.road;
  };
  assert.equal(findTronEndgames(meeting(3, 'guarantee_market')).length, 1);
  assert.deepEqual(findTronEndgames(meeting(2, 'guarantee_market')), []);
  assert.deepEqual(findTronEndgames(meeting(3, 'exchange')), []);
});

test('D16: two incidents of at least 5 % at one address are commingled; a trace of one is not', () => {
  const rest = (incident: string, address: string, tainted: bigint) => ({
    incident,
    location: at(ETHEREUM, address, ETH),
    tainted,
  });
  assert.match(findCommingling([rest('one', 'a', 100n), rest('two', 'a', 5n)])[0]!.says, /one, two/);
  assert.deepEqual(findCommingling([rest('one', 'a', 100n), rest('two', 'a', 4n)]), []);
  assert.deepEqual(findCommingling([rest('one', 'a', 100n), rest('two', 'b', 100n)]), []);
  assert.deepEqual(findCommingling([rest('one', 'a', 60n), rest('one', 'a', 40n)]), []);
});

test('D17: five transactions after a freeze and none before are a reaction; the same before it are not', () => {
  const freeze: Freeze = {
    chain: ETHEREUM,
    address: 'f',
    asset: USDT,
    frozen: true,
    time: DAY,
    by: 'the issuer',
    evidence: { author: 'test', source: 'test' },
  };
  const moves = (...times: number[]): Road => {
    const maker = road();
    for (const time of times) maker.step(time, 'transfer', at(ETHEREUM, 'a', ETH), at(ETHEREUM, 'b', ETH));
    return maker.road;
  };
  const after = [1, 2, 3, 4, 5].map((hour) => DAY + hour * HOUR);
  assert.equal(findFreezeReactions(moves(...after), [freeze]).length, 1);
  assert.equal(findFreezeReactions(moves(DAY - HOUR, ...after), [freeze]).length, 1, 'five times one');
  assert.deepEqual(findFreezeReactions(moves(DAY - HOUR, DAY - 2 * HOUR, ...after), [freeze]), []);
  assert.deepEqual(findFreezeReactions(moves(...after.slice(1)), [freeze]), []);
  assert.deepEqual(findFreezeReactions(moves(...after), [{ ...freeze, frozen: false }]), []);
});

const transfer = (index: number, from: string, to: string, amount: bigint, asset = ETH): TransferEvent => ({
  index,
  type: 'transfer',
  asset,
  from,
  to,
  amount,
});
const transaction = (
  events: readonly TransferEvent[],
  more: Partial<AccountTransaction> = {},
): AccountTransaction => ({
  type: 'account',
  chain: ETHEREUM,
  txid: `0x${'1'.repeat(64)}` as TxId,
  place: { height: 1, index: 0 },
  time: 0,
  events,
  ...more,
});

test('an address that imitates a partner is named; a partner himself, and a stranger who looks like nobody, are not', () => {
  const own = `0x${'e'.repeat(40)}`;
  const friend = `0xabcd${'1'.repeat(32)}9876`;
  const twin = `0xabcd${'2'.repeat(32)}9876`;
  const stranger = `0x1234${'2'.repeat(32)}9876`;
  const history = [
    transaction([transfer(0, own, friend, 10n ** 18n)]),
    transaction([transfer(0, twin, own, 1n)]),
    transaction([transfer(0, friend, own, 1n), transfer(1, stranger, own, 1n)]),
  ];
  const found = findPoisoning(own, history, known);
  assert.deepEqual(
    found.map(({ subject }) => (subject.type === 'address' ? subject.address : '')),
    [twin],
  );
  assert.equal(findDust(own, history).length, 2, 'dust of the twin and of the stranger; the friend was paid');
});

test('a token that reads like another is named; the genuine one is not', () => {
  assert.match(findSpoofedToken(ETHEREUM, `0x${'5'.repeat(40)}`, 'USDТ')!.says, /USDT/);
  assert.equal(findSpoofedToken(ETHEREUM, '0xdac17f958d2ee523a2206206994597c13d831ec7', 'USDT'), null);
  assert.equal(findSpoofedToken(ETHEREUM, `0x${'5'.repeat(40)}`, 'WOMBAT'), null);
});

test('what only a bridge or pool may say is not believed of a stranger; another event is nobody’s business', () => {
  const said = (topic: string): AccountTransaction =>
    transaction([transfer(0, 'a', 'b', 1n)], {
      said: [{ index: 0, contract: `0x${'6'.repeat(40)}`, topics: [topic], data: '0x' }],
    });
  const swap = '0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822';
  const fill = '0x571749edf1d5c9599318cdbc4e28a6475d65e87fd3b2ddbe1e9a8d5e7a0f0ff7';
  assert.match(findSpoofedEvents(said(swap), known)[0]!.says, /a pool would say/);
  assert.match(findSpoofedEvents(said(fill), known)[0]!.says, /a bridge or lender would say/);
  assert.deepEqual(findSpoofedEvents(said(`0x${'0'.repeat(64)}`), known), []);
});

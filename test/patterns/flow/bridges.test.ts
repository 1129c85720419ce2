/** Bridges: the memo grammar, who may be believed, and how several payouts share one deposit. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { thorchainOut, thorchainToBitcoin } from '../../../scorecard/bridge-pairs.ts';
import { avalancheToBitcoin, chainflipFromBitcoin } from '../../../scorecard/bridge-pairs-bitcoin.ts';
import { stargateV1 } from '../../../scorecard/bridge-pairs-layerzero.ts';
import { abi, asHex, BITCOIN, ETHEREUM, log, Stage } from '../../../scorecard/bridge-world.ts';
import { MEMO_VECTORS } from '../../../scorecard/memo-vectors.ts';
import { makeWorld } from '../../../scorecard/sections/bridges.ts';
import { loadKnownContracts } from '../../../src/adapters/facts/contracts.ts';
import { dayRates } from '../../../src/app/trace/day-rates.ts';
import type { NotedMeaning } from '../../../src/core/model/reading.ts';
import type {
  AccountTransaction,
  Log,
  Transaction,
  UtxoTransaction,
} from '../../../src/core/model/transaction.ts';
import { readMemo, referenceIn } from '../../../src/core/patterns/bridge/memo.ts';
import { knowing, nativeOf } from '../../../src/core/patterns/known.ts';
import { findMeanings, sidesOf } from '../../../src/core/patterns/meanings.ts';
import { dayOf } from '../../../src/core/strategy/day.ts';
import type { PriceSeries } from '../../../src/core/strategy/prices.ts';

const known = knowing(loadKnownContracts(join(import.meta.dirname, '..', '..', '..', 'facts')));
const read = (transactions: readonly Transaction[], disproved = true) =>
  findMeanings(
    transactions.map((tx) => sidesOf(tx, known)),
    known,
    () => disproved,
  );
const typed = (meanings: readonly NotedMeaning[]): string[] =>
  meanings.map(({ meaning }) => meaning.type).sort();
const bare = (id: string): string => id.replace('0x', '').toUpperCase();

for (const { memo, reads } of MEMO_VECTORS)
  test(`the memo "${memo.slice(0, 60)}" reads as ${reads?.type ?? 'no memo'}`, () => {
    assert.deepEqual(readMemo(memo), reads);
  });

test('the last five digits of 1e-8 are a memoless swap’s number', () => {
  assert.equal(referenceIn(100_024_601n), '24601');
  assert.equal(referenceIn(100_000_007n), '7');
  assert.equal(referenceIn(100_000_000n), null);
});

test('every pair whose far side names it is found in any seed, and no confuser is taken', () => {
  for (const seed of [1, 2, 3]) {
    const world = makeWorld(seed, known);
    const { meanings } = read(world.transactions);
    const paid = new Set(
      meanings.flatMap(({ meaning, txid }) => (meaning.type === 'bridge-in' ? [txid as string] : [])),
    );
    for (const pair of world.pairs)
      if (pair.named) for (const payout of pair.payouts) assert.ok(paid.has(payout), pair.protocol);
    for (const confuser of world.confusers) assert.ok(!paid.has(confuser), confuser);
  }
});

test('the same transactions in another order give the same meanings', () => {
  const { transactions } = makeWorld(4, known);
  assert.deepEqual(read(transactions.toReversed()).meanings, read(transactions).meanings);
});

test('payouts of one deposit share it to the unit, by what they paid', () => {
  const stage = new Stage(7, known);
  let split: ReturnType<typeof thorchainToBitcoin>;
  do split = thorchainToBitcoin(stage);
  while (split.payouts.length !== 2);
  const shares = read(stage.transactions).meanings.flatMap(({ meaning, txid }) =>
    meaning.type === 'bridge-in' && split.payouts.includes(txid) ? [meaning.debit] : [],
  );
  const deposit = stage.transactions.find((tx) => tx.txid === split.deposit)!;
  const amount = deposit.type === 'account' ? deposit.events[1]!.amount : 0n;
  assert.equal(shares.length, 2);
  assert.equal(shares[0]! + shares[1]!, amount);
  assert.ok(shares[1]! > shares[0]!);
});

/** Bitcoin paid to `vault` with a swap memo for `to`. */
const spoken = (stage: Stage, to: string): Transaction =>
  stage.coins([
    { value: 10n ** 8n, owner: stage.person(BITCOIN) },
    { value: 0n, owner: null, data: asHex(`=:ETH.ETH:${to}`) },
  ]);

test('a memo on Bitcoin is its writer’s word: unanswered it counts until the far chain was asked in vain', () => {
  const stage = new Stage(1, known);
  spoken(stage, stage.person(ETHEREUM));
  assert.deepEqual(typed(read(stage.transactions, false).meanings), ['bridge-out']);
  assert.deepEqual(typed(read(stage.transactions, true).meanings), []);
});

test('a payout to another than the memo names answers nothing', () => {
  const stage = new Stage(2, known);
  const deposit = spoken(stage, stage.person(ETHEREUM));
  thorchainOut(stage, stage.person(ETHEREUM), 10n ** 18n, `OUT:${bare(deposit.txid)}`);
  assert.deepEqual(typed(read(stage.transactions).meanings), []);
});

test('part paid out and part refunded: the refund takes what it gave back, the payout the rest', () => {
  const stage = new Stage(3, known);
  const [user, vault, to] = [stage.person(ETHEREUM), stage.person(ETHEREUM), stage.person(BITCOIN)];
  const router = stage.contract(ETHEREUM, 'THORChain', /V4/);
  const asset = nativeOf(ETHEREUM);
  const deposit = stage.account(
    ETHEREUM,
    user,
    [
      { asset, from: user, to: router, amount: 100n },
      { asset, from: router, to: vault, amount: 100n },
    ],
    [
      log(
        router,
        'Deposit(address,address,uint256,string)',
        [vault, 0],
        abi([100n, { bytes: asHex(`=:b:${to}:1/3/9`) }]),
      ),
    ],
  );
  stage.wait(100);
  stage.coins([
    { value: 5_000n, owner: to },
    { value: 0n, owner: null, data: asHex(`OUT:${bare(deposit.txid)}`) },
  ]);
  thorchainOut(stage, user, 30n, `REFUND:${bare(deposit.txid)}`);
  const debits = read(stage.transactions).meanings.flatMap(({ chain, meaning }) =>
    meaning.type === 'bridge-in' ? [[chain, meaning.debit]] : [],
  );
  assert.deepEqual(
    new Map(debits as [string, bigint][]),
    new Map([
      [BITCOIN, 70n],
      [ETHEREUM, 30n],
    ]),
  );
});

test('a contract that nobody knows may say what it likes', () => {
  const stage = new Stage(5, known);
  const [user, vault, router] = [stage.person(ETHEREUM), stage.person(ETHEREUM), stage.person(ETHEREUM)];
  const asset = nativeOf(ETHEREUM);
  stage.account(
    ETHEREUM,
    user,
    [
      { asset, from: user, to: router, amount: 100n },
      { asset, from: router, to: vault, amount: 100n },
    ],
    [
      log(
        router,
        'Deposit(address,address,uint256,string)',
        [vault, 0],
        abi([100n, { bytes: asHex(`=:b:${stage.person(BITCOIN)}`) }]),
      ),
    ],
  );
  assert.deepEqual(read(stage.transactions, false).meanings, []);
});

test('a message of Stargate V1 with another nonce, or from another chain, answers nothing', () => {
  const stage = new Stage(6, known);
  stargateV1(stage, false);
  const [deposit, payout] = stage.transactions as AccountTransaction[];
  const [delivery, paid] = payout!.said!;
  const says = (change: Partial<Log>): Transaction => ({
    ...payout!,
    said: [{ ...delivery!, ...change }, paid!],
  });
  const nonce = `${delivery!.data.slice(0, 66)}${'0'.repeat(63)}9${delivery!.data.slice(130)}`;
  const chain = delivery!.topics.with(1, `0x${'0'.repeat(62)}6a`);
  assert.deepEqual(typed(read([deposit!, says({})]).meanings), ['bridge-in', 'bridge-out']);
  assert.deepEqual(typed(read([deposit!, says({ data: nonce })]).meanings), ['bridge-out']);
  assert.deepEqual(typed(read([deposit!, says({ topics: chain })]).meanings), ['bridge-out']);
});

test('ether paid into Stargate V1 is followed from its owner to the coins that come out, past the vaults’ token', () => {
  const stage = new Stage(8, known);
  stargateV1(stage, true);
  const { meanings } = read(stage.transactions);
  assert.deepEqual(
    meanings.map(({ meaning }) =>
      meaning.type.startsWith('bridge') && 'event' in meaning ? meaning.event : null,
    ),
    [1, 2],
  );
});

test('without the key that signed, bitcoin given up on Avalanche stay open', () => {
  const stage = new Stage(9, known);
  avalancheToBitcoin(stage);
  const bare = stage.transactions.map((tx) => {
    if (tx.type === 'utxo') return tx;
    const { signedBy, ...rest } = tx;
    assert.ok(signedBy);
    return rest;
  });
  assert.deepEqual(typed(read(stage.transactions).meanings), ['bridge-in', 'bridge-out']);
  assert.deepEqual(typed(read(bare.slice(0, 1)).meanings), ['bridge-out']);
});

test('what a one-off address passes on to Chainflip’s vault ends there, unmatched', () => {
  const stage = new Stage(10, known);
  const vault = stage.contract(ETHEREUM, 'Chainflip', /vault/);
  const address = stage.person(ETHEREUM);
  const move = { asset: nativeOf(ETHEREUM), amount: 10n ** 18n };
  stage.account(ETHEREUM, stage.person(ETHEREUM), [{ ...move, from: stage.person(ETHEREUM), to: address }]);
  stage.account(ETHEREUM, stage.person(ETHEREUM), [{ ...move, from: address, to: vault }]);
  const { meanings, open } = read(stage.transactions);
  assert.deepEqual(typed(meanings), ['bridge-out']);
  assert.equal(open[0]?.from, address);
});

test('an OP_RETURN of another length is no swap for Chainflip, and one that nobody answers counts no longer', () => {
  const stage = new Stage(11, known);
  chainflipFromBitcoin(stage);
  const [deposit] = stage.transactions;
  assert.deepEqual(typed(read([deposit!], true).meanings), []);
  assert.deepEqual(typed(read([deposit!], false).meanings), ['bridge-out']);
  const longer = deposit as UtxoTransaction;
  const outputs = longer.outputs.map((output) =>
    output.data === undefined ? output : { ...output, data: `${output.data}00` },
  );
  assert.deepEqual(read([{ ...longer, outputs }], false).meanings, []);
});

const DAY = Date.UTC(2026, 0, 5) / 1000;
const prices = (asset: string, dollars: bigint): PriceSeries => ({
  id: asset,
  asset,
  currency: 'USD',
  moment: 'close',
  source: 'test',
  days: new Map([[dayOf(DAY / 86_400), dollars * 10n ** 12n]]),
});
const rows = loadKnownContracts(join(import.meta.dirname, '..', '..', '..', 'facts'));
const priced = knowing({
  ...rows,
  about: dayRates([prices('ETH', 3_000n), prices('BTC', 90_000n)], rows.assets),
});
const readPriced = (transactions: readonly Transaction[]) =>
  findMeanings(
    transactions.map((tx) => sidesOf(tx, priced)),
    priced,
    () => true,
  );

test('whoever answers his own memo with less than half of its worth has swapped nothing, where a price tells', () => {
  for (const [wei, types] of [
    [10n ** 18n, []],
    [29n * 10n ** 18n, ['bridge-in', 'bridge-out']],
  ] as const) {
    const stage = new Stage(12, known);
    stage.now = DAY;
    const to = stage.person(ETHEREUM);
    // One bitcoin is thirty ether.
    const deposit = spoken(stage, to);
    thorchainOut(stage, to, wei, `OUT:${bare(deposit.txid)}`);
    assert.deepEqual(typed(readPriced(stage.transactions).meanings), types);
    assert.deepEqual(typed(read(stage.transactions).meanings), ['bridge-in', 'bridge-out'], 'no price tells');
  }
});

test('the prices of a day tell what a coin is about worth in another', () => {
  const [eth, btc] = [nativeOf(ETHEREUM), nativeOf(BITCOIN)];
  const usdc = known.assets.find(({ chain, symbol }) => chain === ETHEREUM && symbol === 'USDC')!.id;
  assert.equal(priced.about(btc, 10n ** 8n, eth, DAY), 30n * 10n ** 18n);
  assert.equal(priced.about(eth, 10n ** 18n, usdc, DAY + 86_399), 3_000n * 10n ** 6n);
  assert.equal(priced.about(eth, 10n ** 18n, usdc, DAY + 86_400), null, 'no price of the next day');
  assert.equal(priced.rate(eth, 10n ** 18n, usdc, DAY), null, 'not at par');
});

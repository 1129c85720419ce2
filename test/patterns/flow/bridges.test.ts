/** Bridges: the memo grammar, who may be believed, and how several payouts share one deposit. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { thorchainOut, thorchainToBitcoin } from '../../../scorecard/bridge-pairs.ts';
import { abi, asHex, BITCOIN, ETHEREUM, log, Stage } from '../../../scorecard/bridge-world.ts';
import { MEMO_VECTORS } from '../../../scorecard/memo-vectors.ts';
import { makeWorld } from '../../../scorecard/sections/bridges.ts';
import { loadKnownContracts } from '../../../src/adapters/facts/contracts.ts';
import type { NotedMeaning } from '../../../src/core/model/reading.ts';
import type { Transaction } from '../../../src/core/model/transaction.ts';
import { readMemo, referenceIn } from '../../../src/core/patterns/bridge/memo.ts';
import { knowing, nativeOf } from '../../../src/core/patterns/known.ts';
import { findMeanings, sidesOf } from '../../../src/core/patterns/meanings.ts';

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

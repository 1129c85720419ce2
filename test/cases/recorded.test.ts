/** The two recorded cases: what they hold, and the figures they must add up to. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { listCases, loadCase } from '../../src/adapters/cases/cases.ts';
import { formatDecimal, parseDecimal } from '../../src/core/model/amount.ts';
import type { Recording } from '../../src/core/model/case.ts';
import type { AccountTransaction, TransferEvent } from '../../src/core/model/transaction.ts';

const CASES = join(import.meta.dirname, '..', '..', 'cases');
const ETH = 'eip155:1/slip44:60';
const ether = (text: string): bigint => parseDecimal(text, 18, 'test');
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

const ronin = loadCase(join(CASES, 'ronin-2022'));
const bybit = loadCase(join(CASES, 'bybit-2025'));

const transactions = (recording: Recording): AccountTransaction[] =>
  [...recording.chains.values()]
    .flat()
    .flatMap((block) => block.transactions as readonly AccountTransaction[]);
const events = (recording: Recording): TransferEvent[] => transactions(recording).flatMap((tx) => tx.events);

/** Every debit above the balance known at that moment, by account and asset. */
function unexplained(recording: Recording): Map<string, bigint> {
  const balances = new Map<string, bigint>();
  const missing = new Map<string, bigint>();
  for (const { from, to, asset, amount } of events(recording)) {
    if (from !== null) {
      const key = `${from} ${asset}`;
      const left = (balances.get(key) ?? 0n) - amount;
      if (left < 0n) missing.set(key, (missing.get(key) ?? 0n) - left);
      balances.set(key, left < 0n ? 0n : left);
    }
    if (to !== null) balances.set(`${to} ${asset}`, (balances.get(`${to} ${asset}`) ?? 0n) + amount);
  }
  return missing;
}

test('both recorded cases are listed and open, with their digests', () => {
  assert.deepEqual(listCases(CASES), ['bybit-2025', 'ronin-2022']);
  assert.deepEqual(Object.keys(ronin.digests).sort(), ['case.json', 'transfers.csv']);
  assert.deepEqual(Object.keys(bybit.digests).sort(), ['case.json', 'tokens.csv', 'transfers.csv']);
  for (const recording of [ronin, bybit]) {
    assert.equal(recording.incident, recording.id);
    for (const provenance of recording.provenance) assert.match(provenance.source, /@[0-9a-f]{40}:/);
  }
});

test('Ronin holds 436 recorded rows, 48 batches and 3 declared credits, in ascending blocks', () => {
  const ids = transactions(ronin).map((tx) => tx.txid as string);
  assert.equal(ids.filter((id) => id.startsWith('row-')).length, 436);
  assert.equal(ids.filter((id) => id.startsWith('batch-')).length, 48);
  assert.equal(ids.length, 436 + 48 + 3);
  const [blocks = []] = [...ronin.chains.values()];
  blocks.forEach((block, index) => {
    assert.equal(block.height, block.time);
    assert.equal(block.parent, index === 0 ? '0'.repeat(64) : blocks[index - 1]!.hash);
    assert.ok(index === 0 || block.height > blocks[index - 1]!.height);
  });
});

test('the Ronin theft wallet sent 182,163.95603 ETH, the published 182,164', () => {
  const out = events(ronin).filter((event) => event.from === '0x098b716b8aaf21512996dc57eb0615e2383e2f96');
  assert.equal(formatDecimal(sum(out.map((event) => event.amount)), 18), '182163.95603');
});

test('47 of 48 Tornado depositors received funds, enough for 1,734 of 1,751 deposits', () => {
  const all = events(ronin);
  const batches = transactions(ronin).filter((tx) => tx.txid.startsWith('batch-'));
  const paid = batches.map((tx) => tx.events[0]!);
  assert.equal(sum(paid.map((event) => event.amount)), ether('175100'));
  assert.deepEqual(
    [...new Set(paid.map((event) => event.to))],
    ['0xa160cdab225685da1d56aa342ad8841c3b53f291'],
  );
  const inflow = (address: string | null): bigint =>
    sum(all.filter((event) => event.to === address).map((event) => event.amount));
  const reached = paid.filter((event) => inflow(event.from) > 0n);
  assert.equal(reached.length, 47);
  const least = reached.map((event) =>
    inflow(event.from) < event.amount ? inflow(event.from) : event.amount,
  );
  assert.equal(sum(least), ether('173400'));
});

test('every funded depositor had its ETH before its batch is booked', () => {
  const missing = [...unexplained(ronin)].filter(
    ([key, amount]) => amount >= ether('1') && key.endsWith(ETH),
  );
  assert.deepEqual(
    missing.map(([key]) => key.slice(0, 6)),
    ['0x4976', '0x01a5'],
    'Binance paid 1.0569 ETH in; depositor 3 has no recorded credit',
  );
});

test('the seeds of Ronin stand for exactly what was stolen', () => {
  const seeds = ronin.readings.meanings
    .map((noted) => noted.meaning)
    .filter((meaning) => meaning.type === 'seed');
  const stolen = (symbol: string): bigint => {
    const asset = ronin.assets.find((candidate) => candidate.symbol === symbol)!;
    return sum(seeds.filter((seed) => seed.stolen === asset.id).map((seed) => seed.origin));
  };
  assert.equal(stolen('ETH'), ether('173600'));
  assert.equal(stolen('USDC'), 25_500_000_000_000n);
  assert.deepEqual(
    seeds.slice(1).map((seed) => formatDecimal(seed.amount, 18)),
    ['4869.1426056027744', '3693.5375835279715'],
  );
});

test('Bybit holds 116 recorded rows, and a declared receipt for each of 12 swaps', () => {
  assert.equal(events(bybit).filter((event) => event.from !== null).length, 116);
  assert.equal(events(bybit).filter((event) => event.from === null).length, 4 + 12);
  const swaps = bybit.readings.meanings.filter((noted) => noted.meaning.type === 'swap');
  const received = transactions(bybit)
    .filter((tx) => swaps.some((swap) => swap.txid === tx.txid))
    .map((tx) => tx.events[1]!.amount);
  assert.equal(swaps.length, 12);
  assert.equal(sum(received), ether('9980') + ether('49755') + ether('38312.8948'));
});

test('the wallets of Bybit never send what they did not have, but for 6.567 ETH that the recording lacks', () => {
  const missing = [...unexplained(bybit)];
  assert.deepEqual(
    missing.map(([key]) => key),
    [`0xdd90071d52f20e85c89802e5dc1ec0a7b6475f92 ${ETH}`],
  );
  const out = events(bybit).filter((event) => event.from === '0xdd90071d52f20e85c89802e5dc1ec0a7b6475f92');
  assert.equal(missing[0]![1], sum(out.map((event) => event.amount)) - ether('98048.7948'));
  assert.match(formatDecimal(missing[0]![1], 18), /^6\.567/);
});

test('Bybit leaves 1,345.77 ETH with the theft wallet and sends every staked token on', () => {
  const left = (symbol: string): bigint => {
    const asset = bybit.assets.find((candidate) => candidate.symbol === symbol)!.id;
    const own = events(bybit).filter((event) => event.asset === asset);
    const wallet = '0x47666fab8bd0ac7003bce3f5c3585383f09486e2';
    return (
      sum(own.filter((event) => event.to === wallet).map((event) => event.amount)) -
      sum(own.filter((event) => event.from === wallet).map((event) => event.amount))
    );
  };
  assert.equal(left('ETH'), ether('1345.77'));
  assert.deepEqual(['stETH', 'mETH', 'cmETH'].map(left), [0n, 0n, 0n]);
});

test('what the authors added is said aloud', () => {
  const declared = (recording: Recording): number =>
    recording.gaps.filter((gap) => gap.type === 'declared').length;
  assert.equal(declared(ronin), 2);
  assert.equal(declared(bybit), 4);
  assert.ok(bybit.gaps.some((gap) => /token contracts .* are never followed/.test(gap.text)));
});

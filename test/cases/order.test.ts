/** The order of transfers that share a moment. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadCase } from '../../src/adapters/cases/cases.ts';
import { splitTable } from '../../src/adapters/cases/files.ts';
import { decodeTable } from '../../src/core/chains/table/decode.ts';
import { nativeAsset } from '../../src/core/model/asset.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { AshiatoError } from '../../src/core/model/errors.ts';

const HEADER = 'tx,time,block,from,to,asset,amount,declared';
const party = (letter: string): string => `0x${letter.repeat(40)}`;
const [A, B, C] = ['a', 'b', 'c'].map(party) as [string, string, string];

function decode(rows: readonly string[]) {
  const assets = new Map([['ETH', nativeAsset(getChain('eip155:1'))]]);
  const table = splitTable(Buffer.from([HEADER, ...rows].join('\n')), 'transfers.csv');
  const [blocks = []] = [...decodeTable(table, { assets, declarations: new Set() }).values()];
  return blocks;
}

const row = (
  tx: string,
  from: string,
  to: string,
  amount = '1',
  time = '2022-01-01T00:00:00Z',
  block = '',
): string => `${tx},${time},${block},${from},${to},ETH,${amount},`;
const order = (rows: readonly string[]): string[] =>
  decode(rows).flatMap((block) => block.transactions.map((tx) => tx.txid as string));

test('a transfer into an account goes before those out of it at the same second', () => {
  assert.deepEqual(order([row('second', B, C), row('first', A, B)]), ['first', 'second']);
});

test('transfers that do not depend on each other keep the order of the file', () => {
  assert.deepEqual(order([row('x', A, C), row('y', B, C), row('z', A, party('d'))]), ['x', 'y', 'z']);
});

test('only what must wait is moved', () => {
  assert.deepEqual(order([row('out', B, C), row('other', A, party('d')), row('in', A, B)]), [
    'other',
    'in',
    'out',
  ]);
});

test('transfers that pay each other in a circle at one time are refused with their lines', () => {
  const rows = [row('one', A, B), row('two', B, C), row('three', C, A), row('behind', A, party('d'))];
  assert.throws(
    () => order(rows),
    (error: AshiatoError) => {
      assert.equal(error.code, 'E_TIME_CYCLE');
      assert.match(error.message, /lines 2, 3, 4 /);
      assert.match(error.next ?? '', /block/);
      return true;
    },
  );
});

test('a circle is none where block numbers, another time or one transaction order it', () => {
  const at = '2022-01-01T00:00:00Z';
  assert.deepEqual(order([row('one', A, B, '1', at, '7'), row('two', B, A, '1', at, '8')]), ['one', 'two']);
  assert.deepEqual(order([row('one', A, B), row('two', B, A, '1', '2022-01-01T00:00:01Z')]), ['one', 'two']);
  assert.deepEqual(order([row('one', A, B), row('one', B, A)]), ['one']);
});

test('a zero-value row closes no circle, and a transfer to oneself is none', () => {
  assert.deepEqual(order([row('one', A, B), row('zero', B, A, '0')]), ['one', 'zero']);
  assert.deepEqual(order([row('self', A, A), row('again', A, A), row('on', A, B)]), ['self', 'again', 'on']);
});

test('without blocks the height is the Unix second; with blocks it is the block', () => {
  assert.deepEqual(
    decode([row('one', A, B)]).map((block) => block.height),
    [1640995200],
  );
  assert.deepEqual(
    decode([row('one', A, B, '1', '2022-01-01T00:00:00Z', '14')]).map((block) => block.height),
    [14],
  );
});

test('in Ronin the theft wallet is credited 3,390 ETH before it calls the USDC contract in the same second', () => {
  const ronin = loadCase(join(import.meta.dirname, '..', '..', 'cases', 'ronin-2022'));
  const [blocks = []] = [...ronin.chains.values()];
  const tie = blocks.find((block) => block.time === Date.parse('2022-03-23T14:02:51Z') / 1000)!;
  assert.deepEqual(
    tie.transactions.map((tx) => tx.txid),
    ['row-116', 'row-251'],
  );
});

test('changing any row changes the digest of its block and of every later one', () => {
  const before = decode([row('one', A, B), row('two', B, C, '1', '2022-01-02T00:00:00Z')]);
  const after = decode([row('one', A, B, '2'), row('two', B, C, '1', '2022-01-02T00:00:00Z')]);
  assert.notEqual(before[0]!.hash, after[0]!.hash);
  assert.notEqual(before[1]!.hash, after[1]!.hash);
});

test('whatever the rows, credits come before debits of the same moment, or the table is refused', () => {
  const account = fc.constantFrom(...['a', 'b', 'c', 'd', 'e', 'f'].map(party));
  const transfers = fc.array(fc.tuple(account, account), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(transfers, (pairs) => {
      const rows = pairs.map(([from, to], index) => row(`t${index}`, from, to));
      const sorted = sortedOrCircle(rows);
      if (sorted === null) return;
      const placed = sorted.map((id) => pairs[Number(id.slice(1))]!);
      assert.equal(new Set(sorted).size, pairs.length);
      placed.forEach(([from, own], index) => {
        if (own === from) return;
        const late = placed.slice(index + 1).filter(([payer, to]) => to === from && payer !== to);
        assert.deepEqual(late, [], `${sorted.join(' ')}: ${from} is debited before it is credited`);
      });
    }),
  );
});

/** Null where the rows pay each other in a circle. */
function sortedOrCircle(rows: readonly string[]): string[] | null {
  try {
    return order(rows);
  } catch (error) {
    assert.equal((error as AshiatoError).code, 'E_TIME_CYCLE');
    return null;
  }
}

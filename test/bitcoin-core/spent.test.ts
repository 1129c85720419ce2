/** What inputs were worth, as a node tells it: on real blocks to the satoshi, and every way of being wrong by its code. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  checkSpent,
  parseCoins,
  readPrevouts,
  readSpentOutputs,
} from '../../src/adapters/sources/bitcoin-core/spent.ts';
import { type OpenBlock, openBlock, rawTransaction } from '../../src/core/chains/bitcoin/block.ts';
import { hash256, showHash } from '../../src/core/chains/bitcoin/bytes.ts';
import { layOut, newLayout } from '../../src/core/chains/bitcoin/layout.ts';
import { MAINNET, parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import { realFile, withoutData } from '../bitcoin/data.ts';
import { coinbase, compactSize, mine, p2pkh, type Tx, txidOf, uint } from '../bitcoin/writer.ts';

const open = (bytes: Uint8Array, height: number, network = MAINNET): OpenBlock => {
  const layout = newLayout();
  const hash = showHash(hash256(bytes.subarray(0, 80)));
  layOut(bytes, layout, hash);
  return openBlock(bytes, layout, { network, height, hash }, hash256);
};

test('an amount is every satoshi that was written, or a refusal', () => {
  const read = (text: string): bigint => parseCoins(text, 'test');
  assert.deepEqual(['0.1', '0.10000000', '1e-8', '20999999.99999999', '0', '50'].map(read), [
    10_000_000n,
    10_000_000n,
    1n,
    2_099_999_999_999_999n,
    0n,
    5_000_000_000n,
  ]);
  for (const text of ['0.123456789', '1e-9', '0.1000000000000000055511151231257827'])
    assert.throws(() => read(text), { code: 'E_AMOUNT_PRECISION' });
  for (const text of ['-1', 'NaN', '', '0x10', '1,5', '[object Object]'])
    assert.throws(() => read(text), { code: 'E_AMOUNT' });
  fc.assert(
    fc.property(fc.bigInt(0n, 2_100_000_000_000_000n), (satoshi) => {
      const text = `${satoshi / 100_000_000n}.${String(satoshi % 100_000_000n).padStart(8, '0')}`;
      return read(text) === satoshi;
    }),
  );
});

for (const [name, height] of [
  ['block300025', 300_025],
  ['block928816', 928_816],
] as const) {
  test(`${name}: real undo data fits its block, and no altered value does unseen`, {
    skip: withoutData,
  }, () => {
    const block = open(realFile(`${name}.raw`), height);
    const coins = realFile(`${name}-undo.raw`);
    const inputs = block.txids.map((_, i) => (i === 0 ? 0 : rawTransaction(block, i).inputs.length));
    const undo = readSpentOutputs(asRest(inputs, coins), name);
    // Testnet's subsidy at this height was halved as mainnet's will be.
    checkSpent(block, undo);
    for (let i = 0; i < undo.length; i += Math.ceil(undo.length / 25)) {
      const less = undo.map((list, n) =>
        n === i ? list.map((coin, k) => (k === 0 ? { ...coin, value: coin.value - 1n } : coin)) : list,
      );
      assert.throws(
        () => checkSpent(block, less),
        { code: 'E_UNDO' },
        'a satoshi less, and the coinbase took too much',
      );
    }
    assert.throws(() => checkSpent(block, undo.slice(1)), { code: 'E_UNDO' });
    assert.throws(() => checkSpent(block, [undo[0]!.slice(1), ...undo.slice(1)]), { code: 'E_UNDO' });
  });
}

/** The recorded list of outputs, one after the other, in the form of `/rest/spenttxouts`. */
function asRest(inputs: readonly number[], coins: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [compactSize(inputs.length)];
  let at = 0;
  for (const count of inputs) {
    parts.push(compactSize(count));
    for (let n = 0; n < count; n += 1) {
      const from = at;
      const length = coins[at + 8]!;
      at += length < 0xfd ? 9 + length : 11 + coins[at + 9]! + 256 * coins[at + 10]!;
      parts.push(coins.subarray(from, at));
    }
  }
  assert.equal(at, coins.length);
  return Buffer.concat(parts);
}

const REGTEST = parseNetwork('regtest');
const FIRST: Tx = {
  inputs: [{ txid: 'ab'.repeat(32), vout: 0 }],
  outputs: [{ value: 90n, script: p2pkh(1) }],
};
const SECOND: Tx = {
  inputs: [{ txid: txidOf(FIRST), vout: 0 }],
  outputs: [{ value: 80n, script: p2pkh(2) }],
};
const BLOCK = open(
  mine('11'.repeat(32), 1, [coinbase(7, [{ value: 5_000_000_020n, script: p2pkh(9) }]), FIRST, SECOND]).bytes,
  7,
  REGTEST,
);
const coin = (value: bigint, script = p2pkh(1)) => ({ value, form: 6, payload: script });

test('what cannot be is refused, whoever says it', () => {
  checkSpent(BLOCK, [[coin(100n)], [coin(90n)]]);
  checkSpent(BLOCK, [[coin(101n)], [coin(90n)]]);
  const wrong: Record<string, Parameters<typeof checkSpent>[1]> = {
    'pays out more than it took in': [[coin(89n)], [coin(90n)]],
    'the coinbase takes more than the fees': [[coin(99n)], [coin(90n)]],
    'another value than in the same block': [[coin(100n)], [coin(91n)]],
    'another script than in the same block': [[coin(100n)], [coin(90n, p2pkh(3))]],
    'more than all coins': [[coin(2_100_000_000_000_001n)], [coin(90n)]],
    'one transaction missing': [[coin(100n)]],
    'one input too many': [[coin(100n), coin(1n)], [coin(90n)]],
  };
  for (const [why, undo] of Object.entries(wrong))
    assert.throws(() => checkSpent(BLOCK, undo), { code: 'E_UNDO' }, why);
});

test('spent outputs over REST: cut anywhere, with more behind, or without the coinbase’s place', () => {
  const output = Buffer.concat([uint(100, 8), compactSize(25), p2pkh(1)]);
  const good = new Uint8Array(Buffer.concat([Buffer.of(2, 0, 1), output]));
  assert.deepEqual(readSpentOutputs(good, 'test'), [[coin(100n)]]);
  for (let length = 0; length < good.length; length += 1)
    assert.throws(() => readSpentOutputs(good.subarray(0, length), 'test'), { code: 'E_TRUNCATED' });
  assert.throws(() => readSpentOutputs(Buffer.concat([good, Buffer.of(0)]), 'test'), { code: 'E_TRAILING' });
  assert.throws(() => readSpentOutputs(Buffer.concat([Buffer.of(1, 1), output]), 'test'), { code: 'E_UNDO' });
  assert.throws(() => readSpentOutputs(Buffer.of(0), 'test'), { code: 'E_UNDO' });
  assert.throws(() => readSpentOutputs(Buffer.from('ffffffffffffffffff', 'hex'), 'test'), {
    code: 'E_VARINT',
  });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        readSpentOutputs(bytes, 'test');
      } catch (error) {
        assert.ok(error instanceof AshiatoError && error.code !== 'E_INTERNAL', String(error));
      }
    }),
    { numRuns: 2_000 },
  );
});

test('previous outputs with a block: what is malformed is named, what is left out is not there', () => {
  const tx = (vin: unknown) => ({ tx: [{ vin: [{ coinbase: '00' }] }, { vin }] });
  const input = {
    prevout: { value: '0.000001', scriptPubKey: { hex: Buffer.from(p2pkh(1)).toString('hex') } },
  };
  assert.deepEqual(readPrevouts(tx([input]), 'test'), [[coin(100n)]]);
  assert.equal(readPrevouts(tx([{ txid: 'ab', vout: 0 }]), 'test'), null);
  for (const broken of [
    null,
    7,
    {},
    { tx: {} },
    tx({}),
    tx([7]),
    tx([{ prevout: null }]),
    tx([{ prevout: { value: '1' } }]),
  ])
    assert.throws(() => readPrevouts(broken, 'test'), { code: 'E_RPC_VALUE' });
  const odd = { prevout: { value: '1', scriptPubKey: { hex: '0' } } };
  assert.throws(() => readPrevouts(tx([odd]), 'test'), { code: 'E_RPC_VALUE' });
});

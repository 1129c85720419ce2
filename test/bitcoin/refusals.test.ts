/** Damaged and altered blocks: each is refused by its own code, in bounded time, whatever the bytes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectBestChain } from '../../src/core/chains/bitcoin/best-chain.ts';
import { decodeBlock } from '../../src/core/chains/bitcoin/block.ts';
import { hash256 } from '../../src/core/chains/bitcoin/bytes.ts';
import { type Header, parseHeader } from '../../src/core/chains/bitcoin/header.ts';
import { MAINNET, parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { decodeUndo } from '../../src/core/chains/bitcoin/undo.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import type { Block, UtxoTransaction } from '../../src/core/model/transaction.ts';
import {
  coinbase,
  compactSize,
  type MinedBlock,
  merkleRoot,
  mine,
  mineRaw,
  p2pkh,
  p2wpkh,
  regtestGenesis,
  serialize,
  serializeUndo,
  type Tx,
  txidOf,
  uint,
} from './writer.ts';

const REGTEST = parseNetwork('regtest');
const PARENT = '11'.repeat(32);

const pay = (value: bigint, extra: Partial<Tx> = {}): Tx => ({
  inputs: [{ txid: 'ab'.repeat(32), vout: 3 }],
  outputs: [{ value, script: p2pkh(1) }],
  ...extra,
});
const TXS: readonly Tx[] = [
  coinbase(7, [{ value: 5_000_000_000n, script: p2pkh(9) }]),
  pay(10n),
  pay(20n, {
    witness: true,
    outputs: [
      { value: 20n, script: p2wpkh(2) },
      { value: 0n, script: Uint8Array.of(0x6a, 1, 7) },
    ],
  }),
];
const GOOD = mine(PARENT, 1_700_000_000, TXS);

const decode = (block: MinedBlock, undo = null, height = 7): Block =>
  decodeBlock(block.bytes, { network: REGTEST, height, hash: block.hash }, undo, hash256);

test('a block reads back as it was written, the coinbase last', () => {
  const { transactions, parent, time } = decode(GOOD);
  assert.deepEqual([parent, time], [PARENT, 1_700_000_000]);
  const [first, second, last] = transactions as readonly UtxoTransaction[];
  assert.deepEqual([first!.txid, second!.txid, last!.txid], [TXS[1]!, TXS[2]!, TXS[0]!].map(txidOf));
  assert.deepEqual(
    [first, second, last].map((tx) => tx!.place.index),
    [1, 2, 3],
  );
  assert.deepEqual(second!.inputs, [{ txid: 'ab'.repeat(32), vout: 3, value: null }]);
  assert.deepEqual(
    second!.outputs.map((output) => [output.value, output.owner?.slice(0, 6)]),
    [
      [20n, 'bcrt1q'],
      [0n, undefined],
    ],
  );
  assert.deepEqual(last!.coinbase, { subsidy: 5_000_000_000n, fees: [], text: '....' });
});

test('a body for another hash is refused', () => {
  assert.throws(() => decode({ bytes: GOOD.bytes, hash: '22'.repeat(32) }), { code: 'E_BLOCK_HASH' });
});

test('a witness that is announced and empty is refused, for the same transaction would have two spellings', () => {
  const txs = [TXS[0]!, pay(10n, { inputs: [1, 2].map((vout) => ({ txid: 'ab'.repeat(32), vout })) })];
  const plain = serialize(txs[1]!);
  const announced = (...stacks: number[]): MinedBlock => {
    const spelt = [
      plain.subarray(0, 4),
      Buffer.of(0, 1),
      plain.subarray(4, -4),
      Buffer.of(...stacks),
      plain.subarray(-4),
    ];
    return mineRaw(
      PARENT,
      1_700_000_000,
      mine(PARENT, 0, txs).bytes.subarray(36, 68),
      Buffer.concat([Buffer.of(2), serialize(txs[0]!), ...spelt]),
    );
  };
  assert.throws(() => decode(announced(0, 0)), { code: 'E_BLOCK_FORMAT', message: /announces a witness/ });
  // An empty item is one, and one input with a witness is enough.
  assert.equal(decode(announced(0, 1, 0)).transactions.length, 2);
});

test('a header without the work it claims, or with a target that is none, is refused', () => {
  const easy = mine(PARENT, 1, TXS).bytes;
  easy.writeUInt32LE(0x1d00ffff, 72);
  assert.throws(() => parseHeader(easy, REGTEST, hash256), { code: 'E_POW' });
  assert.throws(
    () => parseHeader(GOOD.bytes, MAINNET, hash256),
    { code: 'E_POW' },
    "easier than the network's limit",
  );
  easy.writeUInt32LE(0x04923456, 72);
  assert.throws(() => parseHeader(easy, REGTEST, hash256), { code: 'E_POW' });
});

test('a chain of headers whose target does not follow the rule is refused', () => {
  const genesis = header(regtestGenesis().hash, '00'.repeat(32), 0x207fffff);
  const child = header('aa'.repeat(32), genesis.hash, 0x207ffffe);
  assert.throws(() => selectBestChain([genesis, child], REGTEST), { code: 'E_POW' });
  assert.throws(() => selectBestChain([child], REGTEST), { code: 'E_WRONG_CHAIN' });
});

const header = (hash: string, parent: string, bits = 0x207fffff): Header => ({
  hash,
  parent,
  bits,
  merkleRoot: '',
  time: 0,
});

test('the chain with the most work wins in whatever order its blocks come; the rest is counted', () => {
  const genesis = header(regtestGenesis().hash, '00'.repeat(32));
  const [a, b, c, stale, lost] = [
    header('a', genesis.hash),
    header('b', 'a'),
    header('c', 'b'),
    header('s', 'a'),
    header('l', 'nowhere'),
  ];
  const best = selectBestChain([c, lost, stale, b, c, genesis, a], REGTEST);
  assert.deepEqual(
    best.blocks.map((block) => block.hash),
    [genesis.hash, 'a', 'b', 'c'],
  );
  assert.deepEqual([best.stale, best.unconnected, best.work], [1, 1, 8n]);
  const tie = (blocks: readonly Header[]): string | undefined =>
    selectBestChain(blocks, REGTEST).blocks.at(-1)?.hash;
  assert.equal(tie([genesis, a, b, stale]), 'b', 'of two equal branches the one that came first');
  assert.equal(tie([genesis, a, stale, b]), 's');
});

test('another merkle root, and repeated transactions with the same root, are refused', () => {
  const altered = Buffer.from(GOOD.bytes);
  altered[altered.length - 1]! ^= 1;
  assert.throws(() => decode({ bytes: altered, hash: GOOD.hash }), { code: 'E_MERKLE' });
  // CVE-2012-2459: of three transactions the last is repeated by the tree, so a fourth like it has the same root.
  const root = merkleRoot(TXS.map((tx) => Buffer.from(txidOf(tx), 'hex').reverse()));
  const rest = Buffer.concat([compactSize(4), ...[...TXS, TXS[2]!].map(serialize)]);
  assert.throws(() => decode(mineRaw(PARENT, 1, root, rest)), { code: 'E_MERKLE_MUTATED' });
});

test('a block cut anywhere is truncated, and says where', () => {
  for (let length = 0; length < GOOD.bytes.length; length += 1) {
    assert.throws(
      () => decode({ bytes: GOOD.bytes.subarray(0, length), hash: GOOD.hash }),
      (error) =>
        error instanceof AshiatoError && error.code === 'E_TRUNCATED' && /byte \d+/.test(error.where ?? ''),
    );
  }
});

test('bytes after the last transaction are refused', () => {
  assert.throws(() => decode({ bytes: Buffer.concat([GOOD.bytes, Buffer.of(0)]), hash: GOOD.hash }), {
    code: 'E_TRAILING',
  });
});

test('a count that is not minimal, or beyond any block, is refused before anything is allocated', () => {
  const root = Buffer.alloc(32);
  const of = (rest: string): MinedBlock => mineRaw(PARENT, 1, root, Buffer.from(rest, 'hex'));
  assert.throws(() => decode(of('ffffffffffffffffff')), { code: 'E_VARINT' });
  assert.throws(() => decode(of('fd0100')), { code: 'E_VARINT' });
  assert.throws(() => decode(of('fe00000002')), { code: 'E_TRUNCATED' }, 'a count the bytes cannot hold');
  assert.throws(() => decode(of('00')), { code: 'E_BLOCK_FORMAT' });
  assert.throws(() => decode(of(`01${'00'.repeat(10)}`)), { code: 'E_BLOCK_FORMAT' }, 'no input');
});

test('outputs worth more than all coins are refused, one by one and together', () => {
  const max = 2_100_000_000_000_000n;
  const of = (...values: bigint[]): MinedBlock =>
    mine(PARENT, 1, [TXS[0]!, pay(1n, { outputs: values.map((value) => ({ value, script: p2pkh(1) })) })]);
  assert.equal(decode(of(max)).transactions.length, 2);
  assert.throws(() => decode(of(max + 1n)), { code: 'E_AMOUNT' });
  assert.throws(() => decode(of(max, 1n)), { code: 'E_AMOUNT' });
  assert.throws(() => decode(of(2n ** 64n - 1n, 2n)), { code: 'E_AMOUNT' });
});

test('only the first transaction is a coinbase', () => {
  assert.throws(() => decode(mine(PARENT, 1, [TXS[1]!, TXS[0]!])), { code: 'E_BLOCK_FORMAT' });
  assert.throws(() => decode(mine(PARENT, 1, [TXS[0]!, coinbase(8, [])])), { code: 'E_BLOCK_FORMAT' });
});

test('undo data that does not fit its block is refused', () => {
  const coin = { value: 30n, script: p2pkh(3), height: 5, coinbase: true };
  const fits = decodeUndo(serializeUndo([[coin], [coin]]), 'undo');
  const place = { network: REGTEST, height: 7, hash: GOOD.hash };
  const block = decodeBlock(GOOD.bytes, place, fits, hash256).transactions as readonly UtxoTransaction[];
  assert.deepEqual(
    block.at(-1)!.coinbase!.fees.map((fee) => fee.amount),
    [20n, 10n],
  );
  for (const wrong of [[], [[coin]], [[coin], [coin, coin]]]) {
    assert.throws(() => decodeBlock(GOOD.bytes, place, decodeUndo(serializeUndo(wrong), 'undo'), hash256), {
      code: 'E_UNDO',
    });
  }
  const bytes = serializeUndo([[coin]]);
  assert.throws(() => decodeUndo(bytes.subarray(0, -1), 'undo'), { code: 'E_TRUNCATED' });
  assert.throws(() => decodeUndo(Buffer.concat([bytes, uint(0, 1)]), 'undo'), { code: 'E_TRAILING' });
});

/** Mulberry32: the same mutations each time. */
function prng(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

test('thousands of damaged blocks and undo records are read or refused by code, and fast', () => {
  const undo = serializeUndo([
    [{ value: 30n, script: p2pkh(3), height: 5, coinbase: true }],
    [{ value: 1n, script: p2wpkh(4), height: 0, coinbase: false }],
  ]);
  const random = prng(20_121_224);
  const started = performance.now();
  const codes = new Set<string>();
  for (let round = 0; round < 20_000; round += 1) {
    const source = round % 4 === 0 ? undo : GOOD.bytes;
    const bytes = Buffer.from(
      source.subarray(0, random() % 8 === 0 ? random() % (source.length + 1) : source.length),
    );
    for (let n = random() % 4; n >= 0 && bytes.length > 0; n -= 1) {
      const at =
        source === undo
          ? random() % bytes.length
          : Math.min(80 + (random() % source.length), bytes.length - 1);
      bytes[at] = [0, 0xff, 0xfd, random() & 0xff][random() % 4]!;
    }
    try {
      if (source === undo) decodeUndo(bytes, 'fuzz');
      else decode({ bytes, hash: GOOD.hash });
    } catch (error) {
      assert.ok(
        error instanceof AshiatoError && error.code !== 'E_INTERNAL',
        `round ${round}: ${String(error)}`,
      );
      codes.add(error.code);
    }
  }
  for (const code of ['E_TRUNCATED', 'E_VARINT', 'E_TRAILING', 'E_MERKLE', 'E_BLOCK_FORMAT'])
    assert.ok(codes.has(code), code);
  assert.ok(performance.now() - started < 20_000, 'in bounded time');
});

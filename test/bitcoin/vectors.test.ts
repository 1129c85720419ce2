/** The rules of Bitcoin against the examples that its own documents and tests give. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { cursorOf, readCompactSize } from '../../src/core/chains/bitcoin/bytes.ts';
import { nextBits, targetOf, workOf } from '../../src/core/chains/bitcoin/header.ts';
import { MAINNET, subsidyAt } from '../../src/core/chains/bitcoin/network.ts';
import { ownerOf } from '../../src/core/chains/bitcoin/script.ts';
import { decompressAmount, readCoin, readVarint, scriptOf } from '../../src/core/chains/bitcoin/undo.ts';
import { compressAmount, compressScript, varint } from './writer.ts';

const owner = (script: string): string | null => ownerOf(hexToBytes(script), MAINNET);

test('scripts have the addresses that BIP-173, BIP-350 and Core give them', () => {
  const key = '751e76e8199196d454941c45d1b3a323f1433bd6';
  // 751e… is the hash of the generator point's compressed key.
  assert.equal(owner(`76a914${key}88ac`), '1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH');
  assert.equal(owner(`a914${key}87`), '3CNHUhP3uyB9EUtRLsmvFUmvGdjGdkTxJw');
  assert.equal(owner(`0014${key}`), 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4');
  assert.equal(
    owner(`5128${key}${key}`),
    'bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y',
  );
  assert.equal(
    owner('512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'),
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
  );
});

test('witness versions to come have an address, and what has none is named by its script', () => {
  assert.equal(owner('6002751e'), 'bc1sw50qgdz25j');
  assert.equal(owner('5210751e76e8199196d454941c45d1b3a323'), 'bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs');
  // The first coinbase pays a public key; the name is the one Electrum servers index it by.
  assert.equal(
    owner(
      '4104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac',
    ),
    'script:740485f380ff6379d11ef6fe7d7cdd68aea7f8bd0d953d9fdf3531fb7d531833',
  );
  assert.match(
    owner('0010751e76e8199196d454941c45d1b3a323f143') ?? '',
    /^script:/,
    'version 0 has two lengths',
  );
  assert.match(owner('') ?? '', /^script:/);
  assert.equal(owner('6a0568656c6c6f'), null, 'nobody can spend an OP_RETURN');
});

test('the target is set anew as in the examples of pow_tests.cpp', () => {
  const next = (height: number, bits: number, lastTime: number, firstTime: number): number =>
    nextBits(MAINNET, height, { bits, time: lastTime }, () => firstTime);
  assert.equal(next(32256, 0x1d00ffff, 1262152739, 1261130161), 0x1d00d86a);
  assert.equal(next(2016, 0x1d00ffff, 1233061996, 1231006505), 0x1d00ffff, 'no easier than the limit');
  assert.equal(next(68544, 0x1c05a3f4, 1279297671, 1279008237), 0x1c0168fd, 'at most four times harder');
  assert.equal(next(46368, 0x1c387f6f, 1269211443, 1263163443), 0x1d00e1fd, 'at most four times easier');
  assert.equal(next(2017, 0x1c387f6f, 9, 0), 0x1c387f6f, 'unchanged in between');
});

test('compact targets read as in arith_uint256_tests.cpp', () => {
  assert.equal(targetOf(0x01123456), 0x12n);
  assert.equal(targetOf(0x02123456), 0x1234n);
  assert.equal(targetOf(0x04123456), 0x12345600n);
  assert.equal(targetOf(0x20123456)?.toString(16), `123456${'0'.repeat(58)}`);
  for (const bits of [0, 0x00123456, 0x01003456, 0x01fedcba, 0x04923456, 0xff123456]) {
    assert.equal(targetOf(bits), null, bits.toString(16));
  }
  assert.equal(workOf(0x1d00ffff), 4295032833n);
});

test('new coins halve every 210,000 blocks and end', () => {
  assert.equal(subsidyAt(MAINNET, 209_999), 5_000_000_000n);
  assert.equal(subsidyAt(MAINNET, 210_000), 2_500_000_000n);
  assert.equal(subsidyAt(MAINNET, 840_000), 312_500_000n);
  assert.equal(subsidyAt(MAINNET, 64 * 210_000), 0n);
  let total = 0n;
  for (let era = 0; era < 64; era += 1) total += 210_000n * subsidyAt(MAINNET, era * 210_000);
  assert.equal(total, 2_099_999_997_690_000n);
});

test('amounts are packed as in compress_tests.cpp', () => {
  const pairs: [bigint, bigint][] = [
    [0n, 0x0n],
    [1n, 0x1n],
    [1_000_000n, 0x7n],
    [100_000_000n, 0x9n],
    [5_000_000_000n, 0x32n],
    [2_100_000_000_000_000n, 0x1406f40n],
  ];
  for (const [plain, packed] of pairs) {
    assert.equal(decompressAmount(packed), plain);
    assert.equal(compressAmount(plain), packed);
  }
  for (let n = 0n; n < 100_000n; n += 1n) assert.equal(decompressAmount(compressAmount(n)), n);
});

test('an open public key comes back whole from its packed half', () => {
  const script =
    '4104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac';
  const packed = compressScript(hexToBytes(script));
  assert.equal(packed.length, 33);
  const coin = readCoin(cursorOf(Buffer.concat([varint(50n), packed]), 'coin'));
  assert.equal(coin.value, 5_000_000_000n);
  assert.equal(bytesToHex(scriptOf(coin, 'coin')), script);
  assert.throws(() => scriptOf({ ...coin, payload: new Uint8Array(32).fill(255) }, 'coin'), {
    code: 'E_BLOCK_FORMAT',
  });
});

test('numbers of the undo data read as serialize.h writes them', () => {
  for (const n of [0n, 127n, 128n, 255n, 16_511n, 65_535n, 2n ** 32n]) {
    assert.equal(readVarint(cursorOf(varint(n), 'n')), n);
  }
  assert.equal(bytesToHex(varint(65_535n)), '82fe7f');
  assert.throws(() => readVarint(cursorOf(new Uint8Array(11).fill(0xff), 'n')), { code: 'E_BLOCK_FORMAT' });
});

test('a count must be in its shortest form, and no larger than a block', () => {
  const read = (hex: string): number => readCompactSize(cursorOf(hexToBytes(hex), 'count'));
  assert.equal(read('fc'), 252);
  assert.equal(read('fdfd00'), 253);
  assert.equal(read('fe00000100'), 65_536);
  for (const hex of ['fdfc00', 'feffff0000', 'ffffffffff00000000', 'ffffffffffffffffff', 'fe01000002']) {
    assert.throws(() => read(hex), { code: 'E_VARINT' }, hex);
  }
  assert.throws(() => read('fd00'), { code: 'E_TRUNCATED' });
});

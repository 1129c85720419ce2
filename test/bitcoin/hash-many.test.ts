/** The compiled hashing kernel: against node:crypto, against the standard's vectors, and against its own source. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { compile, MODULE } from '../../scripts/wasm.ts';
import { newHashMany } from '../../src/adapters/sources/bitcoin-files/hash-many.ts';
import { hash256 } from '../../src/core/chains/bitcoin/bytes.ts';
import { layOut, newLayout } from '../../src/core/chains/bitcoin/layout.ts';
import { type HashMany, hashEach, withoutWitness } from '../../src/core/chains/bitcoin/messages.ts';
import { prng } from './chain.ts';
import { realFile, withoutData } from './data.ts';
import { sha256d } from './writer.ts';

const hashMany = newHashMany();

/** Each message whole, as one piece. */
function hashAll(messages: readonly Uint8Array[], by: HashMany = hashMany): string[] {
  const bytes = Buffer.concat(messages);
  let at = 0;
  const pieces = Int32Array.from(
    messages.flatMap(({ length }) => {
      at += length;
      return [at - length, length, 0, 0, 0, 0];
    }),
  );
  const out = by({ bytes, count: messages.length, pieces });
  return messages.map((_, i) => Buffer.from(out.subarray(32 * i, 32 * i + 32)).toString('hex'));
}

function noise(length: number, seed: number): Uint8Array {
  const random = prng(seed);
  return Uint8Array.from({ length }, () => random(256));
}

test('the committed module is what its source compiles to', async () => {
  assert.equal(readFileSync(join(import.meta.dirname, '..', '..', MODULE), 'utf8'), await compile());
});

test('the messages of FIPS 180-4, hashed once more', () => {
  const second = (hex: string): string => createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');
  assert.deepEqual(
    hashAll([
      Buffer.from('abc'),
      Buffer.from(''),
      Buffer.from('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'),
      Buffer.alloc(1_000_000, 'a'),
    ]),
    [
      second('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'),
      second('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'),
      second('248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'),
      second('cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'),
    ],
  );
});

test('every length up to five blocks, and random ones up to a megabyte', () => {
  const random = prng(1);
  const lengths = [
    ...Array.from({ length: 321 }, (_, i) => i),
    ...Array.from({ length: 60 }, () => random(5000)),
    ...Array.from({ length: 6 }, () => random(1 << 20)),
    1 << 20,
  ];
  const messages = lengths.map((length, i) => noise(length, i));
  assert.deepEqual(
    hashAll(messages),
    messages.map((message) => sha256d(message).toString('hex')),
  );
});

test('any number of messages in any pieces, as the plain way hashes them', () => {
  const piece = fc.tuple(fc.nat(900), fc.nat(300));
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, piece, piece), { maxLength: 40 }), fc.nat(), (rows, seed) => {
      const messages = {
        bytes: noise(1200, seed),
        count: rows.length,
        pieces: Int32Array.from(rows.flat(2)),
      };
      assert.deepEqual(hashMany(messages), hashEach(hash256)(messages));
    }),
    { numRuns: 60 },
  );
});

test('ids of real transactions, with and without witness, as the plain way hashes them', {
  skip: withoutData,
}, () => {
  let witnesses = 0;
  for (const name of ['block300025.raw', 'block928816.raw']) {
    const bytes = realFile(name);
    const layout = newLayout();
    layOut(bytes, layout, name);
    const messages = withoutWitness(bytes, layout);
    for (let i = 0; i < layout.count; i += 1) if (messages.pieces[6 * i + 5] === 4) witnesses += 1;
    assert.deepEqual(hashMany(messages), hashEach(hash256)(messages));
  }
  assert.ok(witnesses > 100, `only ${witnesses} witnesses`);
});

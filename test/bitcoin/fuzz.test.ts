/**
 * Every reader of bytes that come from outside: whatever the bytes, it reads them or refuses them by a code, in time
 * that grows with their number only. test/bitcoin/corpus holds what was worth keeping: one input a line, in
 * hexadecimal; what a run finds is added there.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { readSpentOutputs } from '../../src/adapters/sources/bitcoin-core/spent.ts';
import { decodeBlock } from '../../src/core/chains/bitcoin/block.ts';
import { hash256, showHash } from '../../src/core/chains/bitcoin/bytes.ts';
import { parseHeader } from '../../src/core/chains/bitcoin/header.ts';
import { readLoose } from '../../src/core/chains/bitcoin/loose.ts';
import { MAINNET, parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { ownerOf } from '../../src/core/chains/bitcoin/script.ts';
import { decodeUndo, scriptOf } from '../../src/core/chains/bitcoin/undo.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';

const RUNS = process.env.CI === 'true' ? 50_000 : 1_000;
const REGTEST = parseNetwork('regtest');

const READERS: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  header: (bytes) => parseHeader(bytes, REGTEST, hash256),
  block: (bytes) => {
    const hash = showHash(hash256(bytes.subarray(0, 80)));
    return decodeBlock(bytes, { network: REGTEST, height: 7, hash }, null, hash256);
  },
  transaction: (bytes) => readLoose(bytes, showHash(hash256(bytes)), 'fuzz', hash256),
  undo: (bytes) => decodeUndo(bytes, 'fuzz').map((coins) => coins.map((coin) => scriptOf(coin, 'fuzz'))),
  script: (bytes) => [ownerOf(bytes, MAINNET), ownerOf(bytes, REGTEST)],
  'spent-outputs': (bytes) => readSpentOutputs(bytes, 'fuzz'),
};

/** Null where the bytes were read. Anything but a code is what this suite looks for. */
function refusalOf(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array): string | null {
  try {
    read(bytes);
    return null;
  } catch (error) {
    assert.ok(
      error instanceof AshiatoError && error.code !== 'E_INTERNAL',
      `${error instanceof Error ? error.stack : error}\n${Buffer.from(bytes).toString('hex')}`,
    );
    return error.code;
  }
}

const corpusOf = (name: string): Uint8Array[] =>
  readFileSync(join(import.meta.dirname, 'corpus', `${name}.hex`), 'utf8')
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => new Uint8Array(Buffer.from(line, 'hex')));

const damage = fc.record({
  cut: fc.option(fc.nat(300)),
  changes: fc.array(fc.tuple(fc.nat(300), fc.oneof(fc.constantFrom(0, 1, 0xfd, 0xfe, 0xff), fc.nat(255))), {
    maxLength: 5,
  }),
  insert: fc.tuple(fc.nat(300), fc.uint8Array({ maxLength: 9 })),
});

for (const [name, read] of Object.entries(READERS)) {
  test(`${name}: any bytes are read, or refused by a code`, (t) => {
    const corpus = corpusOf(name);
    const seen = new Map<string, number>();
    const look = (bytes: Uint8Array): void => {
      const outcome = refusalOf(read, bytes) ?? 'read';
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    };
    for (const bytes of corpus) look(bytes);
    assert.ok(seen.has('read'), 'the corpus holds something good');
    fc.assert(
      fc.property(fc.constantFrom(...corpus), damage, (bytes, { cut, changes, insert: [at, more] }) => {
        const changed = Uint8Array.from(bytes.subarray(0, cut ?? undefined));
        for (const [where, byte] of changes) if (changed.length > 0) changed[where % changed.length] = byte;
        const place = at % (changed.length + 1);
        look(Uint8Array.of(...changed.subarray(0, place), ...more, ...changed.subarray(place)));
      }),
      { numRuns: RUNS },
    );
    t.diagnostic([...seen].map(([code, count]) => `${code} ${count}`).join(', '));
  });

  test(`${name}: a megabyte of anything takes no longer than its size deserves`, () => {
    const [good] = corpusOf(name) as [Uint8Array];
    for (const byte of [0x00, 0x01, 0x51, 0xfc, 0xfd, 0xff]) {
      for (const keep of [0, 1, 81, good.length]) {
        const bytes = new Uint8Array(1 << 20).fill(byte);
        bytes.set(good.subarray(0, keep));
        const started = process.cpuUsage().user;
        refusalOf(read, bytes);
        // At most a second of the processor for every 100 kB.
        assert.ok(process.cpuUsage().user - started < 10_000_000, `0x${byte.toString(16)} after ${keep}`);
      }
    }
  });
}

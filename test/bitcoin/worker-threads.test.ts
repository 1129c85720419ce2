/** Full verification in threads: what they refuse, and that how many there are changes nothing. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Checker, openChecker } from '../../src/adapters/sources/bitcoin-files/checker.ts';
import { nativeHash } from '../../src/adapters/sources/bitcoin-files/hash-many.ts';
import type { BlockBytes } from '../../src/core/chains/bitcoin/archive.ts';
import { checkBlock } from '../../src/core/chains/bitcoin/block.ts';
import { layOut, newLayout } from '../../src/core/chains/bitcoin/layout.ts';
import { hashEach } from '../../src/core/chains/bitcoin/messages.ts';
import { parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import { type ChainBlock, makeChain, prng } from './chain.ts';

const REGTEST = parseNetwork('regtest');
const CHAIN = makeChain(31, 60, 12);
const ARCHIVE = {
  network: REGTEST,
  blocks: CHAIN.map(({ hash, parent, bytes }) => ({ hash, parent, time: 0, bits: 0, size: bytes.length })),
};

const checkers: Checker[] = [1, 2, 5].map((threads) => openChecker(ARCHIVE, threads));
after(() => Promise.all(checkers.map((checker) => checker.close())));

/** The blocks in one shared stretch, as the files are read; or each in memory of its own. */
function batchOf(blocks: readonly ChainBlock[], shared: boolean): BlockBytes[] {
  const all = new Uint8Array(new SharedArrayBuffer(blocks.reduce((sum, { bytes }) => sum + bytes.length, 0)));
  let at = 0;
  return blocks.map(({ height, bytes }) => {
    const own = all.subarray(at, at + bytes.length);
    own.set(bytes);
    at += bytes.length;
    return { height, bytes: shared ? own : new Uint8Array(bytes) };
  });
}

/** What is wrong with the first wrong block, found without threads and without the compiled kernel. */
function plainly(batch: readonly BlockBytes[]): object | null {
  const layout = newLayout();
  for (const { height, bytes } of batch) {
    const { hash } = ARCHIVE.blocks[height]!;
    try {
      layOut(bytes, layout, hash);
      checkBlock(bytes, layout, { network: REGTEST, height, hash }, nativeHash, hashEach(nativeHash));
    } catch (error) {
      assert.ok(error instanceof AshiatoError);
      return error.toJSON();
    }
  }
  return null;
}

async function inThreads(checker: Checker, batch: readonly BlockBytes[]): Promise<object | null> {
  try {
    await checker.check(batch);
    return null;
  } catch (error) {
    assert.ok(error instanceof AshiatoError, String(error));
    return error.toJSON();
  }
}

test('whole blocks pass, however many threads there are', async () => {
  for (const checker of checkers) {
    await checker.check(batchOf(CHAIN, true));
    await checker.check(batchOf(CHAIN, false));
    await checker.check([]);
  }
});

test('a bit that flips anywhere is refused with the same words as without threads', async () => {
  const random = prng(8);
  const codes = new Set<string>();
  for (let round = 0; round < 40; round += 1) {
    const blocks = CHAIN.map((block) => ({ ...block, bytes: Buffer.from(block.bytes) }));
    for (let flips = 1 + random(3); flips > 0; flips -= 1) {
      const { bytes } = blocks[random(blocks.length)]!;
      bytes[random(bytes.length)]! ^= 1 << random(8);
    }
    const batch = batchOf(blocks, round % 2 === 0);
    const expected = plainly(batch);
    if (expected !== null) codes.add((expected as { code: string }).code);
    for (const checker of checkers) assert.deepEqual(await inThreads(checker, batch), expected);
  }
  assert.ok(codes.has('E_MERKLE') && codes.size >= 3, [...codes].join());
});

test('transactions repeated without changing the root are refused (CVE-2012-2459)', async () => {
  const three = CHAIN.find(({ txs }) => txs.length === 3)!;
  const last = three.bytes.length - lengthOfLast(three);
  const repeated = Buffer.concat([three.bytes, three.bytes.subarray(last)]);
  repeated[80] = 4;
  const batch = [{ height: three.height, bytes: repeated }];
  assert.equal((plainly(batch) as { code: string }).code, 'E_MERKLE_MUTATED');
  for (const checker of checkers) assert.deepEqual(await inThreads(checker, batch), plainly(batch));
});

function lengthOfLast({ bytes, hash }: ChainBlock): number {
  const layout = newLayout();
  layOut(bytes, layout, hash);
  return layout.starts[layout.count]! - layout.starts[layout.count - 1]!;
}

test('a thread that has ended ends the check with an error, not in silence', async () => {
  const checker = openChecker(ARCHIVE, 1);
  await checker.check(batchOf(CHAIN, true));
  await checker.close();
  await assert.rejects(checker.check(batchOf(CHAIN, true)), { code: 'E_INTERNAL' });
});

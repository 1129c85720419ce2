/** What a scan refuses, and what it says where something is missing: undo data, altered bytes, files that end too early. */
import assert from 'node:assert/strict';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openBitcoinFiles } from '../../src/adapters/sources/bitcoin-files/bitcoin-files.ts';
import type { TxId } from '../../src/core/model/location.ts';
import { REGTEST_MAGIC } from './folder.ts';
import { REGTEST } from './in-memory.ts';
import { CHAIN, fifo, inThreads, KEY, planOf, SEED, scan, written } from './scanning.ts';
import { uint } from './writer.ts';

test('without undo data a branch with another input ends as no-data, and says so', async () => {
  const folder = written({ files: [CHAIN], noUndo: () => true });
  const [result] = await scan(planOf(folder, [SEED], fifo));
  const ends = result!.assets[0]!.ends.filter((end) => end.kind === 'no-data');
  assert.deepEqual([...new Set(ends.map((end) => end.label))], ['input-value-unknown']);
  assert.ok(result!.gaps.some((gap) => gap.type === 'input-value-unknown'));
  assert.equal(result!.assets[0]!.conserved, true);
});

test('a damaged undo record is refused; one that contradicts the chain too', async () => {
  const folder = written({ files: [CHAIN] });
  const path = join(folder, 'rev00000.dat');
  const good = readFileSync(path);
  const damaged = Buffer.from(good);
  // A byte of every record that is longer than its count.
  for (let at = 0; damaged.readUInt32LE(at) === REGTEST_MAGIC; at += 8 + damaged.readUInt32LE(at + 4) + 32) {
    if (damaged.readUInt32LE(at + 4) > 5) damaged[at + 8 + 4]! ^= 1;
  }
  writeFileSync(path, damaged);
  await assert.rejects(scan(planOf(folder, [SEED], fifo)), { code: 'E_UNDO' });
  const lying = CHAIN.map((block) => ({ ...block, undo: block.undo === null ? null : richer(block.undo) }));
  await assert.rejects(scan(planOf(written({ files: [lying] }), [SEED], fifo)), { code: 'E_UNDO' });
});

/** The same record with the script hash of its last coin altered; its checksum is made for it. */
function richer(undo: Buffer): Buffer {
  const altered = Buffer.from(undo);
  if (altered.length > 20) altered[altered.length - 1]! ^= 1;
  return altered;
}

test('an altered transaction is refused where it is hit, and anywhere under --verify full', async () => {
  const altered = CHAIN.map((block) => ({ ...block, bytes: Buffer.from(block.bytes) }));
  // The lock time of the last transaction of a block before the seed.
  altered[2]!.bytes[altered[2]!.bytes.length - 1]! ^= 1;
  const folder = written({ files: [altered] });
  await scan(planOf(folder, [SEED], fifo));
  await assert.rejects(scan(planOf(folder, [{ ...SEED, height: null }], fifo)), { code: 'E_MERKLE' });
  const hit = CHAIN.map((block) => ({ ...block, bytes: Buffer.from(block.bytes) }));
  hit[3]!.bytes[hit[3]!.bytes.length - 1]! ^= 1;
  await assert.rejects(scan(planOf(written({ files: [hit] }), [SEED], fifo)), { code: 'E_MERKLE' });
  const late = CHAIN.map((block) => ({ ...block, bytes: Buffer.from(block.bytes) }));
  late.at(-1)!.bytes[late.at(-1)!.bytes.length - 1]! ^= 1;
  const whole = written({ files: [late] });
  await inThreads(whole, 2, (checker) =>
    assert.rejects(scan(planOf(whole, [SEED], fifo, { checker })), { code: 'E_MERKLE' }),
  );
});
test('a seed that is not there is refused', async () => {
  const folder = written({ files: [CHAIN] });
  for (const wrong of [
    { height: 4 },
    { height: 4000 },
    { vout: 9 },
    { txid: 'ab'.repeat(32) as TxId },
    { txid: 'ab'.repeat(32) as TxId, height: null },
  ]) {
    await assert.rejects(scan(planOf(folder, [{ ...SEED, ...wrong }], fifo)), { code: 'E_SEED' });
  }
});

test('a folder of another network, of no node, or with a file cut in the middle is refused', () => {
  const open = (folder: string): unknown => openBitcoinFiles(folder, REGTEST);
  for (const magic of [0xd9b4bef9, 0x0709110b, 0x283f161c, 0x40cf030a]) {
    assert.throws(() => open(written({ files: [CHAIN], magic })), { code: 'E_WRONG_CHAIN' });
  }
  assert.throws(() => open(written({ files: [CHAIN], magic: 0x01020304 })), { code: 'E_BLOCK_FORMAT' });
  assert.throws(() => open(written({ files: [CHAIN.slice(1)] })), { code: 'E_WRONG_CHAIN' });
  assert.throws(() => open(join(written({ files: [CHAIN] }), 'nowhere')), { code: 'E_BLOCK_FOLDER' });
  const folder = written({ files: [CHAIN.slice(0, 20), CHAIN.slice(20)] });
  truncateSync(join(folder, 'blk00000.dat'), readFileSync(join(folder, 'blk00000.dat')).length - 1);
  assert.throws(() => open(folder), { code: 'E_TRUNCATED' });
});

test('the newest file may end anywhere within a block; the chain then ends before it, and says so', async () => {
  const last = CHAIN.at(-1)!;
  const frame = Buffer.concat([uint(REGTEST_MAGIC, 4), uint(last.bytes.length, 4), last.bytes]);
  const tails = [1, 7, 8, 50, 88, frame.length - 1].map((length) => frame.subarray(0, length));
  // What was set aside for the block is longer than what was written of it; or an older end shines through.
  tails.push(Buffer.concat([frame.subarray(0, 8), Buffer.alloc(4096)]), Buffer.alloc(64, 0xa5));
  for (const key of [undefined, KEY]) {
    for (const tail of tails) {
      const hidden = key !== undefined && tail.length > 4096 ? hiddenHead(tail, key) : tail;
      const folder = written({
        files: [CHAIN.slice(0, -1)],
        tail: hidden,
        ...(key === undefined ? {} : { key }),
      });
      const archive = openBitcoinFiles(folder, REGTEST);
      assert.deepEqual(
        [archive.blocks.length, archive.cutTail],
        [CHAIN.length - 1, true],
        `${tail.length} bytes`,
      );
      const [result] = await scan(planOf(folder, [SEED], fifo));
      assert.ok(result!.gaps.some((gap) => gap.text.includes('ends within a block')));
    }
  }
});

/** Zeros that stay zeros on the disk: the writer of the folder will hide them, so they are hidden twice. */
function hiddenHead(tail: Buffer, key: Uint8Array): Buffer {
  const start = CHAIN.slice(0, -1).reduce((sum, block) => sum + 8 + block.bytes.length, 0);
  return Buffer.from(tail.map((byte, i) => (i < 8 ? byte : byte ^ key[(start + i) % 8]!)));
}

test('however often a folder is read, it is read into the same memory', async () => {
  const archive = openBitcoinFiles(written({ files: [CHAIN] }), REGTEST, { batchBytes: 3000 });
  const seen = new Set<ArrayBufferLike>();
  for (let pass = 0; pass < 20; pass += 1) {
    // Every second reading is broken off, as by an error.
    let left = pass % 2 === 0 ? Number.POSITIVE_INFINITY : 3;
    for await (const batch of archive.read(0, CHAIN.length - 1)) {
      for (const { bytes } of batch) seen.add(bytes.buffer);
      left -= 1;
      if (left === 0) break;
    }
  }
  // V8 does not weigh shared memory: what piles up here is hundreds of megabytes on a real chain.
  assert.ok(seen.size <= 6, `${seen.size} buffers`);
});

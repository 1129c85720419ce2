/**
 * Block files to measure with, in the shape of the chain of 2021: 2.5 inputs and outputs a transaction, five of six
 * with a witness, about 550 bytes each; previous ids are random, so no two probes fall on the same place.
 */
import { hash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseNetwork } from '../src/core/chains/bitcoin/network.ts';
import { mineRaw, regtestGenesis, uint } from '../test/bitcoin/writer.ts';
import { prng } from './synthetic.ts';

const FILES = 2;
const FILE_BYTES = 128_000_000;
const TRANSACTIONS = 2500;
const REGTEST = parseNetwork('regtest');

/** The id that one input of the whole chain spends: the answer that every run must find. */
export const NEEDLE = [0x12345678, 0x9abcdef0] as const;

const sha256d = (bytes: Uint8Array): Buffer => hash('sha256', hash('sha256', bytes, 'buffer'), 'buffer');

/** Writes the chain and returns the height of the block with the needle, somewhere behind its middle. */
export function writeChain(folder: string): number {
  const random = prng(702_861);
  const below = (n: number): number => Math.floor(random() * n);
  const genesis = regtestGenesis();
  let parent = genesis.hash;
  let height = 0;
  let hit = -1;
  const body = Buffer.alloc(2_500_000);
  for (let file = 0; file < FILES; file += 1) {
    const descriptor = openSync(join(folder, `blk${String(file).padStart(5, '0')}.dat`), 'w');
    const put = (bytes: Uint8Array): number =>
      writeSync(descriptor, Buffer.concat([uint(REGTEST.magic, 4), uint(bytes.length, 4), bytes]));
    let written = file === 0 ? put(genesis.bytes) : 0;
    while (written < FILE_BYTES) {
      height += 1;
      const needle = hit === -1 && file === FILES - 1;
      const { length, root } = fillBlock(body, below, needle);
      const block = mineRaw(parent, height, root, body.subarray(0, length));
      written += put(block.bytes);
      parent = block.hash;
      if (needle) hit = height;
    }
    closeSync(descriptor);
  }
  return hit;
}

/** The transactions of one block, and their merkle root. */
function fillBlock(
  body: Buffer,
  below: (n: number) => number,
  needle: boolean,
): { length: number; root: Buffer } {
  let ids: Buffer[] = [];
  let at = 0;
  const bytes = (count: number, value = 0x55): void => {
    body.fill(value, at, at + count);
    at += count;
  };
  const word = (value: number): void => {
    at = body.writeUInt32LE(value >>> 0, at);
  };
  at = body.writeUInt8(0xfd, at);
  at = body.writeUInt16LE(TRANSACTIONS, at);
  for (let n = 0; n < TRANSACTIONS; n += 1) {
    const start = at;
    const witness = below(6) > 0;
    const inputs = 1 + below(4);
    const outputs = 1 + below(4);
    word(2);
    if (witness) at = body.writeUInt16BE(1, at);
    at = body.writeUInt8(inputs, at);
    for (let i = 0; i < inputs; i += 1) {
      const planted = needle && n === TRANSACTIONS / 2 && i === 0;
      word(planted ? NEEDLE[0] : below(2 ** 32));
      word(planted ? NEEDLE[1] : below(2 ** 32));
      bytes(24);
      word(i);
      const script = witness ? 0 : 107;
      at = body.writeUInt8(script, at);
      bytes(script);
      word(0xffffffff);
    }
    at = body.writeUInt8(outputs, at);
    for (let i = 0; i < outputs; i += 1) {
      bytes(8, 0);
      const script = 22 + 3 * below(2);
      at = body.writeUInt8(script, at);
      bytes(script);
    }
    const end = at;
    if (witness) {
      for (let i = 0; i < inputs; i += 1) {
        at = body.writeUInt8(2, at);
        at = body.writeUInt8(71, at);
        bytes(71);
        at = body.writeUInt8(33, at);
        bytes(33);
      }
    }
    word(0);
    const stripped = [
      body.subarray(start, start + 4),
      body.subarray(start + 6, end),
      body.subarray(at - 4, at),
    ];
    ids.push(sha256d(witness ? Buffer.concat(stripped) : body.subarray(start, at)));
  }
  while (ids.length > 1) {
    const pairs = Array.from({ length: Math.ceil(ids.length / 2) }, (_, i) =>
      sha256d(Buffer.concat([ids[2 * i]!, ids[2 * i + 1] ?? ids[2 * i]!])),
    );
    ids = pairs;
  }
  return { length: at, root: ids[0]! };
}

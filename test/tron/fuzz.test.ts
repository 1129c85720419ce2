/**
 * The reader of blocks and infos on damaged input: only typed refusals, in bounded time. Damage is made of real
 * and generated blocks; what once broke something is kept under `corpus/` and tried first.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { parseStrictJson } from '../../src/adapters/sources/wire/json.ts';
import { decodeBlock } from '../../src/core/chains/tron/decode.ts';
import { readInfos } from '../../src/core/chains/tron/info.ts';
import { readMessage } from '../../src/core/chains/tron/protobuf.ts';
import { readTransaction } from '../../src/core/chains/tron/transaction.ts';
import { type VerifiedBlock, verifyBlock } from '../../src/core/chains/tron/verify.ts';
import { getChain } from '../../src/core/model/chain.ts';
import { codeOf } from '../refusal.ts';
import { damage, damages } from '../sources/damage.ts';
import type { Json } from './builder.ts';
import { CALLED, GENESIS, MAINNET } from './real-blocks.ts';
import { makeWorld } from './world.ts';

const TRON = getChain('tron:0x2b6653dc');
const RUNS = process.env.CI === 'true' ? 20_000 : 400;
const CORPUS = join(import.meta.dirname, 'corpus');
const SEED = 20_261_122;

const world = makeWorld();
const WORLD: readonly { block: Json; infos: readonly Json[] }[] = world.blocks
  .filter(({ infos }) => infos.length > 0)
  .map(({ block, infos }) => ({ block, infos }));
const verified = WORLD.map(({ block }) => verifyBlock(block, 'block'));

/** True where it was accepted; a refusal must be typed and no bug. */
const typed = (job: () => unknown): boolean => codeOf(job) === 'accepted';

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    [],
    {},
    '',
    '0x',
    'ff',
    'zz',
    -1,
    2 ** 53,
    1e308,
    Number.NaN,
    2n ** 64n,
    -(2n ** 63n),
  ),
  fc.string({ maxLength: 70 }),
  fc.bigInt(),
  fc.stringMatching(/^(?:[0-9a-f]{2}){0,40}$/),
  fc.array(fc.constant({}), { maxLength: 3 }),
);

const damaged = damages(odd, 12, 7);

function readAll(block: unknown, infos: unknown): void {
  const read = verifyBlock(block, 'block');
  tell(read, infos);
}
function tell(block: VerifiedBlock, infos: unknown): void {
  const told = readInfos(infos, block, 'infos');
  const { block: made } = decodeBlock(TRON, block, told.infos, told.internals);
  for (const tx of made.transactions) {
    for (const event of tx.type === 'account' ? tx.events : []) {
      assert.ok(event.amount > 0n);
      assert.ok(event.from !== null || event.to !== null);
    }
  }
}

describe('the TRON reader on damaged input', () => {
  test('what once broke something is refused now', () => {
    for (const name of readdirSync(CORPUS)) {
      const text = readFileSync(join(CORPUS, name), 'utf8');
      const accepted = typed(() => {
        const { block, infos, message } = parseStrictJson(text, name) as Json;
        if (typeof message === 'string') readMessage(Buffer.from(message, 'hex'), name);
        else readAll(block, infos);
      });
      assert.equal(accepted, false, name);
    }
  });

  test('blocks damaged in one place are refused, or are what they were', () => {
    const blocks: unknown[] = [GENESIS, CALLED, MAINNET, ...WORLD.map(({ block }) => block)];
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(blocks.length - 1), damaged, (i, { steps, replacement, gone }) => {
        const block = damage(blocks[i], steps, replacement, gone);
        if (!typed(() => verifyBlock(block, 'block'))) refused += 1;
      }),
      { numRuns: RUNS, seed: SEED },
    );
    assert.ok(refused > RUNS / 4, `${refused} of ${RUNS} were refused`);
  });

  test('infos damaged in one place are refused, or told', () => {
    fc.assert(
      fc.property(fc.nat(WORLD.length - 1), damaged, (i, { steps, replacement, gone }) => {
        const infos = damage([...WORLD[i]!.infos], steps, replacement, gone);
        typed(() => tell(verified[i]!, infos));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  test('bytes of any kind as a message or a transaction', () => {
    const real = Buffer.from(CALLED.transactions[0]!.raw_data_hex, 'hex');
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(fc.nat(real.length - 1), fc.nat(255)).map(([at, byte]) => {
        const copy = Uint8Array.from(real);
        copy[at] = byte;
        return copy;
      }),
      fc.nat(real.length).map((end) => Uint8Array.from(real.subarray(0, end))),
    );
    fc.assert(
      fc.property(bytes, (raw) => {
        typed(() => readMessage(raw, 'message'));
        typed(() => readTransaction({ raw_data_hex: Buffer.from(raw).toString('hex') }, 'tx'));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  test('the largest messages are read or refused within seconds', () => {
    const started = performance.now();
    typed(() => readMessage(new Uint8Array(4_000_000).fill(0x08), 'fields'));
    typed(() =>
      readMessage(Uint8Array.from([0x12, 0x80, 0x80, 0x80, 0x01, ...new Uint8Array(2_097_152)]), 'one field'),
    );
    const infos = Array.from({ length: 5_000 }, (_, i) => ({
      id: i.toString(16).padStart(64, '0'),
      log: [],
    }));
    typed(() => tell(verified[0]!, infos));
    assert.ok(performance.now() - started < 20_000);
  });
});

/**
 * Our reader of Bitcoin's bytes against another's (bitcoinjs-lib): transactions that are made up, real blocks, and
 * damaged bytes. Both read the same, or both refuse; where they differ by intent, the difference has a name here.
 * Ids with witness (wtxids) are not compared: nothing here needs them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import {
  address,
  initEccLib,
  networks,
  Block as OtherBlock,
  Transaction as OtherTransaction,
} from 'bitcoinjs-lib';
import fc from 'fast-check';
import { decodeBlock } from '../../src/core/chains/bitcoin/block.ts';
import { hash256, showHash } from '../../src/core/chains/bitcoin/bytes.ts';
import { layOut, newLayout } from '../../src/core/chains/bitcoin/layout.ts';
import { hashEach, withoutWitness } from '../../src/core/chains/bitcoin/messages.ts';
import { MAINNET, parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { ownerOf } from '../../src/core/chains/bitcoin/script.ts';
import { decodeTransaction } from '../../src/core/chains/bitcoin/transaction.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import { realFile, withoutData } from './data.ts';
import { compactSize, mineRaw } from './writer.ts';

const LONG = process.env.CI === 'true';
const RUNS = LONG ? 20_000 : 600;
const MAX_MONEY = 2_100_000_000_000_000n;

/** The other library asks for the curve's arithmetic before it gives taproot addresses. */
initEccLib({
  isXOnlyPoint(x) {
    try {
      secp256k1.Point.fromBytes(Uint8Array.of(2, ...x));
      return true;
    } catch {
      return false;
    }
  },
  xOnlyPointAddTweak(x, tweak) {
    const point = secp256k1.Point.fromBytes(Uint8Array.of(2, ...x));
    const sum = point.add(
      secp256k1.Point.BASE.multiplyUnsafe(BigInt(`0x${Buffer.from(tweak).toString('hex')}`)),
    );
    if (sum.equals(secp256k1.Point.ZERO)) return null;
    const [parity, ...bytes] = sum.toBytes(true);
    return { parity: parity === 3 ? 1 : 0, xOnlyPubkey: Uint8Array.from(bytes) };
  },
});

type Read = {
  readonly txid: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
};

/** As a block of one: there is one reader of layouts. */
function readOurs(bytes: Uint8Array): Read {
  const block = new Uint8Array(81 + bytes.length);
  block[80] = 1;
  block.set(bytes, 81);
  const layout = newLayout();
  layOut(block, layout, 'tx');
  const raw = decodeTransaction(block, 81, 'tx');
  return {
    txid: showHash(hashEach(hash256)(withoutWitness(block, layout))),
    inputs: raw.inputs.map(({ txid, vout }) => `${txid}:${vout}`),
    outputs: raw.outputs.map(({ value, script }) => `${value} ${Buffer.from(script).toString('hex')}`),
  };
}

const readTheirs = (bytes: Uint8Array): Read => summary(OtherTransaction.fromBuffer(bytes));

const summary = (tx: OtherTransaction): Read => ({
  txid: tx.getId(),
  inputs: tx.ins.map(({ hash, index }) => `${Buffer.from(hash).reverse().toString('hex')}:${index}`),
  outputs: tx.outs.map(({ value, script }) => `${value} ${Buffer.from(script).toString('hex')}`),
});

const bytesOf = (min: number, max = min): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: min, maxLength: max });
const scriptOf = (
  before: readonly number[],
  middle: fc.Arbitrary<Uint8Array>,
  after: readonly number[] = [],
) => middle.map((bytes) => Uint8Array.of(...before, ...bytes, ...after));

/** Everything people pay to, and what nobody has thought of. */
const script = fc.oneof(
  scriptOf([0x76, 0xa9, 20], bytesOf(20), [0x88, 0xac]),
  scriptOf([0xa9, 20], bytesOf(20), [0x87]),
  scriptOf([0, 20], bytesOf(20)),
  scriptOf([0, 32], bytesOf(32)),
  scriptOf([0x51, 32], bytesOf(32)),
  scriptOf([0x52, 32], bytesOf(32)),
  scriptOf([0x51, 2], bytesOf(2)),
  scriptOf([0x6a, 8], bytesOf(8)),
  scriptOf([0x21, 2], bytesOf(32), [0xac]),
  scriptOf([0x51, 0x21, 3], bytesOf(32), [0x51, 0xae]),
  bytesOf(0, 80),
  bytesOf(250, 300),
);
const output = fc.record({ value: fc.bigInt(0n, MAX_MONEY / 8n), script });
const input = fc.record({
  hash: bytesOf(32),
  index: fc.nat(0xffffffff),
  sequence: fc.nat(0xffffffff),
  script: bytesOf(0, 120),
  witness: fc.array(bytesOf(0, 90), { maxLength: 4 }),
});
/** Written by the other library. */
const transaction = fc
  .record({
    version: fc.nat(0xffffffff),
    locktime: fc.nat(0xffffffff),
    inputs: fc.array(input, { minLength: 1, maxLength: 4 }),
    outputs: fc.array(output, { maxLength: 6 }),
    witness: fc.boolean(),
  })
  .map(({ version, locktime, inputs, outputs, witness }) => {
    const tx = new OtherTransaction();
    tx.version = version;
    tx.locktime = locktime;
    inputs.forEach((each, i) => {
      tx.addInput(each.hash, each.index, each.sequence, each.script);
      if (witness) tx.setWitness(i, each.witness);
    });
    for (const each of outputs) tx.addOutput(each.script, each.value);
    return tx;
  });

test('a transaction reads the same, whoever reads it', () => {
  fc.assert(
    fc.property(transaction, (tx) => assert.deepEqual(readOurs(tx.toBuffer()), summary(tx))),
    { numRuns: RUNS },
  );
});

// It warns about addresses of witness versions to come.
console.warn = () => {};
const theirAddress = (bytes: Uint8Array, network: networks.Network): string | null => {
  try {
    return address.fromOutputScript(bytes, network);
  } catch {
    return null;
  }
};

test('an address that the other library knows is ours, on both networks', () => {
  const regtest = parseNetwork('regtest');
  let known = 0;
  fc.assert(
    fc.property(script, (bytes) => {
      for (const [ours, theirs] of [
        [MAINNET, networks.bitcoin],
        [regtest, networks.regtest],
      ] as const) {
        const expected = theirAddress(bytes, theirs);
        if (expected === null) continue;
        known += 1;
        assert.equal(ownerOf(bytes, ours), expected);
      }
    }),
    { numRuns: RUNS },
  );
  assert.ok(known > RUNS / 4, `only ${known} addresses were known to both`);
});

test('a block of such transactions gives the same root and the same transactions', () => {
  const network = parseNetwork('regtest');
  const coinbase = new OtherTransaction();
  coinbase.addInput(new Uint8Array(32), 0xffffffff, 0xffffffff, Uint8Array.of(1, 7));
  coinbase.addOutput(Uint8Array.of(0x51), 50n);
  fc.assert(
    fc.property(fc.uniqueArray(transaction, { maxLength: 9, selector: (tx) => tx.getId() }), (txs) => {
      const all = [coinbase, ...txs];
      const root = OtherBlock.calculateMerkleRoot(all);
      const body = Buffer.concat([compactSize(all.length), ...all.map((tx) => tx.toBuffer())]);
      const { bytes, hash } = mineRaw('11'.repeat(32), 1_700_000_000, root, body);
      const ours = decodeBlock(bytes, { network, height: 7, hash }, null, hash256);
      const other = OtherBlock.fromBuffer(bytes);
      assert.equal(other.getId(), hash);
      assert.deepEqual(
        ours.transactions.map((tx) => tx.txid),
        [...other.transactions!.slice(1), other.transactions![0]!].map((tx) => tx.getId()),
      );
    }),
    { numRuns: RUNS / 10 },
  );
});

/** What we refuse and the other library reads. */
const READ_BY_THEM: ReadonlySet<string> = new Set([
  // Counts that are not in their shortest form, or larger than any block.
  'E_VARINT',
  // Outputs worth more than all coins.
  'E_AMOUNT',
  // No input: there it is a part of a transaction that is still to be signed.
  'E_BLOCK_FORMAT',
]);
test('damaged bytes are refused by both, or read the same by both', () => {
  const seen = { same: 0, refused: 0 };
  const damage = fc.record({
    tx: transaction,
    cut: fc.option(fc.nat(400)),
    changes: fc.array(fc.tuple(fc.nat(600), fc.constantFrom(0, 1, 0xff, 0xfd, 0xfe, 0x7f)), { maxLength: 4 }),
    more: bytesOf(0, 2),
  });
  fc.assert(
    fc.property(damage, ({ tx, cut, changes, more }) => {
      const bytes = Buffer.concat([tx.toBuffer().subarray(0, cut ?? undefined), more]);
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      const [ours, theirs] = [attempt(() => readOurs(bytes)), attempt(() => readTheirs(bytes))];
      if (ours instanceof Error && theirs instanceof Error) seen.refused += 1;
      else if (ours instanceof Error) {
        assert.ok(
          ours instanceof AshiatoError && READ_BY_THEM.has(ours.code),
          `${ours} ${bytes.toString('hex')}`,
        );
      } else {
        assert.deepEqual(ours, theirs, bytes.toString('hex'));
        seen.same += 1;
      }
    }),
    { numRuns: 2 * RUNS },
  );
  assert.ok(seen.same > RUNS / 10 && seen.refused > RUNS / 10, JSON.stringify(seen));
});

function attempt(read: () => Read): Read | Error {
  try {
    return read();
  } catch (error) {
    return error as Error;
  }
}

const REAL = [
  'block300025.raw',
  'block928816.raw',
  'block928828.raw',
  'block928831.raw',
  'block928848.raw',
  'mainnet_block169482.raw',
  'mainnet_block363703.raw',
  'mainnet_block383616.raw',
  'mainnet_block413567.raw',
  'mainnet_block426884.raw',
  'mainnet_block481815.raw',
  'mainnet_block482683.raw',
  'mainnet_block_2019-05-02.raw',
];
for (const name of REAL) {
  test(`${name}: ids, root, values, scripts and addresses are the other library’s`, {
    skip: withoutData,
  }, (t) => {
    const bytes = realFile(name);
    const other = OtherBlock.fromBuffer(bytes);
    // Testnet's easiest target is mainnet's.
    const place = { network: MAINNET, height: 500_000, hash: other.getId() };
    const ours = decodeBlock(bytes, place, null, hash256);
    const theirs = [...other.transactions!.slice(1), other.transactions![0]!];
    assert.equal(showHash(OtherBlock.calculateMerkleRoot(other.transactions!)), showHash(other.merkleRoot!));
    assert.deepEqual(
      ours.transactions.map((tx) => tx.txid),
      theirs.map((tx) => tx.getId()),
    );
    let addresses = 0;
    for (const [i, tx] of ours.transactions.entries()) {
      assert.ok(tx.type === 'utxo');
      const their = theirs[i]!;
      if (!their.isCoinbase())
        assert.deepEqual(
          tx.inputs.map(({ txid, vout }) => `${txid}:${vout}`),
          summary(their).inputs,
        );
      assert.deepEqual(
        tx.outputs.map(({ value }) => value),
        their.outs.map(({ value }) => value),
      );
      for (const [n, { script: paid }] of their.outs.entries()) {
        // Asking it is slow, so outside CI some are left out.
        const expected = LONG || (i + n) % 20 === 0 ? theirAddress(paid, networks.bitcoin) : null;
        if (expected === null) continue;
        addresses += 1;
        assert.equal(tx.outputs[n]!.owner, expected);
      }
    }
    assert.ok(addresses > 0);
    t.diagnostic(`${ours.transactions.length} transactions, ${addresses} addresses`);
  });
}

test('the first 600 blocks of the chain read the same', { skip: withoutData }, () => {
  const file = Buffer.from(realFile('mainnet_blocks_0_599.dat'));
  let count = 0;
  for (let at = 0; at + 8 <= file.length && file.readUInt32LE(at) === MAINNET.magic; count += 1) {
    const size = file.readUInt32LE(at + 4);
    const bytes = file.subarray(at + 8, at + 8 + size);
    const other = OtherBlock.fromBuffer(bytes);
    const ours = decodeBlock(bytes, { network: MAINNET, height: count, hash: other.getId() }, null, hash256);
    assert.equal(ours.transactions.at(-1)!.txid, other.transactions![0]!.getId());
    at += 8 + size;
  }
  assert.equal(count, 600);
});

/** Real blocks: their roots, and inputs − outputs + subsidy = coinbase to the satoshi. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectBestChain } from '../../src/core/chains/bitcoin/best-chain.ts';
import { decodeBlock } from '../../src/core/chains/bitcoin/block.ts';
import {
  cursorOf,
  hash256,
  readCompactSize,
  readUint64,
  showHash,
  skip,
  take,
  viewOf,
} from '../../src/core/chains/bitcoin/bytes.ts';
import { parseHeader } from '../../src/core/chains/bitcoin/header.ts';
import { MAINNET, type Network } from '../../src/core/chains/bitcoin/network.ts';
import { ownerOf } from '../../src/core/chains/bitcoin/script.ts';
import {
  type BlockUndo,
  type Coin,
  decodeUndo,
  readCoin,
  readVarint,
  scriptOf,
} from '../../src/core/chains/bitcoin/undo.ts';
import type { Block, UtxoTransaction } from '../../src/core/model/transaction.ts';
import { realFile, withoutData } from './data.ts';
import { serializeUndo } from './writer.ts';

/** Testnet's blocks are of the same form; its easiest target is mainnet's, its addresses are not looked at. */
const TESTNET: Network = { ...MAINNET, name: 'testnet3', hrp: 'tb' };

function decode(bytes: Uint8Array, height: number, undo: BlockUndo | null, network = MAINNET): Block {
  return decodeBlock(
    bytes,
    { network, height, hash: showHash(hash256(bytes.subarray(0, 80))) },
    undo,
    hash256,
  );
}
const utxos = (block: Block): UtxoTransaction[] => block.transactions.filter((tx) => tx.type === 'utxo');
const sum = (values: readonly { readonly value: bigint | null }[]): bigint =>
  values.reduce((total, { value }) => total + value!, 0n);

const BARE: readonly (readonly [string, number, number])[] = [
  ['mainnet_block169482.raw', 169482, 0],
  ['mainnet_block363703.raw', 363703, 587],
  ['mainnet_block383616.raw', 383616, 1731],
  ['mainnet_block413567.raw', 413567, 1557],
  ['mainnet_block426884.raw', 426884, 409],
  ['mainnet_block481815.raw', 481815, 2097],
  ['mainnet_block482683.raw', 482683, 12],
  ['mainnet_block_2019-05-02.raw', 574000, 3315],
];

for (const [name, height, count] of BARE) {
  test(`${name} gives its merkle root`, { skip: withoutData }, () => {
    const block = decode(realFile(name), height, null);
    if (count > 0) assert.equal(block.transactions.length, count);
    assert.ok(utxos(block).at(-1)?.coinbase !== undefined, 'the coinbase comes last');
    assert.equal(new Set(utxos(block).map((tx) => tx.txid)).size, block.transactions.length);
  });
}

/** The recorded coins: value and script, in input order. Written as Core would write them, then read back. */
function recordedUndo(name: string, counts: readonly number[]): { undo: BlockUndo; scripts: Uint8Array[] } {
  const cursor = cursorOf(realFile(name), name);
  const coins: { value: bigint; script: Uint8Array }[] = [];
  while (cursor.at < cursor.end) {
    const value = readUint64(cursor);
    coins.push({ value, script: take(cursor, readCompactSize(cursor)) });
  }
  const scripts = coins.map((coin) => coin.script);
  const grouped = counts.map((n) =>
    coins.splice(0, n).map((coin) => ({ ...coin, height: 1, coinbase: false })),
  );
  return { undo: decodeUndo(serializeUndo(grouped), name), scripts };
}

for (const [height, network] of [
  [300025, MAINNET],
  [928816, TESTNET],
  [928828, TESTNET],
  [928831, TESTNET],
  [928848, TESTNET],
] as const) {
  test(`block ${height}: what went in is what came out, to the satoshi`, { skip: withoutData }, () => {
    const bytes = realFile(`block${height}.raw`);
    const counts = utxos(decode(bytes, height, null, network))
      .slice(0, -1)
      .map((tx) => tx.inputs.length);
    const { undo, scripts } = recordedUndo(`block${height}-undo.raw`, counts);
    const txs = utxos(decode(bytes, height, undo, network));
    const minted = txs.at(-1)!;
    let fees = 0n;
    for (const tx of txs.slice(0, -1)) {
      assert.ok(sum(tx.inputs) >= sum(tx.outputs), tx.txid);
      fees += sum(tx.inputs) - sum(tx.outputs);
    }
    assert.equal(
      minted.coinbase!.fees.reduce((total, fee) => total + fee.amount, 0n),
      fees,
    );
    // Testnet halves like mainnet: 928,816 lies in its fifth era.
    assert.equal(sum(minted.outputs), minted.coinbase!.subsidy + fees);
    const unpacked = undo.flat().map((coin) => scriptOf(coin, 'undo'));
    assert.deepEqual(
      unpacked.map((s) => Buffer.from(s).toString('hex')),
      scripts.map((s) => Buffer.from(s).toString('hex')),
    );
  });
}

test("Core's own packed coins of block 413567 are what the block spends", { skip: withoutData }, () => {
  const cursor = cursorOf(realFile('mainnet_block413567_coins.raw'), 'coins');
  const coins = new Map<string, Coin>();
  for (let left = readCompactSize(cursor); left > 0; left -= 1) {
    const txid = showHash(take(cursor, 32));
    const vout = cursor.view.getUint32(skip(cursor, 4), true);
    readVarint(cursor);
    coins.set(`${txid}:${vout}`, readCoin(cursor));
  }
  assert.equal(cursor.at, cursor.end);
  assert.equal(coins.size, 4886);
  const bytes = realFile('mainnet_block413567.raw');
  const undo = utxos(decode(bytes, 413567, null))
    .slice(0, -1)
    .map((tx) => tx.inputs.map((input) => coins.get(`${input.txid}:${input.vout}`)!));
  const minted = utxos(decode(bytes, 413567, undo)).at(-1)!;
  const fees = minted.coinbase!.fees.reduce((total, fee) => total + fee.amount, 0n);
  assert.equal(sum(minted.outputs), 2_500_000_000n + fees);
  for (const coin of coins.values())
    assert.doesNotMatch(ownerOf(scriptOf(coin, 'coins'), MAINNET) ?? '', /^script:$/);
});

test('the first 600 blocks: 25 spends resolve, 602 outputs hold 30,000 BTC', { skip: withoutData }, () => {
  const bytes = realFile('mainnet_blocks_0_599.dat');
  const view = viewOf(bytes);
  const found: { bytes: Uint8Array; header: ReturnType<typeof parseHeader> }[] = [];
  for (let at = 0; at < bytes.length; ) {
    assert.equal(view.getUint32(at, true), MAINNET.magic);
    const size = view.getUint32(at + 4, true);
    const block = bytes.subarray(at + 8, at + 8 + size);
    found.push({ bytes: block, header: parseHeader(block, MAINNET, hash256) });
    at += 8 + size;
  }
  const best = selectBestChain(
    found.map(({ header, bytes: raw }) => ({ ...header, raw })).toReversed(),
    MAINNET,
  );
  assert.equal(best.blocks.length, 600);
  assert.equal(best.work, 600n * 4295032833n);
  assert.deepEqual([best.stale, best.unconnected], [0, 0]);

  const unspent = new Map<string, bigint>();
  let spends = 0;
  for (const [height, { raw, hash }] of best.blocks.entries()) {
    for (const tx of utxos(decodeBlock(raw, { network: MAINNET, height, hash }, null, hash256))) {
      for (const { txid, vout } of tx.inputs) {
        assert.ok(unspent.delete(`${txid}:${vout}`), `${txid}:${vout} was made before it is spent`);
        spends += 1;
      }
      tx.outputs.forEach(({ value }, vout) => {
        unspent.set(`${tx.txid}:${vout}`, value);
      });
    }
  }
  assert.equal(spends, 25);
  assert.equal(unspent.size, 602);
  assert.equal(sum([...unspent.values()].map((value) => ({ value }))), 30_000n * 100_000_000n);
});

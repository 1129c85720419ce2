/** Inputs that look wrong and are not, and the other way round: what refusals.test.ts and the sources' suites do not hold. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { openBitcoinFiles } from '../../src/adapters/sources/bitcoin-files/bitcoin-files.ts';
import { parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { ownerOf } from '../../src/core/chains/bitcoin/script.ts';
import { outcome, REGTEST, scanAll } from '../bitcoin-core/world.ts';
import { type ChainBlock, makeChain } from './chain.ts';
import { writeFolder } from './folder.ts';
import { coinbase, mine, p2pkh, serializeUndo, type Tx, txidOf } from './writer.ts';

const MAINNET = parseNetwork('bitcoin');
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

test('a script without an address is kept by its hash, a witness version to come by its address', () => {
  const kept: Record<string, string> = {
    'a public key in the open': `41${'04'.repeat(65)}ac`,
    'one of two keys': `5121${'02'.repeat(33)}21${'03'.repeat(33)}52ae`,
    'nothing at all': '',
    'anybody can spend': '51',
    'a push longer than the script': '4c',
    'a witness program of one byte': '5101aa',
    'a witness program of 41 bytes': `5129${'aa'.repeat(41)}`,
    'version 0 of another length': `0010${'aa'.repeat(16)}`,
    'a key hash with a byte more': `76a914${'aa'.repeat(20)}88ac61`,
    'a script hash with a byte less': `a914${'aa'.repeat(19)}87`,
    'every opcode there is': Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString('hex'),
  };
  const names = new Set<string>();
  for (const [what, hex] of Object.entries(kept)) {
    const owner = ownerOf(bytes(hex), MAINNET);
    assert.match(owner ?? '', /^script:[0-9a-f]{64}$/, what);
    names.add(owner!);
  }
  assert.equal(names.size, Object.keys(kept).length, 'each has a name of its own');
  // BIP-350's vectors for versions 1, 2 and 16.
  const program = '751e76e8199196d454941c45d1b3a323f1433bd6';
  assert.equal(
    ownerOf(bytes(`5128${program}${program}`), MAINNET),
    'bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y',
  );
  assert.equal(
    ownerOf(bytes('5210751e76e8199196d454941c45d1b3a323'), MAINNET),
    'bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs',
  );
  assert.equal(ownerOf(bytes('6002751e'), MAINNET), 'bc1sw50qgdz25j');
  assert.equal(ownerOf(bytes(`6a${'aa'.repeat(8)}`), MAINNET), null, 'nobody can spend it');
});

/** A block after another with these payments in it; all coins are given. */
function next(chain: readonly ChainBlock[], txs: readonly Tx[], mark: number): ChainBlock {
  const parent = chain.at(-1)!.hash;
  const height = chain.length;
  const all = [coinbase(height, [{ value: 1n, script: p2pkh(mark) }]), ...txs];
  const spent = txs.map(({ inputs }) =>
    inputs.map(({ txid, vout }) => {
      const tx = chain.flatMap((block) => block.txs).find((each) => txidOf(each) === txid)!;
      return { ...tx.outputs[vout]!, height: 1, coinbase: true };
    }),
  );
  return {
    ...mine(parent, 1_800_000_000 + height, all),
    parent,
    height,
    txs: all,
    undo: serializeUndo(spent),
  };
}

test('a transaction in a block that was given up and in one that stands moves coins once', async () => {
  const start = makeChain(3, 4, 0);
  const minted = start[2]!.txs[0]!;
  const stolen = { txid: txidOf(minted), vout: 0 };
  const pay: Tx = { inputs: [stolen], outputs: [{ value: minted.outputs[0]!.value, script: p2pkh(7) }] };
  // The same payment on both branches; the second goes on for longer.
  const stale = next(start, [pay], 1);
  const first = next(start, [], 2);
  const second = next([...start, first], [pay], 3);
  const best = [...start, first, second];
  const theft = { ...stolen, txid: stolen.txid as never, height: 2 };
  const outcomes: string[] = [];
  for (const files of [
    [best],
    [[...start, stale, first, second]],
    [
      [...start, first],
      [second, stale],
    ],
  ]) {
    const folder = writeFolder({ files });
    const traces = await scanAll(openBitcoinFiles(folder, REGTEST), theft);
    assert.equal(traces[0]!.movements.filter((movement) => movement.txid === txidOf(pay)).length, 1);
    outcomes.push(outcome(traces));
    rmSync(folder, { recursive: true });
  }
  assert.equal(new Set(outcomes).size, 1);
});

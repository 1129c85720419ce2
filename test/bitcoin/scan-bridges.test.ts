/** A scan reads the memos on its road: what is paid into a bridge has left the chain, whatever its vault does next. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { openBitcoinFiles } from '../../src/adapters/sources/bitcoin-files/bitcoin-files.ts';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { scan } from '../../src/app/scan/scan.ts';
import { trace } from '../../src/app/trace/trace.ts';
import { readRecording } from '../../src/app/trace/trace-live.ts';
import { parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { TxId } from '../../src/core/model/location.ts';
import { knowing } from '../../src/core/patterns/known.ts';
import { DEFAULT_REQUEST } from '../../src/core/trace/request.ts';
import { type ChainBlock, makeChain } from './chain.ts';
import { writeFolder } from './folder.ts';
import { coinbase, mine, p2wpkh, serializeUndo, type Tx, txidOf } from './writer.ts';

const REGTEST = parseNetwork('regtest');
const KNOWN = knowing({
  contracts: [],
  factories: [],
  memoBridges: [
    {
      service: 'THORChain',
      chains: new Map([
        ['BTC', REGTEST.chain],
        ['ETH', getChain('eip155:1').id],
      ]),
    },
  ],
  assets: [],
});
const MEMO = Buffer.from('=:ETH.ETH:0x098b716b8aaf21512996dc57eb0615e2383e2f96');
const message = Buffer.concat([Buffer.of(0x6a, MEMO.length), MEMO]);
const COIN = 5_000_000_000n;

/** The theft pays a vault with a memo, and something into the message itself; the vault then spends its coin. */
function bridgedChain(): { chain: ChainBlock[]; stolen: Tx } {
  const chain = makeChain(1, 0);
  const stolen = coinbase(1, [{ value: COIN, script: p2wpkh(1) }]);
  const deposit: Tx = {
    inputs: [{ txid: txidOf(stolen), vout: 0 }],
    outputs: [
      { value: 3_000_000_000n, script: p2wpkh(2) },
      { value: 1_000n, script: message },
      { value: 1_999_999_000n, script: p2wpkh(3) },
    ],
  };
  const onward: Tx = {
    inputs: [{ txid: txidOf(deposit), vout: 0 }],
    outputs: [{ value: 3_000_000_000n, script: p2wpkh(4) }],
  };
  const coin = { value: COIN, script: p2wpkh(1), height: 1, coinbase: true };
  const paid = { value: 3_000_000_000n, script: p2wpkh(2), height: 2, coinbase: false };
  const blocks = [
    { txs: [stolen], undo: [] },
    { txs: [coinbase(2, [{ value: COIN, script: p2wpkh(9) }]), deposit], undo: [[coin]] },
    { txs: [coinbase(3, [{ value: COIN, script: p2wpkh(9) }]), onward], undo: [[paid]] },
  ];
  for (const { txs, undo } of blocks) {
    const parent = chain.at(-1)!.hash;
    const block = mine(parent, 1_700_000_000 + 600 * chain.length, txs);
    chain.push({ ...block, parent, height: chain.length, txs, undo: serializeUndo(undo) });
  }
  return { chain, stolen };
}

const { chain, stolen } = bridgedChain();
const folder = writeFolder({ files: [chain] });
after(() => rmSync(folder, { recursive: true }));
const incident = {
  id: 'alpha',
  incident: null,
  title: 'alpha',
  seeds: [{ txid: txidOf(stolen) as TxId, vout: 0, height: 1 }],
  paid: null,
  stops: [],
};
const plan = {
  archive: openBitcoinFiles(folder, REGTEST, {}),
  incidents: [incident],
  requests: [DEFAULT_REQUEST],
  checker: null,
  checkpoint: { load: () => null, save: async () => 0, clear: async () => {} },
  salt: 1,
  replay: recordingSource,
};

test('a payment with a memo of THORChain ends as a bridge without a payout, and so does what is computed again', async () => {
  const [scanned] = await scan({ ...plan, known: KNOWN });
  const { assets, gaps, stateHash } = scanned!.traces[0]!;
  const { ends } = assets[0]!;
  assert.deepEqual(
    ends.map(({ kind, amount }) => [kind, amount]),
    [
      ['bridged-unmatched', 3_000_000_000n],
      ['unspent', 1_999_999_000n],
      ['burnt', 1_000n],
    ],
  );
  assert.match(ends[0]!.label, /^thorchain:/);
  assert.ok(gaps.some(({ text }) => text.includes('Payments into bridges without a payout')));
  const recording = readRecording(scanned!.recording, 'here');
  assert.equal((await trace(recording, recordingSource(recording), DEFAULT_REQUEST)).stateHash, stateHash);
});

test('without knowing of bridges the same payment is followed as any other', async () => {
  const [scanned] = await scan(plan);
  assert.deepEqual(
    scanned!.traces[0]!.assets[0]!.ends.map(({ kind, amount }) => [kind, amount]),
    [
      ['unspent', 3_000_000_000n],
      ['unspent', 1_999_999_000n],
      ['burnt', 1_000n],
    ],
  );
});

/** Whoever paid in gets most of it back, out of other coins of the vault's, and goes on with it. */
function refundedChain(part: bigint): { chain: ChainBlock[]; stolen: Tx } {
  const { chain, stolen } = bridgedChain();
  const deposit = chain.at(-2)!.txs[1]!;
  const paidFor = txidOf(coinbase(9, [{ value: COIN, script: p2wpkh(8) }]));
  const memo = Buffer.from(`REFUND:${txidOf(deposit).toUpperCase()}`);
  const refund: Tx = {
    inputs: [{ txid: paidFor, vout: 0 }],
    outputs: [
      { value: part, script: p2wpkh(1) },
      { value: COIN - part, script: p2wpkh(8) },
      { value: 0n, script: Buffer.concat([Buffer.of(0x6a, 0x4c, memo.length), memo]) },
    ],
  };
  const spent: Tx = {
    inputs: [{ txid: txidOf(refund), vout: 0 }],
    outputs: [{ value: part, script: p2wpkh(7) }],
  };
  const coin = { value: COIN, script: p2wpkh(8), height: 0, coinbase: true };
  const back = { value: part, script: p2wpkh(1), height: 4, coinbase: false };
  for (const [txs, undo] of [
    [[refund], [[coin]]],
    [[spent], [[back]]],
  ] as const) {
    const parent = chain.at(-1)!.hash;
    const made = coinbase(chain.length, [{ value: COIN, script: p2wpkh(9) }]);
    const block = mine(parent, 1_700_000_000 + 600 * chain.length, [made, ...txs]);
    const undone = serializeUndo(undo.map((coins) => [...coins]));
    chain.push({ ...block, parent, height: chain.length, txs: [made, ...txs], undo: undone });
  }
  return { chain, stolen };
}

test('what a bridge gives back is looked for in the blocks after, and followed on; a stranger’s grain is not', async () => {
  for (const [part, kind, rests] of [
    [2_900_000_000n, 'unspent', 'outpoint'],
    [546n, 'bridged-unmatched', 'transit'],
  ] as const) {
    const made = refundedChain(part);
    const place = writeFolder({ files: [made.chain] });
    after(() => rmSync(place, { recursive: true }));
    let lines: string[] = [];
    const seeds = [{ txid: txidOf(made.stolen) as TxId, vout: 0, height: 1 }];
    const asked = {
      ...plan,
      archive: openBitcoinFiles(place, REGTEST, {}),
      incidents: [{ ...incident, seeds }],
      known: KNOWN,
      checkpointBytes: 1,
    };
    const save = async (all: Iterable<string>): Promise<number> => {
      lines = [...all];
      return 0;
    };
    const [scanned] = await scan({ ...asked, checkpoint: { ...plan.checkpoint, save } });
    const { assets, stateHash } = scanned!.traces[0]!;
    const { ends, conserved } = assets[0]!;
    assert.ok(conserved);
    assert.deepEqual(
      ends.map((end) => [end.kind, end.amount, end.location?.type]),
      [
        [kind, 3_000_000_000n, rests],
        ['unspent', 1_999_999_000n, 'outpoint'],
        ['burnt', 1_000n, 'outpoint'],
      ],
    );
    const last = txidOf(made.chain.at(-1)!.txs[1]!);
    assert.equal(ends[0]!.location?.type === 'outpoint' && ends[0]!.location.txid === last, part > 546n);
    const recording = readRecording(scanned!.recording, 'here');
    assert.equal((await trace(recording, recordingSource(recording), DEFAULT_REQUEST)).stateHash, stateHash);
    // Gone on from what was kept on the way, it is the same.
    const load = async function* (): AsyncGenerator<string> {
      yield* lines;
    };
    const [again] = await scan({ ...asked, checkpoint: { ...plan.checkpoint, load } });
    assert.equal(again!.traces[0]!.stateHash, stateHash);
  }
});

/** A thief who writes a bridge's memo on a payment to himself does not shake off the trace. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asHex } from '../../../scorecard/bridge-world.ts';
import { recordingSource } from '../../../src/adapters/sources/recording.ts';
import { meaningReader } from '../../../src/app/trace/read-meanings.ts';
import { trace } from '../../../src/app/trace/trace.ts';
import { makeLaboratory } from '../../../src/core/laboratory/laboratory.ts';
import { nativeAsset } from '../../../src/core/model/asset.ts';
import type { Recording } from '../../../src/core/model/case.ts';
import { getChain } from '../../../src/core/model/chain.ts';
import type { TxId } from '../../../src/core/model/location.ts';
import type { Block, UtxoTransaction } from '../../../src/core/model/transaction.ts';
import { knowing } from '../../../src/core/patterns/known.ts';
import { DEFAULT_REQUEST } from '../../../src/core/trace/request.ts';

const { recording: laboratory, known } = makeLaboratory(1);
const BITCOIN = getChain('bip122:0f9188f13cb7b2c71f2a335e3a4fc328');
const FAR = getChain('eip155:31338');
const BTC = nativeAsset(BITCOIN).id;
const DAY = 86_400;
const id = (digit: string): TxId => digit.repeat(64) as TxId;
const FIRST = 1_800_000_000;

const coins = (
  txid: TxId,
  height: number,
  from: TxId,
  outputs: UtxoTransaction['outputs'],
  time: number,
): UtxoTransaction => ({
  type: 'utxo',
  chain: BITCOIN.id,
  txid,
  place: { height, index: 0 },
  time,
  inputs: [{ txid: from, vout: 0, value: 1_000n }],
  outputs,
});
const blockOf = (tx: UtxoTransaction): Block => ({
  chain: BITCOIN.id,
  height: tx.place.height,
  hash: `${tx.place.height}`,
  parent: '',
  time: tx.time,
  transactions: [tx],
});

/** Stolen, "swapped" by memo to an address of the thief's own, and moved on from there. `until`: how far the far chain is known. */
function caseUntil(until: number): Recording {
  const memo = { value: 0n, owner: null, data: asHex(`=:LABB.ETH:0x${'a'.repeat(40)}`) };
  const transactions = [
    coins(id('1'), 0, id('0'), [{ value: 1_000n, owner: 'thief' }], FIRST),
    coins(id('2'), 1, id('1'), [{ value: 1_000n, owner: 'also the thief' }, memo], FIRST + 600),
    coins(id('3'), 2, id('2'), [{ value: 1_000n, owner: 'where it rests' }], FIRST + 1_200),
  ];
  return {
    ...laboratory,
    id: 'false-memo',
    chains: new Map([
      [BITCOIN.id, transactions.map(blockOf)],
      [FAR.id, [{ chain: FAR.id, height: 0, hash: '0', parent: '', time: until, transactions: [] }]],
    ]),
    readings: {
      meanings: [
        {
          chain: BITCOIN.id,
          txid: id('1'),
          meaning: { type: 'seed', event: 0, amount: 1_000n, stolen: BTC, origin: 1_000n },
          evidence: { author: 'test', source: 'test' },
        },
      ],
      stops: [],
      freezes: [],
      rejected: [],
    },
  };
}

async function endsOf(recording: Recording): Promise<string[]> {
  const source = recordingSource(recording);
  const reader = meaningReader(source, knowing(known));
  await reader.gather(recording, DEFAULT_REQUEST);
  const traced = await trace(reader.pinned(recording), source, DEFAULT_REQUEST);
  return traced.assets.flatMap(({ ends }) =>
    ends.map(({ kind, location }) => `${kind} ${location?.type === 'outpoint' ? location.owner : ''}`),
  );
}

test('the far chain paid nothing in time: the memo is not believed, and the value is followed', async () => {
  assert.deepEqual(await endsOf(caseUntil(FIRST + 4 * DAY)), ['unspent where it rests']);
});

test('while a payout may still come the value waits on the bridge', async () => {
  assert.deepEqual(await endsOf(caseUntil(FIRST + DAY)), ['bridged-unmatched ']);
});

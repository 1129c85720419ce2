/** The detectors of a road on the laboratory's: what its story planted is named, each run with its reason. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordingSource } from '../../../src/adapters/sources/recording.ts';
import { findOnRoad } from '../../../src/app/explain/road-findings.ts';
import { trace } from '../../../src/app/trace/trace.ts';
import { openTagBook } from '../../../src/core/attribution/tags.ts';
import { makeLaboratory } from '../../../src/core/laboratory/laboratory.ts';
import { tokenAsset } from '../../../src/core/model/asset.ts';
import { getChain } from '../../../src/core/model/chain.ts';
import type { AccountTransaction } from '../../../src/core/model/transaction.ts';
import { knowing } from '../../../src/core/patterns/known.ts';
import { DEFAULT_REQUEST } from '../../../src/core/trace/request.ts';

test('the laboratory’s road shows its unpaid loan, its round trip, and who only pretends', async () => {
  const { recording, known } = makeLaboratory(1);
  const { movements } = await trace(recording, recordingSource(recording), DEFAULT_REQUEST);
  const { findings, runs } = findOnRoad(
    { reason: { type: 'incident', incident: 'laboratory' }, movements, recording, decileOf: null },
    openTagBook([], []),
    knowing(known),
  );
  const named = new Set(findings.map(({ detector }) => detector));
  for (const detector of ['lending/collateral-laundering', 'bridge/round-trip', 'spoof/event'])
    assert.ok(named.has(detector), `${detector} is not among ${[...named].join(', ')}`);
  for (const detector of ['bridge/refund-diversion', 'tron/endgame', 'bridge/native-swap-burst'])
    assert.ok(!named.has(detector), detector);
  assert.ok(!named.has('typology/rehearsal'), 'nothing was tried before the theft');
  assert.ok(runs.length >= 12);
  assert.ok(runs.every(({ reason }) => reason.type === 'incident'));
});

test('a small try of the later way by a wallet of the theft is told from the recording', async () => {
  const { recording, known: rows } = makeLaboratory(1);
  const known = knowing(rows);
  const { movements } = await trace(recording, recordingSource(recording), DEFAULT_REQUEST);
  const own = new Set(movements.flatMap(({ from }) => (from?.type === 'account' ? [from.address] : [])));
  const blocks = [...recording.chains.values()].flat();
  const first = Math.min(...blocks.map(({ time }) => time));
  const way = blocks
    .flatMap(({ transactions }) => transactions)
    .flatMap((tx) => (tx.type === 'account' ? tx.events.map((event) => ({ tx, event })) : []))
    .find(
      ({ tx, event: { type, from, to, amount } }) =>
        type !== 'fee' && own.has(from ?? '') && amount > 1_000n && known.at(tx.chain, to ?? '') !== null,
    );
  assert.ok(way !== undefined);
  const { tx, event } = way;
  const earlier: AccountTransaction = {
    ...tx,
    txid: `${tx.txid.slice(0, -4)}beef` as AccountTransaction['txid'],
    time: first - 3_600,
    place: { height: 0, index: 0 },
    events: [{ ...event, amount: event.amount / 1_000n }],
  };
  const block = { ...recording.chains.get(tx.chain)![0]!, height: 0, time: first - 3_600 };
  const before = { ...block, transactions: [earlier] };
  const chains = new Map(recording.chains).set(tx.chain, [before, ...recording.chains.get(tx.chain)!]);
  const { findings } = findOnRoad(
    {
      reason: { type: 'incident', incident: 'x' },
      movements,
      recording: { ...recording, chains },
      decileOf: null,
    },
    openTagBook([], []),
    known,
  );
  const [found] = findings.filter(({ detector }) => detector === 'typology/rehearsal');
  assert.equal(found?.evidence[0]?.txid, earlier.txid);
});

test('a token of the trace that reads like a recognised one is named', async () => {
  const { recording, known } = makeLaboratory(1);
  const { movements } = await trace(recording, recordingSource(recording), DEFAULT_REQUEST);
  const fake = tokenAsset(getChain('eip155:1'), `0x${'5'.repeat(40)}`, 'USDТ', 6);
  const { findings } = findOnRoad(
    {
      reason: { type: 'incident', incident: 'x' },
      movements,
      recording: { ...recording, assets: [...recording.assets, fake] },
      decileOf: null,
    },
    openTagBook([], []),
    knowing(known),
  );
  assert.ok(findings.some(({ says }) => says.startsWith('This token reads like USDT')));
});

/** The detectors of a road on the laboratory's: what its story planted is named, each run with its reason. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordingSource } from '../../../src/adapters/sources/recording.ts';
import { findOnRoad } from '../../../src/app/road-findings.ts';
import { trace } from '../../../src/app/trace.ts';
import { openTagBook } from '../../../src/core/attribution/tags.ts';
import { makeLaboratory } from '../../../src/core/laboratory/laboratory.ts';
import { knowing } from '../../../src/core/patterns/known.ts';
import { DEFAULT_REQUEST } from '../../../src/core/trace/request.ts';

test('the laboratory’s road shows its unpaid loan, its round trip, and who only pretends', async () => {
  const { recording, known } = makeLaboratory(1);
  const { movements } = await trace(recording, recordingSource(recording), DEFAULT_REQUEST);
  const { findings, runs } = findOnRoad(
    { reason: { type: 'incident', incident: 'laboratory' }, movements, recording },
    openTagBook([], []),
    knowing(known),
  );
  const named = new Set(findings.map(({ detector }) => detector));
  for (const detector of ['lending/collateral-laundering', 'bridge/round-trip', 'spoof/event'])
    assert.ok(named.has(detector), `${detector} is not among ${[...named].join(', ')}`);
  for (const detector of ['bridge/refund-diversion', 'tron/endgame', 'bridge/native-swap-burst'])
    assert.ok(!named.has(detector), detector);
  assert.ok(runs.length >= 11);
  assert.ok(runs.every(({ reason }) => reason.type === 'incident'));
});

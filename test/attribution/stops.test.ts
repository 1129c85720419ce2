/** Stops in a live theft: what the thief holds is never one, and only what was met is written down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { nameTheft } from '../../src/app/explain/subject.ts';
import { readRecording, traceLive } from '../../src/app/trace/trace-live.ts';
import { makeLaboratory } from '../../src/core/laboratory/laboratory.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { Stop } from '../../src/core/model/reading.ts';
import { DEFAULT_REQUEST } from '../../src/core/trace/request.ts';

const BITCOIN = getChain('bip122:000000000019d6689c085ae165831e93');
const stopAt = (address: string, chain = BITCOIN.id): Stop => ({
  chain,
  address,
  end: { kind: 'service', label: 'Exchange' },
  confidence: 0.9,
  evidence: { author: 'a', source: 's', note: 'tag 1 (T1): Exchange' },
});

test('an address that is named as the thief’s stops nothing, whatever a tag says', () => {
  const thief = '34xp4vRoCGJym3xR7yCVPFHoCNxv4Twseo';
  const naming = { chains: [BITCOIN], since: 0, incidents: [], stops: [stopAt(thief), stopAt('other')] };
  assert.deepEqual(
    nameTheft({ ...naming, names: [thief], to: [] }).stops.map(({ address }) => address),
    ['other'],
  );
  const paid = nameTheft({ ...naming, names: ['ab'.repeat(32)], to: [thief] });
  assert.deepEqual(
    paid.stops.map(({ address }) => address),
    ['other'],
  );
});

test('a recording holds the stops that somebody paid, and gives the same figures without the others', async () => {
  const { recording } = makeLaboratory(1);
  const account = [...recording.chains].find(([chain]) => getChain(chain).family === 'evm')![0];
  const extra = Array.from({ length: 50 }, (_, i) =>
    stopAt(`0x${i.toString(16).padStart(40, '0')}`, account),
  );
  const subject = {
    ...recording,
    readings: { ...recording.readings, stops: [...recording.readings.stops, ...extra] },
  };
  const ask = (own: typeof recording) =>
    traceLive(recordingSource(own), {
      subject: async () => own,
      requests: [DEFAULT_REQUEST],
      sources: ['laboratory'],
      replay: recordingSource,
    });
  const [plain, stopped] = [await ask(recording), await ask(subject)];
  const kept = readRecording(stopped.document, 'again').readings.stops;
  assert.ok(kept.length > 0 && kept.every(({ address }) => !extra.some((each) => each.address === address)));
  assert.equal(stopped.traces[0]!.stateHash, plain.traces[0]!.stateHash);
});

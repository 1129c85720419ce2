/** The laboratory's trace without a hand on the wheel: its declared swaps, bridges and loans are taken away and found again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordingSource } from '../../../src/adapters/sources/recording.ts';
import { meaningReader, withoutDeclared } from '../../../src/app/trace/read-meanings.ts';
import { trace } from '../../../src/app/trace/trace.ts';
import { readRecording, traceLive } from '../../../src/app/trace/trace-live.ts';
import { makeLaboratory } from '../../../src/core/laboratory/laboratory.ts';
import type { Recording } from '../../../src/core/model/case.ts';
import type { NotedMeaning } from '../../../src/core/model/reading.ts';
import { POLICIES, type PolicyName } from '../../../src/core/model/rules.ts';
import { knowing } from '../../../src/core/patterns/known.ts';
import { DEFAULT_REQUEST } from '../../../src/core/trace/request.ts';
import type { Trace } from '../../../src/core/trace/result.ts';

const SEEDS = [1, 2, 3, 7, 42, 2026];

async function foundBy(seed: number, policy: PolicyName = 'fifo'): Promise<Recording> {
  const { recording, known } = makeLaboratory(seed);
  const bare = withoutDeclared(recording);
  const reader = meaningReader(recordingSource(bare), knowing(known));
  assert.equal(await reader.gather(bare, { ...DEFAULT_REQUEST, policy }), true);
  return reader.pinned(bare);
}

/** Edges are named by the laboratory's story in the one and by their deposits in the other. */
const endsOf = (traced: Trace): string[] =>
  traced.assets
    .flatMap(({ ends }) => ends)
    .map((end) => {
      const place = end.location?.type === 'transit' ? 'transit' : JSON.stringify(end.location);
      return `${end.kind} ${end.kind === 'bridged-unmatched' ? '' : end.label} ${place} ${end.stolen} ${end.amount}`;
    })
    .sort();

for (const seed of SEEDS)
  test(`seed ${seed}: what is found gives the same ends as what the story declares, to the unit`, async () => {
    const { recording } = makeLaboratory(seed);
    const found = await foundBy(seed);
    const source = recordingSource(recording);
    assert.deepEqual(
      endsOf(await trace(found, source, DEFAULT_REQUEST)),
      endsOf(await trace(recording, source, DEFAULT_REQUEST)),
    );
  });

for (const policy of POLICIES.filter((each) => each !== 'poison'))
  test(`${policy} accounts for every unit stolen, with found readings`, async () => {
    const found = await foundBy(1, policy);
    const traced = await trace(found, recordingSource(found), { ...DEFAULT_REQUEST, policy });
    assert.equal(traced.assets.length, 2);
    for (const each of traced.assets) assert.equal(each.conserved, true);
  });

test('the same transactions give the same meanings in the same order', async () => {
  const written = (meanings: readonly NotedMeaning[]): string =>
    JSON.stringify(meanings, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
  assert.equal(written((await foundBy(1)).readings.meanings), written((await foundBy(1)).readings.meanings));
});

test('what is found is pinned: the document gives the same figures offline, without reading again', async () => {
  const { recording, known } = makeLaboratory(1);
  const requests = POLICIES.map((policy) => ({ ...DEFAULT_REQUEST, policy }));
  const ask = () =>
    traceLive(recordingSource(recording), {
      subject: async () => withoutDeclared(recording),
      requests,
      sources: ['test'],
      replay: recordingSource,
      known: knowing(known),
    });
  const answer = await ask();
  assert.equal((await ask()).document, answer.document);
  const pinned = readRecording(answer.document, 'test');
  for (const [i, request] of requests.entries()) {
    const again = await trace(pinned, recordingSource(pinned), request);
    assert.equal(again.traceId, answer.traces[i]!.traceId);
    assert.equal(again.stateHash, answer.traces[i]!.stateHash);
  }
});

test('a budget that is used up is said, and what was found until then stands', async () => {
  const { recording, known } = makeLaboratory(1);
  const bare = withoutDeclared(recording);
  const reader = meaningReader(recordingSource(bare), knowing(known), { rounds: 1, asks: 1 });
  await reader.gather(bare, DEFAULT_REQUEST);
  const found = reader.pinned(bare);
  const said = found.gaps.map((gap) => gap.text).join(' ');
  assert.match(said, /broken off after 1 rounds/);
  assert.match(said, /No more than 1 addresses/);
  const traced = await trace(found, recordingSource(found), DEFAULT_REQUEST);
  for (const each of traced.assets) assert.equal(each.conserved, true);
});

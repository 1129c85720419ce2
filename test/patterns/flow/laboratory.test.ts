/** The laboratory's trace without a hand on the wheel: its declared swaps, bridges and loans are taken away and found again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordingSource } from '../../../src/adapters/sources/recording.ts';
import { meaningReader, withoutDeclared } from '../../../src/app/read-meanings.ts';
import { trace } from '../../../src/app/trace.ts';
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

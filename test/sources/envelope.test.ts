/** Balances that nobody could tell: the range holds whatever they were. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { traceLive } from '../../src/app/trace/trace-live.ts';
import { makeLaboratory } from '../../src/core/laboratory/laboratory.ts';
import type { Amount } from '../../src/core/model/amount.ts';
import { POLICIES } from '../../src/core/model/rules.ts';
import { envelopeToJson } from '../../src/core/report/envelope.ts';
import { envelopeToText } from '../../src/core/report/envelope-text.ts';
import { DEFAULT_REQUEST } from '../../src/core/trace/request.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';

type Opening = (address: string) => Amount | null;

/** The laboratory's theft through a source that answers balances as told. */
async function envelopeWith(seed: number, opening: Opening | null) {
  const { recording } = makeLaboratory(seed);
  const known = recordingSource(recording);
  const openings: ChainSource['openings'] = async (chain, before, places) =>
    opening === null
      ? known.openings(chain, before, places)
      : places.map((place) => (place.type === 'account' ? opening(place.address) : null));
  const { traces } = await traceLive(
    { ...known, openings },
    {
      subject: async () => ({ ...recording, chains: new Map(), gaps: [] }),
      requests: POLICIES.map((policy) => ({ ...DEFAULT_REQUEST, policy })),
      sources: ['laboratory'],
      replay: recordingSource,
    },
  );
  return traces;
}

type Ends = ReturnType<typeof envelopeToJson>['assets'][number]['ends'];
const keyOf = (end: Ends[number]): string => `${end.kind}|${end.label}|${end.location}|${end.asset}`;

/** Balances between nothing and a lot, the same for the same address. */
const some: readonly Opening[] = [
  () => 0n,
  () => 10n ** 20n,
  (address) => BigInt(address.charCodeAt(9)) * 10n ** 17n,
  (address) => 10n ** BigInt(address.charCodeAt(11) % 21),
];

for (const seed of process.env.CI === 'true' ? [1, 2, 3, 4, 5, 6, 7, 8] : [5]) {
  test(`an envelope over unknown balances holds whatever they were (laboratory ${seed})`, async () => {
    const unknown = await envelopeWith(seed, () => null);
    assert.equal(unknown.length, 2 * POLICIES.length - 1, 'poison has no range');
    assert.match(envelopeToText(unknown), /^Some balances before the theft are unknown/m);
    const range = new Map(
      envelopeToJson(unknown).assets.flatMap(({ ends }) => ends.map((end) => [keyOf(end), end])),
    );
    let held = 0;
    for (const opening of some) {
      for (const trace of await envelopeWith(seed, opening)) {
        if (trace.request.policy === 'poison') continue;
        for (const end of envelopeToJson([trace]).assets.flatMap(({ ends }) => ends)) {
          if (end.kind !== 'service') continue;
          const within = range.get(keyOf(end));
          assert.ok(within !== undefined, `${keyOf(end)} is an end of the range`);
          assert.ok(BigInt(within.min) <= BigInt(end.min), `${keyOf(end)} under ${trace.request.policy}`);
          assert.ok(BigInt(end.max) <= BigInt(within.max), `${keyOf(end)} under ${trace.request.policy}`);
          held += 1;
        }
      }
    }
    assert.ok(held > 50, `${held} ends were compared`);
  });
}

test('where every balance is known the envelope is that of the policies alone', async () => {
  assert.equal((await envelopeWith(5, null)).length, POLICIES.length);
});

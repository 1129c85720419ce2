/** The law that ties the drivers: on the same data both write the same movements, byte for byte. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { driveFrontier, frontierSession } from '../../src/app/trace/drive.ts';
import { trace } from '../../src/app/trace/trace.ts';
import type { Recording, Tip } from '../../src/core/model/case.ts';
import { POLICIES } from '../../src/core/model/rules.ts';
import { traceToJson } from '../../src/core/report/json.ts';
import { journalOf, type Ledger, newLedger } from '../../src/core/trace/ledger.ts';
import { indexReadings } from '../../src/core/trace/readings.ts';
import { DEFAULT_REQUEST } from '../../src/core/trace/request.ts';
import { canonicalJson, movementLine, stateHash } from '../../src/core/trace/seal.ts';
import { randomRecording } from './arbitrary.ts';

const RUNS = { numRuns: 300 };

async function outcome(
  recording: Recording,
  driver: 'frontier' | 'scan',
  request = DEFAULT_REQUEST,
): Promise<string> {
  const result = await trace(recording, recordingSource(recording), request, { driver });
  return [
    ...result.movements.map(movementLine),
    canonicalJson(traceToJson(result).assets),
    result.stateHash,
  ].join('\n');
}

for (const policy of POLICIES) {
  test(`frontier and scan write the same movements under ${policy}`, async () => {
    await fc.assert(
      fc.asyncProperty(
        randomRecording(),
        fc.boolean(),
        fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }),
        async (recording, followFees, maxHops) => {
          const request = { ...DEFAULT_REQUEST, policy, followFees, maxHops };
          assert.equal(
            await outcome(recording, 'frontier', request),
            await outcome(recording, 'scan', request),
          );
        },
      ),
      RUNS,
    );
  });
}

/** The same recording with the clocks of its chains set against each other, so that payouts come before payments. */
function skewed(recording: Recording, seconds: number): Recording {
  const chains = [...recording.chains].map(([chain, blocks], i) => {
    const shift = i % 2 === 0 ? 0 : -seconds;
    return [
      chain,
      blocks.map((b) => ({
        ...b,
        time: b.time + shift,
        transactions: b.transactions.map((tx) => ({ ...tx, time: tx.time + shift })),
      })),
    ] as const;
  });
  return { ...recording, chains: new Map(chains) };
}

test('chains whose clocks disagree are followed to the same ends: a late payment sends its payout back', async () => {
  let wentBack = 0;
  await fc.assert(
    fc.asyncProperty(randomRecording({ maxTransactions: 40 }), async (recording) => {
      fc.pre(payoutsKeepToOneChain(recording));
      const bridged = recording.readings.meanings.some((noted) => noted.meaning.type === 'bridge-in');
      const right = await outcome(recording, 'frontier');
      const late = skewed(recording, 100_000);
      assert.equal(linesOf(await outcome(late, 'frontier')), linesOf(right));
      assert.equal(linesOf(await outcome(late, 'scan')), linesOf(right));
      if (bridged) wentBack += 1;
    }),
    RUNS,
  );
  assert.ok(wentBack > 20, `only ${wentBack} recordings had a bridge to go back over`);
});

/** Where one payment is paid out on two chains, only their clocks say which payout came first. */
function payoutsKeepToOneChain(recording: Recording): boolean {
  const chains = new Map<string, string>();
  return recording.readings.meanings.every(({ meaning, chain }) => {
    if (meaning.type !== 'bridge-in') return true;
    const before = chains.get(meaning.edge) ?? chain;
    chains.set(meaning.edge, chain);
    return before === chain;
  });
}

const linesOf = (text: string): string => text.split('\n').slice(0, -1).join('\n');

test('conservation holds for every conserving policy on every recording', async () => {
  await fc.assert(
    fc.asyncProperty(
      randomRecording({ maxTransactions: 40 }),
      fc.constantFrom(...POLICIES),
      async (recording, policy) => {
        const { assets } = await trace(recording, recordingSource(recording), { ...DEFAULT_REQUEST, policy });
        for (const { conserved } of assets) assert.equal(conserved, policy === 'poison' ? null : true);
      },
    ),
    RUNS,
  );
});

test('a changed reading replays to the same state as if it had been known', async () => {
  let changed = 0;
  await fc.assert(
    fc.asyncProperty(
      randomRecording({ maxTransactions: 40 }),
      fc.infiniteStream(fc.boolean()),
      fc.constantFrom(...POLICIES),
      async (recording, coins, policy) => {
        const rules = { policy, maxHops: null, minOrigin: new Map(), followFees: false, unknownOpening: 0n };
        const keep = <T>(items: readonly T[]): T[] => items.filter(() => coins.next().value === true);
        const { meanings, stops, rejected } = recording.readings;
        const partial = {
          ...recording.readings,
          meanings: keep(meanings),
          stops: keep(stops),
          rejected: keep(rejected),
        };
        const source = recordingSource(recording);
        const tips = await source.tips(null);
        const [before, after] = [
          indexReadings(partial, DEFAULT_REQUEST),
          indexReadings(recording.readings, DEFAULT_REQUEST),
        ];

        const ledger = newLedger(rules, before);
        const session = frontierSession(source, ledger, tips);
        await session.run();
        const first = hashOf(ledger, tips);
        await session.reread(after);
        const known = newLedger(rules, after);
        await driveFrontier(source, known, tips);
        assert.equal(hashOf(ledger, tips), hashOf(known, tips));
        if (first !== hashOf(ledger, tips)) changed += 1;

        await session.reread(before);
        assert.equal(hashOf(ledger, tips), first, 'and back again, as a retracted label');
      },
    ),
    RUNS,
  );
  assert.ok(changed > 50, `only ${changed} changes of readings changed anything`);
});

const hashOf = (ledger: Ledger, tips: readonly Tip[]): string => stateHash(journalOf(ledger), tips);

/** A lending position is known from its first supply on, even if the taint came only with a later one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { trace } from '../../src/app/trace/trace.ts';
import type { Recording } from '../../src/core/model/case.ts';
import type { Meaning } from '../../src/core/model/reading.ts';
import { DEFAULT_REQUEST } from '../../src/core/trace/request.ts';
import { compareMovements, movementLine } from '../../src/core/trace/seal.ts';
import { CONSERVING, rulesOf, runKernel } from './run.ts';
import { ACCOUNT_CHAINS, assetsOf, World } from './world.ts';

/** Ann supplies 5 clean units, then 15 of which 5 are stolen, and takes 16 back. */
function cleanThenTainted(): Recording {
  const world = new World();
  const chain = ACCOUNT_CHAINS[0]!;
  const asset = assetsOf(chain)[0].id;
  const move = (from: string | null, to: string, amount: bigint, meanings: Meaning[] = []): void =>
    world.transact(chain.id, [{ index: 0, type: 'transfer', asset, from, to, amount }], meanings, true);
  const lend = { event: 0, account: 'ann', protocol: 'lend' } as const;
  move(null, 'ann', 15n);
  move(null, 'lender', 50n);
  move('ann', 'lender', 5n, [{ type: 'supply', ...lend }]);
  move(null, 'bob', 10n, [{ type: 'seed', event: 0, amount: 10n, stolen: asset, origin: 10n }]);
  move('bob', 'ann', 10n);
  move('ann', 'lender', 15n, [{ type: 'supply', ...lend }]);
  move('lender', 'ann', 16n, [{ type: 'withdraw', ...lend }]);
  return world.recording();
}

for (const policy of CONSERVING) {
  test(`under ${policy} both drivers know of the clean supply that came before the tainted one`, async () => {
    const recording = cleanThenTainted();
    const direct = runKernel(recording, rulesOf(policy)).movements.map(movementLine);
    for (const driver of ['frontier', 'scan'] as const) {
      const result = await trace(
        recording,
        recordingSource(recording),
        { ...DEFAULT_REQUEST, policy },
        { driver },
      );
      assert.deepEqual(result.movements.toSorted(compareMovements).map(movementLine), direct, driver);
      assert.deepEqual(result.gaps, []);
    }
  });
}

test('fifo gives the clean supply back first', () => {
  const { movements } = runKernel(cleanThenTainted(), rulesOf('fifo'));
  assert.deepEqual(
    movements.map((m) => [m.type, m.amount]),
    [
      ['seed', 10n],
      ['transfer', 10n],
      ['lend', 5n],
      ['lend', 1n],
    ],
  );
});

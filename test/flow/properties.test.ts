/** What must hold of every history, whatever the policy: conservation and bounds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { POLICY } from '../../src/core/flow/policies/table.ts';
import type { State } from '../../src/core/flow/state.ts';
import { locationId } from '../../src/core/model/location.ts';
import { originOf } from '../../src/core/model/lot.ts';
import { POLICIES } from '../../src/core/model/rules.ts';
import { readingOf } from '../../src/core/trace/readings.ts';
import { randomRecording } from './arbitrary.ts';
import { check } from './check.ts';
import {
  Balances,
  CONSERVING,
  originAtRest,
  readingsOf,
  rulesOf,
  runKernel,
  seededAndEnded,
  type Totals,
} from './run.ts';
import { touchedBy } from './touched.ts';

const plus = (a: Totals, b: Totals): Totals => {
  const sum = new Map(a);
  for (const [asset, amount] of b) sum.set(asset, (sum.get(asset) ?? 0n) + amount);
  return sum;
};
const sorted = (totals: Totals): unknown =>
  [...totals].filter(([, amount]) => amount !== 0n).sort(([a], [b]) => (a < b ? -1 : 1));

for (const policy of CONSERVING) {
  for (const followFees of [false, true]) {
    test(`${policy} loses and makes nothing, per stolen asset, after every transaction${followFees ? ', fees followed' : ''}`, (t) => {
      check(
        t,
        fc.property(randomRecording(), (recording) => {
          let ended: Totals = new Map();
          let seeded: Totals = new Map();
          runKernel(recording, rulesOf(policy, { followFees }), (_, step, state) => {
            const now = seededAndEnded(step.movements);
            ended = plus(ended, now.ended);
            seeded = plus(seeded, now.seeded);
            assert.deepEqual(sorted(plus(originAtRest(state), ended)), sorted(seeded));
          });
        }),
      );
    });
  }
}

for (const policy of POLICIES) {
  test(`under ${policy} a tracked place holds exactly its balance, and no run is empty or negative`, (t) => {
    check(
      t,
      fc.property(randomRecording(), (recording) => {
        const readings = readingsOf(recording);
        const balances = new Balances();
        runKernel(recording, rulesOf(policy), (tx, _, state) => {
          balances.apply(tx, readings);
          if (tx.type === 'utxo') {
            tx.outputs.forEach((output, vout) => {
              const id = locationId({ type: 'outpoint', chain: tx.chain, txid: tx.txid, vout, owner: null });
              const holding = state.get(id);
              if (holding !== undefined) assert.equal(POLICY[policy].balance(holding.runs), output.value);
            });
          }
          for (const [id, { location, runs }] of state) {
            for (const run of runs) {
              assert.ok(run.amount > 0n && originOf(run) >= 0n);
              if (run.lot !== null) assert.ok(run.start >= 0n && run.start + run.amount <= run.lot.total);
            }
            if (location.type === 'account' || location.type === 'position')
              assert.equal(POLICY[policy].balance(runs), balances.known.get(id));
          }
        });
      }),
    );
  });

  test(`under ${policy} a transaction changes only places it touches, and moves taint only out of tainted ones`, (t) => {
    check(
      t,
      fc.property(randomRecording(), (recording) => {
        const readings = readingsOf(recording);
        let before: State = new Map();
        runKernel(recording, rulesOf(policy, { followFees: true }), (tx, step, state) => {
          const reading = readingOf(readings, tx);
          const touched = touchedBy(tx, reading);
          for (const id of step.changes.keys())
            assert.ok(touched.has(id), `${id} is not touched by ${tx.txid}`);
          const tainted = [...touched].some((id) => before.get(id)?.runs.some((run) => run.lot !== null));
          if (!tainted && !reading.meanings.some((m) => m.type === 'seed'))
            assert.equal(step.movements.length, 0);
          before = new Map(state);
        });
      }),
    );
  });
}

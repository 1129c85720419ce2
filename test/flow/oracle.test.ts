/** The kernel against the oracle, on random histories over one UTXO chain and three account chains. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AssetId } from '../../src/core/model/asset.ts';
import { POLICIES, type Rules } from '../../src/core/model/rules.ts';
import { readingOf } from '../../src/core/trace/readings.ts';
import { makeOracle } from '../oracle/oracle.ts';
import { randomRecording } from './arbitrary.ts';
import { check } from './check.ts';
import { endsOf, readingsOf, rulesOf, runKernel, show } from './run.ts';

const ETH = 'eip155:31337/slip44:60' as AssetId;

const VARIANTS: readonly (readonly [string, Partial<Rules>])[] = [
  ['', {}],
  [' with fees followed', { followFees: true }],
  [' with limits', { maxHops: 3, minOrigin: new Map([[ETH, 3n]]) }],
];

for (const policy of POLICIES) {
  for (const [name, more] of VARIANTS) {
    test(`${policy}${name} does what the unit-by-unit oracle does`, (t) => {
      check(
        t,
        fc.property(randomRecording(), (recording) => {
          const rules = rulesOf(policy, more);
          const readings = readingsOf(recording);
          const oracle = makeOracle(rules);
          const { state, movements } = runKernel(recording, rules, (tx) =>
            oracle.apply(tx, readingOf(readings, tx)),
          );
          const kernel = new Map(
            [...state]
              .filter(([, { runs }]) => runs.some((run) => run.lot !== null))
              .map(([id, { runs }]) => [id as string, show(runs, policy)]),
          );
          const sorted = <T>(map: Map<string, T>): [string, T][] =>
            [...map].sort(([a], [b]) => (a < b ? -1 : 1));
          assert.deepEqual(sorted(kernel), sorted(oracle.places()));
          assert.deepEqual(sorted(endsOf(movements)), sorted(oracle.ends()));
        }),
      );
    });
  }
}

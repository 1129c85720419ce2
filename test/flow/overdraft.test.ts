/** Histories in which accounts pay more than they are known to have, held against the oracle. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyTransaction } from '../../src/core/flow/kernel.ts';
import { commit, type State } from '../../src/core/flow/state.ts';
import type { TxId } from '../../src/core/model/location.ts';
import type { Reading } from '../../src/core/model/reading.ts';
import { NO_READINGS } from '../../src/core/model/reading.ts';
import { POLICIES } from '../../src/core/model/rules.ts';
import type { AccountTransaction } from '../../src/core/model/transaction.ts';
import { indexReadings } from '../../src/core/trace/readings.ts';
import { makeOracle } from '../oracle/oracle.ts';
import { check } from './check.ts';
import { ETH, seed } from './make.ts';
import { Balances, rulesOf, show } from './run.ts';
import { ACCOUNT_CHAINS } from './world.ts';

const who = fc.constantFrom('ann', 'bob', 'cho');
const payments = fc.array(fc.record({ from: who, to: who, amount: fc.bigInt(0n, 12n), stolen: fc.nat(5) }), {
  maxLength: 20,
});

for (const policy of POLICIES) {
  test(`under ${policy} unexplained credits are clean, and the oracle agrees`, (t) => {
    check(
      t,
      fc.property(payments, (history) => {
        const oracle = makeOracle(rulesOf(policy));
        const state: State = new Map();
        const balances = new Balances();
        history.forEach(({ from, to, amount, stolen }, height) => {
          const tx: AccountTransaction = {
            type: 'account',
            chain: ACCOUNT_CHAINS[0]!.id,
            txid: `${height}` as TxId,
            place: { height, index: 0 },
            time: height,
            events: [{ index: 0, type: 'transfer', asset: ETH, from, to, amount }],
          };
          const meanings = stolen === 0 && amount > 0n ? [seed(0, Number(amount), ETH, 7)] : [];
          const reading: Reading = { meanings, stops: new Map(), rejected: new Set() };
          const step = applyTransaction(state, tx, reading, rulesOf(policy), balances.known);
          commit(state, step.changes);
          balances.apply(tx, indexReadings(NO_READINGS, { minConfidence: 0, knownAt: null }));
          oracle.apply(tx, reading);
        });
        const kernel = [...state].filter(([, { runs }]) => runs.some((run) => run.lot !== null));
        assert.deepEqual(
          new Map(kernel.map(([id, { runs }]) => [id as string, show(runs, policy)])),
          new Map(kernel.map(([id]) => [id as string, oracle.places().get(id)])),
        );
        assert.equal(kernel.length, oracle.places().size);
      }),
    );
  });
}

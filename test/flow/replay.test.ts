/** Undo, order, storing and independence: the same transactions lead to the same state, however one gets there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyTransaction } from '../../src/core/flow/kernel.ts';
import {
  canonicalState,
  commit,
  decodeHolding,
  encodeHolding,
  mergeUndo,
  type State,
} from '../../src/core/flow/state.ts';
import type { Recording } from '../../src/core/model/case.ts';
import { POLICIES } from '../../src/core/model/rules.ts';
import type { Transaction } from '../../src/core/model/transaction.ts';
import { readingOf } from '../../src/core/trace/readings.ts';
import { randomRecording } from './arbitrary.ts';
import { check } from './check.ts';
import { Balances, inOrder, readingsOf, rulesOf, runKernel } from './run.ts';
import { touchedBy } from './touched.ts';

for (const policy of POLICIES) {
  test(`under ${policy} applying and undoing at random ends where a fresh run ends`, (t) => {
    check(
      t,
      fc.property(randomRecording(), fc.array(fc.nat(7), { maxLength: 60 }), (recording, walk) => {
        const readings = readingsOf(recording);
        const order = inOrder(recording);
        const balancesAt = balanceHistory(recording, order);
        const rules = rulesOf(policy);
        const state: State = new Map();
        const undos: ReturnType<typeof commit>[] = [];
        const apply = (): void => {
          const tx = order[undos.length]!;
          undos.push(
            commit(
              state,
              applyTransaction(state, tx, readingOf(readings, tx), rules, balancesAt[undos.length]!).changes,
            ),
          );
        };
        for (const step of walk) {
          // A rewind of several transactions uses their merged undo, as a reorganisation does.
          if (step < 2 && undos.length > 0) {
            const depth = Math.min(undos.length, step + 1);
            commit(state, undos.splice(-depth).reduce(mergeUndo));
          } else if (undos.length < order.length) apply();
        }
        while (undos.length < order.length) apply();
        assert.deepEqual([...state].sort(), [...runKernel(recording, rules).state].sort());
        while (undos.length > 0) commit(state, undos.pop()!);
        assert.equal(state.size, 0);
      }),
    );
  });

  test(`under ${policy} two transactions that share no place may change their order`, (t) => {
    check(
      t,
      fc.property(randomRecording(), fc.nat(), (recording, pick) => {
        const readings = readingsOf(recording);
        const order = inOrder(recording);
        const at = pick % (order.length - 1);
        const [first, second] = [order[at]!, order[at + 1]!];
        const touched = touchedBy(first, readingOf(readings, first));
        fc.pre([...touchedBy(second, readingOf(readings, second))].every((id) => !touched.has(id)));
        const balances = new Balances();
        const state: State = new Map();
        const run = (on: State, txs: readonly Transaction[]): State => {
          for (const tx of txs) {
            commit(
              on,
              applyTransaction(on, tx, readingOf(readings, tx), rulesOf(policy), balances.known).changes,
            );
            balances.apply(tx, readings);
          }
          return on;
        };
        run(state, order.slice(0, at));
        const kept = new Map(balances.known);
        const one = run(new Map(state), [first, second]);
        balances.known.clear();
        for (const [id, amount] of kept) balances.known.set(id, amount);
        const other = run(new Map(state), [second, first]);
        assert.deepEqual(canonicalState(other), canonicalState(one));
      }),
    );
  });

  test(`under ${policy} a state that was stored and read again goes on in the same way`, (t) => {
    check(
      t,
      fc.property(randomRecording(), (recording) => {
        const readings = readingsOf(recording);
        const balances = new Balances();
        const fresh = runKernel(recording, rulesOf(policy));
        let state: State = new Map();
        const movements = inOrder(recording).flatMap((tx) => {
          const step = applyTransaction(state, tx, readingOf(readings, tx), rulesOf(policy), balances.known);
          commit(state, step.changes);
          balances.apply(tx, readings);
          state = new Map(
            [...state].map(([id, holding]) => [
              id,
              decodeHolding(JSON.parse(JSON.stringify(encodeHolding(holding)))),
            ]),
          );
          return step.movements;
        });
        assert.deepEqual(movements, fresh.movements);
        assert.deepEqual(canonicalState(state), canonicalState(fresh.state));
      }),
      300,
    );
  });

  test(`under ${policy} an incident computed between the steps of another changes nothing in it`, (t) => {
    check(
      t,
      fc.property(randomRecording(), (recording) => {
        const [even, odd] = [0, 1].map((parity) => withSeeds(recording, parity));
        const alone = runKernel(even!, rulesOf(policy)).movements;
        const order = inOrder(recording);
        const state: State = new Map();
        const other: State = new Map();
        const balances = new Balances();
        const movements = order.flatMap((tx) => {
          const mine = applyTransaction(
            state,
            tx,
            readingOf(readingsOf(even!), tx),
            rulesOf(policy),
            balances.known,
          );
          const theirs = applyTransaction(
            other,
            tx,
            readingOf(readingsOf(odd!), tx),
            rulesOf(policy),
            balances.known,
          );
          commit(state, mine.changes);
          commit(other, theirs.changes);
          balances.apply(tx, readingsOf(recording));
          return mine.movements;
        });
        assert.deepEqual(movements, alone);
      }),
      300,
    );
  });
}

/** The balances before each transaction. */
function balanceHistory(recording: Recording, order: readonly Transaction[]): Balances['known'][] {
  const readings = readingsOf(recording);
  const balances = new Balances();
  return order.map((tx) => {
    const before = new Map(balances.known);
    balances.apply(tx, readings);
    return before;
  });
}

/** The recording with every second of its seeds: two incidents over the same chain data. */
function withSeeds(recording: Recording, parity: number): Recording {
  let seen = 0;
  const meanings = recording.readings.meanings.filter((noted) => {
    if (noted.meaning.type !== 'seed') return true;
    seen += 1;
    return seen % 2 === parity;
  });
  return { ...recording, readings: { ...recording.readings, meanings } };
}

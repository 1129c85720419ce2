/** What must hold of every history, whatever the policy: conservation, bounds, undo, independence. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyTransaction } from '../../src/core/flow/kernel.ts';
import { POLICY } from '../../src/core/flow/policies/table.ts';
import {
  canonicalState,
  commit,
  decodeHolding,
  encodeHolding,
  mergeUndo,
  type State,
} from '../../src/core/flow/state.ts';
import type { Recording } from '../../src/core/model/case.ts';
import { locationId } from '../../src/core/model/location.ts';
import { originOf } from '../../src/core/model/lot.ts';
import { POLICIES } from '../../src/core/model/rules.ts';
import type { Transaction } from '../../src/core/model/transaction.ts';
import { readingOf } from '../../src/core/trace/readings.ts';
import { randomRecording } from './arbitrary.ts';
import { check } from './check.ts';
import {
  Balances,
  CONSERVING,
  inOrder,
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

/** Runs a recording through the kernel, all chains merged by time, and compares what it made with the oracle. */
import { applyTransaction, type Step } from '../../src/core/flow/kernel.ts';
import { type Changes, commit, type State } from '../../src/core/flow/state.ts';
import type { AssetId } from '../../src/core/model/asset.ts';
import type { Recording } from '../../src/core/model/case.ts';
import { type LocationId, locationId } from '../../src/core/model/location.ts';
import { originOf, type Run } from '../../src/core/model/lot.ts';
import type { Movement } from '../../src/core/model/movement.ts';
import { POLICIES, type PolicyName, type Rules } from '../../src/core/model/rules.ts';
import type { Transaction } from '../../src/core/model/transaction.ts';
import { indexReadings, type Readings, readingOf } from '../../src/core/trace/readings.ts';

export const CONSERVING = POLICIES.filter((policy) => policy !== 'poison');

export const rulesOf = (policy: PolicyName, more: Partial<Rules> = {}): Rules => ({
  policy,
  maxHops: null,
  minOrigin: new Map(),
  unknownOpening: 0n,
  followFees: false,
  ...more,
});

export const readingsOf = (recording: Recording): Readings =>
  indexReadings(recording.readings, { minConfidence: 0, knownAt: null });

/** Every transaction in the order in which both drivers apply them: by time, ties by chain. */
export function inOrder(recording: Recording): Transaction[] {
  const blocks = [...recording.chains.values()].flat();
  blocks.sort(
    (a, b) => a.time - b.time || (a.chain < b.chain ? -1 : a.chain > b.chain ? 1 : a.height - b.height),
  );
  return blocks.flatMap((block) => block.transactions);
}

/** Nobody holds anything before the first block. */
class FromGenesis extends Map<LocationId, bigint> {
  override get(id: LocationId): bigint {
    return super.get(id) ?? 0n;
  }
}

/** Balances as the recording's own transactions make them, positions included. */
export class Balances {
  readonly known: Map<LocationId, bigint> = new FromGenesis();

  add(id: LocationId, amount: bigint): void {
    const after = (this.known.get(id) ?? 0n) + amount;
    this.known.set(id, after < 0n ? 0n : after);
  }

  apply(tx: Transaction, readings: Readings): void {
    if (tx.type === 'utxo') return;
    const { chain } = tx;
    for (const { from, to, asset, amount } of tx.events) {
      if (from !== null) this.add(locationId({ type: 'account', chain, address: from, asset }), -amount);
      if (to !== null) this.add(locationId({ type: 'account', chain, address: to, asset }), amount);
    }
    for (const meaning of readingOf(readings, tx).meanings) {
      if (meaning.type !== 'supply' && meaning.type !== 'withdraw') continue;
      const { asset, amount } = tx.events.find((event) => event.index === meaning.event)!;
      const position = locationId({
        type: 'position',
        chain,
        protocol: meaning.protocol,
        address: meaning.account,
        asset,
      });
      this.add(position, meaning.type === 'supply' ? amount : -amount);
    }
  }
}

export type Outcome = {
  readonly state: State;
  readonly steps: readonly Step[];
  readonly undos: readonly Changes[];
  readonly movements: readonly Movement[];
};

export function runKernel(
  recording: Recording,
  rules: Rules,
  each?: (tx: Transaction, step: Step, state: State) => void,
): Outcome {
  const readings = readingsOf(recording);
  const balances = new Balances();
  const state: State = new Map();
  const steps: Step[] = [];
  const undos: Changes[] = [];
  for (const tx of inOrder(recording)) {
    const step = applyTransaction(state, tx, readingOf(readings, tx), rules, balances.known);
    undos.push(commit(state, step.changes));
    steps.push(step);
    balances.apply(tx, readings);
    each?.(tx, step, state);
  }
  return { state, steps, undos, movements: steps.flatMap((step) => step.movements) };
}

export type Totals = Map<AssetId, bigint>;
const add = (totals: Totals, asset: AssetId, amount: bigint): void => {
  totals.set(asset, (totals.get(asset) ?? 0n) + amount);
};

export function originAtRest(state: State): Totals {
  const totals: Totals = new Map();
  for (const { runs } of state.values())
    for (const run of runs) if (run.lot !== null) add(totals, run.lot.stolen, originOf(run));
  return totals;
}

/** Σ origin of the seeds, and Σ origin of what ended. */
export function seededAndEnded(movements: readonly Movement[]): { seeded: Totals; ended: Totals } {
  const seeded: Totals = new Map();
  const ended: Totals = new Map();
  for (const m of movements) {
    if (m.type === 'seed') add(seeded, m.stolen, m.origin);
    if (m.end !== null) add(ended, m.stolen, m.origin);
  }
  return { seeded, ended };
}

/** A holding in the oracle's words. */
export function show(runs: readonly Run[], policy: PolicyName): string {
  if (policy === 'poison') {
    const lots = runs.flatMap((run) =>
      run.lot === null ? [] : [`${run.lot.stolen}/${run.lot.hops}/${originOf(run)}`],
    );
    return `${runs[0]?.amount ?? 0n} ${lots.sort().join(' ')}`;
  }
  return runs.flatMap(unitsOf).join(' ');
}

function unitsOf(run: Run): string[] {
  return Array.from({ length: Number(run.amount) }, (_, i) => {
    if (run.lot === null) return '-';
    const unit: Run = { amount: 1n, start: run.start + BigInt(i), lot: run.lot };
    return `${run.lot.stolen}/${run.lot.hops}/${originOf(unit)}`;
  });
}

export const endsOf = (movements: readonly Movement[]): Map<string, { held: number; origin: number }> => {
  const ends = new Map<string, { held: number; origin: number }>();
  for (const m of movements) {
    if (m.end === null) continue;
    const key = `${m.stolen}|${m.end.kind}|${m.end.label}|${m.asset}`;
    const before = ends.get(key) ?? { held: 0, origin: 0 };
    ends.set(key, { held: before.held + Number(m.amount), origin: before.origin + Number(m.origin) });
  }
  return ends;
};

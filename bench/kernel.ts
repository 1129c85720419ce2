/** Movements a second per policy, against the naive model of the tests on the same history. */
import { applyTransaction } from '../src/core/flow/kernel.ts';
import { commit, type State } from '../src/core/flow/state.ts';
import { originOf } from '../src/core/model/lot.ts';
import { NO_READINGS } from '../src/core/model/reading.ts';
import { POLICIES, type PolicyName } from '../src/core/model/rules.ts';
import type { Block } from '../src/core/model/transaction.ts';
import { indexReadings, readingOf } from '../src/core/trace/readings.ts';
import { DEFAULT_REQUEST, rulesFor } from '../src/core/trace/request.ts';
import { type Figure, round, timeMs } from './figure.ts';
import { oracleTotals } from './oracle.ts';
import { history, type Shape, theftOf } from './synthetic.ts';

/** Large enough to settle, small enough for every policy; values as on Bitcoin. */
const LARGE: Shape = { transactions: 20_000, perBlock: 1000, seedValue: 100_000_000_000_000n, seed: 7 };
/** The naive model looks at every single unit, so its history is of a few thousand units. */
const SMALL: Shape = { transactions: 400, perBlock: 100, seedValue: 20_000n, seed: 7 };

const RUNS = 3;
const NAIVE_TARGET = 20;

type Outcome = { readonly movements: number; readonly rest: bigint; readonly ended: bigint };

/** Runs the kernel alone over a history: no driver, no store. */
function run(blocks: readonly Block[], shape: Shape, policy: PolicyName): Outcome {
  const request = { ...DEFAULT_REQUEST, policy };
  const readings = indexReadings({ ...NO_READINGS, meanings: [theftOf(shape)] }, request);
  const rules = { ...rulesFor(request, new Map(), new Map()) };
  const state: State = new Map();
  const openings = new Map();
  let movements = 0;
  let ended = 0n;
  for (const block of blocks) {
    for (const tx of block.transactions) {
      const step = applyTransaction(state, tx, readingOf(readings, tx), rules, openings);
      commit(state, step.changes);
      movements += step.movements.length;
      for (const m of step.movements) if (m.end !== null) ended += m.origin;
    }
  }
  let rest = 0n;
  for (const holding of state.values()) for (const piece of holding.runs) rest += originOf(piece);
  return { movements, rest, ended };
}

export async function kernelFigures(): Promise<Figure[]> {
  const large = [...history(LARGE)];
  const small = [...history(SMALL)];
  const figures: Figure[] = [];
  for (const policy of POLICIES) {
    const answer = run(large, LARGE, policy);
    if (policy !== 'poison' && answer.rest + answer.ended !== LARGE.seedValue)
      throw new Error(`${policy} does not conserve`);
    const kernelSmall = run(small, SMALL, policy);
    const naive = oracleTotals(small, SMALL, policy);
    if (naive.rest !== kernelSmall.rest || naive.ended !== kernelSmall.ended) {
      throw new Error(
        `${policy}: the kernel finds ${kernelSmall.rest} at rest and ${kernelSmall.ended} ended, the naive model ${naive.rest} and ${naive.ended}`,
      );
    }
    const perSecond = (answer.movements * 1000) / (await timeMs(RUNS, () => run(large, LARGE, policy)));
    const ratio =
      (await timeMs(RUNS, () => oracleTotals(small, SMALL, policy))) /
      (await timeMs(RUNS * 3, () => run(small, SMALL, policy)));
    figures.push({
      name: `kernel ${policy}`,
      value: round(perSecond),
      unit: 'movements/s',
      against: 'naive model, same history of 400 transactions',
      ratio: round(ratio),
      // The naive ceiling looks at places, not at units: there is nothing to win against it.
      target: policy === 'poison' ? null : `≥ ${NAIVE_TARGET} ×`,
      holds: policy === 'poison' ? null : ratio >= NAIVE_TARGET,
    });
  }
  return figures;
}

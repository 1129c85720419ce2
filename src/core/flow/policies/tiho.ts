/**
 * Taint in, highest out: tainted units fill the outputs in descending value, ties by index; what is left over
 * goes to the fee. On accounts tainted units leave first.
 * Source: Tironsakkul, Maarek, Eross, Just, "Probing the Mystery of Cryptocurrency Theft" (2020).
 * Cost: n log n in the outputs.
 */
import { amountOf, type Run } from '../../model/lot.ts';
import { isClean, isTainted, ordered, type Policy, takeHead, withClean } from './policy.ts';

export const tiho: Policy = {
  ...ordered,
  name: 'tiho',
  spend: (tape, values) => {
    const fee = values.length - 1;
    const order = [...values.keys()].sort((a, b) => {
      if (a === fee || b === fee) return a === fee ? 1 : -1;
      return values[a] === values[b] ? a - b : values[a]! > values[b]! ? -1 : 1;
    });
    const parts: Run[][] = values.map(() => []);
    let tainted: readonly Run[] = tape.filter(isTainted);
    for (const index of order) {
      const { taken, left } = takeHead(tainted, values[index]!);
      tainted = left;
      parts[index] = withClean(taken, values[index]! - amountOf(taken));
    }
    return parts;
  },
  debit: (runs, amount) => takeFirst(runs, amount, isTainted),
};

/** Takes the runs that `first` picks before the others, each kind oldest first; what stays keeps its order. */
export function takeFirst(runs: readonly Run[], amount: bigint, first: (run: Run) => boolean): { taken: Run[]; left: Run[] } {
  const preferred = runs.filter(first);
  const wanted = amountOf(preferred) < amount ? amountOf(preferred) : amount;
  const head = takeHead(preferred, wanted);
  const rest = takeHead(runs.filter((run) => !first(run)), amount - wanted);
  const taken = [...head.taken, ...rest.taken];
  const left = wanted === amountOf(preferred) ? rest.left : inOrder(runs, first, head.left);
  return { taken, left };
}

/** The runs after a partial take of the preferred ones: those taken whole are gone, the one cut is shorter. */
function inOrder(runs: readonly Run[], first: (run: Run) => boolean, kept: readonly Run[]): Run[] {
  const gone = runs.filter(first).length - kept.length;
  let seen = 0;
  return runs.flatMap((run) => {
    if (!first(run)) return [run];
    seen += 1;
    return seen <= gone ? [] : [kept[seen - gone - 1]!];
  });
}

export const cleanFirst = (runs: readonly Run[], amount: bigint): { taken: Run[]; left: Run[] } => takeFirst(runs, amount, isClean);

/**
 * Taint in, highest out: tainted units fill the outputs in descending value, ties by index; what is left over
 * goes to the fee. On accounts tainted units leave first.
 * Source: Tironsakkul, Maarek, Eross, Just, "Probing the Mystery of Cryptocurrency Theft" (2020).
 * Cost: n log n in the outputs.
 */
import { amountOf, type Run } from '../../model/lot.ts';
import { isTainted, ordered, type Policy, takeFirst, takeHead, withClean } from './policy.ts';

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

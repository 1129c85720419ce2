/**
 * Last in, first out: the reversed sequence of runs, cut as FIFO; on accounts the newest units leave first.
 * Cost: linear in the runs of the place.
 */
import { cutTape, ordered, type Policy, takeHead } from './policy.ts';

export const lifo: Policy = {
  ...ordered,
  name: 'lifo',
  spend: (tape, values) => cutTape(tape.toReversed(), values),
  debit: (runs, amount) => {
    const { taken, left } = takeHead(runs.toReversed(), amount);
    return { taken, left: left.toReversed() };
  },
};

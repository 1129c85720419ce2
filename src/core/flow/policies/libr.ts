/**
 * Lowest intermediate balance rule: of a mingled account clean units leave first, so the taint in it never
 * exceeds the lowest balance since it came in, and later clean credits never refill it. The rule is about
 * mingled accounts; on UTXO chains it reads as FIFO.
 * Source: James Roscoe (Bolton) Ltd v Winder [1915] 1 Ch 62; In re Columbia Gas Systems, 997 F.2d 1039 (1993).
 * Cost: linear in the runs of the place.
 */
import { cutTape, isClean, ordered, type Policy, takeFirst } from './policy.ts';

export const libr: Policy = {
  ...ordered,
  name: 'libr',
  spend: cutTape,
  debit: (runs, amount) => takeFirst(runs, amount, isClean),
};

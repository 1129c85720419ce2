/**
 * The taint machine: (state, transaction, reading) → (changes, movements). It does not care where the
 * transaction comes from, and knows no tag and no protocol.
 *
 * Invariant: for every policy but poison, and per stolen asset, Σ origin at rest + Σ origin at ends = Σ origin
 * of the seeds applied so far.
 * Cost: linear in the runs of the places a transaction touches; an untainted transaction costs its look-ups.
 */
import type { Gap, Movement } from '../model/movement.ts';
import type { Reading } from '../model/reading.ts';
import type { Rules } from '../model/rules.ts';
import type { Transaction } from '../model/transaction.ts';
import { applyAccount } from './account.ts';
import { newDraft, type Openings } from './draft.ts';
import type { Changes, StateView } from './state.ts';
import { applyUtxo } from './utxo.ts';

export type Step = {
  readonly changes: Changes;
  readonly movements: readonly Movement[];
  readonly gaps: readonly Gap[];
};

export function applyTransaction(
  state: StateView,
  transaction: Transaction,
  reading: Reading,
  rules: Rules,
  openings: Openings,
): Step {
  const draft = newDraft(state, transaction, rules, openings);
  switch (transaction.type) {
    case 'utxo':
      applyUtxo(draft, transaction, reading);
      break;
    case 'account':
      applyAccount(draft, transaction, reading);
      break;
  }
  return { changes: draft.changes, movements: draft.movements, gaps: draft.gaps };
}

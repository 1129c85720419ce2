/**
 * A taint policy answers one question: when tainted and clean units are mixed, which of them leave?
 * Policies move whole units, never create or lose one (but for poison, which is a ceiling).
 */
import type { Amount } from '../../model/amount.ts';
import { apportion } from '../../model/amount.ts';
import { amountOf, cleanRun, cutRun, joinAll, pushRun, type Run } from '../../model/lot.ts';
import type { PolicyName } from '../../model/rules.ts';

export type Policy = {
  readonly name: PolicyName;
  /** Whether Σ out + fee = Σ in. */
  readonly conserves: boolean;
  /** The known balance that a place's runs describe. */
  balance(runs: readonly Run[]): Amount;
  /** UTXO: the tape of inputs, cut into one part a value (the outputs, then the fee). Σ values = balance. */
  spend(tape: readonly Run[], values: readonly Amount[]): Run[][];
  /** Accounts: what leaves with a debit of `amount` ≤ balance, and what stays. */
  debit(runs: readonly Run[], amount: Amount): { readonly taken: Run[]; readonly left: Run[] };
  /** Accounts: the balance after a credit. */
  credit(runs: readonly Run[], arrived: readonly Run[]): Run[];
};

/** The part every ordered policy shares. */
export const ordered = {
  conserves: true,
  balance: amountOf,
  credit: (runs: readonly Run[], arrived: readonly Run[]): Run[] => {
    const joined = [...runs];
    for (const run of arrived) pushRun(joined, run);
    return joined;
  },
} as const;

/** Takes `amount` off the head of a tape. */
export function takeHead(runs: readonly Run[], amount: Amount): { taken: Run[]; left: Run[] } {
  const taken: Run[] = [];
  let missing = amount;
  let index = 0;
  while (missing > 0n && index < runs.length) {
    const run = runs[index]!;
    if (run.amount > missing) {
      const [head, tail] = cutRun(run, missing);
      pushRun(taken, head);
      return { taken, left: [tail, ...runs.slice(index + 1)] };
    }
    pushRun(taken, run);
    missing -= run.amount;
    index += 1;
  }
  return { taken, left: runs.slice(index) };
}

/** Cuts a tape into consecutive parts. */
export function cutTape(tape: readonly Run[], values: readonly Amount[]): Run[][] {
  const parts: Run[][] = [];
  let index = 0;
  let rest: Run | undefined = tape[0];
  for (const value of values) {
    const part: Run[] = [];
    let missing = value;
    while (missing > 0n && rest !== undefined) {
      if (rest.amount > missing) {
        const [head, tail]: [Run, Run] = cutRun(rest, missing);
        pushRun(part, head);
        rest = tail;
        missing = 0n;
      } else {
        pushRun(part, rest);
        missing -= rest.amount;
        index += 1;
        rest = tape[index];
      }
    }
    parts.push(part);
  }
  return parts;
}

/** Takes `amount` from all runs alike, each giving its share by size. */
export function takeEvenly(runs: readonly Run[], amount: Amount): { taken: Run[]; left: Run[] } {
  const shares = apportion(amount, runs.map((run) => run.amount));
  const cuts = runs.map((run, i) => cutRun(run, shares[i]!));
  return { taken: joinAll(cuts.map(([head]) => head)), left: joinAll(cuts.map(([, tail]) => tail)) };
}

export const isTainted = (run: Run): boolean => run.lot !== null;
export const isClean = (run: Run): boolean => run.lot === null;

/** Tainted runs first, then `clean` units. */
export const withClean = (tainted: readonly Run[], clean: Amount): Run[] => joinAll([...tainted, cleanRun(clean)]);

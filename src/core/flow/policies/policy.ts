/**
 * A taint policy answers one question: when tainted and clean units are mixed, which of them leave?
 * Policies move whole units, never create or lose one (but for poison, which is a ceiling).
 */
import type { Amount } from '../../model/amount.ts';
import { apportion } from '../../model/amount.ts';
import { amountOf, cleanRun, cutRun, joinAll, pushRun, type Run, taintedOf } from '../../model/lot.ts';
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
  /**
   * Lending: a loan of `units` takes min(units, tainted) of the collateral's taint along; as many clean units
   * stand in for it until the loan is repaid, so the collateral's balance stays as it is.
   */
  encumber(runs: readonly Run[], units: Amount): { readonly taken: Run[]; readonly left: Run[] };
  /** Lending: the collateral without the clean units that stood in for `units` now coming back. */
  release(runs: readonly Run[], units: Amount): Run[];
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
  encumber: (runs: readonly Run[], units: Amount): { taken: Run[]; left: Run[] } => {
    const tainted = taintedOf(runs);
    const carried = tainted < units ? tainted : units;
    const { taken, left } = takeFirst(runs, carried, isTainted);
    return { taken: withClean(taken, units - carried), left: withClean(left, carried) };
  },
  release: (runs: readonly Run[], units: Amount): Run[] => {
    const clean = amountOf(runs.filter(isClean));
    return takeFirst(runs.toReversed(), clean < units ? clean : units, isClean).left.toReversed();
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

/** Takes the runs that `first` picks before the others, each kind oldest first; what stays keeps its order. */
export function takeFirst(
  runs: readonly Run[],
  amount: bigint,
  first: (run: Run) => boolean,
): { taken: Run[]; left: Run[] } {
  const preferred = runs.filter(first);
  const wanted = amountOf(preferred) < amount ? amountOf(preferred) : amount;
  const head = takeHead(preferred, wanted);
  const rest = takeHead(
    runs.filter((run) => !first(run)),
    amount - wanted,
  );
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
  const shares = apportion(
    amount,
    runs.map((run) => run.amount),
  );
  const cuts = runs.map((run, i) => cutRun(run, shares[i]!));
  return { taken: joinAll(cuts.map(([head]) => head)), left: joinAll(cuts.map(([, tail]) => tail)) };
}

export const isTainted = (run: Run): boolean => run.lot !== null;
export const isClean = (run: Run): boolean => run.lot === null;

/** The runs, then `clean` more units. */
export const withClean = (runs: readonly Run[], clean: Amount): Run[] => joinAll([...runs, cleanRun(clean)]);

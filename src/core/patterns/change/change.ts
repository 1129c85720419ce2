/**
 * Which output of a transaction is change, that is, goes back to whoever spent. Three heuristics, each with its
 * reason for and against every output, and their consensus. A transaction that may have several owners has no
 * answer, and an answer is a guess: it makes a change link, never a union of clusters.
 *
 * Source: GraphSense’s heuristics (one-time, direct and cluster change); Meiklejohn et al. 2013 for one-time change.
 */
import type { Amount } from '../../model/amount.ts';
import type { DetectorCard } from '../../model/finding.ts';
import { type CoinView, type Shape, scriptType, shapeOf } from '../coin-view.ts';
import { severalOwners } from '../coinjoin/coinjoin.ts';

/** What is known of scripts up to and including the transaction's block. */
export type ScriptHistory = {
  /** Height of the first block in which it is paid; null: not known. */
  firstSeen(script: string): number | null;
  /** Outputs that pay it, and inputs that spend from it. */
  receipts(script: string): number;
  spends(script: string): number;
  /** Whether two scripts are in one co-spend cluster. */
  together(a: string, b: string): boolean;
};

export type ChangeHeuristic = 'direct' | 'cluster' | 'one-time';

/** From measurements elsewhere, not ours: direct change is a matter of fact, the others are opinions. */
const CONFIDENCE: Readonly<Record<ChangeHeuristic, number>> = { direct: 1, cluster: 0.9, 'one-time': 0.6 };

export type OutputReason = {
  readonly vout: number;
  readonly heuristic: ChangeHeuristic;
  readonly holds: boolean;
  /** Why it holds, or the first thing that speaks against it. */
  readonly why: string;
};

export type Change =
  | {
      readonly type: 'change';
      readonly vout: number;
      readonly by: readonly ChangeHeuristic[];
      readonly confidence: number;
      readonly reasons: readonly OutputReason[];
    }
  | { readonly type: 'none'; readonly why: string; readonly reasons: readonly OutputReason[] };

export const changeCard: DetectorCard = {
  id: 'change/consensus',
  question: 'Which output went back to the spender?',
  definition:
    'direct: its script is spent from as well. cluster: its script is already in the co-spend cluster of an input. one-time: 2–10 outputs; the script has the type of all inputs, its value is no multiple of 1,000 sat and below the smallest input, it is first paid in this block, once, and spent at most once, and it is the only such output. Of several answers the ones of highest confidence count, and only if they name one output. No answer for a coinbase or where several owners may have signed.',
  source: 'GraphSense; Meiklejohn et al. 2013 (one-time change, refined)',
  innocent:
    'A payment to oneself, an exchange’s sweep to a fresh deposit address and a payee with the same kind of wallet look alike.',
  cost: 'O(inputs + outputs) a transaction, with look-ups of its scripts',
};

const FEWEST_OUTPUTS = 2;
const MOST_OUTPUTS = 10;

export function changeOf(tx: CoinView, history: ScriptHistory): Change {
  const shape = shapeOf(tx);
  if (shape === null) return none('a coinbase, or an input whose output is not known');
  const owners = severalOwners(tx);
  if (owners !== null) return none(`several owners may have signed (${owners})`);
  const reasons = [...direct(shape), ...cluster(shape, history), ...oneTime(shape, history)];
  const holding = reasons.filter((reason) => reason.holds);
  const top = Math.max(0, ...holding.map((reason) => CONFIDENCE[reason.heuristic]));
  const best = new Set(holding.filter((r) => CONFIDENCE[r.heuristic] === top).map((reason) => reason.vout));
  if (best.size === 0) return { type: 'none', why: 'no heuristic names an output', reasons };
  if (best.size > 1) return { type: 'none', why: `${best.size} outputs are as likely`, reasons };
  const [vout] = best;
  const by = holding.filter((reason) => reason.vout === vout).map((reason) => reason.heuristic);
  return { type: 'change', vout: vout!, by, confidence: top, reasons };
}

const none = (why: string): Change => ({ type: 'none', why, reasons: [] });

const direct = ({ tx, inputScripts }: Shape): OutputReason[] =>
  tx.outputs.map(({ script }, vout) =>
    inputScripts.has(script)
      ? { vout, heuristic: 'direct', holds: true, why: 'an input is spent from the same script' }
      : { vout, heuristic: 'direct', holds: false, why: 'no input has this script' },
  );

const cluster = ({ tx, inputScripts }: Shape, history: ScriptHistory): OutputReason[] =>
  tx.outputs.map(({ script }, vout) => {
    const known =
      !inputScripts.has(script) && [...inputScripts].some((each) => history.together(each, script));
    return known
      ? { vout, heuristic: 'cluster', holds: true, why: 'was spent together with an input’s script before' }
      : { vout, heuristic: 'cluster', holds: false, why: 'not in the cluster of an input' };
  });

/** All candidates are named with their reasons; two of them are no answer. */
function oneTime(shape: Shape, history: ScriptHistory): OutputReason[] {
  const { tx } = shape;
  const against = tx.outputs.map((_, vout) => whyNotOneTime(shape, vout, history));
  const candidates = against.filter((why) => why === null).length;
  return against.map((why, vout): OutputReason => {
    if (why !== null) return { vout, heuristic: 'one-time', holds: false, why };
    return candidates === 1
      ? {
          vout,
          heuristic: 'one-time',
          holds: true,
          why: 'the only fresh output of the inputs’ kind, not round, smaller than every input',
        }
      : { vout, heuristic: 'one-time', holds: false, why: `one of ${candidates} outputs that could be` };
  });
}

function whyNotOneTime(
  { tx, inputs, inputTypes }: Shape,
  vout: number,
  history: ScriptHistory,
): string | null {
  const { value, script } = tx.outputs[vout]!;
  if (tx.outputs.length < FEWEST_OUTPUTS || tx.outputs.length > MOST_OUTPUTS)
    return `the transaction has ${tx.outputs.length} outputs, not ${FEWEST_OUTPUTS} to ${MOST_OUTPUTS}`;
  const type = scriptType(script);
  if (inputTypes.size !== 1 || !inputTypes.has(type)) return `its type ${type} is not that of all inputs`;
  if (value % 1000n === 0n) return 'its value is a multiple of 1,000 sat';
  if (
    value >=
    inputs.reduce((least: Amount, each) => (each.value < least ? each.value : least), inputs[0]!.value)
  )
    return 'its value is not below the smallest input';
  if (tx.outputs.filter((output) => output.script === script).length > 1) return 'it is paid twice here';
  if (history.firstSeen(script) !== tx.height || tx.height === null) return 'it was paid before this block';
  if (history.receipts(script) > 1) return 'it is paid more than once';
  return history.spends(script) > 1 ? 'it is spent from more than once' : null;
}

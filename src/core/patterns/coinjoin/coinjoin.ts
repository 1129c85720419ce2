/** All CoinJoin detectors at one transaction, and the veto that follows for who owns its inputs. */
import type { Amount } from '../../model/amount.ts';
import { type CoinView, type Shape, shapeOf } from '../coin-view.ts';
import { equalOutputs } from './equal-outputs.ts';
import { joinMarket } from './joinmarket.ts';
import {
  type CoinJoinContext,
  type CoinJoinDetector,
  type CoinJoinVerdict,
  NOTHING_TAGGED,
} from './verdict.ts';
import { wasabi1 } from './wasabi1.ts';
import { wasabi2 } from './wasabi2.ts';
import { whirlpoolMix, whirlpoolTx0 } from './whirlpool.ts';

/** The most specific form first. */
export const COINJOIN_DETECTORS: readonly CoinJoinDetector[] = [
  whirlpoolMix,
  whirlpoolTx0,
  wasabi2,
  wasabi1,
  joinMarket,
  equalOutputs,
];

/** Fewer outputs than this join nobody, so most transactions are done with at once. */
const FEWEST_OUTPUTS = 3;

/** Every definition asks for equal outputs, or for a data carrier (Tx0); most transactions have neither. */
function isWorthALook({ outputs }: CoinView): boolean {
  const seen = new Set<Amount>();
  for (const { value, script } of outputs) {
    if (seen.has(value) || script.startsWith('6a')) return true;
    seen.add(value);
  }
  return false;
}

/** What the detectors say of a transaction; null where none does. A transaction is of one kind: the first to speak. */
export function coinJoinOf(tx: CoinView, context: CoinJoinContext = NOTHING_TAGGED): CoinJoinVerdict | null {
  if (tx.outputs.length < FEWEST_OUTPUTS || !isWorthALook(tx)) return null;
  const shape = shapeOf(tx);
  if (shape === null) return null;
  for (const detector of COINJOIN_DETECTORS) {
    const verdict = detector.find(shape, context);
    if (verdict !== null) return verdict;
  }
  return null;
}

/** Why the inputs of a transaction may not be taken for one owner's; null where nothing speaks against it. */
export function severalOwners(tx: CoinView, context: CoinJoinContext = NOTHING_TAGGED): string | null {
  if (tx.inputs.length < 2 || tx.outputs.length < 2) return null;
  const verdict = coinJoinOf(tx, context);
  if (verdict !== null && verdict.participants > 1) return verdict.detector;
  const shape = shapeOf(tx);
  return shape === null ? null : mixedForm(shape);
}

/**
 * Forms that no detector names and that still may join strangers. A wrong union of two clusters is worse than a
 * missing one, so these are left apart: many equal outputs out of half as many input scripts or more (an unnamed
 * CoinJoin, where one may take two), and a marketplace trade, where buyer and seller each bring coins and scripts
 * of the inputs are paid.
 */
function mixedForm(shape: Shape): string | null {
  const { equal, inputScripts, inputTypes, outputs } = shape;
  if (equal >= 3 && inputScripts.size >= 3 && 2 * inputScripts.size >= equal)
    return 'many equal outputs from many input scripts';
  const paidBack = outputs.filter((output) => inputScripts.has(output.script)).length;
  if (inputTypes.size > 1 && paidBack > 1) return 'several kinds of inputs, some of them paid back';
  return null;
}

/** JoinMarket: a taker pays makers to mix with it; each takes the same amount out, and its change. */
import type { Amount } from '../../model/amount.ts';
import { type ScriptType, type Shape, scriptType } from '../coin-view.ts';
import { gainsOf } from './earners.ts';
import {
  type CoinJoinDetector,
  isStonewall,
  outputsAreDistinct,
  reusesScript,
  spendsFromExchange,
} from './verdict.ts';

/** JoinMarket’s dust threshold, five times the 546 sat below which nodes relay nothing. */
const LEAST: Amount = 2_730n;
const FEWEST = 3;
/** From so many equal outputs on the form alone is taken as proof; below it the makers' earnings must show. */
const FORM_SPEAKS = 5;
/** The script types its wallets have had: BIP-44, BIP-49, BIP-84. Never taproot. */
const WALLETS: ReadonlySet<ScriptType> = new Set(['p2pkh', 'p2sh', 'p2wpkh']);

export const joinMarket: CoinJoinDetector = {
  card: {
    id: 'coinjoin/joinmarket',
    question: 'Is this a JoinMarket CoinJoin?',
    definition:
      'n ≥ 3 outputs of one value above 2,730 sat, and no other value twice; n change outputs, or n − 1 where the taker swept; no OP_RETURN; at least n input scripts, all inputs of one type (P2PKH, P2SH or P2WPKH); at most one output of another type (the taker’s destination); all outputs distinct, none to a script that is spent from. With 3 or 4 equal outputs at least n − 1 of the changes must be explained, each by coins of its own, as a maker’s: change ≥ coins − denomination, by at most 1 % or 50,000 sat. Not where more change outputs pay than earn in a round of ten or more near 0.1 BTC (Wasabi 1).',
    source:
      'GraphSense’s thresholds after Schnoering & Vazirgiannis (2023); the rules on script types and earnings are JoinMarket’s own protocol (order types and cjfee).',
    innocent:
      'JoinMarket is used for privacy, and its makers for a small interest. An exchange that pays the same amount to several customers has payees of several types or fewer inputs.',
    cost: 'O(outputs) for most; up to O(changes · inputs³) with at most 24 inputs where the form is met',
  },
  find(shape, context) {
    const { denomination, equal } = shape;
    if (equal < FEWEST || !hasForm(shape) || isStonewall(shape) || spendsFromExchange(shape, context))
      return null;
    const gains = gainsOf(shape);
    const shown = gains.apart >= equal - 1;
    if (equal < FORM_SPEAKS && !shown) return null;
    if (gains.payers > gains.earners && equal >= COORDINATED) return null;
    return {
      detector: 'coinjoin/joinmarket',
      denomination,
      participants: equal,
      strength: shown ? 0.9 : 0.5,
      says: `A JoinMarket CoinJoin of ${equal} owners over ${denomination} sat; ${gains.earners} of ${gains.changes} change outputs show a maker’s earning.`,
    };
  },
};

/** Rounds with a coordinator have been of this size and more; in them everybody pays. */
export const COORDINATED = 10;

/** The form alone; Wasabi 1 asks it to stand back. */
export function hasForm(shape: Shape): boolean {
  const { outputs, data, repeats, denomination, equal, inputScripts, inputTypes } = shape;
  const changes = outputs.length - equal;
  if (denomination <= LEAST || data.length > 0 || (repeats[1]?.count ?? 1) > 1) return false;
  if (changes !== equal && changes !== equal - 1) return false;
  if (inputScripts.size < equal || inputTypes.size !== 1) return false;
  const [type] = inputTypes;
  if (type === undefined || !WALLETS.has(type)) return false;
  const foreign = outputs.filter((output) => scriptType(output.script) !== type).length;
  return foreign <= 1 && outputsAreDistinct(shape) && !reusesScript(shape);
}

/**
 * A CoinJoin of no family we know: equal outputs, and changes that each participant’s own coins explain. One may
 * take several of the equal outputs.
 */
import type { Amount } from '../../model/amount.ts';
import type { Shape } from '../coin-view.ts';
import {
  type CoinJoinDetector,
  isStonewall,
  outputsAreDistinct,
  reusesScript,
  spendsFromExchange,
} from './verdict.ts';

const FEWEST_EQUAL = 4;
const FEWEST_OWNERS = 3;
/** Equal outputs that one participant takes. */
const MOST_TAKEN = 4n;
/** More inputs explain anything. */
const MOST_INPUTS = 20;

export const equalOutputs: CoinJoinDetector = {
  card: {
    id: 'coinjoin/equal-outputs',
    question: 'Is this a CoinJoin of a kind that has no name here?',
    definition:
      'At least 4 outputs of one value d and no other value twice; 3 to 20 inputs, all of distinct scripts; all outputs distinct, none to a script that is spent from; no OP_RETURN; every change c but one is explained by an input v of its own with v = m·d + c + f, m from 1 to 4 and the share of the fee f from 0 to d/200 (at least 20,000 sat); at least 3 owners come out. Asked last.',
    source: 'Maxwell 2013 (the idea); our own definition',
    innocent:
      'One owner can build such a transaction alone. It keeps inputs from being joined, and is a lead to look at.',
    cost: 'O(inputs · changes), with at most 20 inputs',
  },
  find(shape, context) {
    const { inputs, data, repeats, denomination, equal, inputScripts } = shape;
    if (equal < FEWEST_EQUAL || data.length > 0 || (repeats[1]?.count ?? 1) > 1 || isStonewall(shape))
      return null;
    if (inputs.length < FEWEST_OWNERS || inputs.length > MOST_INPUTS || inputScripts.size !== inputs.length)
      return null;
    if (!outputsAreDistinct(shape) || reusesScript(shape) || spendsFromExchange(shape, context)) return null;
    const { changes, explained } = explainedChanges(shape);
    if (explained < FEWEST_OWNERS || explained < changes - 1) return null;
    return {
      detector: 'coinjoin/equal-outputs',
      denomination,
      participants: explained,
      strength: 0.6,
      says: `A CoinJoin of no known family: ${equal} outputs of ${denomination} sat; the coins of ${explained} owners explain their changes.`,
    };
  },
};

function explainedChanges({ inputs, outputs, denomination }: Shape): { changes: number; explained: number } {
  const share = denomination / 200n > 20_000n ? denomination / 200n : 20_000n;
  const left = new Set(inputs.keys());
  let changes = 0;
  let explained = 0;
  for (const { value } of outputs) {
    if (value === denomination) continue;
    changes += 1;
    const own = [...left].find((i) => fits(inputs[i]!.value - value, denomination, share));
    if (own === undefined) continue;
    left.delete(own);
    explained += 1;
  }
  return { changes, explained };
}

/** Whether what was not given back is a few times the denomination and a little more. */
function fits(taken: Amount, denomination: Amount, share: Amount): boolean {
  const times = taken / denomination;
  return times >= 1n && times <= MOST_TAKEN && taken % denomination <= share;
}

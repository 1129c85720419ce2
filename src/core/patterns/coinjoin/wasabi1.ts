/** Wasabi 1 (2018–2022): a coordinator joins many wallets' coins into about 0.1 BTC each, and multiples of two. */
import type { Amount } from '../../model/amount.ts';
import { type Shape, scriptType } from '../coin-view.ts';
import { gainsOf } from './earners.ts';
import { COORDINATED, hasForm } from './joinmarket.ts';
import { type CoinJoinDetector, isStonewall, oneBringsTooMany, spendsFromExchange } from './verdict.ts';

/**
 * The base denomination drifted, as each round's remixes can only give less than the last: 0.1 BTC ± 0.02
 * (Dumplings). Five per cent, as others have it, would miss the whole of 2021.
 */
const LEAST: Amount = 8_000_000n;
const MOST: Amount = 12_000_000n;

/** Where the zkSNACKs coordinator took its fee until block 610,000, later in fresh addresses. */
const COORDINATORS: ReadonlySet<string> = new Set(['001486154fe3c2d5b6554b00e6c9c1ba0c32f53c7eb7']);
const FEWEST_WITH_COORDINATOR = 3;
const FEWEST = 10;
/** From so many on no JoinMarket round is known; below it the two must be told apart. */
const NO_MARKET = 20;
/** What one wallet may register (Wasabi’s `MaxInputsPerAlice`). */
const COINS_A_WALLET = 7;

export const wasabi1: CoinJoinDetector = {
  card: {
    id: 'coinjoin/wasabi1',
    question: 'Is this a Wasabi 1.0 or 1.1 CoinJoin?',
    definition:
      'All inputs and outputs P2WPKH, no OP_RETURN; the most frequent output value 0.08–0.12 BTC and at least 10 times (any value and 3 times where a known fee address of the coordinator is paid); from n input scripts to 7n inputs; at least two outputs of a value of their own (changes, the coordinator’s fee); outputs of the denomination and of its doubles at least (outputs − 1)/2; no script brings more than a tenth of the inputs, or three. Below 20 equal outputs and where the form is JoinMarket’s, at least as many change outputs must show a payer as show an earner.',
    source:
      'GraphSense’s thresholds after Schnoering & Vazirgiannis (2023), nopara73’s Dumplings for the drift of the denomination; the payer rule follows from the coordinator’s fee.',
    innocent:
      'Mixing for privacy is the purpose; most who mix are not thieves. A JoinMarket round of about 0.1 BTC looks alike but for who pays.',
    cost: 'O(inputs + outputs) for most; O(changes · inputs²) for small rounds',
  },
  find(shape, context) {
    const { inputs, outputs, data, repeats, denomination, equal, inputScripts, inputTypes } = shape;
    if (data.length > 0 || isStonewall(shape)) return null;
    const paid = outputs.some((output) => COORDINATORS.has(output.script));
    // The first rounds had other denominations; there the fee address alone tells.
    if (!paid && (denomination < LEAST || denomination > MOST)) return null;
    if (equal < (paid ? FEWEST_WITH_COORDINATOR : FEWEST)) return null;
    if (inputScripts.size < equal || inputs.length > COINS_A_WALLET * equal) return null;
    if (inputTypes.size !== 1 || !inputTypes.has('p2wpkh')) return null;
    if (outputs.some((output) => scriptType(output.script) !== 'p2wpkh')) return null;
    if (repeats.filter(({ count }) => count === 1).length < 2) return null;
    const levels = levelsOf(shape);
    const mixed = levels.reduce((sum, count) => sum + count, 0);
    if (2 * mixed < outputs.length - 1) return null;
    if (oneBringsTooMany(shape) || spendsFromExchange(shape, context)) return null;
    if (!paid && equal < NO_MARKET && hasForm(shape)) {
      const { earners, payers } = gainsOf(shape);
      if (earners > payers) return null;
    }
    return {
      detector: 'coinjoin/wasabi1',
      denomination,
      participants: equal,
      strength: paid || levels.length > 1 || equal >= COORDINATED * 2 ? 0.95 : 0.7,
      says: `A Wasabi ${levels.length > 1 ? '1.1' : '1'} CoinJoin: ${equal} outputs of ${denomination} sat, ${levels.length - 1} further levels.`,
    };
  },
};

/** How many outputs each level has: the denomination, then its doubles, which one wealthy wallet may reach alone. */
function levelsOf({ repeats, denomination }: Shape): number[] {
  const counts: number[] = [];
  for (let level = denomination; level <= 1024n * denomination; level *= 2n) {
    // A level’s own share of the miner’s fee moves it by a little.
    const slack = level === denomination ? 0n : level / 1000n;
    const at = repeats.find(({ value }) => value >= level - slack && value <= level + slack);
    if (at !== undefined) counts.push(at.count);
  }
  return counts;
}

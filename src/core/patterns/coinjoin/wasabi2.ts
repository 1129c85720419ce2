/** Wasabi 2 (WabiSabi, 2022–; also Trezor and BTCPay): amounts are decomposed into standard denominations. */
import type { Amount } from '../../model/amount.ts';
import { type ScriptType, scriptType } from '../coin-view.ts';
import { type CoinJoinDetector, isStonewall, oneBringsTooMany, spendsFromExchange } from './verdict.ts';

/** No participant registers an output below (`MinRegistrableAmount`); what the coordinator keeps may be less. */
const LEAST: Amount = 5_000n;
const LARGEST: Amount = 2_100_000_000_000_000n;

/** Powers of two and three and twice the latter: what nobody pays by chance or by habit. */
const ODD = multiplesOf([
  [1n, 2n],
  [1n, 3n],
  [2n, 3n],
]);
/** One, two and five times powers of ten: standard too, but also what people pay. */
const ROUND = multiplesOf([
  [1n, 10n],
  [2n, 10n],
  [5n, 10n],
]);

function multiplesOf(series: readonly (readonly [Amount, Amount])[]): ReadonlySet<Amount> {
  const values = new Set<Amount>();
  for (const [first, factor] of series) {
    for (let value = first; value <= LARGEST; value *= factor) if (value >= LEAST) values.add(value);
  }
  return values;
}

/** A round needs a few owners before any output can hide; coordinators after zkSNACKs run small ones. */
const FEWEST_INPUTS = 5;
const FEWEST_EQUAL = 2;
/** Outputs of odd denominations; two by chance or habit are out of the question. */
const FEWEST_ODD = 2;
/**
 * Remixed inputs are outputs of earlier rounds and have odd denominations too. Where a small round happens to pay
 * round amounts, so many odd coins on both sides say the same; they could be one owner's spend of mixed coins,
 * which does not have this many outputs with equals among them.
 */
const FEWEST_ODD_COINS = 3;
const FEWEST_OUTPUTS = 6;
const WALLETS: ReadonlySet<ScriptType> = new Set(['p2wpkh', 'p2tr']);

export const wasabi2: CoinJoinDetector = {
  card: {
    id: 'coinjoin/wasabi2',
    question: 'Is this a Wasabi 2 (WabiSabi) CoinJoin?',
    definition:
      'At least 5 inputs, all P2WPKH or P2TR; inputs and outputs each in descending order of value, as every client sorts them; no output below 5,000 sat but the last (the coordinator’s); at least two thirds of the outputs of a standard denomination (2ⁿ, 3ⁿ, 2·3ⁿ, 1·10ⁿ, 2·10ⁿ, 5·10ⁿ sat); at least two outputs of one that is no round decimal, or three such coins among inputs and outputs where there are six outputs and three equal ones; some value at least twice; no script brings more than a tenth of the inputs, or three.',
    source:
      'WalletWasabi’s amount decomposer and its transaction sorting; Dumplings’ rule (15 inputs, four fifths standard) and GraphSense’s (20 inputs). The odd denominations carry the proof, so the number of inputs need not.',
    innocent:
      'Mixing for privacy is the purpose; most who mix are not thieves. Token minters pay many round amounts in order; they have no odd denominations.',
    cost: 'O(inputs + outputs) a transaction',
  },
  find(shape, context) {
    const { inputs, outputs, data, repeats, equal, inputTypes } = shape;
    if (inputs.length < FEWEST_INPUTS || equal < FEWEST_EQUAL || data.length > 0 || isStonewall(shape))
      return null;
    const odd = countOdd(outputs);
    const remixed = outputs.length >= FEWEST_OUTPUTS && equal > FEWEST_EQUAL;
    if (odd < FEWEST_ODD && !(remixed && odd + countOdd(inputs) >= FEWEST_ODD_COINS)) return null;
    if (![...inputTypes].every((type) => WALLETS.has(type))) return null;
    if (!descends(inputs) || !descends(outputs) || (outputs.at(-2)?.value ?? 0n) < LEAST) return null;
    const standard = outputs.filter(({ value }) => ODD.has(value) || ROUND.has(value)).length;
    if (3 * standard < 2 * outputs.length) return null;
    if (oneBringsTooMany(shape) || spendsFromExchange(shape, context)) return null;
    const taproot = outputs.some((output) => scriptType(output.script) === 'p2tr');
    return {
      detector: 'coinjoin/wasabi2',
      denomination: repeats[0]!.value,
      participants: equal,
      strength: inputs.length >= 20 ? 0.95 : 0.8,
      says: `A Wasabi 2 CoinJoin of ${inputs.length} inputs: ${standard} of ${outputs.length} outputs of standard denominations, ${odd} of them odd${taproot ? ', taproot among them' : ''}.`,
    };
  },
};

const countOdd = (coins: readonly { readonly value: Amount }[]): number =>
  coins.filter(({ value }) => ODD.has(value) && !ROUND.has(value)).length;

const descends = (coins: readonly { readonly value: Amount }[]): boolean =>
  coins.every(({ value }, i) => i === 0 || value <= coins[i - 1]!.value);

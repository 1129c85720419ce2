/**
 * Whirlpool, of Samourai (2019–2024) and Ashigaru (2025–): a Tx0 splits a wallet's coins into equal premix outputs,
 * mixes join five to ten of them and of earlier mixes' outputs into as many of the pool's denomination.
 */
import type { Amount } from '../../model/amount.ts';
import { type Shape, scriptType } from '../coin-view.ts';
import { type CoinJoinDetector, outputsAreDistinct, spendsFromExchange } from './verdict.ts';

type Pool = { readonly denomination: Amount; readonly fee: Amount };

/**
 * Denominations and what the coordinator asked for entering, in satoshi. Samourai's from its pool pages and from
 * GraphSense, Ashigaru's two from the constants of crocs-muni's Dumplings, with the five per cent usual elsewhere.
 */
const POOLS: readonly Pool[] = [
  { denomination: 100_000n, fee: 5_000n },
  { denomination: 1_000_000n, fee: 50_000n },
  { denomination: 2_500_000n, fee: 125_000n },
  { denomination: 5_000_000n, fee: 175_000n },
  { denomination: 25_000_000n, fee: 1_250_000n },
  { denomination: 50_000_000n, fee: 1_750_000n },
];

/** What a premix output brings above the denomination: its share of the miner's fee of the first mix. */
const LEAST_EXCESS = 100n;
const MOST_EXCESS = 110_000n;

const FEWEST = 5;
/** Eight by Samourai's surge cycles; the coordinator's limit was ten (Dumplings). */
const MOST = 10;

export const whirlpoolMix: CoinJoinDetector = {
  card: {
    id: 'coinjoin/whirlpool-mix',
    question: 'Is this a Whirlpool mix?',
    definition:
      '5–10 inputs and as many outputs; all outputs of one pool denomination (0.001, 0.01, 0.025, 0.05, 0.25, 0.5 BTC), scripts all distinct; every input P2WPKH, worth the denomination (a remix, at least one) or 100–110,000 sat more (an entrant, at least one). Outputs may have other script types: a mix can pay straight to an outside address.',
    source:
      'GraphSense’s detector after Schnoering & Vazirgiannis (2023) and Stütz et al. (2022); pools of Samourai and Ashigaru. We allow outside destinations and the coordinator’s full size.',
    innocent:
      'Mixing for privacy is the purpose; most who mix are not thieves. A batch of equal payouts has other inputs.',
    cost: 'O(inputs + outputs) a transaction',
  },
  find(shape, context) {
    const { inputs, outputs, data, repeats, inputScripts, denomination } = shape;
    const size = outputs.length;
    if (size < FEWEST || size > MOST || inputs.length !== size || repeats.length !== 1 || data.length > 0)
      return null;
    if (!POOLS.some((pool) => pool.denomination === denomination)) return null;
    if (inputScripts.size !== size || !outputsAreDistinct(shape) || !onlySegwitInputs(shape)) return null;
    let entrants = 0;
    for (const { value } of inputs) {
      if (value === denomination) continue;
      if (!isPremix(value, denomination)) return null;
      entrants += 1;
    }
    if (entrants === 0 || entrants === size || spendsFromExchange(shape, context)) return null;
    return {
      detector: 'coinjoin/whirlpool-mix',
      denomination,
      participants: size,
      strength: 0.95,
      says: `A Whirlpool mix of ${size} coins of ${denomination} sat, ${entrants} of them new to the pool.`,
    };
  },
};

/** Bytes the coordinator's masked payload takes in its OP_RETURN: 64 or 80, with some room. */
const LEAST_PAYLOAD = 46;
const MOST_PAYLOAD = 83;
const MOST_PREMIX = 70;
/** The coordinator's fee and the change; a second change where two deposits were kept apart. */
const MOST_OTHERS = 3;

export const whirlpoolTx0: CoinJoinDetector = {
  card: {
    id: 'coinjoin/whirlpool-tx0',
    question: 'Is this a Tx0, the split that prepares a wallet’s coins for Whirlpool?',
    definition:
      'Exactly one OP_RETURN, of 46–83 bytes; 1–70 equal P2WPKH outputs 100–110,000 sat above a pool’s denomination; at most three other outputs, one of them 0.5–3 times the coordinator’s fee of that pool; all outputs P2WPKH and distinct. One owner: the inputs are joined, unlike in a mix.',
    source:
      'GraphSense’s detector after Schnoering & Vazirgiannis (2023); Samourai’s Tx0 with the coordinator’s payload.',
    innocent: 'Entering a mix is no crime, and many premix coins are withdrawn unmixed.',
    cost: 'O(outputs) a transaction',
  },
  find(shape, context) {
    const { outputs, data, repeats } = shape;
    const payload = data[0]?.script.length ?? 0;
    if (data.length !== 1 || payload / 2 < LEAST_PAYLOAD || payload / 2 > MOST_PAYLOAD) return null;
    if (outputs.length < 2 || !outputsAreDistinct(shape) || spendsFromExchange(shape, context)) return null;
    if (outputs.some((output) => scriptType(output.script) !== 'p2wpkh')) return null;
    for (const { value, count } of repeats) {
      if (count > MOST_PREMIX || outputs.length - count > MOST_OTHERS) continue;
      const pool = POOLS.find((each) => isPremix(value, each.denomination));
      if (pool === undefined) continue;
      const paysFee = outputs.some(
        (output) => output.value !== value && 2n * output.value >= pool.fee && output.value <= 3n * pool.fee,
      );
      if (!paysFee) continue;
      return {
        detector: 'coinjoin/whirlpool-tx0',
        denomination: pool.denomination,
        participants: 1,
        strength: 0.6,
        says: `A Whirlpool Tx0: one owner splits coins into ${count} for the pool of ${pool.denomination} sat.`,
      };
    }
    return null;
  },
};

const isPremix = (value: Amount, denomination: Amount): boolean =>
  value >= denomination + LEAST_EXCESS && value <= denomination + MOST_EXCESS;

/** Premix and postmix accounts of every Whirlpool client are native segwit (BIP-84). */
const onlySegwitInputs = ({ inputTypes }: Shape): boolean =>
  inputTypes.size === 1 && inputTypes.has('p2wpkh');

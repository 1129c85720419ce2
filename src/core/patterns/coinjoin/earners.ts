/**
 * Who earns and who pays in a round of equal outputs. A participant puts in coins worth S and takes out the
 * denomination d and change c; its gain is c − (S − d). JoinMarket's makers earn; whoever joins a coordinator's
 * round pays. So the change outputs tell the two apart, by protocol and not by size.
 */
import type { Amount } from '../../model/amount.ts';
import type { Shape } from '../coin-view.ts';

/** Coins of one participant that are looked at together. */
const MOST_COINS = 3;
/** Triples of more inputs than this are not tried: chance would find a match for everything. */
const INPUTS_FOR_TRIPLES = 24;
const INPUTS_FOR_PAIRS = 60;

/** The most a maker earns, or a participant pays: 1 % of the denomination or 50,000 sat. */
const mostGain = (denomination: Amount): Amount => {
  const percent = denomination / 100n;
  return percent > 50_000n ? percent : 50_000n;
};

export type Gains = {
  /** Change outputs. */
  readonly changes: number;
  /** Changes that coins of the transaction explain with a gain of zero or more. */
  readonly earners: number;
  /** Changes explained only by a loss. */
  readonly payers: number;
  /** Changes explained with a gain, each by coins of its own. */
  readonly apart: number;
};

export function gainsOf({ inputs, outputs, denomination }: Shape): Gains {
  const limit = mostGain(denomination);
  const changes = outputs.filter((output) => output.value !== denomination).map((output) => output.value);
  const coins = inputs.map((input) => input.value);
  let earners = 0;
  let payers = 0;
  const ways: ReadonlySet<number>[][] = [];
  for (const change of changes) {
    const wanted = change + denomination;
    const earning = subsets(coins, wanted - limit, wanted);
    if (earning.length > 0) {
      earners += 1;
      ways.push(earning);
    } else if (subsets(coins, wanted + 1n, wanted + limit).length > 0) {
      payers += 1;
    }
  }
  return { changes: changes.length, earners, payers, apart: mostApart(ways) };
}

type Way = { readonly coins: ReadonlySet<number>; readonly sum: Amount };

/** Subsets of few coins with a sum within the bounds: the smallest that there are, those nearest the upper bound. */
function subsets(coins: readonly Amount[], low: Amount, high: Amount): ReadonlySet<number>[] {
  const found: Way[] = [];
  const most = coins.length <= INPUTS_FOR_TRIPLES ? MOST_COINS : coins.length <= INPUTS_FOR_PAIRS ? 2 : 1;
  const grow = (from: number, sum: Amount, chosen: readonly number[], size: number): void => {
    if (chosen.length === size) {
      if (sum >= low && sum <= high) found.push({ coins: new Set(chosen), sum });
      return;
    }
    for (let i = from; i < coins.length; i += 1) {
      if (sum + coins[i]! <= high) grow(i + 1, sum + coins[i]!, [...chosen, i], size);
    }
  };
  for (let size = 1; size <= most && found.length === 0; size += 1) grow(0, 0n, [], size);
  return found
    .sort((a, b) => (a.sum === b.sum ? 0 : a.sum > b.sum ? -1 : 1))
    .slice(0, MOST_WAYS)
    .map((way) => way.coins);
}

const MOST_WAYS = 8;
/** Makers earn little, so the nearest ways are tried first and almost always fit; the rest is not worth more. */
const MOST_STEPS = 5_000;

/** The most changes that can be explained at once without using a coin twice, as far as the steps allow. */
function mostApart(ways: readonly (readonly ReadonlySet<number>[])[]): number {
  let best = 0;
  let steps = 0;
  const choose = (i: number, used: ReadonlySet<number>, count: number): void => {
    best = Math.max(best, count);
    steps += 1;
    if (i === ways.length || count + ways.length - i <= best || steps > MOST_STEPS) return;
    for (const way of ways[i]!) {
      if (way.isDisjointFrom(used)) choose(i + 1, used.union(way), count + 1);
    }
    choose(i + 1, used, count);
  };
  choose(0, new Set(), 0);
  return best;
}

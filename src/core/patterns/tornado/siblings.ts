/**
 * Where no deposit is known but a withdrawal is: the same hand goes on. One address after another is filled in one
 * sitting after the other, each fresh, each in the same habit (its own gas or a relayer), and the next begins where
 * the last one ended. From known receivers forwards only; each step widens the set and lowers the probability.
 */
import type { DetectorCard } from '../../model/finding.ts';
import { byRecipient, type Pool, type PoolWithdrawal } from './events.ts';

export const TORNADO_SIBLINGS: DetectorCard = {
  id: 'tornado/siblings',
  question: 'Which other withdrawals from a pool did the same hand make?',
  definition:
    'From a known receiver on: a receiver that took at least 4 withdrawals in one sitting (pauses ≤ 6 h) and nothing else from the pool, pays its gas in the same way, begins at most 2 days after the last one ended and takes between a third and three times as many. Only where fewer than half of all who sit so in the pool pay their gas that way: what most do says nothing of a hand. The probability falls with each step and is for ordering only.',
  source:
    'Own, after the write-up of the KuCoin theft (tayvano/lazarus-bluenoroff-research): receivers filled one after another through own relayers',
  innocent: 'Another large customer who withdraws in the same days by himself; treasuries do.',
  cost: 'O(n log n) in the withdrawals of a pool',
};

const DAY = 86_400;
/** Fewer withdrawals than that are what any customer makes. */
export const LEAST_WITHDRAWALS = 4;
/** A sitting: no pause between withdrawals is longer. */
const LONGEST_PAUSE = DAY / 4;
/** How long the hand may rest between two receivers. */
const LONGEST_REST = 2 * DAY;

type Sitting = {
  readonly recipient: string;
  readonly from: number;
  readonly to: number;
  readonly ownGas: boolean;
  readonly count: number;
};

export function siblingsOf(pool: Pool, known: readonly string[]): ReadonlyMap<string, number> {
  const sittings = [...byRecipient(pool)].flatMap(([recipient, own]) => sittingOf(recipient, own) ?? []);
  const payers = sittings.filter(({ ownGas }) => ownGas).length;
  const isRare = (sitting: Sitting): boolean =>
    2 * (sitting.ownGas ? payers : sittings.length - payers) < sittings.length;
  const seeds = new Set(known);
  const found = new Map<string, number>();
  const open = sittings
    .filter((sitting) => seeds.has(sitting.recipient) && isRare(sitting))
    .map((sitting) => ({ sitting, probability: 1 }));
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { sitting: last, probability } = next;
    const after = sittings.filter(
      (each) =>
        !seeds.has(each.recipient) &&
        !found.has(each.recipient) &&
        each.ownGas === last.ownGas &&
        each.from >= last.from &&
        each.from <= last.to + LONGEST_REST &&
        each.count >= last.count / 3 &&
        each.count <= last.count * 3,
    );
    for (const each of after) {
      const own = probability * (1 - 1 / (each.count + 1)) ** (1 / 4);
      found.set(each.recipient, own);
      open.push({ sitting: each, probability: own });
    }
  }
  return found;
}

/** Null: not filled in one sitting. */
function sittingOf(recipient: string, own: readonly PoolWithdrawal[]): Sitting | null {
  if (own.length < LEAST_WITHDRAWALS) return null;
  const ownGas = own.every(({ fee }) => fee === 0n);
  if (!ownGas && own.some(({ fee }) => fee === 0n)) return null;
  for (let i = 1; i < own.length; i += 1) if (own[i]!.time - own[i - 1]!.time > LONGEST_PAUSE) return null;
  return { recipient, from: own[0]!.time, to: own.at(-1)!.time, ownGas, count: own.length };
}

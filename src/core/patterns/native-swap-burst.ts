/** D06: a trace turns ether into bitcoin over bridges far faster than the bridge usually sees. */
import type { DetectorCard, Finding } from '../model/finding.ts';
import { type Crossing, crossingsOf, placeOf, type Road, rowOf, stepsOf } from './road.ts';

export const nativeSwapBurstCard: DetectorCard = {
  id: 'bridge/native-swap-burst',
  question: 'Did one trace swap coins for coins of other chains in a burst?',
  definition:
    'Within 24 hours at least ten crossings of the trace turn one chain’s own coin into another’s; their number is more than five times the mean of a day over the 30 days before (given from outside; without it, of the trace’s own); at least 60 % of those whose price is known are worth less than 500,000 dollars.',
  source: 'Bybit 2025 through THORChain; Kelp, 10 to 30 times the norm (typology D06)',
  innocent: 'A market maker or an exchange that rebalances does the same; it does not split into small legs.',
  cost: 'O(n log n) for n movements',
};

const DAY = 86_400;
const FEWEST = 10;
const TIMES = 5;
const SMALL = 500_000;

export type BurstNorm = {
  /** Crossings of this kind a day, over the 30 days before; null: not known. */
  readonly perDay: number | null;
  /** Dollars of a crossing; null: no price. */
  readonly dollars: (crossing: Crossing) => number | null;
};

export function findNativeSwapBursts(road: Road, norm: BurstNorm): Finding[] {
  const own = (asset: string): boolean => asset.includes('/slip44:');
  const crossings = crossingsOf(stepsOf(road)).filter(
    ({ out, in: back }) => own(out.asset) && own(back.asset) && out.asset !== back.asset,
  );
  let best: readonly Crossing[] = [];
  for (let from = 0, to = 0; from < crossings.length; from += 1) {
    while (to < crossings.length && crossings[to]!.out.time - crossings[from]!.out.time < DAY) to += 1;
    if (to - from > best.length) best = crossings.slice(from, to);
  }
  const [first] = best;
  const address = first === undefined ? null : placeOf(first.out.from);
  if (first === undefined || address === null || best.length < FEWEST) return [];
  const before = crossings.filter(
    ({ out }) => out.time < first.out.time && first.out.time - out.time <= 30 * DAY,
  ).length;
  const usual = norm.perDay ?? before / 30;
  if (best.length <= TIMES * usual) return [];
  const priced = best.map(norm.dollars).filter((value) => value !== null);
  if (priced.filter((value) => value < SMALL).length * 10 < priced.length * 6) return [];
  return [
    {
      detector: nativeSwapBurstCard.id,
      subject: { type: 'address', chain: first.out.chain, address },
      says: `${best.length} swaps into another chain’s coin within a day; usual are ${usual.toFixed(1)}.`,
      strength: norm.perDay === null || priced.length === 0 ? 0.5 : 0.8,
      evidence: best.map(({ in: back }) => rowOf(back, 'paid out on the other chain')),
    },
  ];
}

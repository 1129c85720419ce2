/** D02: before the theft the way out is tried with small change. */
import type { DetectorCard, Finding } from '../model/finding.ts';
import { byTime, type Transfer } from './transfer.ts';

const BEFORE = 14 * 86_400;
/** A test is at most this part of what later took the same way. */
const SMALL = 100n;

export const REHEARSAL: DetectorCard = {
  id: 'typology/rehearsal',
  question: 'Was the way out tried before the theft?',
  definition:
    'A wallet of the incident, or one that was funded with it, pays a service at most 14 days before the theft no more than a hundredth of what the theft later sends through the same service.',
  source: 'Kelp, April 2026: three test hops (field.md §4, D02)',
  innocent:
    'Whoever uses a bridge for the first time tries it with little; that alone says nothing of a theft.',
  cost: 'O(n log n) in the transfers of the wallets',
};

export type Rehearsal = {
  /** What wallets tied to the incident sent before it. */
  readonly before: readonly Transfer[];
  /** What the theft's branches sent after it. */
  readonly after: readonly Transfer[];
  readonly incident: number;
  /** The bridge, router or mixer at an address; null: none that is known. */
  readonly serviceAt: (address: string) => string | null;
};

export function rehearsal({ before, after, incident, serviceAt }: Rehearsal): Finding[] {
  const route = new Map<string, Transfer>();
  for (const each of after) {
    const service = serviceAt(each.to);
    if (service === null || each.time < incident) continue;
    const key = `${service}|${each.asset}`;
    if ((route.get(key)?.amount ?? -1n) < each.amount) route.set(key, each);
  }
  const tests = before.filter((each) => each.time < incident && each.time >= incident - BEFORE).sort(byTime);
  return [...Map.groupBy(tests, ({ to, asset }) => `${serviceAt(to)}|${asset}`)].flatMap(
    ([key, tried]): Finding[] => {
      const later = route.get(key);
      if (later === undefined) return [];
      const small = tried.filter(({ amount }) => amount > 0n && amount * SMALL <= later.amount);
      const [first] = small;
      if (first === undefined) return [];
      return [
        {
          detector: REHEARSAL.id,
          subject: { type: 'address', chain: first.chain, address: first.from },
          says: `${small.length} small payments went to ${serviceAt(later.to)} before the theft, which later took the same way.`,
          strength: Math.min(0.8, 0.3 + 0.15 * small.length),
          evidence: [
            ...small.map((each) => ({
              what: 'tried',
              chain: each.chain,
              txid: each.txid,
              address: each.from,
              asset: each.asset,
              amount: each.amount,
            })),
            {
              what: 'the same way, later',
              chain: later.chain,
              txid: later.txid,
              address: later.from,
              asset: later.asset,
              amount: later.amount,
            },
          ],
        },
      ];
    },
  );
}

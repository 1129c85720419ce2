/** D17: a freeze becomes known, and the trace begins to run. */
import type { DetectorCard, Finding } from '../model/finding.ts';
import type { Freeze } from '../model/reading.ts';
import { type Road, rowOf, type Step, stepsOf } from './road.ts';

export const freezeReactionCard: DetectorCard = {
  id: 'trace/freeze-reaction',
  question: 'Did the thief react to a freeze?',
  definition:
    'In the six hours after a public freeze at least five transactions of the trace move value, and at least five times as many as in the six hours before it.',
  source: 'Kelp, 2026: three hours after (typology D17)',
  innocent: 'News of a theft makes honest holders move too; here only what the trace moved is counted.',
  cost: 'O(n · f) for n movements and f freezes',
};

const WINDOW = 6 * 3600;
const FEWEST = 5;
const TIMES = 5;

export function findFreezeReactions(road: Road, freezes: readonly Freeze[]): Finding[] {
  const steps = stepsOf(road).filter(({ type, from }) => type !== 'fee' && from !== null);
  const within = (from: number, to: number): Step[] => {
    const seen = new Set<string>();
    return steps.filter(
      ({ time, txid }) => time >= from && time < to && !seen.has(txid) && seen.add(txid).size > 0,
    );
  };
  return freezes
    .filter(({ frozen }) => frozen)
    .flatMap((freeze): Finding[] => {
      const before = within(freeze.time - WINDOW, freeze.time).length;
      const after = within(freeze.time, freeze.time + WINDOW);
      if (after.length < FEWEST || after.length < TIMES * before) return [];
      return [
        {
          detector: freezeReactionCard.id,
          subject: { type: 'address', chain: freeze.chain, address: freeze.address },
          says: `${after.length} transactions in the six hours after this freeze, ${before} in the six before.`,
          strength: 0.6,
          evidence: after.map((step) => rowOf(step, 'moved after the freeze')),
        },
      ];
    });
}

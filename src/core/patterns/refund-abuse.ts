/** D07: swaps that fail on purpose, so that the bridge gives the money back somewhere else. */
import type { DetectorCard, Finding } from '../model/finding.ts';
import { crossingsOf, placeOf, type Road, rowOf, stepsOf } from './road.ts';

export const refundAbuseCard: DetectorCard = {
  id: 'bridge/refund-diversion',
  question: 'Did bridges refund deposits of this trace to addresses that had not paid them?',
  definition:
    'At least three crossings come back on the chain they left, in the asset they left in, to an address that is not the payer’s.',
  source: 'Elliptic; Bybit 2025 (typology D07)',
  innocent:
    'Smart-contract wallets and services name a refund address of their own as a matter of course, and Bitcoin wallets use a new address each time.',
  cost: 'O(n log n) for n movements',
};

const FEWEST = 3;

export function findRefundAbuse(road: Road): Finding[] {
  const diverted = crossingsOf(stepsOf(road)).filter(({ out, in: back }) => {
    const [payer, receiver] = [placeOf(out.from), placeOf(back.to)];
    return (
      out.chain === back.chain &&
      out.asset === back.asset &&
      payer !== null &&
      receiver !== null &&
      payer !== receiver
    );
  });
  const [first] = diverted;
  const address = first === undefined ? null : placeOf(first.out.from);
  if (first === undefined || address === null || diverted.length < FEWEST) return [];
  return [
    {
      detector: refundAbuseCard.id,
      subject: { type: 'address', chain: first.out.chain, address },
      says: `${diverted.length} deposits into bridges came back to addresses that had not paid them.`,
      strength: 0.7,
      evidence: diverted.map(({ in: back }) => rowOf(back, `refunded instead of to ${address}`)),
    },
  ];
}

/** D09: value goes to Bitcoin and comes back to an account chain within weeks. */
import type { DetectorCard, Finding } from '../model/finding.ts';
import { crossingsOf, placeOf, type Road, rowOf, stepsOf } from './road.ts';

export const roundTripCard: DetectorCard = {
  id: 'bridge/round-trip',
  question: 'Did value of this trace go to Bitcoin and back again?',
  definition:
    'A crossing of the trace arrives on Bitcoin, and within 60 days another leaves Bitcoin for an account chain.',
  source: 'Bybit 2025: 531 BTC went back (typology D09)',
  innocent: 'Traders move in and out of bitcoin; the trace’s own amounts say how much of it this is.',
  cost: 'O(n log n) for n movements',
};

const WITHIN = 60 * 86_400;
const isBitcoin = (chain: string): boolean => chain.startsWith('bip122:');

export function findRoundTrips(road: Road): Finding[] {
  const crossings = crossingsOf(stepsOf(road));
  const arrivals = crossings.filter(({ out, in: there }) => isBitcoin(there.chain) && !isBitcoin(out.chain));
  const returns = crossings.filter(
    ({ out, in: back }) =>
      isBitcoin(out.chain) &&
      !isBitcoin(back.chain) &&
      arrivals.some(({ in: there }) => there.time <= out.time && out.time - there.time <= WITHIN),
  );
  const [first] = returns;
  const address = first === undefined ? null : placeOf(first.in.to);
  if (first === undefined || address === null) return [];
  return [
    {
      detector: roundTripCard.id,
      subject: { type: 'address', chain: first.in.chain, address },
      says: `${returns.length} crossings brought value back from Bitcoin within 60 days of its arrival there.`,
      strength: 0.6,
      evidence: returns.map(({ in: back }) => rowOf(back, 'back from Bitcoin')),
    },
  ];
}

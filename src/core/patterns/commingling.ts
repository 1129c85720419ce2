/** D16: what was stolen in different thefts lies together. */

import type { DetectorCard, Finding } from '../model/finding.ts';
import { addressOf, assetOf, type Location, type LocationId, locationId } from '../model/location.ts';

export const comminglingCard: DetectorCard = {
  id: 'trace/commingling',
  question: 'Does one place hold taint of several incidents?',
  definition:
    'Two or more incidents, each traced alone, have taint at one address; each of them is at least 5 % of the largest. Each incident’s trace counts everything else as clean, so that their sum may exceed what lies there; the shares are each trace’s own.',
  source: 'Kelp, BTCTurk and Bybit, 2025 and 2026 (typology D16)',
  innocent:
    'Exchanges, bridges and mixers hold everybody’s; such places end a trace and are not asked about.',
  cost: 'O(n) for n places that hold taint',
};

/** What an incident's trace leaves at rest. */
export type RestingTaint = {
  readonly incident: string;
  readonly location: Location;
  /** Units of the asset at the location that are tainted. */
  readonly tainted: bigint;
};

const SHARE_PERCENT = 5n;

export function findCommingling(resting: readonly RestingTaint[]): Finding[] {
  const places = Map.groupBy(
    resting.filter(({ location, tainted }) => tainted > 0n && addressOf(location) !== null),
    ({ location }): string => {
      // Coins of one owner are one place, as his balance would be.
      const id: LocationId = locationId(location);
      return location.type === 'outpoint' ? `${location.chain}|${location.owner}` : id;
    },
  );
  return [...places.values()].flatMap((here): Finding[] => {
    const sums = new Map<string, bigint>();
    for (const { incident, tainted } of here) sums.set(incident, (sums.get(incident) ?? 0n) + tainted);
    const largest = [...sums.values()].reduce((most, each) => (each > most ? each : most), 0n);
    const part = [...sums].filter(([, tainted]) => tainted * 100n >= largest * SHARE_PERCENT);
    const { location } = here[0]!;
    const address = addressOf(location);
    if (part.length < 2 || address === null) return [];
    return [
      {
        detector: comminglingCard.id,
        subject: { type: 'address', chain: location.chain, address },
        says: `Value of ${part.length} incidents lies here: ${part.map(([incident]) => incident).join(', ')}.`,
        strength: 0.8,
        evidence: part.map(([incident, amount]) => ({
          what: `tainted by ${incident}`,
          chain: location.chain,
          address,
          asset: assetOf(location),
          amount,
        })),
      },
    ];
  });
}

/** D05: stolen tokens stay behind as collateral, and something else is borrowed against them and never paid back. */
import type { DetectorCard, Finding } from '../../model/finding.ts';
import { locationId } from '../../model/location.ts';
import { assetFrom, placeOf, type Road, rowOf, type Step, stepsOf } from '../road.ts';

export const collateralLaunderingCard: DetectorCard = {
  id: 'lending/collateral-laundering',
  question: 'Was something else borrowed against stolen collateral, and never repaid?',
  definition:
    'Tainted collateral lies in a lending position; loans in another asset carry away at least 30 % of it, and nothing was repaid by the end of the data.',
  source: 'Kelp, 2026: about 190 M dollars borrowed through Aave and Compound (typology D05)',
  innocent:
    'A loan that is simply still open looks the same; the end of the data is not the end of the loan.',
  cost: 'O(n) for n movements',
};

const LEAST_PERCENT = 30n;

export function findCollateralLaundering(road: Road): Finding[] {
  const supplied = new Map<string, bigint>();
  const loans = new Map<string, Step[]>();
  const repaid = new Set<string>();
  for (const step of stepsOf(road)) {
    if (step.type !== 'lend') continue;
    if (step.to?.type === 'position') {
      const id = locationId(step.to);
      const units = supplied.get(id) ?? 0n;
      if (assetFrom(step) === step.asset) supplied.set(id, units + step.amount);
      else repaid.add(id);
    } else if (step.from?.type === 'position' && step.asset !== step.from.asset) {
      const id = locationId(step.from);
      loans.set(id, [...(loans.get(id) ?? []), step]);
    }
  }
  return [...loans].flatMap(([id, taken]): Finding[] => {
    const lent = taken.reduce((sum, step) => sum + step.sent, 0n);
    const collateral = supplied.get(id) ?? 0n;
    if (repaid.has(id) || collateral === 0n || lent * 100n < collateral * LEAST_PERCENT) return [];
    const [first] = taken;
    const account = placeOf(first!.from);
    if (first === undefined || account === null) return [];
    return [
      {
        detector: collateralLaunderingCard.id,
        subject: { type: 'address', chain: first.chain, address: account },
        says: `${(lent * 100n) / collateral} % of the tainted collateral was carried away by ${taken.length} loans that were not repaid.`,
        strength: 0.7,
        evidence: taken.map((step) => rowOf(step, 'borrowed against tainted collateral')),
      },
    ];
  });
}

/** D11: a hop through a chain or token that hardly anybody uses, and out again. */
import type { AssetId } from '../model/asset.ts';
import type { ChainId } from '../model/chain.ts';
import type { DetectorCard, Finding } from '../model/finding.ts';
import { placeOf, type Road, rowOf, stepsOf } from './road.ts';

export const obscureDetourCard: DetectorCard = {
  id: 'bridge/obscure-detour',
  question:
    'Did value pass through a chain or token in the lowest tenth by volume, and leave it within a day?',
  definition:
    'A crossing or swap of the trace arrives in an asset whose volume lies in the lowest decile, and value leaves that asset by another crossing or swap within 24 hours. Volume deciles by chain and asset must be given from outside; without them nothing is found.',
  source: 'Elliptic on cross-chain laundering (typology D11)',
  innocent: 'People who like small chains; airdrop hunters.',
  cost: 'O(n log n) for n movements',
};

const WITHIN = 86_400;

/** 1 (lowest) to 10; null where it is not known. */
export type DecileOf = (chain: ChainId, asset: AssetId) => number | null;

export function findObscureDetours(road: Road, decileOf: DecileOf): Finding[] {
  const steps = stepsOf(road).filter(({ type }) => ['swap', 'bridge-in', 'bridge-out'].includes(type));
  return steps.flatMap((arrival): Finding[] => {
    const address = placeOf(arrival.to);
    if (arrival.type === 'bridge-out' || address === null || decileOf(arrival.chain, arrival.asset) !== 1)
      return [];
    const leaving = steps.find(
      (step) =>
        step !== arrival &&
        (step.type === 'bridge-out' || step.type === 'swap') &&
        step.chain === arrival.chain &&
        step.from?.type === 'account' &&
        step.from.asset === arrival.asset &&
        step.time >= arrival.time &&
        step.time - arrival.time <= WITHIN,
    );
    if (leaving === undefined) return [];
    return [
      {
        detector: obscureDetourCard.id,
        subject: { type: 'address', chain: arrival.chain, address },
        says: `Value passed through a little-used place for ${Math.ceil((leaving.time - arrival.time) / 60)} minutes.`,
        strength: 0.5,
        evidence: [rowOf(arrival, 'came in'), rowOf(leaving, 'left again')],
      },
    ];
  });
}

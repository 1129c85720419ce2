/** D11: a hop through a chain or token that hardly anybody uses, and out again. */
import type { AssetId } from '../model/asset.ts';
import type { DetectorCard, Finding } from '../model/finding.ts';
import { placeOf, type Road, rowOf, stepsOf } from './road.ts';

export const obscureDetourCard: DetectorCard = {
  id: 'bridge/obscure-detour',
  question:
    'Did value pass through a chain or token in the lowest tenth by volume, and leave it within a day?',
  definition:
    'A crossing or swap of the trace arrives in an asset whose volume lies in the lowest decile, and value leaves that asset by another crossing or swap within 24 hours. Volumes are those of a table of at least 20 assets that the configuration names ("volumes": chain, asset, volume_usd); an asset that is not in it has no decile. Without the table the detector does not run: nothing on chain at hand says how much others use an asset.',
  source: 'Elliptic on cross-chain laundering (typology D11)',
  innocent: 'People who like small chains; airdrop hunters.',
  cost: 'O(n log n) for n movements',
};

const WITHIN = 86_400;

/** What is traded of an asset in a day. An asset is of one chain. */
export type Volume = { readonly asset: AssetId; readonly usd: bigint };

/** 1 (lowest) to 10; null where it is not known. */
export type DecileOf = (asset: AssetId) => number | null;

/** Of fewer assets a tenth is one by itself. */
const LEAST_ASSETS = 20;

/** Assets of equal volume stand in the same tenth. */
export function decilesOf(volumes: readonly Volume[]): DecileOf {
  const byAsset = new Map(volumes.map(({ asset, usd }) => [asset, usd]));
  const sorted = [...byAsset.values()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return (asset) => {
    const usd = byAsset.get(asset);
    if (usd === undefined || sorted.length < LEAST_ASSETS) return null;
    return Math.floor((10 * sorted.indexOf(usd)) / sorted.length) + 1;
  };
}

export function findObscureDetours(road: Road, decileOf: DecileOf): Finding[] {
  const steps = stepsOf(road).filter(({ type }) => ['swap', 'bridge-in', 'bridge-out'].includes(type));
  return steps.flatMap((arrival): Finding[] => {
    const address = placeOf(arrival.to);
    if (arrival.type === 'bridge-out' || address === null || decileOf(arrival.asset) !== 1) return [];
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

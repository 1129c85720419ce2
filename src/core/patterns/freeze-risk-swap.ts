/** D04: what an issuer could freeze is turned at once into what nobody can. */
import type { Asset, AssetId } from '../model/asset.ts';
import type { DetectorCard, Finding } from '../model/finding.ts';
import { locationId } from '../model/location.ts';
import { assetFrom, medianOf, placeOf, type Road, rowOf, stepsOf } from './road.ts';

export const freezeRiskSwapCard: DetectorCard = {
  id: 'swap/freeze-risk',
  question: 'Were tokens that their issuer can freeze turned at once into what cannot be frozen?',
  definition:
    'Swaps of freezable tokens (issuer’s freeze function in the facts) into assets without one, by addresses of the trace; the median time between the tokens’ arrival and their swap is below two hours.',
  source: 'Elliptic and TRM on the thefts of 2022 to 2025 (typology D04)',
  innocent:
    'Traders and shops sell stablecoins at once every day; only on a theft’s road does it mean anything.',
  cost: 'O(n log n) for n movements',
};

const SOON = 2 * 3600;
/** By symbol of recognised assets: facts/services.json, tokens with a freeze function; the same issuers elsewhere. */
const FREEZABLE: ReadonlySet<string> = new Set(['USDT', 'USDC', 'BUSD', 'PYUSD', 'TUSD', 'USDP']);

export const isFreezable = (asset: Asset | null): boolean => asset !== null && FREEZABLE.has(asset.symbol);

export function findFreezeRiskSwaps(
  road: Road,
  freezable: (asset: AssetId) => boolean = (asset) => isFreezable(road.known.asset(asset)),
): Finding[] {
  const arrived = new Map<string, number>();
  const swaps: { held: number; step: ReturnType<typeof stepsOf>[number]; from: string }[] = [];
  for (const step of stepsOf(road)) {
    const from = step.from === null ? null : locationId(step.from);
    const since = from === null ? undefined : arrived.get(from);
    const owner = placeOf(step.from);
    if (step.type === 'swap' && since !== undefined && owner !== null)
      if (freezable(assetFrom(step)) && !freezable(step.asset))
        swaps.push({ held: step.time - since, step, from: owner });
    if (step.to !== null) {
      const to = locationId(step.to);
      if (!arrived.has(to)) arrived.set(to, step.time);
    }
  }
  const [first] = swaps;
  const median = medianOf(swaps.map(({ held }) => held));
  if (first === undefined || median >= SOON) return [];
  return [
    {
      detector: freezeRiskSwapCard.id,
      subject: { type: 'address', chain: first.step.chain, address: first.from },
      says: `Tokens that can be frozen were swapped ${swaps.length} times into what cannot, half of them within ${Math.ceil(median / 60)} minutes.`,
      strength: swaps.length >= 3 ? 0.7 : 0.5,
      evidence: swaps.map(({ step, held }) => rowOf(step, `swapped after ${Math.ceil(held / 60)} minutes`)),
    },
  ];
}

/** What both chain models share: seeds, and the far side of a bridge. */
import type { Amount } from '../model/amount.ts';
import type { AssetId } from '../model/asset.ts';
import type { ChainId } from '../model/chain.ts';
import { AshiatoError } from '../model/errors.ts';
import { assetOf, type Location, type Transit } from '../model/location.ts';
import { cleanRun, type Run, wholeLot } from '../model/lot.ts';
import type { End } from '../model/movement.ts';
import { type Meaning, type Reading, stopKey } from '../model/reading.ts';
import { convert, type Draft, deliver } from './draft.ts';

export const transitOf = (chain: ChainId, edge: string, asset: AssetId): Transit => ({
  type: 'transit',
  chain,
  edge,
  asset,
});

/** A seed's runs: its stolen units first, then whatever else the same credit brought. */
export function seedRuns(
  draft: Draft,
  seed: Extract<Meaning, { type: 'seed' }>,
  credited: Amount,
  where: string,
): Run[] {
  if (seed.amount > credited || seed.amount === 0n) {
    throw new AshiatoError(
      'E_SEED',
      `the seed claims ${seed.amount} of the ${credited} base units that came in`,
      {
        where,
        limit: 'more than zero, at most the credit',
        next: 'Correct the amount of the seed.',
      },
    );
  }
  const stolen = wholeLot({ stolen: seed.stolen, total: seed.amount, origin: seed.origin, hops: 0 });
  return draft.policy.credit([stolen], [cleanRun(credited - seed.amount)]);
}

/** Delivers a seed or a bridge's payout to the place it credits with `received` units. */
export function arrive(
  draft: Draft,
  meaning: Extract<Meaning, { type: 'seed' | 'bridge-in' }>,
  to: Location,
  end: End | null,
  runs: readonly Run[],
  received: Amount,
): void {
  const asset = assetOf(to);
  if (meaning.type === 'seed') {
    deliver(draft, { type: 'seed', from: null, to, end, asset }, runs);
  } else {
    const from = transitOf(meaning.paidChain, meaning.edge, meaning.paidAsset);
    payOut(draft, { type: 'bridge-in', from, to, end, asset }, runs, received);
  }
}

/** The end that a tag puts on whatever this address is credited with. */
export function stopAt(reading: Reading, chain: ChainId, address: string, asset: AssetId): End | null {
  const stop =
    reading.stops.get(stopKey(chain, address, asset)) ?? reading.stops.get(stopKey(chain, address));
  return stop?.end ?? null;
}

/** Delivers runs in the units received; what is too small for one unit ends as below the threshold. */
export function payOut(
  draft: Draft,
  delivery: Parameters<typeof deliver>[1],
  paid: readonly Run[],
  received: Amount,
): void {
  const { runs, sent, lost } = convert(draft, paid, draft.policy.balance(paid), received);
  if (lost.length > 0) {
    const asset = delivery.from === null ? delivery.asset : assetOf(delivery.from);
    deliver(draft, { ...delivery, end: { kind: 'below-threshold', label: 'conversion' }, asset }, lost);
  }
  deliver(draft, delivery, runs, sent);
}

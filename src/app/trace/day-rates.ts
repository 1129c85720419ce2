/** What amounts of recognised assets are about worth in each other, by the prices of a day. */
import type { Asset, AssetId } from '../../core/model/asset.ts';
import { coinOf, type Rate } from '../../core/patterns/known.ts';
import { dayAt } from '../../core/strategy/day.ts';
import { type Cents, type PriceSeries, valueOn } from '../../core/strategy/prices.ts';

/** Cents are whole; of so many coins even the cheapest keeps its digits. */
const MANY = 1_000_000n;

export function dayRates(series: readonly PriceSeries[], assets: readonly Asset[]): Rate {
  const byId = new Map<AssetId, Asset>(assets.map((asset) => [asset.id, asset]));
  const cents = (asset: Asset, time: number): Cents | null => {
    const units = { asset: coinOf(asset), amount: MANY, decimals: 0 };
    const day = dayAt(time);
    const valued = valueOn(series, units, 'USD', day, { stablecoinsAtPar: true });
    return valued.type === 'valued' && valued.cents > 0n ? valued.cents : null;
  };
  return (from, amount, to, time) => {
    const [given, wanted] = [byId.get(from), byId.get(to)];
    if (given === undefined || wanted === undefined) return null;
    const [worth, price] = [cents(given, time), cents(wanted, time)];
    if (worth === null || price === null) return null;
    return (amount * worth * 10n ** BigInt(wanted.decimals)) / (price * 10n ** BigInt(given.decimals));
  };
}

/**
 * Poison, as a ceiling: a purse is an amount and, for each stolen asset it ever touched, the most of it that
 * could be inside. Where a unit stands for at most one stolen unit, so do fewer units.
 */
import type { AssetId } from '../../src/core/model/asset.ts';
import type { Model, Share } from './model.ts';

type Ceiling = { readonly hops: number; readonly most: number };
type Purse = { readonly amount: number; readonly touched: ReadonlyMap<AssetId, Ceiling> };

const NOTHING: ReadonlyMap<AssetId, Ceiling> = new Map();

/** The ceiling of `amount` units out of (or with) `before` units. */
const limit = (most: number, before: number, amount: number): number =>
  most <= before && most > amount ? amount : most;

const part = (purse: Purse, amount: number): Purse => ({
  amount,
  touched:
    amount === 0
      ? NOTHING
      : new Map(
          [...purse.touched].map(([stolen, c]) => [
            stolen,
            { ...c, most: limit(c.most, purse.amount, amount) },
          ]),
        ),
});

function touchedBy(purses: readonly Purse[]): Map<AssetId, Ceiling & { held: number }> {
  const all = new Map<AssetId, Ceiling & { held: number }>();
  for (const purse of purses) {
    for (const [stolen, { hops, most }] of purse.touched) {
      const before = all.get(stolen) ?? { hops, most: 0, held: 0 };
      all.set(stolen, {
        hops: Math.min(hops, before.hops),
        most: before.most + most,
        held: before.held + purse.amount,
      });
    }
  }
  return all;
}

const credit = (place: Purse, arrived: Purse): Purse => ({
  amount: place.amount + arrived.amount,
  touched: new Map(
    [...touchedBy([place, arrived])].map(([stolen, { hops, most }]) => [stolen, { hops, most }]),
  ),
});

export const ceilingModel: Model<Purse> = {
  clean: (amount) => ({ amount, touched: NOTHING }),
  seeded: ({ stolen, origin }, credited) => ({
    amount: credited,
    touched: new Map([[stolen, { hops: 0, most: origin }]]),
  }),
  size: (purse) => purse.amount,
  shares: (purse) =>
    [...purse.touched].map(
      ([stolen, { hops, most }]): Share => ({ stolen, hops, held: purse.amount, origin: most }),
    ),
  moved: (purse, by, ends) => ({
    amount: purse.amount,
    touched: new Map(
      [...purse.touched]
        .filter(([stolen, c]) => !ends(stolen, c.hops + by))
        .map(([stolen, c]) => [stolen, { ...c, hops: c.hops + by }]),
    ),
  }),
  spend: (inputs, values) => {
    const all = touchedBy(inputs);
    return values.map((amount) => ({
      amount,
      touched:
        amount === 0
          ? NOTHING
          : new Map(
              [...all].map(([stolen, { hops, most, held }]) => [
                stolen,
                { hops, most: limit(most, held, amount) },
              ]),
            ),
    }));
  },
  debit: (place, amount) => ({ taken: part(place, amount), left: part(place, place.amount - amount) }),
  credit,
  convert: (purse, received) => {
    if (purse.amount === 0 || received > 0)
      return { kept: { amount: received, touched: purse.amount === 0 ? NOTHING : purse.touched }, lost: [] };
    return { kept: { amount: 0, touched: NOTHING }, lost: ceilingModel.shares(purse) };
  },
  encumber: (place, units) => ({
    taken: { amount: units, touched: part(place, units).touched },
    left: place,
  }),
  release: (place, units) => part(place, place.amount - Math.min(units, place.amount)),
  show: (purse) =>
    `${purse.amount} ${[...purse.touched]
      .map(([stolen, { hops, most }]) => `${stolen}/${hops}/${most}`)
      .sort()
      .join(' ')}`,
};

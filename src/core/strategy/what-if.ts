/**
 * What a designation would have touched: of each traced theft, how much passed through a set of addresses, how much of
 * it still would have on which day, and how much went around. Ways around are counted and never named: the figures are
 * for those who decide about a designation, and must not be a map for those who evade one.
 */
import type { Amount } from '../model/amount.ts';
import type { AssetId } from '../model/asset.ts';
import { addressOf, type Location, locationId } from '../model/location.ts';
import type { StolenAsset } from '../trace/result.ts';
import { type Day, dayAt, dayNumber, SECONDS_OF_DAY } from './day.ts';
import type { Listing, StrategyFacts } from './facts.ts';
import type { Cents } from './prices.ts';
import { LEAST_FOR_SHARE, shareOf } from './share.ts';
import { type Range, rangeOf, spanOf } from './tracked.ts';
import { beganAt, byCase, movementsOf, passageFrom, type Trail } from './trail.ts';

/** Days after the theft for which it is said what a designation on that day could still have touched. */
const GRID = [0, 1, 3, 7, 14, 30, 60, 90, 180, 365] as const;

/** One stolen asset of one theft, under every conserving policy at hand. */
export type Touched = {
  readonly incident: string;
  readonly source: string;
  readonly policies: readonly string[];
  readonly asset: AssetId;
  readonly symbol: string;
  readonly decimals: number;
  readonly stolen: Amount;
  /** Movements after the theft, under the policy that has fewest: what a share rests on. */
  readonly movements: number;
  readonly seenUntil: Day;
  /** Passed through, ever. */
  readonly touched: Range;
  /** Null below ten movements. */
  readonly share: { readonly low: number; readonly high: number } | null;
  /** Rests there at the end of the data. */
  readonly resting: Range;
  /** Could still have been touched by a designation so many days after the theft. */
  readonly still: readonly { readonly days: number; readonly amount: Range }[];
  readonly around: Around;
};

/** Counts over the policy that knows the most places. */
export type Around = {
  /** Addresses that paid into the set, and how many of them paid others too. */
  readonly payers: number;
  readonly payersElsewhere: number;
  /** Places where value ended or rests that it reached without passing through the set, by movements since the theft. */
  readonly places: readonly { readonly hops: number; readonly places: number }[];
  /** Places behind the set: value there may have passed through it. */
  readonly behind: number;
};

export function touchedBy(trails: readonly Trail[], addresses: ReadonlySet<string>): Touched[] {
  const isIn = isAmong(addresses);
  return byCase(trails).flatMap((each) =>
    each.first.assets.map((stolen) => touchedAsset(each, stolen, isIn)),
  );
}

export const isAmong =
  (addresses: ReadonlySet<string>) =>
  (location: Location): boolean =>
    addresses.has(addressOf(location) ?? '');

type Case = ReturnType<typeof byCase>[number];

function touchedAsset(
  { first, policies }: Case,
  { asset, stolen }: Pick<StolenAsset, 'asset' | 'stolen'>,
  isIn: (location: Location) => boolean,
): Touched {
  const since = (time: number): Range =>
    spanOf(policies.map((trail) => passageFrom(trail, asset.id, isIn, time).touched));
  const touched = since(0);
  const movements = movementsOf(policies, asset.id);
  const share = (part: Amount): number => (stolen === 0n ? 0 : Number((part * 10_000n) / stolen) / 10_000);
  const began = beganAt(first) ?? 0;
  return {
    incident: first.incident,
    source: first.source,
    policies: policies.map(({ policy }) => policy),
    asset: asset.id,
    symbol: asset.symbol,
    decimals: asset.decimals,
    stolen,
    movements,
    seenUntil: dayAt(first.until),
    touched,
    share: movements < LEAST_FOR_SHARE ? null : { low: share(touched.low), high: share(touched.high) },
    resting: rangeOf(
      policies.map(({ assets }) =>
        (assets.find((each) => each.asset.id === asset.id)?.ends ?? []).reduce(
          (sum, { kind, location, amount }) =>
            (kind === 'unspent' || kind === 'frozen') && location !== null && isIn(location)
              ? sum + amount
              : sum,
          0n,
        ),
      ),
    ),
    still: GRID.filter((days) => began + days * SECONDS_OF_DAY <= first.until).map((days) => ({
      days,
      amount: since(began + days * SECONDS_OF_DAY),
    })),
    around: policies
      .map((trail) => aroundOf(trail, asset.id, isIn))
      .reduce((most, each) => (countOf(each) > countOf(most) ? each : most)),
  };
}

const countOf = ({ behind, places }: Around): number =>
  behind + places.reduce((sum, each) => sum + each.places, 0);

function aroundOf(trail: Trail, stolen: AssetId, isIn: (location: Location) => boolean): Around {
  const own = trail.steps.filter((step) => step.stolen === stolen);
  const { behind } = passageFrom(trail, stolen, isIn, 0);
  const hopsTo = new Map<string, number>();
  const [payers, elsewhere] = [new Set<string>(), new Set<string>()];
  for (const { from, to, hops, type } of own) {
    if (to !== null) {
      const id = locationId(to);
      hopsTo.set(id, Math.min(hops, hopsTo.get(id) ?? hops));
    }
    if (from === null || to === null || isIn(from) || type === 'fee') continue;
    const payer = addressOf(from) ?? locationId(from);
    if (isIn(to)) payers.add(payer);
    else if (addressOf(to) !== payer) elsewhere.add(payer);
  }
  const finals = new Map(
    (trail.assets.find(({ asset }) => asset.id === stolen)?.ends ?? []).flatMap(({ kind, location }) =>
      location === null || kind === 'fee' || isIn(location) ? [] : [[locationId(location), location]],
    ),
  );
  const around = [...finals.keys()].filter((id) => !behind.has(id)).map((id) => hopsTo.get(id) ?? 0);
  return {
    payers: payers.size,
    payersElsewhere: [...payers].filter((payer) => elsewhere.has(payer)).length,
    places: [...Map.groupBy(around, (hops) => hops)]
      .map(([hops, all]) => ({ hops, places: all.length }))
      .sort((a, b) => a.hops - b.hops),
    behind: [...finals.keys()].filter((id) => behind.has(id)).length,
  };
}

/** What traced value did around a day on which addresses it used were really listed. */
export type ListedFlow = {
  readonly entity: string;
  readonly day: Day;
  readonly incident: string;
  readonly source: string;
  readonly symbol: string;
  readonly decimals: number;
  readonly stolen: Amount;
  /** After the theft: the n of a share. */
  readonly movements: number;
  /** Passed through the listed addresses, ever. */
  readonly touched: Range;
  /** Rested in them when they were listed, and left them since. */
  readonly rested: Range;
  readonly left: Range;
  /** Was in them on that day or came later. */
  readonly since: Range;
  readonly seenUntil: Day;
};

export function listedFlows({ listings }: StrategyFacts, trails: readonly Trail[]): ListedFlow[] {
  const cases = byCase(trails).map((each) => ({ ...each, met: addressesOn(each.policies) }));
  return listings.flatMap((listing) =>
    cases.flatMap((each) =>
      (listing.addresses.some((address) => each.met.has(address)) ? each.first.assets : []).flatMap(
        ({ asset, stolen }) => {
          const flow = flowAround(listing, each, asset.id);
          return flow.touched.high === 0n
            ? []
            : [{ ...flow, symbol: asset.symbol, decimals: asset.decimals, stolen }];
        },
      ),
    ),
  );
}

const addressesOn = (policies: readonly Trail[]): Set<string> =>
  new Set(
    policies.flatMap(({ steps }) => steps.flatMap(({ to }) => (to === null ? [] : [addressOf(to) ?? '']))),
  );

function flowAround(
  { entity, day, addresses }: Listing,
  { first, policies }: Case,
  asset: AssetId,
): Omit<ListedFlow, 'symbol' | 'decimals' | 'stolen'> {
  const isIn = isAmong(new Set(addresses));
  const since = policies.map((trail) => passageFrom(trail, asset, isIn, dayNumber(day) * SECONDS_OF_DAY));
  return {
    entity,
    day,
    incident: first.incident,
    source: first.source,
    movements: movementsOf(policies, asset),
    touched: spanOf(policies.map((trail) => passageFrom(trail, asset, isIn, 0).touched)),
    rested: rangeOf(since.map(({ rested }) => rested)),
    left: rangeOf(since.map(({ left }) => left)),
    since: spanOf(since.map(({ touched }) => touched)),
    seenUntil: dayAt(first.until),
  };
}

/** Thefts whose published route names a service, alone or among others. */
export type PublishedRoutes = {
  readonly routes: readonly string[];
  readonly thefts: number;
  /** Thefts with any published route. */
  readonly n: number;
  readonly share: ReturnType<typeof shareOf>;
  readonly stolen: Cents;
};

export function publishedRoutesOf({ thefts, routes }: StrategyFacts, name: string): PublishedRoutes | null {
  // Letter for letter: "Across" is a bridge, and "across thefts" is not.
  const word = name.replace(/\.\w+$/, '');
  const own = [...routes].flatMap(([id, { en }]) =>
    ` ${en.replace(/[(),]/g, ' ')} `.includes(` ${word} `) ? [id] : [],
  );
  if (own.length === 0) return null;
  const known = thefts.filter((theft) => theft.counted && theft.routes.length > 0);
  const naming = known.filter((theft) => theft.routes.some((route) => own.includes(route)));
  return {
    routes: own,
    thefts: naming.length,
    n: known.length,
    share: shareOf(naming.length, known.length),
    stolen: naming.reduce((sum, { loss }) => sum + (loss ?? 0n), 0n),
  };
}

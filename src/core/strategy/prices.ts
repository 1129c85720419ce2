/**
 * What an amount was worth on a day. A figure names the series and the day it rests on; where no series has a price
 * for that very day the answer is `price-unavailable`: a price is never carried on from an earlier day.
 */
import { type Amount, parseDecimal } from '../model/amount.ts';
import { AshiatoError } from '../model/errors.ts';
import { type Day, dayNumber } from './day.ts';

export const CURRENCIES = ['USD', 'JPY', 'KRW'] as const;
export type Currency = (typeof CURRENCIES)[number];

/** One thing in each currency. */
export type InEach<T> = Readonly<Record<Currency, T>>;
export const inEach = <T>(of: (currency: Currency) => T): InEach<T> => ({
  USD: of('USD'),
  JPY: of('JPY'),
  KRW: of('KRW'),
});

/** Hundredths of a dollar; of yen and won too, so that one rule serves all three. */
export type Cents = bigint;

/** Prices are kept to twelve places: the smallest asset in the tables costs 0.002 dollars. */
const PRICE_PLACES = 12;
const PRICE_UNIT = 10n ** BigInt(PRICE_PLACES);

export type PriceSeries = {
  readonly id: string;
  readonly asset: string;
  readonly currency: Currency;
  /** When in the day: `close`, `near-open`, or as its owner says. */
  readonly moment: string;
  readonly source: string;
  /** Of one whole unit, in 10⁻¹² of the currency. */
  readonly days: ReadonlyMap<Day, bigint>;
  /** Days whose price is not taken, and why: sources that do not agree, or one alone. */
  readonly withheld?: ReadonlyMap<Day, string>;
  readonly credit?: Credit;
};

/** Words that the owner wants to see wherever its prices are used, and where they are to lead. */
export type Credit = { readonly text: string; readonly link: string };

export type Valued =
  | { readonly type: 'valued'; readonly cents: Cents; readonly on: Day; readonly by: string }
  | { readonly type: 'price-unavailable'; readonly why: string };

/** Where a table of prices ends and what it lacks. */
export type Coverage = { readonly from: Day | null; readonly to: Day | null; readonly missing: number };

/**
 * The stated rule for stablecoins: these, and in dollars only, count at par where the reader asks for it. They have
 * left par before (USDC at 0.88 in March 2023), so it is a rule of the reader and not a price.
 */
export const PAR_COINS: readonly string[] = ['USDT', 'USDC', 'DAI'];
const PAR = 'stablecoins-at-par';

export type ValueRules = { readonly stablecoinsAtPar: boolean };

/** Digits beyond the twelfth are cut: sources print floating-point noise there. */
export function parsePrice(text: string, where: string): bigint {
  const cut = text.trim().replace(/^(\d+\.\d{12})\d+$/, '$1');
  const price = /^\d+(\.\d+)?$/.test(cut) ? parseDecimal(cut, PRICE_PLACES, where) : 0n;
  if (price === 0n) {
    throw new AshiatoError('E_PRICE_TABLE', `"${text}" is not a price`, {
      where,
      next: 'Write a positive decimal, such as 434.33; leave a day out where there is no price.',
    });
  }
  return price;
}

/**
 * The value of `amount` base units, rounded down to the cent. Series are asked in the order given. Where the currency
 * has no price of its own that day, it is dollars times the rate of that very day, and names both.
 */
export function valueOn(
  series: readonly PriceSeries[],
  { asset, amount, decimals }: { readonly asset: string; readonly amount: Amount; readonly decimals: number },
  currency: Currency,
  day: Day,
  rules: ValueRules,
): Valued {
  const found = priceOn(series, asset, currency, day, rules);
  if (found.type === 'none') return { type: 'price-unavailable', why: found.why };
  const cents = (amount * found.price * 100n) / (10n ** BigInt(decimals) * PRICE_UNIT);
  return { type: 'valued', cents, on: day, by: found.by };
}

type Price =
  | { readonly type: 'price'; readonly price: bigint; readonly by: string }
  | { readonly type: 'none'; readonly why: string };

function priceOn(
  series: readonly PriceSeries[],
  asset: string,
  currency: Currency,
  day: Day,
  rules: ValueRules,
): Price {
  const own = ownPrice(series, asset, currency, day, rules);
  if (own.type === 'price' || currency === 'USD') return own;
  const dollars = asset === 'USD' ? own : ownPrice(series, asset, 'USD', day, rules);
  if (dollars.type === 'none') return dollars;
  const rate = ownPrice(series, 'USD', currency, day, rules);
  if (rate.type === 'none') return rate;
  return {
    type: 'price',
    price: (dollars.price * rate.price) / PRICE_UNIT,
    by: `${dollars.by} × ${rate.by}`,
  };
}

function ownPrice(
  series: readonly PriceSeries[],
  asset: string,
  currency: Currency,
  day: Day,
  rules: ValueRules,
): Price {
  if (asset === currency) return { type: 'price', price: PRICE_UNIT, by: 'dollars as published' };
  if (PAR_COINS.includes(asset) && currency === 'USD') {
    return rules.stablecoinsAtPar
      ? { type: 'price', price: PRICE_UNIT, by: PAR }
      : none(`${asset} has no series; it counts at par only where --stablecoins-at-par is given`);
  }
  const own = series.filter((each) => each.asset === asset && each.currency === currency);
  for (const { id, days } of own) {
    const price = days.get(day);
    if (price !== undefined) return { type: 'price', price, by: id };
  }
  if (own.length === 0) return none(`no table of ${asset} in ${currency} is at hand`);
  const withheld = own.flatMap((each) => each.withheld?.get(day) ?? []);
  return none(
    `no price of ${asset} in ${currency} on ${day}; ${[...withheld, ...own.map(reach)].join('; ')}`,
  );
}

/**
 * A table of one asset in several currencies holds rates between them: of each day, what a dollar was in the other.
 * They stand after every rate that somebody publishes as a rate.
 */
export function withImpliedRates(series: readonly PriceSeries[]): readonly PriceSeries[] {
  const implied = series
    .filter(({ asset, currency }) => asset !== 'USD' && currency !== 'USD')
    .flatMap((foreign): PriceSeries[] => {
      const home = series.find(
        ({ asset, currency, source }) =>
          asset === foreign.asset && currency === 'USD' && source === foreign.source,
      );
      if (home === undefined) return [];
      const days = [...foreign.days].flatMap(([day, price]): [Day, bigint][] => {
        const dollars = home.days.get(day);
        return dollars === undefined ? [] : [[day, (price * PRICE_UNIT) / dollars]];
      });
      const { currency, moment, source } = foreign;
      const id = `${foreign.id}/${home.id}`;
      return [{ id, asset: 'USD', currency, moment, source, days: new Map(days) }];
    });
  return [...series, ...implied];
}

/** Asked for every amount that has no price: the thousands of days of a table are gone through once. */
const coverages = new WeakMap<PriceSeries, Coverage>();

export function coverageOf(series: PriceSeries): Coverage {
  const known = coverages.get(series) ?? coverageIn(series);
  coverages.set(series, known);
  return known;
}

function coverageIn({ days }: PriceSeries): Coverage {
  const [first] = days.keys();
  if (first === undefined) return { from: null, to: null, missing: 0 };
  let [from, to] = [first, first];
  for (const day of days.keys()) {
    if (day < from) from = day;
    if (day > to) to = day;
  }
  return { from, to, missing: dayNumber(to) - dayNumber(from) + 1 - days.size };
}

/** What owners ask to be shown, once each. */
export const creditsOf = (series: readonly PriceSeries[]): Credit[] => [
  ...new Map(
    series.flatMap(({ credit }): [string, Credit][] => (credit ? [[credit.text, credit]] : [])),
  ).values(),
];

function reach(series: PriceSeries): string {
  const { from, to } = coverageOf(series);
  return `${series.id} runs ${from} to ${to}`;
}

const none = (why: string): Price => ({ type: 'none', why });

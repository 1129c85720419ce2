/**
 * What an amount was worth on a day. A figure names the series and the day it rests on; where no series has a price
 * for that very day the answer is `price-unavailable`: a price is never carried on from an earlier day.
 */
import { type Amount, parseDecimal } from '../model/amount.ts';
import { AshiatoError } from '../model/errors.ts';
import type { Day } from './day.ts';

export const CURRENCIES = ['USD', 'JPY', 'KRW'] as const;
export type Currency = (typeof CURRENCIES)[number];

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
};

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

/** The value of `amount` base units, rounded down to the cent. Series are asked in the order given. */
export function valueOn(
  series: readonly PriceSeries[],
  { asset, amount, decimals }: { readonly asset: string; readonly amount: Amount; readonly decimals: number },
  currency: Currency,
  day: Day,
  rules: ValueRules,
): Valued {
  const unit = 10n ** BigInt(decimals);
  if (PAR_COINS.includes(asset) && currency === 'USD') {
    return rules.stablecoinsAtPar
      ? { type: 'valued', cents: (amount * 100n) / unit, on: day, by: PAR }
      : unavailable(`${asset} has no series; it counts at par only where --stablecoins-at-par is given`);
  }
  const own = series.filter((each) => each.asset === asset && each.currency === currency);
  for (const { id, days } of own) {
    const price = days.get(day);
    if (price !== undefined)
      return { type: 'valued', cents: (amount * price * 100n) / (unit * PRICE_UNIT), on: day, by: id };
  }
  if (own.length === 0) return unavailable(`no table of ${asset} in ${currency} is at hand`);
  return unavailable(`no price of ${asset} in ${currency} on ${day}; ${own.map(reach).join('; ')}`);
}

export function coverageOf({ days }: PriceSeries): Coverage {
  const known = [...days.keys()].sort();
  const [from = null, to = null] = [known[0], known.at(-1)];
  if (from === null || to === null) return { from, to, missing: 0 };
  const span = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  return { from, to, missing: span - known.length };
}

function reach(series: PriceSeries): string {
  const { from, to } = coverageOf(series);
  return `${series.id} runs ${from} to ${to}`;
}

const unavailable = (why: string): Valued => ({ type: 'price-unavailable', why });

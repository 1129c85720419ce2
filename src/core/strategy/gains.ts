/**
 * What traced money was worth: at the theft, on the days it reached services, and what is left of it now. Each is a
 * range over policies, and has no value where one of its days has no price: a sum is never partly priced.
 */
import type { Amount } from '../model/amount.ts';
import type { Day } from './day.ts';
import type { Theft } from './facts.ts';
import {
  type Cents,
  type Currency,
  type InEach,
  inEach,
  type PriceSeries,
  type Valued,
  type ValueRules,
  valueOn,
} from './prices.ts';
import type { Range, Tracked } from './tracked.ts';

export type Valuation = {
  readonly series: readonly PriceSeries[];
  readonly rules: ValueRules;
  /** Null: the last day that the trace saw. */
  readonly asOf: Day | null;
};

/** What a range of units is worth. */
export type Worth = { readonly low: Valued; readonly high: Valued };

export type Priced = {
  readonly low: Cents;
  readonly high: Cents;
  /** The series that the prices came from. */
  readonly by: readonly string[];
};

/** Units at one or several days, and what they were worth in the currencies that have a price for each of them. */
export type Stage = Range & {
  readonly days: readonly Day[];
  /** Null where one of the days has no price. */
  readonly worth: InEach<Priced | null>;
  readonly missing: readonly string[];
};

export type Gain = {
  readonly case: string;
  readonly incident: string;
  readonly source: string;
  readonly symbol: string;
  readonly decimals: number;
  /** What reached named services, at the price of each day of arrival. */
  readonly realised: Stage;
  /** What rests unspent, at the price of the day asked for. */
  readonly unrealised: Stage;
  /** The same units at the price of the day of the theft: the difference is what waiting has brought. */
  readonly unrealisedAtTheft: Stage;
};

type Unit = { readonly symbol: string; readonly decimals: number };

export function worthsOf(
  { low, high, symbol, decimals }: Range & Unit,
  day: Day,
  { series, rules }: Valuation,
): InEach<Worth> {
  const value = (amount: Amount, currency: Currency): Valued =>
    valueOn(series, { asset: symbol, amount, decimals }, currency, day, rules);
  return inEach((currency) => ({ low: value(low, currency), high: value(high, currency) }));
}

/** An asset a line; a theft that the facts do not hold has no day, and so no value at the theft. */
export function gainsOf(
  tracked: Tracked,
  thefts: readonly Theft[],
  only: string | null,
  valuation: Valuation,
): Gain[] {
  const theft = thefts.find(({ id }) => id === tracked.incident);
  const units = [...tracked.holdings, ...tracked.cashOuts].filter(
    ({ symbol }) => only === null || symbol === only,
  );
  return [...Map.groupBy(units, ({ symbol, decimals }) => `${symbol}|${decimals}`).values()].map((own) => {
    const { symbol, decimals } = own[0]!;
    // USDT has six decimals on one chain and eighteen on another: such units are never added.
    const of = <T extends Unit>(rows: readonly T[]): T[] =>
      rows.filter((row) => row.symbol === symbol && row.decimals === decimals);
    const held = of(tracked.holdings);
    const stage = (rows: readonly (Range & { readonly day: Day })[]): Stage =>
      stageOf(
        rows.map((row) => ({ ...row, symbol, decimals })),
        valuation,
      );
    return {
      case: tracked.case,
      incident: tracked.incident,
      source: tracked.source,
      symbol,
      decimals,
      realised: stage(of(tracked.cashOuts)),
      unrealised: stage(held.map((row) => ({ ...row, day: valuation.asOf ?? tracked.seenUntil }))),
      unrealisedAtTheft: stage(theft === undefined ? [] : held.map((row) => ({ ...row, day: theft.day }))),
    };
  });
}

function stageOf(rows: readonly (Range & Unit & { readonly day: Day })[], valuation: Valuation): Stage {
  const missing: string[] = [];
  const worths = rows.map((row) => worthsOf(row, row.day, valuation));
  const worth = inEach((currency): Priced | null => {
    let [low, high] = [0n, 0n];
    const by = new Set<string>();
    for (const { [currency]: value } of worths) {
      if (value.low.type === 'price-unavailable' || value.high.type === 'price-unavailable') {
        if (value.high.type === 'price-unavailable') missing.push(value.high.why);
        return null;
      }
      low += value.low.cents;
      high += value.high.cents;
      by.add(value.high.by);
    }
    return { low, high, by: [...by].sort() };
  });
  return {
    low: rows.reduce((sum, row) => sum + row.low, 0n),
    high: rows.reduce((sum, row) => sum + row.high, 0n),
    days: [...new Set(rows.map(({ day }) => day))].sort(),
    worth,
    missing: [...new Set(missing)],
  };
}

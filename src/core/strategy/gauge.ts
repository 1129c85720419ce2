/**
 * A sum in months of imports, and against the reader's own threshold. The scale is the last year whose imports are
 * known; mirror statistics leave much trade out, so months are overstated.
 */
import type { StrategyFacts, TradeYear } from './facts.ts';
import type { Cents } from './prices.ts';
import type { HeldFigure, Reserves, Seen } from './reserves.ts';

export type Reading = {
  readonly what: string;
  /** The day it was seen, which is not today. */
  readonly day: string;
  readonly basis: 'traced' | 'published';
  readonly usd: { readonly low: Cents; readonly high: Cents } | null;
  readonly why: string | null;
  /** In hundredths of a month. */
  readonly months: { readonly low: bigint; readonly high: bigint } | null;
  /** In hundredths of a per cent of a year's trade. */
  readonly shareOfTrade: { readonly low: bigint; readonly high: bigint } | null;
  readonly threshold: 'crossed' | 'below' | 'straddled' | 'unknown' | null;
  readonly sources: readonly string[];
};

export type Gauge = {
  readonly scale: TradeYear;
  readonly threshold: Cents | null;
  readonly readings: readonly Reading[];
  readonly cautions: readonly string[];
};

export function gauge(held: Reserves, facts: StrategyFacts, threshold: Cents | null): Gauge | null {
  const scale = facts.trade.reduce<TradeYear | null>(
    (last, each) => (last === null || each.year > last.year ? each : last),
    null,
  );
  if (scale === null) return null;
  const reading = (rest: Omit<Reading, 'months' | 'shareOfTrade' | 'threshold'>): Reading => ({
    ...rest,
    months: rest.usd === null ? null : each(rest.usd, (usd) => (usd * 12n * 100n) / scale.imports),
    shareOfTrade:
      rest.usd === null || scale.total === null
        ? null
        : each(rest.usd, (usd) => (usd * 10_000n) / (scale.total ?? 1n)),
    threshold: threshold === null ? null : against(rest.usd, threshold),
  });
  return {
    scale,
    threshold,
    readings: [
      ...held.tracked.flatMap(({ held: figures }) => figures.map((figure) => reading(ofTrace(figure)))),
      ...[
        ...Map.groupBy(held.observations, ({ day, source, holder }) => `${day}|${source}|${holder}`).values(),
      ].map((group) => reading(ofObservation(group))),
    ],
    cautions: facts.tradeCautions,
  };
}

/** A range that holds the threshold is neither above nor below it. */
function against(usd: Reading['usd'], threshold: Cents): Reading['threshold'] {
  if (usd === null) return 'unknown';
  if (usd.low >= threshold) return 'crossed';
  return usd.high < threshold ? 'below' : 'straddled';
}

function ofTrace(figure: HeldFigure): Omit<Reading, 'months' | 'shareOfTrade' | 'threshold'> {
  const { low, high } = figure.values.USD;
  const priced =
    low.type === 'valued' && high.type === 'valued' ? { low: low.cents, high: high.cents } : null;
  const on = low.type === 'valued' ? `, priced on ${low.on} by ${low.by}` : '';
  return {
    what: `${figure.case}: ${figure.symbol} unspent in its trace`,
    day: figure.seenUntil,
    basis: 'traced',
    usd: priced,
    why: low.type === 'price-unavailable' ? low.why : high.type === 'price-unavailable' ? high.why : null,
    sources: [`${figure.source}, seen until ${figure.seenUntil}${on}`],
  };
}

/** Assets seen by one observer on one day are one reading, if each has a value. */
function ofObservation(group: readonly Seen[]): Omit<Reading, 'months' | 'shareOfTrade' | 'threshold'> {
  const [first] = group;
  const values = group.map(({ values: { USD } }) => USD);
  const total = values.reduce<Cents | null>(
    (sum, value) => (sum === null || value.type !== 'valued' ? null : sum + value.cents),
    0n,
  );
  const missing = values.flatMap((value) => (value.type === 'valued' ? [] : [value.why]));
  const priced = values.flatMap((value, i) =>
    group[i]?.usd === null && value.type === 'valued' ? [`priced on ${value.on} by ${value.by}`] : [],
  );
  return {
    what: `${first?.holder}: ${group.map(({ amount, asset, approximate }) => `${approximate ? 'about ' : ''}${amount} ${asset}`).join(', ')}`,
    day: first?.day ?? '',
    basis: 'published',
    usd: total === null ? null : { low: total, high: total },
    why: missing[0] ?? null,
    sources: [
      ...new Set([
        ...group.map(({ source, confidence }) => `${source} (${confidence} confidence)`),
        ...priced,
      ]),
    ],
  };
}

const each = <T>(
  { low, high }: { readonly low: T; readonly high: T },
  turn: (value: T) => T,
): { readonly low: T; readonly high: T } => ({ low: turn(low), high: turn(high) });

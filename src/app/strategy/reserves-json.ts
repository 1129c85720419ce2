/** The ledger and the yearly totals in the contract's shape: one for the terminal and the pages. */
import type { LedgerLineJson, ReservesJson, TotalsJson, ValuedJson } from '../../contract/reserves.ts';
import { formatDecimal } from '../../core/model/amount.ts';
import { type Crossing, crossingKey } from '../../core/strategy/crossings.ts';
import type { PublishedFate } from '../../core/strategy/facts.ts';
import type { Gain, Stage } from '../../core/strategy/gains.ts';
import type { Gauge, Reading } from '../../core/strategy/gauge.ts';
import type { LedgerLine, UsdFigure } from '../../core/strategy/ledger.ts';
import { type Cents, coverageOf, type InEach, inEach, type Valued } from '../../core/strategy/prices.ts';
import type { Reserves } from '../../core/strategy/reserves.ts';
import type { YearOfTotals } from '../../core/strategy/totals.ts';
import type { Range, TrackedAsset } from '../../core/strategy/tracked.ts';
import type { ReservesAnswer } from './reserves.ts';

const FACTS_SOURCE = 'facts/incidents.json';

export function reservesToJson({
  held,
  gauge,
  asOf,
  cutOff,
  series,
  recorded,
}: ReservesAnswer): ReservesJson {
  const { thefts } = held;
  return {
    question: held.question,
    asOf,
    cutOff,
    currency: 'USD',
    thefts: { ...thefts, tracedLoss: money(thefts.tracedLoss) },
    total: lineToJson(held.total),
    held: {
      low: held.held.low === null ? null : money(held.held.low),
      high: money(held.held.high),
      why: held.held.why,
    },
    years: held.years.map(lineToJson),
    clusters: held.clusters.map(lineToJson),
    chains: held.chains.map(lineToJson),
    incidents: held.incidents.map(lineToJson),
    assets: held.assets.map(({ unit, thefts: n, units, values, stolen, fates }) => ({
      unit,
      thefts: n,
      units: formatDecimal(units, 18),
      values: values === null ? null : each(values, valuedToJson),
      stolen: stolen.map((row) => ({ ...row, source: FACTS_SOURCE })),
      fates: fates.map(({ incident, fate, assets, date, source, note }) => ({
        incident,
        fate,
        assets: [...assets],
        date,
        source,
        note,
      })),
    })),
    tracked: held.tracked.map(trackedToJson),
    gains: held.gains.map(gainToJson),
    observations: held.observations.map(({ usd, values, ...seen }) => ({
      ...seen,
      usd: usd === null ? null : money(usd),
      values: each(values, valuedToJson),
      basis: 'published',
    })),
    gauge: gauge === null ? null : gaugeToJson(gauge, recorded),
    prices: series.map((one) => {
      const { id, asset, currency, source, credit = null } = one;
      return { id, asset, currency, source, ...coverageOf(one), credit };
    }),
    cautions: [...held.cautions],
  };
}

/** Hundredths as a decimal; a difference may be negative. */
const money = (cents: Cents): string =>
  cents < 0n ? `-${formatDecimal(-cents, 2)}` : formatDecimal(cents, 2);

const each = <T, R>(values: InEach<T>, turn: (value: T) => R) => ({
  ...inEach((currency) => turn(values[currency])),
});

const lineToJson = ({ name, thefts, stolen, fates, unknown }: LedgerLine): LedgerLineJson => {
  const of = (fate: PublishedFate): Figure => figureToJson(fates.get(fate) ?? NOTHING);
  return {
    name,
    thefts,
    stolen: {
      ...figureToJson(stolen),
      counted: money(stolen.counted),
      withoutFigure: stolen.withoutFigure,
      abroad: stolen.abroad.map(({ low, high, sources, ...rest }) => ({
        ...rest,
        low: money(low),
        high: money(high),
        sources: [...sources],
      })),
    },
    fates: {
      recovered: of('recovered'),
      frozen: of('frozen'),
      'cashed-out': of('cashed-out'),
      'in-mixers': of('in-mixers'),
      burnt: of('burnt'),
    },
    unknown: figureToJson(unknown),
  };
};

type Figure = LedgerLineJson['unknown'];
const NOTHING: UsdFigure = { low: 0n, high: 0n, n: 0, sources: [] };

const figureToJson = ({ low, high, n, sources }: UsdFigure): Figure => ({
  low: money(low),
  high: money(high),
  n,
  sources: [...sources],
});

const rangeToJson = ({ low, high }: Range, decimals: number) => ({
  low: formatDecimal(low, decimals),
  high: formatDecimal(high, decimals),
});

const valuedToJson = (value: Valued): ValuedJson =>
  value.type === 'valued'
    ? { type: 'valued', amount: money(value.cents), on: value.on, source: value.by }
    : value;

const trackedToJson = (tracked: Reserves['tracked'][number]): ReservesJson['tracked'][number] => ({
  case: tracked.case,
  incident: tracked.incident,
  seenUntil: tracked.seenUntil,
  policies: [...tracked.policies],
  source: tracked.source,
  assets: tracked.assets.map((asset: TrackedAsset) => ({
    symbol: asset.symbol,
    stolen: formatDecimal(asset.stolen, asset.decimals),
    fates: Object.fromEntries(
      [...asset.fates].map(([fate, range]) => [fate, rangeToJson(range, asset.decimals)]),
    ),
  })),
  stillHeld: tracked.held.map((figure) => ({
    chain: figure.chain,
    symbol: figure.symbol,
    ...rangeToJson(figure, figure.decimals),
    places: figure.places.map(({ address, ...range }) => ({
      address,
      ...rangeToJson(range, figure.decimals),
    })),
    values: each(figure.values, ({ low, high }) => ({ low: valuedToJson(low), high: valuedToJson(high) })),
  })),
});

function gainToJson({ decimals, ...gain }: Gain): ReservesJson['gains'][number] {
  const stage = ({ days, worth, missing, ...range }: Stage) => ({
    ...rangeToJson(range, decimals),
    days: [...days],
    worth: each(worth, (priced) =>
      priced === null ? null : { low: money(priced.low), high: money(priced.high), sources: [...priced.by] },
    ),
    missing: [...missing],
  });
  return {
    ...gain,
    realised: stage(gain.realised),
    unrealised: stage(gain.unrealised),
    unrealisedAtTheft: stage(gain.unrealisedAtTheft),
  };
}

function gaugeToJson(
  { scale, threshold, readings, cautions }: Gauge,
  recorded: ReservesAnswer['recorded'],
): NonNullable<ReservesJson['gauge']> {
  const known = new Map(recorded.map((crossing) => [crossingKey(crossing), crossing.at]));
  const atOf = ({ what, day, basis }: Reading): string | null =>
    threshold === null ? null : (known.get(crossingKey({ threshold, what, day, basis })) ?? null);
  const both = (range: Range | null) =>
    range === null ? null : { low: money(range.low), high: money(range.high) };
  return {
    scale: {
      year: scale.year,
      imports: money(scale.imports),
      trade: scale.total === null ? null : money(scale.total),
      source: scale.source,
      confidence: scale.confidence,
    },
    threshold: threshold === null ? null : money(threshold),
    readings: readings.map((reading) => ({
      what: reading.what,
      day: reading.day,
      basis: reading.basis,
      usd: both(reading.usd),
      why: reading.why,
      months: both(reading.months),
      shareOfTradePercent: both(reading.shareOfTrade),
      threshold: reading.threshold,
      recordedAt: atOf(reading),
      sources: [...reading.sources],
    })),
    cautions: [...cautions],
  };
}

export const crossingToJson = ({ threshold, what, day, basis, state, usd, sources }: Crossing) => ({
  threshold: money(threshold),
  what,
  day,
  basis,
  state,
  usd: { low: money(usd.low), high: money(usd.high) },
  sources,
});

export const totalsToJson = (years: readonly YearOfTotals[]): TotalsJson => ({
  source: 'facts/annual_totals.json beside facts/incidents.json',
  years: years.map((year) => ({
    year: year.year,
    thefts: year.n,
    counted: money(year.counted),
    low: money(year.low),
    high: money(year.high),
    withoutFigure: [...year.withoutFigure],
    comparisons: year.comparisons.map((row) => ({
      source: row.source,
      period: row.label,
      basis: row.basis,
      published: money(row.published),
      ours: money(row.ours),
      difference: money(row.difference),
      named: row.named === null ? null : { n: row.named.n, usd: money(row.named.usd) },
      notNamed: row.notNamed?.map((one) => ({ ...one, usd: money(one.usd) })) ?? null,
      unexplained: money(row.unexplained),
      candidates: row.candidates.map((one) => ({ ...one, usd: money(one.usd) })),
    })),
  })),
});

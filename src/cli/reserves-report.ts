/** The ledger as JSON for machines and as text for a terminal. */
import { formatDecimal } from '../core/model/amount.ts';
import { FATES } from '../core/strategy/facts.ts';
import type { Gauge, Reading } from '../core/strategy/gauge.ts';
import type { Valued } from '../core/strategy/prices.ts';
import type { HeldFigure, LedgerLine, Reserves, UsdFigure } from '../core/strategy/reserves.ts';
import type { YearOfTotals } from '../core/strategy/totals.ts';
import type { TrackedAsset } from '../core/strategy/tracked.ts';
import { cut, fixed, rangeUsd, shortUsd, showValues, table, usdText, wrap } from './figures.ts';

const FACTS_SOURCE = 'facts/incidents.json';

export function reservesToJson(held: Reserves, gauge: Gauge | null) {
  return {
    question: held.question,
    currency: 'USD',
    thefts: held.thefts,
    total: lineToJson(held.total),
    chains: held.chains.map(lineToJson),
    incidents: held.incidents.map(lineToJson),
    assets: held.assets.map(({ unit, thefts, units, stolen, fates }) => ({
      unit,
      thefts,
      units: formatDecimal(units, 18),
      stolen: stolen.map((row) => ({ ...row, source: FACTS_SOURCE })),
      fates: fates.map(({ incident, fate, assets, date, source, note }) => ({
        incident,
        fate,
        assets,
        date,
        source,
        note,
      })),
    })),
    tracked: held.tracked.map((each) => ({
      case: each.case,
      incident: each.incident,
      seenUntil: each.seenUntil,
      policies: each.policies,
      source: each.source,
      assets: each.assets.map((asset) => ({
        symbol: asset.symbol,
        stolen: formatDecimal(asset.stolen, asset.decimals),
        fates: Object.fromEntries([...asset.fates].map(([fate, range]) => [fate, rangeToJson(range, asset)])),
      })),
      stillHeld: each.held.map((figure) => ({
        chain: figure.chain,
        symbol: figure.symbol,
        ...rangeToJson(figure, figure),
        value: { low: valueToJson(figure.value.low), high: valueToJson(figure.value.high) },
      })),
    })),
    observations: held.observations.map((each) => ({
      ...each,
      usd: each.usd === null ? null : usdText(each.usd),
      value: valueToJson(each.value),
      basis: 'published',
    })),
    gauge: gauge === null ? null : gaugeToJson(gauge),
    cautions: held.cautions,
  };
}

const lineToJson = ({ name, thefts, stolen, fates, unknown }: LedgerLine) => ({
  name,
  thefts,
  stolen: {
    ...figureToJson(stolen),
    counted: usdText(stolen.counted),
    withoutFigure: stolen.withoutFigure,
  },
  fates: Object.fromEntries([...fates].map(([fate, figure]) => [fate, figureToJson(figure)])),
  unknown: figureToJson(unknown),
});

const figureToJson = ({ low, high, n, sources }: UsdFigure) => ({
  low: usdText(low),
  high: usdText(high),
  n,
  sources,
});

const rangeToJson = (
  { low, high }: { readonly low: bigint; readonly high: bigint },
  { decimals }: { readonly decimals: number },
) => ({ low: formatDecimal(low, decimals), high: formatDecimal(high, decimals) });

const valueToJson = (value: Valued) =>
  value.type === 'valued'
    ? { usd: usdText(value.cents), on: value.on, source: value.by }
    : { usd: null, reason: value.type, why: value.why };

const gaugeToJson = ({ scale, threshold, readings, cautions }: Gauge) => ({
  scale: {
    year: scale.year,
    imports: usdText(scale.imports),
    trade: scale.total === null ? null : usdText(scale.total),
    source: scale.source,
    confidence: scale.confidence,
  },
  threshold: threshold === null ? null : usdText(threshold),
  readings: readings.map((each) => ({
    what: each.what,
    day: each.day,
    basis: each.basis,
    usd: each.usd === null ? null : { low: usdText(each.usd.low), high: usdText(each.usd.high) },
    why: each.why,
    months:
      each.months === null ? null : { low: fixed(each.months.low, 2), high: fixed(each.months.high, 2) },
    shareOfTradePercent:
      each.shareOfTrade === null
        ? null
        : { low: fixed(each.shareOfTrade.low, 2), high: fixed(each.shareOfTrade.high, 2) },
    threshold: each.threshold,
    sources: each.sources,
  })),
  cautions,
});

const SHOWN = 15;

export function reservesToText(held: Reserves, gauge: Gauge | null): string {
  const { total, thefts } = held;
  const known = [...total.fates.values()].reduce((sum, { high }) => sum + high, 0n);
  const largest = held.incidents
    .toSorted((a, b) => (b.stolen.high > a.stolen.high ? 1 : b.stolen.high < a.stolen.high ? -1 : 0))
    .slice(0, SHOWN);
  const blocks = [
    wrap(
      `${shortUsd(total.stolen.counted)} stolen in ${thefts.counted} counted thefts of ${thefts.all} (${rangeUsd(total.stolen.low, total.stolen.high)} by attribution and source); sources say what became of ${shortUsd(known)} of it; the fate of ${rangeUsd(total.unknown.low, total.unknown.high)} is unknown.`,
      0,
    ),
    wrap(
      `${thefts.all - thefts.withUnits} of ${thefts.all} thefts have no amounts of assets, ${thefts.withFate} have a word on what became of the money, ${thefts.traced} are traced (${shortUsd(thefts.tracedLoss)} of the stolen; the rest is untraced). Dollars are those of the theft; the low end takes only what states attribute with high confidence, the high end what is suspected too. Unknown is not held.`,
      0,
    ),
    ...(thefts.tracedElsewhere === 0
      ? []
      : [`${thefts.tracedElsewhere} kept traces are of no incident of the facts, and left out.`]),
    table([LEDGER_HEAD, ...[...largest, total].map(ledgerRow)]),
    ...(held.incidents.length > SHOWN
      ? [`The ${SHOWN} largest of ${held.incidents.length}; --json has all, with the sources of each.`]
      : []),
    'By chain (a theft over several chains is not parted)',
    table([LEDGER_HEAD, ...held.chains.slice(0, SHOWN).map(ledgerRow)]),
    'Units stolen, where published',
    table([
      ['asset', 'units', 'thefts', 'fates known'],
      ...held.assets
        .slice(0, SHOWN)
        .map(({ unit, units, thefts: n, fates }) => [
          unit,
          units === 0n ? '-' : formatDecimal(units, 18),
          String(n),
          String(fates.length),
        ]),
    ]),
    ...held.tracked.flatMap((each) => [
      wrap(
        `Traced: ${each.case} (${each.source}), as of the last block of its data on ${each.seenUntil}, over ${each.policies.join(', ')}`,
      ),
      table([
        ['asset', 'stolen', ...FATES],
        ...each.assets.map((asset) => [asset.symbol, ...trackedCells(asset)]),
      ]),
      ...each.held.map(
        (figure) =>
          `  still held then: ${rangeOf(figure)} ${cut(figure.symbol, 12)} on ${figure.chain}, worth ${showValues(figure.value)}`,
      ),
    ]),
    ...(gauge === null ? [] : [gaugeToText(gauge)]),
    ...held.cautions.map((caution) => wrap(`! ${caution}`)),
  ];
  return `${blocks.join('\n\n').replaceAll(/\n\n(?= {2}|! )/g, '\n')}\n`;
}

const LEDGER_HEAD = ['theft', 'stolen', 'recovered', 'frozen', 'cashed out', 'mixers', 'burnt', 'unknown'];

const ledgerRow = ({ name, stolen, fates, unknown }: LedgerLine): string[] => [
  cut(name, 26),
  stolen.n === 0 ? '?' : shortUsd(stolen.counted === 0n ? stolen.high : stolen.counted),
  ...(['recovered', 'frozen', 'cashed-out', 'in-mixers', 'burnt'] as const).map((fate) => {
    const figure = fates.get(fate);
    if (figure === undefined || (figure.n === 0 && figure.sources.length === 0)) return '-';
    return figure.n === 0 ? 'no $' : shortUsd(figure.high);
  }),
  stolen.n === 0 ? '?' : shortUsd(unknown.high),
];

/** Whole per cent per fate, as a range over policies: amounts stand in --json. */
const trackedCells = ({ stolen, decimals, fates }: TrackedAsset): string[] => [
  units(stolen, decimals),
  ...FATES.map((fate) => {
    const { low, high } = fates.get(fate) ?? { low: 0n, high: 0n };
    if (high === 0n) return '-';
    const percent = (part: bigint): string => fixed((part * 1000n) / stolen, 1);
    return percent(low) === percent(high) ? `${percent(low)}%` : `${percent(low)}-${percent(high)}%`;
  }),
];

const rangeOf = ({ low, high, decimals }: HeldFigure): string =>
  low === high ? units(low, decimals) : `${units(low, decimals)} to ${units(high, decimals)}`;

/** Two decimals are enough for a glance. */
const units = (amount: bigint, decimals: number): string => {
  const text = formatDecimal(amount, decimals);
  return text.replace(/(\.\d\d)\d+$/, '$1');
};

function gaugeToText({ scale, threshold, readings, cautions }: Gauge): string {
  return [
    wrap(
      `In months of imports (${shortUsd(scale.imports)} in ${scale.year}: ${scale.source}; ${scale.confidence} confidence)`,
    ),
    table([
      ['seen on', 'value', 'months', 'of a year’s trade', 'what'],
      ...readings.map((each) => [
        each.day,
        each.usd === null ? 'price-unavailable' : rangeUsd(each.usd.low, each.usd.high),
        each.months === null ? '-' : span(each.months),
        each.shareOfTrade === null ? '-' : `${span(each.shareOfTrade)} %`,
        cut(each.what, 40),
      ]),
    ]),
    ...(threshold === null ? [] : readings.map((each) => alert(each, shortUsd(threshold)))),
    'Each row is what was seen on its own day; none says what is held today.',
    ...cautions.map((caution) => wrap(`! ${caution}`)),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

const span = ({ low, high }: { readonly low: bigint; readonly high: bigint }): string =>
  low === high ? fixed(low, 2) : `${fixed(low, 2)}-${fixed(high, 2)}`;

function alert({ threshold, what, day }: Reading, limit: string): string {
  if (threshold === 'crossed') return wrap(`ALERT: above your threshold of ${limit} on ${day}: ${what}`);
  if (threshold === 'straddled')
    return wrap(`ALERT: perhaps above your threshold of ${limit} on ${day}: ${what}`);
  return '';
}

export const totalsToJson = (years: readonly YearOfTotals[]) => ({
  source: 'facts/annual_totals.json beside facts/incidents.json',
  years: years.map((each) => ({
    year: each.year,
    thefts: each.n,
    counted: usdText(each.counted),
    low: usdText(each.low),
    high: usdText(each.high),
    withoutFigure: each.withoutFigure,
    comparisons: each.comparisons.map((row) => ({
      source: row.source,
      period: row.label,
      basis: row.basis,
      published: usdText(row.published),
      ours: usdText(row.ours),
      difference: usdText(row.difference),
      named: row.named === null ? null : { n: row.named.n, usd: usdText(row.named.usd) },
      notNamed: row.notNamed?.map((one) => ({ ...one, usd: usdText(one.usd) })) ?? null,
      unexplained: usdText(row.unexplained),
      candidates: row.candidates.map((one) => ({ ...one, usd: usdText(one.usd) })),
    })),
  })),
});

export function totalsToText(years: readonly YearOfTotals[]): string {
  const rows = years.flatMap((each) =>
    each.comparisons.map((row) => [
      cut(`${row.label} ${row.source}`, 42),
      shortUsd(row.published),
      shortUsd(row.ours),
      shortUsd(row.difference),
      row.named === null ? 'no rows' : `${row.named.n} rows`,
      shortUsd(row.unexplained),
    ]),
  );
  const ours = years.map((each) => [
    String(each.year),
    shortUsd(each.counted),
    `${each.n} thefts`,
    rangeUsd(each.low, each.high),
  ]);
  const disputes = years.flatMap((each) => {
    const byReason = [...Map.groupBy(each.comparisons[0]?.candidates ?? [], ({ why }) => why)];
    return byReason.map(([why, all]) =>
      wrap(
        `${each.year} ${why}: ${all.map(({ incident, usd }) => `${incident}${usd === 0n ? '' : ` ${shortUsd(usd)}`}`).join(', ')}`,
      ),
    );
  });
  return [
    'What others publish, beside our rows of the same days',
    table([['period, source', 'published', 'our rows', 'difference', 'names', 'unexplained'], ...rows]),
    wrap(
      'Why they differ: who is attributed, the price of which hour, whether minted tokens count at face value, and when the series was last revised. `names` counts our rows that cite this publisher; what it publishes beyond them is unexplained. A publisher without rows leaves its whole difference unexplained.',
      0,
    ),
    'Our rows',
    table([['year', 'counted', 'thefts', 'least to most'], ...ours]),
    'Thefts whose counting is disputed: they might explain a difference, no publisher says so',
    disputes.join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

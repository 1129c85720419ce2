/** The ledger as text for a terminal. */
import type { ReservesAnswer } from '../app/strategy/reserves.ts';
import { formatDecimal } from '../core/model/amount.ts';
import { counted } from '../core/model/counted.ts';
import type { Crossing, RecordedCrossing } from '../core/strategy/crossings.ts';
import { FATES, PUBLISHED_FATES } from '../core/strategy/facts.ts';
import type { Gain, Stage } from '../core/strategy/gains.ts';
import type { Gauge } from '../core/strategy/gauge.ts';
import type { LedgerLine, StolenFigure } from '../core/strategy/ledger.ts';
import {
  CURRENCIES,
  coverageOf,
  creditsOf,
  type InEach,
  type PriceSeries,
  type Valued,
} from '../core/strategy/prices.ts';
import type { HeldBand, HeldFigure, Reserves } from '../core/strategy/reserves.ts';
import type { YearOfTotals } from '../core/strategy/totals.ts';
import type { Range, TrackedAsset } from '../core/strategy/tracked.ts';
import { creditToText, cut, fixed, rangeUsd, shortMoney, shortUsd, table, wrap } from './figures.ts';

const SHOWN = 15;

export function reservesToText({ held, gauge, crossings, asOf, cutOff, series }: ReservesAnswer): string {
  const { total, thefts } = held;
  const known = [...total.fates.values()].reduce((sum, { high }) => sum + high, 0n);
  const largest = held.incidents
    .toSorted((a, b) => (b.stolen.high > a.stolen.high ? 1 : b.stolen.high < a.stolen.high ? -1 : 0))
    .slice(0, SHOWN);
  const blocks = [
    ...(thefts.all === 0 ? [`No theft that was asked for is on record by ${asOf}.`] : []),
    wrap(
      `${shortUsd(total.stolen.counted)} stolen in ${counted(thefts.counted, 'counted theft')} of ${thefts.all} (${rangeUsd(total.stolen.low, total.stolen.high)} by attribution and source); sources say what became of ${shortUsd(known)}, of thefts that are not counted too; the fate of ${rangeUsd(total.unknown.low, total.unknown.high)} is unknown.`,
      0,
    ),
    wrap(
      `Of ${counted(thefts.all, 'theft')} ${thefts.all - thefts.withUnits} have no amounts of assets, ${thefts.withFate} have a word on what became of the money, ${thefts.traced} are traced (${shortUsd(thefts.tracedLoss)} of the stolen; the rest is untraced). Dollars are those of the theft; the low end takes only what states attribute with high confidence, the high end what is suspected too. Unknown is not held. The facts end on ${cutOff}: later thefts are missing, not absent.`,
      0,
    ),
    ...actorToText(held),
    bandToText(held.held),
    abroadToText(total.stolen),
    ...(thefts.tracedElsewhere === 0
      ? []
      : [`Kept traces of no incident of the facts are left out: ${thefts.tracedElsewhere}.`]),
    table([LEDGER_HEAD, ...[...largest, total].map(ledgerRow)]),
    wrap(
      'stolen: what is counted; in brackets what is not, so it is in no sum. “unknown, at most” starts from the highest figure, of thefts that are not counted too, so it may exceed the stolen.',
      0,
    ),
    ...(held.incidents.length > SHOWN
      ? [`The ${SHOWN} largest of ${held.incidents.length}; --json has all, with the sources of each.`]
      : []),
    'By cluster, under the first name the facts give (sources differ on many)',
    table([LEDGER_HEAD, ...held.clusters.slice(0, SHOWN).map(ledgerRow)]),
    'By chain (a theft over several chains is not parted)',
    table([LEDGER_HEAD, ...held.chains.slice(0, SHOWN).map(ledgerRow)]),
    'Units stolen, where published',
    table([
      ['asset', 'units', 'thefts', 'fates known', 'worth on the day asked for'],
      ...held.assets
        .slice(0, SHOWN)
        .map(({ unit, units, thefts: n, fates, values }) => [
          unit,
          units === 0n ? '-' : formatDecimal(units, 18),
          String(n),
          String(fates.length),
          worthToText(values),
        ]),
    ]),
    ...held.tracked.flatMap((each) => [
      wrap(
        `Traced: ${each.case} (${each.source}), as of the last block of its data on ${each.seenUntil}, over ${each.policies.join(', ')}`,
      ),
      table([['asset', 'stolen', 'came to', 'amount'], ...each.assets.flatMap(trackedRows)]),
      ...(each.held.length === 0
        ? []
        : [
            '  still-held: what stands for each stolen asset; below: the coins that lie there, for all of them.',
          ]),
      ...each.held.map(
        (figure) =>
          `  still held then: ${unitsText(figure, figure.decimals)} ${cut(figure.symbol, 12)} on ${figure.chain}, at ${placesOf(figure)}`,
      ),
    ]),
    ...gainsToText(held.gains),
    ...pricesToText(series),
    ...(gauge === null ? [] : [gaugeToText(gauge, crossings)]),
    ...held.cautions.map((caution) => wrap(`! ${caution}`)),
  ];
  return `${blocks.join('\n\n').replaceAll(/\n\n(?= {2}|! )/g, '\n')}\n`;
}

function bandToText({ low, high, why }: HeldBand): string {
  const most = `at most ${shortUsd(high)}, were all in mixers or of unknown fate still held`;
  return wrap(
    low === null
      ? `Could still be held: what traces see unspent, which has no price here (${why}), and ${most}.`
      : `Could still be held: at least ${shortUsd(low)}, seen unspent in traces, and ${most}.`,
    0,
  );
}

/** A name is found anywhere in the facts’ words, which may put another first: the two counts differ. */
const actorToText = ({ question: { actor }, clusters }: Reserves): string[] =>
  actor === null
    ? []
    : [
        wrap(
          `“${actor}” is found anywhere in the name of an actor or cluster, where sources differ too. By the first name alone these are: ${clusters.map(({ name, thefts }) => `${name} ${thefts}`).join(', ')}.`,
          0,
        ),
      ];

const abroadToText = ({ abroad }: StolenFigure): string =>
  wrap(
    `Stolen, at the rate of each theft’s day: ${abroad
      .map(({ currency, low, high, n, withoutRate }) =>
        n === 0
          ? `no rate in ${currency}`
          : `${shortMoney(low, currency)} to ${shortMoney(high, currency)} in ${counted(n, 'theft')} (${withoutRate} without a rate, not in the sum)`,
      )
      .join('; ')}.`,
    0,
  );

const worthToText = (values: InEach<Valued> | null): string =>
  values === null
    ? '-'
    : CURRENCIES.flatMap((currency) => {
        const value = values[currency];
        return value.type === 'valued' ? [shortMoney(value.cents, currency)] : [];
      }).join(', ') || 'price-unavailable';

const placesOf = ({ places }: HeldFigure): string =>
  places.length === 1 ? (places[0]?.address ?? '') : `${places.length} addresses (--json names them)`;

function gainsToText(gains: readonly Gain[]): string[] {
  if (gains.length === 0) return [];
  const lines = gains.flatMap((gain) =>
    (
      [
        ['cashed out', gain.realised],
        ['held', gain.unrealised],
        ['held, at the theft', gain.unrealisedAtTheft],
      ] as const
    ).map(
      ([what, stage]) =>
        `  ${wrap(`${gain.case} ${cut(gain.symbol, 12)} ${what}: ${stageToText(stage, gain.decimals)}`, 4)}`,
    ),
  );
  const missing = new Set(
    gains.flatMap(({ realised, unrealised }) => [...realised.missing, ...unrealised.missing]),
  );
  return [
    'What reached services, at the price of each day, and what is left, at that of the day asked for',
    ...lines,
    ...[...missing].slice(0, 4).map((why) => wrap(`! price-unavailable: ${why}`)),
  ];
}

/** Which days can have a value here, and the words that owners of prices ask for. */
function pricesToText(series: readonly PriceSeries[]): string[] {
  if (series.length === 0) return [];
  const days = series.map((each) => {
    const { from, to } = coverageOf(each);
    return `${each.id} ${from ?? '-'} to ${to ?? '-'}`;
  });
  return [
    wrap(`Prices at hand: ${days.join('; ')}.`),
    ...creditsOf(series).map((credit) => `  ${creditToText(credit)}`),
  ];
}

function stageToText({ low, high, worth }: Stage, decimals: number): string {
  if (high === 0n) return 'nothing seen';
  const values = CURRENCIES.flatMap((currency) => {
    const priced = worth[currency];
    if (priced === null) return [];
    const [least, most] = [shortMoney(priced.low, currency), shortMoney(priced.high, currency)];
    return [least === most ? least : `${least} to ${most}`];
  });
  return [unitsText({ low, high }, decimals), ...(values.length === 0 ? ['price-unavailable'] : values)].join(
    ', ',
  );
}

const LEDGER_HEAD = [
  'theft',
  'stolen',
  'recovered',
  'frozen',
  'cashed out',
  'mixers',
  'burnt',
  'unknown, at most',
];

const ledgerRow = ({ name, stolen, fates, unknown }: LedgerLine): string[] => [
  cut(name, 18),
  stolenToText(stolen),
  ...PUBLISHED_FATES.map((fate) => {
    const figure = fates.get(fate);
    if (figure === undefined || (figure.n === 0 && figure.sources.length === 0)) return '-';
    return figure.n === 0 ? 'no $' : shortUsd(figure.high);
  }),
  stolen.n === 0 ? '?' : shortUsd(unknown.high),
];

/** Brackets: the table of thefts does not count it, so it is in no sum. */
const stolenToText = ({ n, counted: sum, high }: StolenFigure): string =>
  n === 0 ? '?' : sum === 0n && high > 0n ? `(${shortUsd(high)})` : shortUsd(sum);

/** Amounts, as a range over policies: a share of one theft would be read as a rate of many. */
function trackedRows({ symbol, stolen, decimals, fates }: TrackedAsset): string[][] {
  const reached = FATES.flatMap((fate) => {
    const amount = fates.get(fate);
    return amount === undefined || amount.high === 0n ? [] : [[fate, unitsText(amount, decimals)]];
  });
  return (reached.length === 0 ? [['-', '-']] : reached).map((row) => [
    symbol,
    units(stolen, decimals),
    ...row,
  ]);
}

const unitsText = ({ low, high }: Range, decimals: number): string =>
  low === high ? units(low, decimals) : `${units(low, decimals)} to ${units(high, decimals)}`;

/** Two decimals are enough for a glance. */
const units = (amount: bigint, decimals: number): string => {
  const text = formatDecimal(amount, decimals);
  return text.replace(/(\.\d\d)\d+$/, '$1');
};

function gaugeToText(
  { scale, threshold, readings, cautions }: Gauge,
  crossings: ReservesAnswer['crossings'],
): string {
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
        cut(each.what, 34),
      ]),
    ]),
    ...(threshold === null ? [] : crossings.map(alert)),
    'Each row is what was seen on its own day; none says what is held today.',
    ...cautions.map((caution) => wrap(`! ${caution}`)),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

const span = ({ low, high }: { readonly low: bigint; readonly high: bigint }): string =>
  low === high ? fixed(low, 2) : `${fixed(low, 2)}-${fixed(high, 2)}`;

/** The lines of a check: nothing where nothing is new. */
export const crossingsToText = (crossings: readonly RecordedCrossing[]): string =>
  crossings.map((each) => `${alert(each)}\n`).join('');

const alert = ({ state, threshold, day, what, usd }: Crossing): string =>
  wrap(
    `ALERT: ${state === 'crossed' ? '' : 'perhaps '}above your threshold of ${shortUsd(threshold)} on ${day}: ${what}, ${rangeUsd(usd.low, usd.high)}`,
  );

export function totalsToText(years: readonly YearOfTotals[]): string {
  const rows = years.flatMap((each) =>
    each.comparisons.map((row) => [
      cut(`${row.label} ${row.source}`, 42),
      shortUsd(row.published),
      shortUsd(row.ours),
      shortUsd(row.difference),
      row.named === null ? 'no rows' : counted(row.named.n, 'row'),
      shortUsd(row.unexplained),
    ]),
  );
  const ours = years.map((each) => [
    String(each.year),
    shortUsd(each.counted),
    counted(each.n, 'theft'),
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

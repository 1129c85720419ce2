/**
 * A line of the ledger: what some thefts took, what sources say became of it, and what nobody says. Every figure is a
 * range with its sources; what is still held is none of them.
 */
import { type FateRow, PUBLISHED_FATES, type PublishedFate, type Theft } from './facts.ts';
import type { Valuation } from './gains.ts';
import { type Cents, CURRENCIES, type Currency, valueOn } from './prices.ts';

/** Dollars at the theft, as published: a range, with how many thefts stand behind it and who says so. */
export type UsdFigure = {
  readonly low: Cents;
  readonly high: Cents;
  readonly n: number;
  readonly sources: readonly string[];
};

export type StolenFigure = UsdFigure & {
  /** The sum of the figures that the table counts. */
  readonly counted: Cents;
  readonly withoutFigure: number;
  /** The same at the rates of the days of the thefts. */
  readonly abroad: readonly Abroad[];
};

/** Dollars in another currency: of the thefts whose day is known and has a rate; the others are not in it. */
export type Abroad = {
  readonly currency: Currency;
  readonly low: Cents;
  readonly high: Cents;
  readonly n: number;
  readonly withoutRate: number;
  readonly sources: readonly string[];
};

export type LedgerLine = {
  readonly name: string;
  readonly thefts: number;
  readonly stolen: StolenFigure;
  /** What sources say became of it, in dollars of their own day. */
  readonly fates: ReadonlyMap<PublishedFate, UsdFigure>;
  /** Of which no source says anything: a bar of its own. */
  readonly unknown: UsdFigure;
};

export function ledgerLine(
  name: string,
  thefts: readonly Theft[],
  allFates: readonly FateRow[],
  valuation: Valuation,
): LedgerLine {
  const ids = new Set(thefts.map(({ id }) => id));
  const fates = allFates.filter(({ incident }) => ids.has(incident));
  return {
    name,
    thefts: thefts.length,
    stolen: stolenFigure(thefts, valuation),
    fates: new Map(PUBLISHED_FATES.map((fate) => [fate, fateFigure(fates.filter((f) => f.fate === fate))])),
    unknown: unknownFigure(thefts, fates),
  };
}

/**
 * The band of what was stolen: low takes the least figure of thefts that states attribute with high confidence, high
 * the greatest of all, suspected ones too.
 */
function stolenFigure(thefts: readonly Theft[], valuation: Valuation): StolenFigure {
  return {
    low: sum(thefts.map(leastOf)),
    high: sum(thefts.map(mostOf)),
    counted: sum(thefts.map(({ counted, loss }) => (counted ? (loss ?? 0n) : 0n))),
    n: thefts.filter(({ loss }) => loss !== null).length,
    withoutFigure: thefts.filter(({ loss }) => loss === null).length,
    sources: sourcesOf(thefts),
    abroad: CURRENCIES.filter((currency) => currency !== 'USD').map((currency) =>
      abroad(thefts, currency, valuation),
    ),
  };
}

/** A month has no rate: only thefts whose day is known are converted. */
function abroad(thefts: readonly Theft[], currency: Currency, { series, rules }: Valuation): Abroad {
  const withLoss = thefts.filter(({ loss }) => loss !== null);
  const converted = withLoss.flatMap((theft) => {
    if (theft.precision !== 'day') return [];
    const [low, high] = [leastOf(theft), mostOf(theft)].map((amount) =>
      valueOn(series, { asset: 'USD', amount, decimals: 2 }, currency, theft.day, rules),
    );
    return low?.type === 'valued' && high?.type === 'valued'
      ? [{ low: low.cents, high: high.cents, by: high.by }]
      : [];
  });
  return {
    currency,
    low: sum(converted.map(({ low }) => low)),
    high: sum(converted.map(({ high }) => high)),
    n: converted.length,
    withoutRate: withLoss.length - converted.length,
    sources: [...new Set(converted.map(({ by }) => by))].sort(),
  };
}

const isFirm = ({ status, confidence, counted }: Theft): boolean =>
  counted && confidence === 'high' && (status === 'official' || status === 'multilateral');
const leastOf = (theft: Theft): Cents => (isFirm(theft) ? (theft.range?.[0] ?? theft.loss ?? 0n) : 0n);
const mostOf = ({ range, loss }: Theft): Cents => range?.[1] ?? loss ?? 0n;

function fateFigure(rows: readonly FateRow[]): UsdFigure {
  const total = sum(rows.map(({ usd }) => usd ?? 0n));
  return {
    low: total,
    high: total,
    n: rows.filter(({ usd }) => usd !== null).length,
    sources: [...new Set(rows.map(({ incident, source }) => `${incident}: ${source}`))],
  };
}

/**
 * A theft of which nothing is said is unknown whole. Fates are in dollars of another day, so the rest of one theft
 * never goes below nothing, and what one has too much never hides what another lacks.
 */
function unknownFigure(thefts: readonly Theft[], fates: readonly FateRow[]): UsdFigure {
  const rest = (theft: Theft, stolen: Cents): Cents => {
    const said = sum(fates.filter(({ incident }) => incident === theft.id).map(({ usd }) => usd ?? 0n));
    return stolen > said ? stolen - said : 0n;
  };
  return {
    low: sum(thefts.map((theft) => rest(theft, leastOf(theft)))),
    high: sum(thefts.map((theft) => rest(theft, mostOf(theft)))),
    n: thefts.filter(({ loss }) => loss !== null).length,
    sources: ['computed: stolen less the fates that sources name, theft by theft'],
  };
}

/** A loss is published for a theft, not for each chain it touched: only thefts on one chain can be laid to it. */
export function chainsOf({ chains }: Theft): string {
  const [only = 'unknown', ...others] = chains;
  return others.length > 0 || only === 'multiple' ? 'several chains' : only;
}

/** "CryptoCore / SquidSquad (MSMT: TraderTraitor)" is CryptoCore; the row itself keeps all of it. */
export const clusterOf = ({ cluster, actor }: Theft): string =>
  /^.*?(?= \/| \(|-adjacent| lineage| malware| or |$)/.exec(cluster ?? actor ?? 'unknown')?.[0] ?? 'unknown';

export const bySize = (a: LedgerLine, b: LedgerLine): number =>
  a.stolen.high === b.stolen.high ? (a.name < b.name ? -1 : 1) : a.stolen.high > b.stolen.high ? -1 : 1;

const sourcesOf = (thefts: readonly Theft[]): string[] =>
  [...new Set(thefts.flatMap(({ sources }) => sources))].sort();

export const sum = (all: readonly Cents[]): Cents => all.reduce((a, b) => a + b, 0n);

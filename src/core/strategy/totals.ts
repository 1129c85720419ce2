/**
 * Yearly totals of many publishers beside the sum of our rows. Where a publisher gives rows, the difference is parted
 * into thefts it does not name and what it values otherwise; where it gives only a total, the difference stays
 * `unexplained`, and the thefts that might explain it are named as such.
 */
import type { StrategyFacts, Theft, TotalsSeries, YearFigure } from './facts.ts';
import type { Cents } from './prices.ts';

export type Named = { readonly incident: string; readonly usd: Cents; readonly why: string };

export type Comparison = {
  readonly source: string;
  readonly label: string;
  readonly basis: string;
  readonly published: Cents;
  /** Our counted rows of the same days. */
  readonly ours: Cents;
  readonly difference: Cents;
  /** Rows of ours that name this publisher; null where it gives no rows. */
  readonly named: { readonly n: number; readonly usd: Cents } | null;
  /** Rows of ours that do not name it: what it may not count. Null where it gives no rows. */
  readonly notNamed: readonly Named[] | null;
  /** published − named, or published − ours: no row accounts for it. */
  readonly unexplained: Cents;
  /** Thefts whose counting is disputed: they might explain it, nobody says so. */
  readonly candidates: readonly Named[];
};

export type YearOfTotals = {
  readonly year: number;
  readonly n: number;
  readonly counted: Cents;
  readonly low: Cents;
  readonly high: Cents;
  readonly withoutFigure: readonly string[];
  readonly comparisons: readonly Comparison[];
};

/** Which keys of the table of sources stand for rows that a publisher printed. Vendors print totals only. */
const ROWS_OF: readonly (readonly [RegExp, RegExp])[] = [
  [/^UN Panel/, /^UN\d+$/],
  [/^MSMT/, /^MSMT$/],
  [/^Researcher register/, /^TAY$/],
];

export function reconcile({ thefts, totals }: StrategyFacts): YearOfTotals[] {
  const years = new Set([
    ...thefts.map(yearOf),
    ...totals.flatMap(({ figures }) => figures.map(({ year }) => year)),
  ]);
  return [...years].sort().map((year) => {
    const own = thefts.filter((theft) => yearOf(theft) === year);
    return {
      year,
      n: own.filter(({ counted }) => counted).length,
      counted: sum(own, countedLoss),
      low: sum(own, (theft) => (theft.counted ? (theft.range?.[0] ?? theft.loss ?? 0n) : 0n)),
      high: sum(own, ({ range, loss }) => range?.[1] ?? loss ?? 0n),
      withoutFigure: own.filter(({ loss }) => loss === null).map(({ id }) => id),
      comparisons: totals.flatMap((series) =>
        series.figures.filter((figure) => figure.year === year).map((figure) => compare(series, figure, own)),
      ),
    };
  });
}

function compare(series: TotalsSeries, figure: YearFigure, ofYear: readonly Theft[]): Comparison {
  const rows = ofYear.filter(({ day }) => day <= figure.until);
  const ours = sum(rows, countedLoss);
  const keys = ROWS_OF.find(([name]) => name.test(series.source))?.[1];
  const naming = rows.filter(({ sources }) => keys !== undefined && sources.some((key) => keys.test(key)));
  const named = { n: naming.length, usd: sum(naming, ({ loss }) => loss ?? 0n) };
  return {
    source: series.source,
    label: figure.label,
    basis: series.basis,
    published: figure.usd,
    ours,
    difference: figure.usd - ours,
    named: keys === undefined ? null : named,
    notNamed:
      keys === undefined
        ? null
        : rows
            .filter((theft) => theft.counted && !naming.includes(theft) && (theft.loss ?? 0n) > 0n)
            .map((theft) => ({
              incident: theft.id,
              usd: theft.loss ?? 0n,
              why: 'counted here, not named there',
            })),
    unexplained: figure.usd - (keys === undefined ? ours : named.usd),
    candidates: disputed(rows),
  };
}

/** What can be counted in or out, or valued otherwise, with how much that would move. */
function disputed(rows: readonly Theft[]): Named[] {
  return rows
    .flatMap(({ id, loss, range, counted }): Named[] => {
      if (!counted) return [{ incident: id, usd: loss ?? 0n, why: 'suspected only, not counted here' }];
      if (loss === null) return [{ incident: id, usd: 0n, why: 'no figure published' }];
      if (range === null || range[0] === range[1]) return [];
      return [{ incident: id, usd: range[1] - range[0], why: 'valued differently, by' }];
    })
    .sort((a, b) => (a.usd === b.usd ? (a.incident < b.incident ? -1 : 1) : a.usd > b.usd ? -1 : 1));
}

const yearOf = ({ day }: Theft): number => Number(day.slice(0, 4));
const countedLoss = ({ counted, loss }: Theft): Cents => (counted ? (loss ?? 0n) : 0n);
const sum = (rows: readonly Theft[], of: (theft: Theft) => Cents): Cents =>
  rows.reduce((total, row) => total + of(row), 0n);

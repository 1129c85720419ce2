/** The tables that the strategy room reasons over, read, checked and brought to its types. */
import { z } from 'zod';
import { formatDecimal, parseDecimal } from '../../core/model/amount.ts';
import { daysAfter, parseDay } from '../../core/strategy/day.ts';
import {
  type FateRow,
  type Observation,
  PUBLISHED_FATES,
  type StrategyFacts,
  type Theft,
  type TotalsSeries,
  type TradeYear,
  type YearFigure,
} from '../../core/strategy/facts.ts';
import type { Cents } from '../../core/strategy/prices.ts';
import { readIncidentsTable } from './incidents.ts';
import { loadMeasures } from './measures.ts';
import { malformed, readTable } from './table.ts';

const text = z.string().min(1);
const dollars = z.number();

const fatesTable = z.looseObject({
  fates: z.array(
    z.strictObject({
      incident: text,
      fate: z.enum(PUBLISHED_FATES),
      usd: dollars.nullable(),
      assets: z.array(z.strictObject({ amount: text, unit: text })),
      date: text.nullable(),
      source: text,
      note: text,
    }),
  ),
});

const totalsTable = z.looseObject({
  series: z.array(
    z.looseObject({
      source: text,
      basis: text,
      usd_by_year: z.record(text, dollars),
      confidence: text,
      note: z.string(),
    }),
  ),
  holdings_observations: z.array(
    z.looseObject({
      date: text,
      holder: text,
      asset: text,
      amount: z.union([z.number().nonnegative(), z.array(z.number().nonnegative())]),
      approx: z.boolean().optional(),
      usd: dollars.optional(),
      source: text,
      confidence: text,
    }),
  ),
  cautions: z.array(text),
});

const importsTable = z.looseObject({
  trade_usd: z.array(
    z.looseObject({
      year: z.number().int(),
      imports: dollars.nullable(),
      total: dollars.nullable(),
      source: text,
      confidence: text,
    }),
  ),
  cautions: z.array(text),
});

const techniquesTable = z.looseObject({
  techniques: z.array(z.looseObject({ id: text, name: z.looseObject({ en: text, ja: text, ko: text }) })),
});

/** The researcher's table is the newest that gives rows; nothing after its day can stand in ours. */
const NEWEST_SOURCE = 'TAY';

export function loadStrategyFacts(folder: string): StrategyFacts {
  const totals = readTable(folder, 'annual_totals.json', totalsTable);
  const imports = readTable(folder, 'months_of_imports.json', importsTable);
  const incidents = readIncidentsTable(folder);
  const thefts = incidents.incidents.map(toTheft);
  return {
    thefts,
    cutOff: parseDay(incidents.sources[NEWEST_SOURCE]?.date ?? '', `incidents.json sources.${NEWEST_SOURCE}`),
    fates: loadFates(folder, new Set(thefts.map(({ id }) => id))),
    totals: totals.series.map(toSeries),
    observations: totals.holdings_observations.flatMap(toObservation),
    observationCautions: totals.cautions,
    trade: imports.trade_usd.flatMap(toTrade),
    tradeCautions: imports.cautions,
    ...loadMeasures(folder),
    routes: new Map(
      readTable(folder, 'techniques.json', techniquesTable).techniques.map(({ id, name: { en, ja, ko } }) => [
        id,
        { en, ja, ko },
      ]),
    ),
  };
}

type IncidentRow = ReturnType<typeof readIncidentsTable>['incidents'][number];

function toTheft(row: IncidentRow, index: number): Theft {
  const path = `incidents.json incidents.${index}`;
  const range = row.loss_usd_range;
  const [low, high] = range === undefined ? [] : range.map((usd) => cents(usd, `${path}.loss_usd_range`));
  if (low !== undefined && high !== undefined && low > high)
    throw malformed('the range of the loss runs backwards', `${path}.loss_usd_range`);
  return {
    id: row.id,
    day: parseDay(row.date_utc, `${path}.date_utc`, 'E_FACTS'),
    precision: row.date_precision,
    victim: row.victim,
    actor: row.attribution.actor,
    cluster: row.attribution.cluster,
    chains: row.chains,
    assets: row.assets.map(({ amount, unit }) => ({
      amount: amount === null ? null : String(amount),
      unit,
    })),
    loss: row.loss_usd_at_time === null ? null : cents(row.loss_usd_at_time, `${path}.loss_usd_at_time`),
    range: low === undefined || high === undefined ? null : [low, high],
    status: row.attribution.status,
    confidence: row.attribution.confidence,
    counted: row.include_in_dprk_total,
    routes: row.laundering.techniques,
    sources: row.sources,
  };
}

function loadFates(folder: string, known: ReadonlySet<string>): FateRow[] {
  return readTable(folder, 'fates.json', fatesTable).fates.map((row, index) => {
    const path = `fates.json fates.${index}`;
    if (!known.has(row.incident)) throw malformed(`"${row.incident}" is no incident`, `${path}.incident`);
    return { ...row, usd: row.usd === null ? null : cents(row.usd, `${path}.usd`) };
  });
}

function toSeries(row: z.infer<typeof totalsTable>['series'][number], index: number): TotalsSeries {
  const { source, basis, confidence, note } = row;
  return {
    source,
    basis,
    confidence,
    note,
    figures: Object.entries(row.usd_by_year).map(([label, usd]) => {
      const path = `annual_totals.json series.${index}.usd_by_year.${label}`;
      return { ...periodOf(label, path), usd: cents(usd, path) };
    }),
  };
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** "2025", "2025 (to September)", "2025 (to early October)", "2026 (first half)". */
function periodOf(label: string, path: string): Omit<YearFigure, 'usd'> {
  const match = /^(\d{4})(?: \((first half)\)| \(to (early )?([A-Z][a-z]+)\))?$/.exec(label);
  const [, yearText = '', half, early, monthName] = match ?? [];
  const month = half === undefined ? (monthName === undefined ? 12 : MONTHS.indexOf(monthName) + 1) : 6;
  if (match === null || month === 0) throw malformed(`the period "${label}" is not understood`, path);
  const year = Number(yearText);
  const begin = `${year}-${String(month).padStart(2, '0')}`;
  // The first ten days are what "early" is taken for.
  if (early !== undefined) return { label, year, until: parseDay(`${begin}-10`, path) };
  const next = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
  return { label, year, until: daysAfter(parseDay(next, path), -1) };
}

/** A row of several countries' holdings is a comparison, not an observation of the thieves. */
function toObservation(
  row: z.infer<typeof totalsTable>['holdings_observations'][number],
  index: number,
): Observation[] {
  const path = `annual_totals.json holdings_observations.${index}`;
  if (typeof row.amount !== 'number') return [];
  return [
    {
      day: parseDay(row.date, `${path}.date`, 'E_FACTS'),
      holder: row.holder,
      asset: row.asset,
      amount: String(row.amount),
      approximate: row.approx ?? false,
      usd: row.usd === undefined ? null : cents(row.usd, `${path}.usd`),
      source: row.source,
      confidence: row.confidence,
    },
  ];
}

function toTrade(row: z.infer<typeof importsTable>['trade_usd'][number], index: number): TradeYear[] {
  const path = `months_of_imports.json trade_usd.${index}`;
  const { year, imports, total, source, confidence } = row;
  if (imports === null) return [];
  return [
    {
      year,
      imports: cents(imports, `${path}.imports`),
      total: total === null ? null : cents(total, `${path}.total`),
      source,
      confidence,
    },
  ];
}

/** Dollars as typed, exactly; a negative or over-precise figure is refused with its place. */
function cents(usd: number, where: string): Cents {
  const amount = parseDecimal(String(usd), 2, where);
  if (formatDecimal(amount, 2) !== String(usd))
    throw malformed(`the figure ${usd} is not plain dollars`, where);
  return amount;
}

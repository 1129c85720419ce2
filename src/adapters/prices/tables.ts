/**
 * Tables of daily prices: in a folder of the reader's own those that `facts/prices/series.json` knows, and `daily.csv`
 * (date,asset,currency,price,source); among the facts those whose owner lets them be passed on. The register says of
 * each series whose it is, by what right it ships, or why it does not.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { AshiatoError } from '../../core/model/errors.ts';
import { type Day, parseDay } from '../../core/strategy/day.ts';
import { CURRENCIES, type Currency, type PriceSeries, parsePrice } from '../../core/strategy/prices.ts';

const text = z.string().min(1);
const known = {
  id: text,
  asset: text,
  currency: z.enum(CURRENCIES),
  file: text,
  date_column: text,
  price_column: text,
  moment: text,
  source: text,
  licence: text,
  why: text,
  from: text,
  to: text,
  gaps: z.array(text),
};
/** By what right a table ships: the owner's words, where they stand, what lies below it, and what they do not cover. */
const right = { owner: text, words: text, words_at: text, upstream: text, not_covered: text };
const register = z.strictObject({
  schema_version: z.literal(1),
  rule: text,
  series: z.array(
    z.discriminatedUnion('may_redistribute', [
      z.strictObject({ ...known, may_redistribute: z.literal(false) }),
      z.strictObject({
        ...known,
        ...right,
        may_redistribute: z.literal(true),
        credit: z.strictObject({ text, link: z.url() }).optional(),
      }),
    ]),
  ),
  looked_at: z.array(text),
  no_source: z.array(text),
});

export type KnownSeries = z.infer<typeof register>['series'][number];

const OWN_TABLE = 'daily.csv';
const OWN_COLUMNS = ['date', 'asset', 'currency', 'price', 'source'];
/** A century of days for a hundred assets is less. */
const MAX_BYTES = 64 * 1024 * 1024;

/** What is known of every series: its source, licence, days and gaps. */
export function readPriceRegister(factsFolder: string): readonly KnownSeries[] {
  const path = join(factsFolder, 'prices', 'series.json');
  const parsed = register.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data.series;
  const issue = parsed.error.issues[0];
  throw new AshiatoError('E_FACTS', issue?.message ?? 'malformed', {
    where: `prices/series.json ${(issue?.path ?? []).map(String).join('.')}`,
    next: 'Correct this value.',
  });
}

/** The reader's own table first, then the known ones in the order of the register. No folder: only what ships. */
export function readPrices(folder: string | null, factsFolder: string): readonly PriceSeries[] {
  if (folder !== null && statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new AshiatoError('E_PRICE_TABLE', 'there is no such folder of prices', {
      where: folder,
      next: 'Name a folder that holds daily.csv (date,asset,currency,price,source), or unset the setting "prices".',
    });
  }
  const own = folder !== null && existsSync(join(folder, OWN_TABLE)) ? readOwn(join(folder, OWN_TABLE)) : [];
  const known = readPriceRegister(factsFolder).flatMap((row) => {
    const at = row.may_redistribute ? join(factsFolder, 'prices') : folder;
    const path = at === null ? null : join(at, row.file);
    return path !== null && existsSync(path) ? [readKnown(path, row)] : [];
  });
  return [...own, ...known];
}

function readKnown(path: string, row: KnownSeries): PriceSeries {
  const days = new Map<Day, bigint>();
  for (const { line, cells } of rowsOf(path, [row.date_column, row.price_column]))
    enter(days, cells[0] ?? '', cells[1] ?? '', `${path}:${line}`);
  return {
    id: row.id,
    asset: row.asset,
    currency: row.currency,
    moment: row.moment,
    source: row.source,
    days,
    ...(row.may_redistribute && row.credit !== undefined ? { credit: row.credit } : {}),
  };
}

function readOwn(path: string): PriceSeries[] {
  const series = new Map<string, PriceSeries & { days: Map<Day, bigint> }>();
  for (const { line, cells } of rowsOf(path, OWN_COLUMNS)) {
    const [date = '', asset = '', currency = '', price = '', source = ''] = cells;
    const where = `${path}:${line}`;
    if (asset === '' || source === '') throw malformed('a row needs an asset and a source', where);
    const id = `own:${asset}-${currency}`;
    const found = series.get(id) ?? {
      id,
      asset,
      currency: readCurrency(currency, where),
      moment: 'as its owner says',
      source,
      days: new Map<Day, bigint>(),
    };
    enter(found.days, date, price, where);
    series.set(id, found);
  }
  return [...series.values()];
}

function enter(days: Map<Day, bigint>, date: string, price: string, where: string): void {
  const day = parseDay(date, where, 'E_PRICE_TABLE');
  if (days.has(day)) throw malformed(`the day ${day} stands twice`, where);
  days.set(day, parsePrice(price, where));
}

export function readCurrency(text: string, where: string): Currency {
  const found = CURRENCIES.find((each) => each === text);
  if (found === undefined) throw malformed(`"${text}" is not one of ${CURRENCIES.join(', ')}`, where);
  return found;
}

/** Plain comma-separated cells: dates, names and numbers need no quotes. */
export function rowsOf(path: string, columns: readonly string[]): { line: number; cells: string[] }[] {
  const [header = '', ...lines] = readText(path).split(/\r?\n/);
  const names = header.split(',');
  const places = columns.map((column) => {
    const place = names.indexOf(column);
    if (place < 0) throw malformed(`there is no column "${column}"`, `${path}:1`);
    return place;
  });
  return lines.flatMap((line, index) => {
    if (line === '') return [];
    const cells = line.split(',');
    if (cells.length !== names.length)
      throw malformed(`${cells.length} cells stand under ${names.length} columns`, `${path}:${index + 2}`);
    return [{ line: index + 2, cells: places.map((place) => cells[place] ?? '') }];
  });
}

function readText(path: string): string {
  if (statSync(path).size > MAX_BYTES) throw malformed(`the table is larger than ${MAX_BYTES} bytes`, path);
  const raw = readFileSync(path);
  if (!path.endsWith('.gz')) return raw.toString('utf8');
  try {
    return gunzipSync(raw, { maxOutputLength: MAX_BYTES }).toString('utf8');
  } catch (cause) {
    throw new AshiatoError('E_PRICE_TABLE', 'the packed table is damaged, or larger than the limit', {
      where: path,
      limit: `${MAX_BYTES} bytes`,
      next: 'Fetch the table again.',
      cause,
    });
  }
}

export const malformed = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_PRICE_TABLE', what, { where, next: 'Correct the table of prices.' });

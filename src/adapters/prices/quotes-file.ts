/** What markets said, in `prices/quotes.csv` of the data folder: a row a market, pair and day, with when it was asked. */
import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatDecimal } from '../../core/model/amount.ts';
import { parseDay } from '../../core/strategy/day.ts';
import { parsePrice } from '../../core/strategy/prices.ts';
import type { Quote } from '../../core/strategy/quotes.ts';
import { makeFolder } from '../folders/make-folder.ts';
import { malformed, readCurrency, rowsOf } from './tables.ts';

const COLUMNS = ['date', 'asset', 'currency', 'price', 'source', 'fetched_at'];
const folderOf = (dataFolder: string): string => join(dataFolder, 'prices');
const fileOf = (dataFolder: string): string => join(folderOf(dataFolder), 'quotes.csv');

/** Another whenever the file was written again. */
export function quotesState(dataFolder: string): string | null {
  const found = statSync(fileOf(dataFolder), { throwIfNoEntry: false });
  return found === undefined ? null : `${found.mtimeMs} ${found.size}`;
}

/** None where nothing was ever fetched. */
export function readQuotes(dataFolder: string): readonly Quote[] {
  const path = fileOf(dataFolder);
  if (!existsSync(path)) return [];
  return rowsOf(path, COLUMNS).map(({ line, cells }) => {
    const where = `${path}:${line}`;
    const [date = '', asset = '', currency = '', price = '', source = '', at = ''] = cells;
    const fetchedAt = Date.parse(at) / 1000;
    if (!Number.isFinite(fetchedAt)) throw malformed(`"${at}" is not a time`, where);
    return {
      asset,
      currency: readCurrency(currency, where),
      day: parseDay(date, where, 'E_PRICE_TABLE'),
      price: parsePrice(price, where),
      source,
      fetchedAt,
    };
  });
}

/** The whole file is written beside the old one and takes its place: a kill leaves one or the other. */
export function writeQuotes(dataFolder: string, quotes: readonly Quote[]): void {
  makeFolder(folderOf(dataFolder));
  const rows = quotes.map(({ day, asset, currency, price, source, fetchedAt }) =>
    [
      day,
      asset,
      currency,
      formatDecimal(price, 12),
      source,
      new Date(fetchedAt * 1000).toISOString().slice(0, 19).concat('Z'),
    ].join(','),
  );
  const path = fileOf(dataFolder);
  writeFileSync(`${path}.new`, [COLUMNS.join(','), ...rows.sort(), ''].join('\n'));
  renameSync(`${path}.new`, path);
}

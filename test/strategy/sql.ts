/** The facts in SQL tables, read without a line of the product's own code, and the sums that pages should show. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { FACTS } from './data.ts';

function sql(): Database.Database {
  const db = new Database(':memory:');
  db.exec(`CREATE TABLE theft (id TEXT, day TEXT, precision TEXT, cluster TEXT, status TEXT, confidence TEXT, counted INT,
           loss INT, low INT, high INT, chains TEXT, units INT);
           CREATE TABLE fate (incident TEXT, fate TEXT, usd INT);
           CREATE TABLE cites (incident TEXT, source TEXT);
           CREATE TABLE route (incident TEXT, route TEXT);
           CREATE TABLE total (source TEXT, period TEXT, usd INT);
           CREATE TABLE rate (day TEXT, JPY REAL, KRW REAL)`);
  const cents = (usd: number | null | undefined): number | null =>
    usd === null || usd === undefined ? null : Math.round(usd * 100);
  const read = (file: string) => JSON.parse(readFileSync(join(FACTS, file), 'utf8'));
  const theft = db.prepare('INSERT INTO theft VALUES (?,?,?,?,?,?,?,?,?,?,?,?)');
  const cites = db.prepare('INSERT INTO cites VALUES (?,?)');
  const route = db.prepare('INSERT INTO route VALUES (?,?)');
  for (const row of read('incidents.json').incidents) {
    theft.run(
      row.id,
      row.date_utc,
      row.date_precision,
      row.attribution.cluster,
      row.attribution.status,
      row.attribution.confidence,
      row.include_in_dprk_total ? 1 : 0,
      cents(row.loss_usd_at_time),
      cents(row.loss_usd_range?.[0] ?? row.loss_usd_at_time),
      cents(row.loss_usd_range?.[1] ?? row.loss_usd_at_time),
      row.chains.join(','),
      row.assets.some((asset: { amount: number | null }) => asset.amount !== null) ? 1 : 0,
    );
    for (const source of row.sources) cites.run(row.id, source);
    for (const id of row.laundering.techniques) route.run(row.id, id);
  }
  const fate = db.prepare('INSERT INTO fate VALUES (?,?,?)');
  for (const row of read('fates.json').fates) fate.run(row.incident, row.fate, cents(row.usd));
  const total = db.prepare('INSERT INTO total VALUES (?,?,?)');
  for (const { source, usd_by_year } of read('annual_totals.json').series)
    for (const [period, usd] of Object.entries(usd_by_year)) total.run(source, period, cents(usd as number));
  const rate = db.prepare('INSERT INTO rate VALUES (?,?,?)');
  const rates = readFileSync(join(FACTS, 'prices', 'usd_fx_daily.csv'), 'utf8')
    .trim()
    .split('\n');
  for (const row of rates.slice(1)) rate.run(...row.split(','));
  return db;
}
export const db = sql();

/** A sum of cents or a count. */
export const one = (query: string, ...values: unknown[]): bigint =>
  BigInt(
    (db
      .prepare(query)
      .pluck()
      .get(...values) as number | null) ?? 0,
  );

/** What states attribute with high confidence. */
export const FIRM = "counted AND confidence = 'high' AND status IN ('official', 'multilateral')";
const FATES = '(SELECT COALESCE(SUM(usd), 0) FROM fate WHERE incident = id)';
export const figures = (where: string) => ({
  counted: one(`SELECT SUM(loss) FROM theft WHERE counted AND ${where}`),
  low: one(`SELECT SUM(low) FROM theft WHERE ${FIRM} AND ${where}`),
  high: one(`SELECT SUM(high) FROM theft WHERE ${where}`),
  unknownLow: one(
    `SELECT SUM(MAX(0, CASE WHEN ${FIRM} THEN COALESCE(low, 0) ELSE 0 END - ${FATES})) FROM theft WHERE ${where}`,
  ),
  unknownHigh: one(`SELECT SUM(MAX(0, COALESCE(high, 0) - ${FATES})) FROM theft WHERE ${where}`),
  thefts: one(`SELECT COUNT(*) FROM theft WHERE ${where}`),
});

/** What the re-laying reads: source tables by column, and the project's own facts. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { readIncidentsTable } from '../../src/adapters/facts/incidents.ts';
import { toChecksum } from '../../src/core/model/address.ts';

export const ROOT = join(import.meta.dirname, '..', '..');
export const AUTHOR = 'Ashiato case authors';
export const ETHEREUM = 'eip155:1';

export type SourceRow = { readonly line: number; readonly cells: Readonly<Record<string, string>> };

/** Rows with the line they stand on in the source. */
export function readSource(dataFolder: string, file: string): SourceRow[] {
  const text = readFileSync(join(dataFolder, file));
  const records = parse(text, { columns: true, info: true }) as unknown as {
    readonly record: Record<string, string>;
    readonly info: { readonly lines: number };
  }[];
  return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
}

/** A cell that must be there. */
export function cell(row: SourceRow, column: string): string {
  const value = row.cells[column];
  if (value === undefined) throw new Error(`line ${row.line} has no column ${column}`);
  return value;
}

export const theftAddresses = (incident: string) => {
  const found = readIncidentsTable(join(ROOT, 'facts')).incidents.find((row) => row.id === incident);
  if (found === undefined) throw new Error(`the facts have no incident ${incident}`);
  return found.theft_addresses;
};

/** One row of transfers.csv; `declared` names its declaration. */
export type CaseRow = {
  readonly tx: string;
  readonly time: string;
  readonly block: string;
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  readonly amount: string;
  readonly declared: string;
};

const COLUMNS = ['tx', 'time', 'block', 'from', 'to', 'asset', 'amount', 'declared'] as const;

/** Rows in order of time; those of one moment keep the order given. */
export function writeTable(rows: readonly CaseRow[]): string {
  const sorted = [...rows].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  const lines = sorted.map((row) => COLUMNS.map((column) => row[column]).join(','));
  return `${[COLUMNS.join(','), ...lines].join('\n')}\n`;
}

export const ETHER = { symbol: 'ETH', chain: ETHEREUM, contract: null, decimals: 18 } as const;

/** How a case file begins. */
export const headOf = (
  incident: string,
  text: { readonly title: object; readonly summary: object; readonly provenance: readonly object[] },
) => ({
  schema: 1,
  id: incident,
  incident,
  laboratory: false,
  title: text.title,
  summary: text.summary,
  provenance: text.provenance,
});

export const named = (address: string, name: string) => ({
  chain: ETHEREUM,
  address: toChecksum(address),
  name,
});
export const pin = (text: string): string => createHash('sha256').update(text).digest('hex');
export const writeJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Tables that a person names on the command line or in the configuration: CSV with a header, also as .gz. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { CsvError, parse } from 'csv-parse/sync';
import { AshiatoError } from '../../core/model/errors.ts';

export type Row = { readonly where: string; readonly cells: Readonly<Record<string, string>> };

export function readRows(file: string, columns: readonly string[]): Row[] {
  const text = readFile(file);
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parse(text, {
      bom: true,
      columns: true,
      info: true,
      skip_empty_lines: true,
    }) as unknown as typeof rows;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw malformed(cause.message, `${file}:${String(cause.lines ?? '?')}`);
  }
  const missing = columns.find((column) => rows[0] !== undefined && !(column in rows[0].record));
  if (missing !== undefined) throw malformed(`the table has no column "${missing}"`, `${file}:1`);
  return rows.map(({ record, info }) => ({ where: `${file}:${info.lines}`, cells: record }));
}

function readFile(file: string): string {
  try {
    const bytes = readFileSync(file);
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (cause) {
    throw malformed(`the file could not be read: ${cause instanceof Error ? cause.message : cause}`, file);
  }
}

export function digits({ where, cells }: Row, column: string): string {
  const text = cells[column] ?? '';
  if (!/^\d{1,78}$/.test(text)) throw malformed(`"${column}" is no whole number`, where);
  return text;
}

export const whole = (row: Row, column: string): number => Number(digits(row, column));

export const malformed = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_CASE_TABLE', what, { where, next: 'Correct this line, or name another file.' });

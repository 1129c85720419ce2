/** Labelled tables and documents. What cannot be read is named by file and line: a score without it would look whole. */
import { AshiatoError } from '../../src/core/model/errors.ts';
import type { DataFile } from '../data.ts';

export type Row = Readonly<Record<string, string | undefined>>;

/** Comma-separated lines under a header line, without quoting. */
export function rowsOf(file: DataFile): Row[] {
  const [header = '', ...lines] = file.text().trim().split(/\r?\n/);
  const columns = header.split(',');
  return lines.map((line, i) => {
    const cells = line.split(',');
    if (cells.length !== columns.length)
      throw malformed(
        `a row has ${cells.length} cells and the header ${columns.length}`,
        `${file.name}:${i + 2}`,
      );
    return Object.fromEntries(columns.map((column, n) => [column, cells[n]]));
  });
}

/** The whole numbers of one column. */
export function numbersOf(file: DataFile, rows: readonly Row[], column: string): number[] {
  return rows.map((row, i) => {
    const text = row[column] ?? '';
    if (!/^\d+$/.test(text))
      throw malformed(`"${text}" is no whole number (${column})`, `${file.name}:${i + 2}`);
    return Number(text);
  });
}

export const jsonOf = (file: DataFile): unknown => parse(file.text(), file.name);

/** One document a line. */
export const linesOf = <T>(file: DataFile): T[] =>
  file
    .text()
    .split('\n')
    .flatMap((line, i) => (line === '' ? [] : [parse(line, `${file.name}:${i + 1}`) as T]));

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed('this is not JSON', where, cause);
  }
}

export const malformed = (what: string, where: string, cause?: unknown): AshiatoError =>
  new AshiatoError('E_CASE_TABLE', what, {
    where,
    next: 'Correct the file, or take it out of the folder.',
    ...(cause === undefined ? {} : { cause }),
  });

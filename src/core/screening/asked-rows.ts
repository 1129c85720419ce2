/**
 * A table of subjects as a customer has it: a column "subject" or "address", and "chain" and "direction" where rows
 * differ; a single column without a heading is all subjects. The terminal and the page read it alike.
 */
import { AshiatoError } from '../model/errors.ts';

const SUBJECT = ['subject', 'address'] as const;

/** How both part the text. Lines that end otherwise than the first must not join their neighbours. */
export const TABLE = {
  bom: true,
  skip_empty_lines: true,
  relax_column_count: true,
  record_delimiter: ['\r\n', '\n', '\r'],
};

export type AskedRow = {
  /** From 1, the heading not counted. */
  readonly number: number;
  readonly subject: string;
  /** Null: the table does not say. */
  readonly chain: string | null;
  readonly direction: string | null;
};

const headingOf = (row: readonly string[] | undefined): readonly string[] =>
  row?.map((cell) => cell.trim().toLowerCase()) ?? [];

/** Whether the first row names its columns. */
export const isHeading = (row: readonly string[] | undefined): boolean =>
  SUBJECT.some((name) => headingOf(row).includes(name));

export function askedRows(rows: readonly (readonly string[])[]): readonly AskedRow[] {
  const named = isHeading(rows[0]);
  // Which of several columns is meant is not guessed: the one passed over might be the listed one.
  if (!named && rows.some((row) => row.length > 1))
    throw refuse('the table has several columns and no heading that says which is the subject');
  const heading = named ? headingOf(rows[0]) : ['subject'];
  const subject = columnOf(heading, SUBJECT);
  const chain = columnOf(heading, ['chain']);
  const direction = columnOf(heading, ['direction']);
  return (named ? rows.slice(1) : rows).map((row, i) => {
    // KIM, Jong Un without quotation marks is two cells, and of KIM alone nobody is told.
    if (row.slice(heading.length).some((cell) => cell.trim() !== ''))
      throw refuse('the row has more cells than the heading has columns', i + 1);
    if (heading.length === 1 && /[;\t]/.test(row[0] ?? ''))
      throw refuse('the row is parted by semicolons or tabs, or is more than one subject', i + 1);
    const cell = (at: number): string | null => row[at]?.trim() || null;
    return {
      number: i + 1,
      // What is asked about is read by screening itself: spaces in it have their own refusal.
      subject: row[subject] ?? '',
      chain: cell(chain),
      direction: cell(direction),
    };
  });
}

/** -1: the table has none. */
function columnOf(heading: readonly string[], names: readonly string[]): number {
  const found = heading.flatMap((cell, at) => (names.includes(cell) ? [at] : []));
  if (found.length > 1) throw refuse(`the heading names the ${names.join(' or ')} ${found.length} times`);
  return found[0] ?? -1;
}

/** `row` as `AskedRow` counts; null: the heading. */
const refuse = (what: string, row: number | null = null): AshiatoError =>
  new AshiatoError('E_USAGE', what, {
    where: row === null ? 'heading' : `row ${row}`,
    limit: 'one column "subject" or "address", and none or one of "chain" and "direction"',
    next: 'Name the columns in the first row; commas part them, and what holds a comma stands in quotation marks.',
  });

/**
 * A table of subjects as a customer has it: a column "subject", and "chain" and "direction" where rows differ; a table
 * without a heading is all subjects. The terminal and the page read it alike.
 */
const COLUMNS = ['subject', 'chain', 'direction'] as const;

export type AskedRow = {
  /** From 1, the heading not counted. */
  readonly number: number;
  readonly subject: string;
  /** Null: the table does not say. */
  readonly chain: string | null;
  readonly direction: string | null;
};

/** Whether the first row names its columns. */
export const isHeading = (row: readonly string[] | undefined): boolean =>
  row?.some((cell) => cell.trim().toLowerCase() === 'subject') === true;

export function askedRows(rows: readonly (readonly string[])[]): readonly AskedRow[] {
  const named = isHeading(rows[0]);
  const heading = rows[0]?.map((cell) => cell.trim().toLowerCase()) ?? [];
  const [subject, chain, direction] = COLUMNS.map((column) => heading.indexOf(column));
  return (named ? rows.slice(1) : rows).map((row, i) => {
    const cell = (at: number | undefined): string | null =>
      (named && at !== undefined ? row[at]?.trim() : '') || null;
    return {
      number: i + 1,
      // What is asked about is read by screening itself: spaces in it have their own refusal.
      subject: (named ? row[subject ?? 0] : row[0]) ?? '',
      chain: cell(chain),
      direction: cell(direction),
    };
  });
}

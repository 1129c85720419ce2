/** A table of a publisher as rows of cells: RFC 4180, strict about quotes, bounded in rows and cells. */
import { CsvError, parse } from 'csv-parse/sync';
import type { Row } from '../../core/lists/reading.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { readText } from './text.ts';

const MOST_ROWS = 2_000_000;
const MOST_RECORD_BYTES = 1024 * 1024;

/** How many cells a row has is the business of its reader, who knows the format. */
export function readTable(bytes: Uint8Array, where: string): readonly Row[] {
  const text = readText(bytes, where);
  let rows: string[][];
  try {
    rows = parse(text, {
      bom: true,
      // Left to find out by itself, the parser takes the first row's ending for all: a row with another joins its neighbour.
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MOST_RECORD_BYTES,
      to: MOST_ROWS + 1,
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    // Records before the broken one; a quotation mark that is not closed is only noticed at the end.
    const row = typeof cause.records === 'number' ? cause.records + 1 : '?';
    throw new AshiatoError('E_ENCODING', `the table is broken: ${reasonOf(cause)}`, {
      where: `${where}, row ${row}`,
      next: 'Fetch the file again from its publisher; until then the edition before stays in force.',
      cause,
    });
  }
  if (rows.length > MOST_ROWS)
    throw new AshiatoError('E_TOO_LARGE', 'the table has too many rows', {
      where,
      limit: `${MOST_ROWS} rows`,
      next: 'No list is that long: fetch it again from its publisher.',
    });
  return rows;
}

/** csv-parse repeats the cell in its messages; what is in it is not for the log. */
function reasonOf(error: CsvError): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quotation mark is not closed';
    case 'CSV_MAX_RECORD_SIZE':
      return `a row is longer than ${MOST_RECORD_BYTES} bytes`;
    default:
      return 'a quotation mark stands where none may';
  }
}

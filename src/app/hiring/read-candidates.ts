/** A file of candidates, JSON or CSV, as rows that are still to be read one by one; the columns are the fields. */
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { MOST_CANDIDATES } from '../../contract/hiring.ts';
import { fieldNamed } from '../../core/hiring/read-candidate.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { nextTurn } from '../common/in-turns.ts';

/** What one request or file may hold. */
export const MOST_BYTES = 8 << 20;

export type CandidateRow = { readonly where: string; readonly value: unknown };

export function refuseSize(bytes: number, where: string): void {
  if (bytes <= MOST_BYTES) return;
  throw new AshiatoError('E_TOO_LARGE', `${bytes} bytes are more than a file of candidates may have`, {
    where,
    limit: `${MOST_BYTES} bytes`,
    next: 'Split the file.',
  });
}

export function rowsOfJson(value: unknown, where: string): CandidateRow[] {
  const list = Array.isArray(value) ? value : [value];
  refuseCount(list.length, where);
  return list.map((each, i) => ({
    where: list.length === 1 ? where : `${where}, candidate ${i + 1}`,
    value: each,
  }));
}

export async function rowsOfCsv(text: string, where: string): Promise<CandidateRow[]> {
  const bytes = Buffer.from(text);
  refuseSize(bytes.length, where);
  let table: string[][];
  try {
    const options = {
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      to: MOST_CANDIDATES + 2,
    };
    table = await Readable.from(inSlices(bytes)).pipe(parse(options)).toArray();
  } catch (cause) {
    // What stands in the cell is not for a message or a log: only where it is.
    const at = cause instanceof CsvError && typeof cause.lines === 'number' ? `, line ${cause.lines}` : '';
    throw refuse(
      'the file is no table: a quotation mark is not closed, or stands where none may',
      `${where}${at}`,
    );
  }
  const [heading, ...rows] = table;
  if (heading === undefined) throw refuse('the file is empty', where);
  const columns = heading.map((name) => fieldNamed(name, `${where}, heading`));
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined) throw refuse(`the column "${twice}" stands twice`, `${where}, heading`);
  refuseCount(rows.length, where);
  return rows.map((cells, i) => {
    const at = `${where}, row ${i + 1}`;
    if (cells.length > columns.length)
      throw refuse(`the row has ${cells.length} cells for ${columns.length} columns`, at);
    const given = columns.flatMap((name, column) => {
      const cell = cells[column]?.trim() ?? '';
      return cell === '' ? [] : [[name, cell] as const];
    });
    return { where: at, value: Object.fromEntries(given) };
  });
}

/** Read in a millisecond or two: a server answers others between two slices. */
const SLICE = 1 << 16;

async function* inSlices(bytes: Buffer): AsyncIterable<Buffer> {
  for (let from = 0; from < bytes.length; from += SLICE) {
    yield bytes.subarray(from, from + SLICE);
    await nextTurn();
  }
}

function refuseCount(count: number, where: string): void {
  if (count >= 1 && count <= MOST_CANDIDATES) return;
  throw refuse(
    count === 0 ? 'there is no candidate' : `there are more than ${MOST_CANDIDATES} candidates`,
    where,
    `1 to ${MOST_CANDIDATES} candidates`,
  );
}

const refuse = (
  what: string,
  where: string,
  limit = 'RFC 4180, with a heading of field names',
): AshiatoError =>
  new AshiatoError('E_CANDIDATE', what, { where, limit, next: 'Correct the file, or split it.' });

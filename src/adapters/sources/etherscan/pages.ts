/**
 * A whole list, never a part of it. A server gives at most a page at a time and at most 10,000 rows of one question
 * ("Result window is too large"), so the question moves on with the blocks. A page that is not full is believed to be
 * the last only when asking on gives nothing new: some servers give fewer rows than they are asked for.
 */
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Api } from './api.ts';
import { type Row, readRow } from './rows.ts';

export type ListAction = 'txlist' | 'txlistinternal' | 'tokentx';

/** Without payment Etherscan gives 1,000 rows at once. */
export const PAGE_ROWS = 1_000;
/** Rows of one question, however many pages. */
const WINDOW_ROWS = 10_000;

export async function allRows(
  api: Api,
  action: ListAction,
  query: Readonly<Record<string, string>>,
  from: number,
  to: number,
  pageRows = PAGE_ROWS,
): Promise<Row[]> {
  const where = `${api.label} ${action}`;
  const rows: Row[] = [];
  let size = pageRows;
  /** Blocks below it are complete. */
  let start = from;
  const page = async (number: number): Promise<Row[]> => {
    const asked = { ...query, startblock: start, endblock: to, page: number, offset: size, sort: 'asc' };
    const answer = await api.rows(action, asked);
    const found = answer.map((row, i) => readRow(row, `${where}[${i}]`));
    if (found.length > size) throw odd(`${found.length} rows came where ${size} were asked for`, where);
    for (const [i, row] of found.entries()) {
      if (row.height < start || row.height > to)
        throw odd(`a row of block ${row.height} is not one of those asked for`, where);
      if (i > 0 && row.height < found[i - 1]!.height) throw odd('rows are out of order', where);
    }
    return found;
  };
  while (start <= to) {
    const found = await page(1);
    const last = found.at(-1);
    if (last === undefined) return rows;
    if (found.length < size) {
      const tail = found.filter((row) => row.height === last.height);
      const before = start;
      const asked = size;
      if (tail.length === found.length) size = found.length;
      else start = last.height;
      // Either the next page of as many rows, or the last block once more: whatever is new was cut off.
      const again = size < asked ? await page(2) : await page(1);
      if (again.length === (size < asked ? 0 : tail.length)) return [...rows, ...found];
      size = found.length;
      start = before;
      continue;
    }
    // The last block may go on beyond the page, so it is asked for again.
    const whole = found.filter((row) => row.height < last.height);
    rows.push(...whole);
    if (whole.length > 0) start = last.height;
    else {
      rows.push(...(await oneBlock(found, page, size, last.height, where)));
      start = last.height + 1;
    }
  }
  return rows;
}

/** A page full of one block: its other pages, as far as the window reaches. */
async function oneBlock(
  first: readonly Row[],
  page: (number: number) => Promise<Row[]>,
  size: number,
  height: number,
  where: string,
): Promise<Row[]> {
  const rows = [...first];
  for (let number = 2; ; number += 1) {
    if (number * size > WINDOW_ROWS) {
      throw new AshiatoError(
        'E_SCAN_LIMIT',
        `block ${height} has more rows of one account than can be listed`,
        {
          where,
          limit: `${WINDOW_ROWS} rows`,
          next: 'Ask a node instead: this account is one of an exchange or a contract that everybody uses.',
        },
      );
    }
    const found = await page(number);
    rows.push(...found.filter((row) => row.height === height));
    if (found.some((row) => row.height > height) || found.length < size) return rows;
  }
}

const odd = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_RPC_VALUE', what, { where, next: 'Use another server.' });

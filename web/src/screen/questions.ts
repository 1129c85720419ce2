/** What was typed, pasted or chosen, as questions: one a line, or a table with a heading. The server reads each and refuses by itself. */
import { parse } from 'csv-parse/browser/esm/sync';
import type { QuestionJson } from '../../../src/contract/screen.ts';
import { type AskedRow, askedRows, isHeading, TABLE } from '../../../src/core/screening/asked-rows.ts';
import { guessSubject } from '../../../src/core/screening/subject.ts';

export type Direction = 'deposit' | 'withdrawal';
export type Beside = { readonly chain: string; readonly direction: Direction; readonly asOf: string };

/** A name may hold a comma, so that only a table that names its columns is read as one. */
export function rowsOf(text: string): readonly (readonly string[])[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (!isHeading(lines[0]?.split(','))) return lines.map((line) => [line.trim()]);
  return parse(text, TABLE);
}

export const questionsOf = (text: string, beside: Beside): QuestionJson[] =>
  askedRows(rowsOf(text)).map((row) => questionOf(row, beside));

function questionOf(row: AskedRow, { chain, direction, asOf }: Beside): QuestionJson {
  const named = row.chain ?? (chain === '' ? null : chain);
  const beside = {
    ...(named === null ? {} : { chain: named }),
    direction: (row.direction ?? direction) as Direction,
    ...(asOf === '' ? {} : { asOf }),
  };
  const subject = guessSubject(row.subject, named);
  switch (subject.type) {
    case 'address':
      return { address: subject.address, ...beside };
    case 'transaction':
      return { transaction: subject.txid, ...beside };
    case 'name':
      return { name: subject.name, ...beside };
  }
}

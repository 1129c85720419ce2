/** A case folder's files: read whole, held against their digests, split into cells. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { TableText } from '../../core/chains/table/rows.ts';
import { AshiatoError } from '../../core/model/errors.ts';

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

export function readCaseBytes(folder: string, file: string): Buffer {
  try {
    return readFileSync(join(folder, file));
  } catch (cause) {
    throw new AshiatoError('E_CASE_TABLE', `the file ${file} could not be read`, {
      where: folder,
      next: 'A case folder holds case.json and the tables it names.',
      cause,
    });
  }
}

/** A file that must be the one its case was written for. */
export function readPinned(folder: string, file: string, pinned: string): Buffer {
  const bytes = readCaseBytes(folder, file);
  const actual = sha256(bytes);
  if (actual !== pinned) {
    throw new AshiatoError('E_CASE_DIGEST', `${file} has SHA-256 ${actual}, and case.json says ${pinned}`, {
      where: join(folder, file),
      next: 'Restore the file, or review the change and write its new digest into case.json.',
    });
  }
  return bytes;
}

export function splitTable(bytes: Buffer, file: string): TableText {
  const records = readRecords(bytes, file);
  const [header, ...rows] = records;
  if (header === undefined) {
    throw new AshiatoError('E_CASE_TABLE', 'the table is empty', {
      where: `${file}:1`,
      next: 'Write the header line first.',
    });
  }
  return { file, header: header.cells, rows };
}

type Line = { readonly line: number; readonly cells: readonly string[] };

function readRecords(bytes: Buffer, file: string): Line[] {
  try {
    const records: unknown = parse(bytes, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    });
    return (records as { readonly record: string[]; readonly info: { readonly lines: number } }[]).map(
      ({ record, info }) => ({
        line: info.lines,
        cells: record,
      }),
    );
  } catch (cause) {
    const lines = cause instanceof Error && 'lines' in cause ? `:${String(cause.lines)}` : '';
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new AshiatoError('E_CASE_TABLE', message, {
      where: `${file}${lines}`,
      next: 'Correct the quotes of this line.',
      cause,
    });
  }
}

/**
 * Issued forecasts and their scores in `forecasts.jsonl`: a file that only grows. Each line holds the digest of the
 * line before; `forecasts.head` holds how many there are and the digest of the last, so that neither a change nor a
 * cut goes unseen.
 */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AshiatoError } from '../../core/model/errors.ts';
import type { ForecastScore, Issued } from '../../core/strategy/outlook/forecast.ts';

export type LogEntry =
  | { readonly type: 'issued'; readonly id: string; readonly at: string; readonly forecast: Issued }
  | { readonly type: 'scored'; readonly id: string; readonly at: string; readonly score: ForecastScore };

const LOG = 'forecasts.jsonl';
const HEAD = 'forecasts.head';
const NONE = '';

export function readForecasts(folder: string): readonly LogEntry[] {
  return readLines(folder).map((line) => (JSON.parse(line) as { entry: LogEntry }).entry);
}

/** The id of a forecast is the digest of what it says and when it was issued. */
export const forecastId = (at: string, forecast: Issued): string =>
  sha256(JSON.stringify({ at, forecast })).slice(0, 16);

export function appendForecasts(folder: string, entries: readonly LogEntry[]): void {
  const lines = [...readLines(folder)];
  let previous = lines.length === 0 ? NONE : sha256(lines.at(-1) ?? NONE);
  const added = entries.map((entry) => {
    const line = JSON.stringify({ entry, previous });
    previous = sha256(line);
    return line;
  });
  mkdirSync(folder, { recursive: true });
  const path = join(folder, LOG);
  // A line that a kill cut off was never committed: the next one must not be glued to it.
  if (existsSync(path)) truncateSync(path, Buffer.byteLength(lines.map((line) => `${line}\n`).join('')));
  appendFileSync(path, added.map((line) => `${line}\n`).join(''));
  const handle = openSync(path, 'r');
  fsyncSync(handle);
  closeSync(handle);
  // The head follows the log: where a kill parts them, the log holds more, which reading allows.
  writeFileSync(join(folder, `${HEAD}.new`), `${lines.length + added.length} ${previous}\n`);
  renameSync(join(folder, `${HEAD}.new`), join(folder, HEAD));
}

function readLines(folder: string): readonly string[] {
  const path = join(folder, LOG);
  const headPath = join(folder, HEAD);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const lines = text.split('\n').slice(0, -1);
  let previous = NONE;
  for (const [index, line] of lines.entries()) {
    if (previousOf(line) !== previous) throw altered(`${path}:${index + 1}`);
    previous = sha256(line);
  }
  if (!existsSync(headPath)) {
    if (lines.length > 0) throw altered(headPath);
    return lines;
  }
  const [count = '0', digest] = readFileSync(headPath, 'utf8').trim().split(' ');
  const last = lines[Number(count) - 1];
  if (last === undefined || sha256(last) !== digest) throw altered(path);
  return lines;
}

function previousOf(line: string): string | null {
  try {
    const { previous } = JSON.parse(line) as { previous?: unknown };
    return typeof previous === 'string' ? previous : null;
  } catch {
    return null;
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const altered = (where: string): AshiatoError =>
  new AshiatoError('E_FORECAST', 'the record of issued forecasts was altered or cut', {
    where,
    next: 'Restore forecasts.jsonl and forecasts.head in the data folder from a copy.',
  });

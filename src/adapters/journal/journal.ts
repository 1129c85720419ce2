/**
 * What people and the program note for good: a file of lines that only grows. Each line holds the digest of the line
 * before; the `.head` beside it holds how many there are and the digest of the last, so that neither a change nor a
 * cut goes unseen. Somebody who rewrites both files is not seen: this guards against accidents and quiet edits.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import type { z } from 'zod';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Journal } from '../../ports/journal.ts';
import { makeFolder } from '../folders/make-folder.ts';

const NONE = '';
const LOCK_PATIENCE_MS = 10_000;

export function openJournal<Entry>(path: string, schema: z.ZodType<Entry>): Journal<Entry> {
  const entriesOf = (lines: readonly string[]): Entry[] =>
    lines.map((line, i) => {
      const parsed = schema.safeParse((JSON.parse(line) as { entry: unknown }).entry);
      if (parsed.success) return parsed.data;
      throw altered(`${path}:${i + 1}`);
    });
  return {
    read: () => entriesOf(readLines(path)),
    add: (decide) =>
      alone(path, () => {
        const lines = readLines(path);
        const added = decide(entriesOf(lines));
        if (added.length > 0) write(path, lines, added);
        return added;
      }),
    size: () => statSync(path, { throwIfNoEntry: false })?.size ?? 0,
  };
}

/** An exclusive transaction on an empty database is a lock that the system takes back however its holder dies. */
function alone<T>(path: string, act: () => T): T {
  makeFolder(dirname(path));
  // The native module is loaded only by who writes.
  const Database = createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite3;
  const lock = new Database(beside(path, '.lock'), { timeout: LOCK_PATIENCE_MS });
  try {
    lock.exec('begin exclusive');
    return act();
  } catch (error) {
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new AshiatoError('E_STORE_LOCKED', 'another process writes to this journal', {
      where: path,
      limit: 'one writer at a time',
      next: 'Wait for it to end and do the step again.',
      retryable: true,
    });
  } finally {
    lock.close();
  }
}

function write(path: string, lines: readonly string[], entries: readonly unknown[]): void {
  let previous = digestOfLast(lines);
  const added = entries.map((entry) => {
    const line = JSON.stringify({ entry, previous });
    previous = sha256(line);
    return line;
  });
  // A head before the first line, so that a journal without one was tampered with and not killed.
  if (!existsSync(headOf(path))) writeHead(path, 0, NONE);
  // A line that a kill cut off was never committed: the next one must not be glued to it.
  if (existsSync(path)) truncateSync(path, Buffer.byteLength(lines.map((line) => `${line}\n`).join('')));
  const file = openSync(path, 'a', 0o600);
  try {
    writeSync(file, added.map((line) => `${line}\n`).join(''));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  // The head follows the journal: where a kill parts them, the journal holds more, which reading allows.
  writeHead(path, lines.length + added.length, previous);
}

function writeHead(path: string, count: number, digest: string): void {
  const fresh = beside(path, '.head.new');
  writeFileSync(fresh, `${count} ${digest}\n`, { mode: 0o600 });
  renameSync(fresh, headOf(path));
}

function readLines(path: string): readonly string[] {
  // What follows the last line end was never committed.
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  let previous = NONE;
  for (const [index, line] of lines.entries()) {
    if (previousOf(line) !== previous) throw altered(`${path}:${index + 1}`);
    previous = sha256(line);
  }
  if (!existsSync(headOf(path))) {
    if (lines.length > 0) throw altered(headOf(path));
    return lines;
  }
  const [count = '', digest = NONE] = readFileSync(headOf(path), 'utf8').trim().split(' ');
  const known = Number(count);
  if (!/^\d+$/.test(count) || lines.length < known || digestOfLast(lines.slice(0, known)) !== digest)
    throw altered(path);
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

const beside = (path: string, ending: string): string => path.replace(/\.jsonl$/, '') + ending;
const headOf = (path: string): string => beside(path, '.head');
const digestOfLast = (lines: readonly string[]): string => {
  const last = lines.at(-1);
  return last === undefined ? NONE : sha256(last);
};
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const altered = (where: string): AshiatoError =>
  new AshiatoError('E_JOURNAL', 'a journal of the data folder was altered or cut', {
    where,
    next: 'Restore the journal and the .head beside it from a copy of the data folder.',
  });

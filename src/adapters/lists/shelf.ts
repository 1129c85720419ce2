/**
 * Editions on disk, in `lists/` of the data folder: the publishers' bytes as `files/<sha256>.gz`, and `state.json`,
 * which is replaced whole. Files rather than tables: an edition is what was published, byte for byte, can be
 * checked with any tool, copied to a machine without a network, and outlives a damaged database.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Day, ListId } from '../../core/model/list.ts';
import type { KeptEdition, ListShelf, ShelfState } from '../../ports/list-shelf.ts';
import { makeFolder } from '../folders/make-folder.ts';
import { MOST_BYTES } from './text.ts';

const hexDigest = z.string().regex(/^[0-9a-f]{64}$/);
const kept = z.strictObject({
  digest: hexDigest,
  list: z.string().transform((text) => text as ListId),
  format: z.string(),
  name: z.string(),
  published: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .transform((text) => text as Day),
  files: z.array(z.strictObject({ role: z.string(), digest: hexDigest })),
  origin: z.enum(['publisher', 'mirror', 'signed-import', 'laboratory']),
  verifiedAt: z.number().int().nonnegative().nullable(),
  obtainedAt: z.number().int().nonnegative(),
  approvals: z.array(
    z.strictObject({ by: z.string(), key: z.string(), signature: z.string(), at: z.number().int() }),
  ),
  waits: z.strictObject({ code: z.string(), says: z.string() }).nullable(),
});
const stateFile = z.strictObject({
  version: z.number().int().nonnegative(),
  current: z.array(kept),
  queued: z.array(kept),
  earlier: z.array(kept),
});

const attemptsFile = z.array(
  z.strictObject({
    format: z.string(),
    at: z.number().int().nonnegative(),
    failure: z.strictObject({ code: z.string(), says: z.string() }).nullable(),
  }),
);

const accountsFile = z.array(z.string());

const EMPTY: ShelfState = { version: 0, current: [], queued: [], earlier: [] };

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function openShelf(dataFolder: string): ListShelf {
  const folder = join(dataFolder, 'lists');
  const statePath = join(folder, 'state.json');
  const attemptsPath = join(folder, 'attempts.json');
  const accountsPathOf = (digest: string): string => join(folder, 'accounts', `${digest}.json`);
  const pathOf = (digest: string): string => join(folder, 'files', `${digest}.gz`);
  const state = (): ShelfState => (existsSync(statePath) ? readState(statePath) : EMPTY);
  return {
    state,
    save: (next) => {
      makeFolder(folder);
      withLock(join(folder, 'state.lock'), () => {
        if (state().version !== next.version - 1) throw locked(statePath);
        replaceFile(statePath, Buffer.from(`${JSON.stringify(next, null, 1)}\n`));
      });
    },
    keep: (files) => {
      makeFolder(join(folder, 'files'));
      for (const bytes of files.values()) {
        const path = pathOf(sha256Hex(bytes));
        if (!existsSync(path)) replaceFile(path, gzipSync(bytes));
      }
    },
    files: (edition) =>
      new Map(edition.files.map(({ role, digest }) => [role, readKept(pathOf(digest), digest, edition)])),
    accounts: ({ digest }) => readDerived(accountsPathOf(digest), accountsFile),
    keepAccounts: ({ digest }, accounts) => {
      try {
        makeFolder(join(folder, 'accounts'));
        replaceFile(accountsPathOf(digest), Buffer.from(JSON.stringify(accounts)));
      } catch {
        // Only saves reading the edition again: a folder that may only be read answers all the same.
      }
    },
    attempts: () => readDerived(attemptsPath, attemptsFile) ?? [],
    noteAttempt: (attempt) => {
      makeFolder(folder);
      const others = (readDerived(attemptsPath, attemptsFile) ?? []).filter(
        ({ format }) => format !== attempt.format,
      );
      const next = [...others, attempt].sort((a, b) => (a.format < b.format ? -1 : 1));
      replaceFile(attemptsPath, Buffer.from(`${JSON.stringify(next, null, 1)}\n`));
    },
  };
}

function readState(path: string): ShelfState {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw damaged(path, cause);
  }
  const parsed = stateFile.safeParse(content);
  if (!parsed.success) throw damaged(path, parsed.error);
  return parsed.data;
}

/** What can be worked out again, or is only news: where it cannot be read there is none. */
function readDerived<T>(path: string, shape: z.ZodType<T>): T | null {
  if (!existsSync(path)) return null;
  try {
    return shape.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

function readKept(path: string, digest: string, { list, name }: KeptEdition): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = gunzipSync(readFileSync(path), { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    throw unlike(`a file of ${name} cannot be read`, list, cause);
  }
  if (sha256Hex(bytes) !== digest) throw unlike(`a file of ${name} is not the one that was kept`, list);
  return bytes;
}

/** Written beside and renamed, so that a crash leaves the old file or the new one. */
function replaceFile(path: string, bytes: Uint8Array): void {
  const fresh = `${path}.new`;
  const file = openSync(fresh, 'w', 0o600);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
}

/** Held for as long as one small file is written; one that a crash left behind is named, not broken open. */
function withLock(path: string, run: () => void): void {
  try {
    writeFileSync(path, '', { flag: 'wx' });
  } catch {
    throw locked(path);
  }
  try {
    run();
  } finally {
    rmSync(path, { force: true });
  }
}

const locked = (path: string): AshiatoError =>
  new AshiatoError('E_STORE_LOCKED', 'another process changes the lists', {
    where: path,
    next: 'Try again; if no other Ashiato runs, a crash left state.lock behind: remove it.',
    retryable: true,
  });

const damaged = (path: string, cause: unknown): AshiatoError =>
  new AshiatoError('E_DATA_FOLDER', 'the state of the lists is damaged', {
    where: path,
    next: 'Restore it from a backup, or remove it and run "ashiato lists refresh".',
    cause,
  });

const unlike = (what: string, where: string, cause?: unknown): AshiatoError =>
  new AshiatoError('E_LIST_DIGEST', what, {
    where,
    next: 'Restore the file from a backup, or run "ashiato lists refresh".',
    cause,
  });

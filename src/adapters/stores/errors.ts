/** What the database drivers throw, in our words. */
import { AshiatoError, type ErrorCode, type ErrorDetails } from '../../core/model/errors.ts';

type Verdict = {
  readonly code: ErrorCode;
  readonly what: string;
  readonly next: string;
  readonly retryable?: boolean;
};

/** `code` of a driver's or the system's error; empty where it has none. */
export const driverCode = (error: unknown): string => {
  const code = error !== null && typeof error === 'object' && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
};

const asError = (error: unknown, verdict: Verdict, where: string): AshiatoError => {
  const { code, what, next, retryable } = verdict;
  const details: ErrorDetails = { where, next, cause: error, retryable: retryable ?? false };
  return new AshiatoError(code, what, details);
};

const DISK_FULL: Verdict = {
  code: 'E_DISK_FULL',
  what: 'there is no space left to write; the last block was not committed, everything before it was',
  next: 'Free some space on this disk and run the same command again; it continues where it stopped.',
  retryable: true,
};

const CORRUPT: Verdict = {
  code: 'E_DB_CORRUPT',
  what: 'the database is damaged or is not an Ashiato database',
  next: 'Move it away and restore a backup, or start with an empty one and trace again; nothing in it is the only copy of chain data.',
};

const FOLDER: Verdict = {
  code: 'E_DATA_FOLDER',
  what: 'the data folder cannot be read or written',
  next: 'Give a folder that you own with --data, or correct its permissions.',
};

const BUG = (error: unknown): Verdict => ({
  code: 'E_INTERNAL',
  what: `the database refused: ${error instanceof Error ? error.message : String(error)}`,
  next: 'Please report this with the command you ran.',
});

export function sqliteError(error: unknown, where: string): AshiatoError {
  return error instanceof AshiatoError ? error : asError(error, sqliteVerdict(error), where);
}

/** Result codes: https://sqlite.org/rescode.html */
function sqliteVerdict(error: unknown): Verdict {
  const code = driverCode(error);
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE' || code === 'ENOSPC' || code === 'EDQUOT')
    return DISK_FULL;
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_IOERR_SHORT_READ')
    return CORRUPT;
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM')
    return FOLDER;
  if (['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR', 'ENOENT', 'ENAMETOOLONG', 'EISDIR'].includes(code))
    return FOLDER;
  if (code.startsWith('SQLITE_IOERR')) {
    return {
      code: 'E_DATA_FOLDER',
      what: `the disk under the data folder failed (${code})`,
      next: 'Check the disk, then run the same command again.',
      retryable: true,
    };
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return {
      code: 'E_STORE_LOCKED',
      what: 'another process keeps the database busy',
      next: 'Wait for it to end, then run the same command again.',
      retryable: true,
    };
  }
  if (code === 'SQLITE_ERROR' && error instanceof Error && /^no such (table|column)/.test(error.message))
    return CORRUPT;
  return BUG(error);
}

export function postgresError(error: unknown, where: string): AshiatoError {
  return error instanceof AshiatoError ? error : asError(error, postgresVerdict(error), where);
}

/** Codes: https://www.postgresql.org/docs/15/errcodes-appendix.html */
function postgresVerdict(error: unknown): Verdict {
  const code = driverCode(error);
  if (code === '53100')
    return {
      ...DISK_FULL,
      next: 'Free some space on the database server and run the same command again; it continues where it stopped.',
    };
  if (code.startsWith('XX'))
    return {
      ...CORRUPT,
      next: 'Restore a backup of the database, or start with an empty one and trace again.',
    };
  if (code === '42P01' || code === '42703') return CORRUPT;
  if (code.startsWith('28'))
    return unavailable(
      'the database refused the user or password',
      'Correct the user and password in the database URL.',
    );
  if (code === '3D000')
    return unavailable(
      'there is no such database',
      'Create the database, or correct its name in the database URL.',
    );
  if (code === '42501' || code === '3F000') {
    return unavailable(
      'this user may not create or read the tables',
      'Grant the user the right to create tables in the schema of the database URL.',
    );
  }
  if (code === '25006')
    return unavailable('the database only lets itself be read', 'Give the URL of the primary server.');
  if (code === '55P03' || code === '40P01') {
    return {
      code: 'E_STORE_LOCKED',
      what: 'another process keeps the database busy',
      next: 'Wait for it to end, then run the same command again.',
      retryable: true,
    };
  }
  if (isUnreachable(error, code)) {
    return {
      ...unavailable(
        `the database could not be reached (${code === '' ? 'connection lost' : code})`,
        'Start the database or correct the host and port in the database URL, then run the same command again.',
      ),
      retryable: true,
    };
  }
  return BUG(error);
}

const unavailable = (what: string, next: string): Verdict => ({ code: 'E_DB_UNAVAILABLE', what, next });

const NETWORK = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ENOENT',
  'EACCES',
  'ERR_INVALID_URL',
];

/** Class 08 is the connection, 57P0x a server that goes down or comes up, 53300 one with too many clients. */
function isUnreachable(error: unknown, code: string): boolean {
  if (NETWORK.includes(code) || code.startsWith('08') || code.startsWith('57P') || code === '53300')
    return true;
  return (
    error instanceof Error &&
    /connection terminated|connection error|timeout expired|timeout exceeded|does not support SSL/i.test(
      error.message,
    )
  );
}

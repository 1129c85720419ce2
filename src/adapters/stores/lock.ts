/**
 * One writer a data folder. The lock is an exclusive transaction on a small database of its own, so the
 * system takes it back when the process dies, however it dies. The holder's pid stands beside it, in a file
 * of its own: opening the locked file itself would drop the lock on POSIX systems.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AshiatoError } from '../../core/model/errors.ts';
import { driverCode } from './errors.ts';

type Handle = { exec(sql: string): unknown; pragma(sql: string): unknown; close(): unknown };

export type Lock = { release(): void };

export function lockFolder(folder: string, open: (file: string) => Handle): Lock {
  const pidFile = join(folder, 'lock.pid');
  const handle = open(join(folder, 'lock.sqlite'));
  try {
    handle.pragma('busy_timeout = 0');
    handle.exec('begin exclusive');
  } catch (error) {
    handle.close();
    if (driverCode(error).startsWith('SQLITE_BUSY')) throw lockedBy(readPid(pidFile), folder, error);
    throw error;
  }
  try {
    writeFileSync(pidFile, `${process.pid}\n`);
  } catch (error) {
    handle.close();
    throw error;
  }
  return { release: () => void handle.close() };
}

export function lockedBy(holder: string | null, where: string, cause?: unknown): AshiatoError {
  const pid = holder === null ? '' : ` (${holder})`;
  return new AshiatoError('E_STORE_LOCKED', `another process${pid} writes here`, {
    where,
    limit: 'one writer at a time',
    next:
      holder === null
        ? 'Wait for it to end, or choose another data folder.'
        : `Wait for ${holder} to end, stop it, or choose another data folder.`,
    retryable: true,
    cause,
  });
}

function readPid(file: string): string | null {
  try {
    const pid = readFileSync(file, 'utf8').trim();
    return /^\d+$/.test(pid) ? `pid ${pid}` : null;
  } catch {
    return null;
  }
}

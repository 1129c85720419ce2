/** What the machine refuses a process, in our words: a full disk or a folder of somebody else's is nobody's bug. */
import { AshiatoError } from './errors.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);
const DENIED = new Set(['EACCES', 'EPERM', 'EROFS', 'SQLITE_CANTOPEN', 'SQLITE_READONLY']);

/** Null: it is something else. */
export function systemError(error: unknown): AshiatoError | null {
  if (!(error instanceof Error)) return null;
  const { code = '', path } = error as { readonly code?: string; readonly path?: string };
  const where = path === undefined ? {} : { where: path };
  if (FULL.has(code))
    return new AshiatoError('E_DISK_FULL', 'there is no space left to write', {
      ...where,
      next: 'Free some space on this disk and run the same command again.',
      retryable: true,
      cause: error,
    });
  if (DENIED.has(code))
    return new AshiatoError('E_DATA_FOLDER', 'a file or folder may not be read or written', {
      ...where,
      next: 'Correct its permissions, or give a folder that you own with --data.',
      cause: error,
    });
  return null;
}

/** Makes a folder of the data folder, or says why not. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AshiatoError } from '../../core/model/errors.ts';
import { systemError } from '../../core/model/system-error.ts';

/** From the top down, as Node's own `recursive` never ends where mkdir answers ENOENT below a folder that is there (/proc). */
export function makeFolder(folder: string): void {
  const path = resolve(folder);
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    // Names and wallets of people lie in it: for its owner alone.
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    // Another process may have made it in between.
    if (isFolder(path)) return;
    throw (
      systemError(cause) ??
      new AshiatoError('E_DATA_FOLDER', 'this folder cannot be made', {
        where: path,
        next: 'Name a folder on a disk that you may write to with --data.',
        cause,
      })
    );
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

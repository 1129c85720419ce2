/** One file, replaced as a whole: after a kill it holds either what it held before or what was written. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

export type CheckpointFile = {
  load(): string | null;
  save(text: string): Promise<void>;
  clear(): Promise<void>;
};

export const checkpointFile = (path: string): CheckpointFile => ({
  load: () => (existsSync(path) ? readFileSync(path, 'utf8') : null),
  async save(text) {
    await mkdir(dirname(path), { recursive: true });
    const fresh = `${path}.new`;
    const handle = await open(fresh, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, path);
  },
  clear: () => rm(path, { force: true }),
});

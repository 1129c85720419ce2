/** Lines in one file, replaced as a whole: after a kill it holds either what it held before or what was written. */
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

export type CheckpointFile = {
  load(): AsyncIterable<string> | null;
  save(lines: Iterable<string>): Promise<number>;
  clear(): Promise<void>;
};

/** Characters written at once. */
const CHUNK = 1 << 20;

export const checkpointFile = (path: string): CheckpointFile => ({
  load: () => (existsSync(path) ? createInterface({ input: createReadStream(path) }) : null),
  async save(lines) {
    await mkdir(dirname(path), { recursive: true });
    const fresh = `${path}.new`;
    const handle = await open(fresh, 'w');
    let bytes = 0;
    try {
      let chunk = '';
      for (const line of lines) {
        chunk += `${line}\n`;
        if (chunk.length < CHUNK) continue;
        bytes += (await handle.write(chunk)).bytesWritten;
        chunk = '';
      }
      bytes += (await handle.write(chunk)).bytesWritten;
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, path);
    return bytes;
  },
  clear: () => rm(path, { force: true }),
});

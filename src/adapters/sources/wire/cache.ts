/**
 * Answers that can never change, kept on disk. Nothing read back is believed: a file whose digest is wrong is
 * dropped, and whoever asked verifies the rest as if a stranger had said it. So the folder may be deleted, copied or
 * damaged at any time; the worst is that something is asked again.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export type Cache = {
  get(kind: string, key: string): Promise<Uint8Array | null>;
  put(kind: string, key: string, bytes: Uint8Array): Promise<void>;
  drop(kind: string, key: string): Promise<void>;
};

const DIGEST_BYTES = 32;

const NOTHING: Cache = { get: async () => null, put: async () => {}, drop: async () => {} };

/** Null: nothing is kept. */
export function openCache(folder: string | null): Cache {
  if (folder === null) return NOTHING;
  /** A disk that is full or read-only makes a trace slower, never wrong: it is not tried again. */
  let writable = true;
  // Hashes of blocks begin with zeros, so the last characters spread the files over folders.
  const pathOf = (kind: string, key: string): string => join(folder, kind, key.slice(-2), key);

  return {
    async get(kind, key) {
      let bytes: Buffer;
      try {
        bytes = await readFile(pathOf(kind, key));
      } catch {
        return null;
      }
      const content = bytes.subarray(DIGEST_BYTES);
      if (bytes.length >= DIGEST_BYTES && digestOf(content).equals(bytes.subarray(0, DIGEST_BYTES)))
        return content;
      await this.drop(kind, key);
      return null;
    },
    async put(kind, key, bytes) {
      if (!writable) return;
      const path = pathOf(kind, key);
      const unfinished = `${path}.${randomUUID()}`;
      try {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(unfinished, Buffer.concat([digestOf(bytes), bytes]));
        await rename(unfinished, path);
      } catch {
        writable = false;
        await rm(unfinished, { force: true }).catch(() => {});
      }
    },
    async drop(kind, key) {
      await rm(pathOf(kind, key), { force: true }).catch(() => {});
    },
  };
}

const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** Read from disk and read again by whoever knows what it must be; what does not hold is dropped. */
export async function readBack<T>(
  cache: Cache,
  kind: string,
  key: string,
  read: (bytes: Uint8Array) => T,
): Promise<T | null> {
  const bytes = await cache.get(kind, key);
  if (bytes === null) return null;
  try {
    return read(bytes);
  } catch {
    await cache.drop(kind, key);
    return null;
  }
}

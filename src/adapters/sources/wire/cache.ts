/**
 * Answers that can never change, kept on disk. Nothing read back is believed: a file whose digest is wrong is
 * dropped, and whoever asked verifies the rest as if a stranger had said it. So the folder may be deleted, copied or
 * damaged at any time; the worst is that something is asked again. That also bounds it: what was not used for
 * longest goes first.
 */
import { createHash, randomUUID } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export type Cache = {
  get(kind: string, key: string): Promise<Uint8Array | null>;
  put(kind: string, key: string, bytes: Uint8Array): Promise<void>;
  drop(kind: string, key: string): Promise<void>;
};

const DIGEST_BYTES = 32;
/** A trace of ten thousand transactions keeps some 120 MB in small files, so about fifteen of them stay. */
const MOST_BYTES = 2 * 1024 ** 3;
/** Emptied further than to the limit, so that not every write finds it full again. */
const SHARE_LEFT = 0.9;
/** Use is noted by a file's time, once a day: a write for each read would cost more than the order is worth. */
const NOTED_MS = 24 * 3600 * 1000;
/** A file takes whole blocks of the disk. */
const DISK_BLOCK = 4096;

const NOTHING: Cache = { get: async () => null, put: async () => {}, drop: async () => {} };

/** Null: nothing is kept. */
export function openCache(folder: string | null, mostBytes = MOST_BYTES): Cache {
  if (folder === null) return NOTHING;
  /** A disk that is full or read-only makes a trace slower, never wrong: it is not tried again. */
  let writable = true;
  /** On disk, as far as this process knows; it looks before its first write. */
  let held = Number.POSITIVE_INFINITY;
  // Hashes of blocks begin with zeros, so the last characters spread the files over folders.
  const pathOf = (kind: string, key: string): string => join(folder, kind, key.slice(-2), key);

  return {
    async get(kind, key) {
      const bytes = await readUsed(pathOf(kind, key));
      if (bytes === null) return null;
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
        held += DISK_BLOCK * Math.ceil((DIGEST_BYTES + bytes.length) / DISK_BLOCK);
        if (held > mostBytes) {
          // Whoever writes meanwhile does not look too.
          held = 0;
          held += await makeRoom(folder, mostBytes);
        }
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

/** What a file holds, and that it was used; null where there is none. */
async function readUsed(path: string): Promise<Buffer | null> {
  try {
    await using file = await open(path);
    const { mtimeMs } = await file.stat();
    const now = new Date();
    if (now.getTime() - mtimeMs > NOTED_MS) await file.utimes(now, now).catch(() => {});
    return await file.readFile();
  } catch {
    return null;
  }
}

/** Removes what was not used for longest where there is too much; returns how many bytes are left. */
async function makeRoom(folder: string, mostBytes: number): Promise<number> {
  const files: { readonly path: string; readonly bytes: number; readonly usedMs: number }[] = [];
  let held = 0;
  for (const kind of readdirSync(folder)) {
    for (const shard of readdirSync(join(folder, kind))) {
      for (const name of readdirSync(join(folder, kind, shard))) {
        const path = join(folder, kind, shard, name);
        const found = lstatSync(path, { throwIfNoEntry: false });
        if (found === undefined) continue;
        const bytes = 512 * found.blocks;
        held += bytes;
        files.push({ path, bytes, usedMs: found.mtimeMs });
      }
      // Half a million files take a second or two; between two folders others go on.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  if (held <= mostBytes) return held;
  files.sort((a, b) => a.usedMs - b.usedMs);
  for (const { path, bytes } of files) {
    if (held <= SHARE_LEFT * mostBytes) break;
    await rm(path, { force: true });
    held -= bytes;
  }
  return held;
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

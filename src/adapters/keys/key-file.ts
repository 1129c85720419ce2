/** Where the keys of the API are kept: two files of the data folder that only their owner may read. */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AshiatoError } from '../../core/model/errors.ts';
import { type ApiKey, type KeyCabinet, SCOPES } from '../../ports/key-cabinet.ts';
import { makeFolder } from '../folders/make-folder.ts';

const fileSchema = z.strictObject({
  format: z.literal('ashiato-api-keys/1'),
  keys: z.array(
    z.strictObject({
      id: z.string().regex(/^[0-9a-f]{12}$/),
      name: z.string(),
      tenant: z.string(),
      scopes: z.array(z.enum(SCOPES)),
      perSecond: z.int().positive(),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      createdAt: z.int(),
      revokedAt: z.int().nullable(),
    }),
  ),
});

const ONLY_OWNER = 0o600;

export function keyFile(folder: string): KeyCabinet {
  const file = join(folder, 'api-keys.json');
  const write = (keys: readonly ApiKey[]): void => {
    makeFolder(folder);
    // Whole or not at all: a crash between the two leaves the old file.
    const fresh = `${file}.${randomBytes(4).toString('hex')}`;
    writeFileSync(fresh, `${JSON.stringify({ format: 'ashiato-api-keys/1', keys }, null, 2)}\n`, {
      mode: ONLY_OWNER,
    });
    renameSync(fresh, file);
  };
  return {
    pepper: () => secretIn(folder, 'api-keys.pepper'),
    read: () => (existsSync(file) ? read(file) : []),
    write,
    version: () => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat === undefined ? 'none' : `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
    },
  };
}

const SECRET_BYTES = 32;

/** Thirty-two bytes of chance in a file of the data folder, made when first asked for. */
export function secretIn(folder: string, name: string): Buffer {
  const file = join(folder, name);
  if (!existsSync(file)) {
    makeFolder(folder);
    writeSecret(file);
  }
  const secret = readFileSync(file);
  if (secret.length === SECRET_BYTES) return secret;
  throw new AshiatoError('E_DATA_FOLDER', 'a secret of the data folder is not as it was written', {
    where: file,
    limit: `${SECRET_BYTES} bytes`,
    next: 'Restore it from a copy, or remove it: what was marked with it is then recognised no more.',
  });
}

/** Whole or not at all: on a full disk an empty file would be a secret that everybody knows. */
function writeSecret(file: string): void {
  const fresh = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(fresh, randomBytes(SECRET_BYTES), { mode: ONLY_OWNER, flag: 'wx', flush: true });
    linkSync(fresh, file);
  } catch (error) {
    // Another process made it first: one secret holds for both.
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** Without its keys a server must not answer as if it had none. */
function read(file: string): readonly ApiKey[] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).keys;
  } catch (cause) {
    throw new AshiatoError('E_API_KEY', 'the file of API keys cannot be read', {
      where: file,
      next: 'Restore it from a copy, or remove it and make new keys with "ashiato keys add".',
      cause,
    });
  }
}

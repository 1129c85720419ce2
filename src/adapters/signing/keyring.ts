/**
 * Signing keys in the data folder: made on first use, readable by their owner alone, replaced without a pause. A
 * laboratory's key lives in memory and says in its name what it is.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Environment, Keyring, PublicKey } from '../../ports/signing.ts';
import { makeFolder } from '../folders/make-folder.ts';

const keyRow = z.strictObject({
  keyId: z.string(),
  publicKey: z.string(),
  /** PKCS #8, PEM. */
  privateKey: z.string(),
  from: z.int(),
});
const keysFile = z.strictObject({ version: z.literal(1), keys: z.array(keyRow).min(1) });
type KeyRow = z.infer<typeof keyRow>;

type Held = { readonly row: KeyRow; readonly key: KeyObject };

const FILE = 'signing-keys.json';
const OWNER_ONLY = 0o600;

/** Opens the keys of a data folder; the first key is made at `now`. */
export function openKeyring(folder: string, now: number): Keyring {
  const path = join(folder, FILE);
  if (!existsSync(path)) {
    makeFolder(folder);
    writeKeys(path, [newKey('production', now)]);
  }
  let seen = '';
  let held: readonly Held[] = [];
  // Another process may rotate while this one serves: the file is read again when it changed.
  const read = (): readonly Held[] => {
    const { mtimeMs, ino } = statSync(path);
    const state = `${ino} ${mtimeMs}`;
    if (state !== seen) {
      held = readKeys(path).map(hold);
      seen = state;
    }
    return held;
  };
  return ringOver('production', read, (row) => writeKeys(path, [...read().map((each) => each.row), row]));
}

/** For demonstrations and tests: nothing that it signs is for production. */
export function laboratoryKeyring(now: number): Keyring {
  let held: readonly Held[] = [hold(newKey('laboratory', now))];
  return ringOver(
    'laboratory',
    () => held,
    (row) => {
      held = [...held, hold(row)];
    },
  );
}

function ringOver(
  environment: Environment,
  read: () => readonly Held[],
  add: (row: KeyRow) => void,
): Keyring {
  return {
    environment,
    sign(text, now) {
      const held = read();
      // Before the first key's time the clock is wrong, which the answer itself says; a hit is signed all the same.
      const current = held.findLast(({ row }) => row.from <= now) ?? held[0]!;
      return {
        keyId: current.row.keyId,
        signature: sign(null, Buffer.from(text, 'utf8'), current.key).toString('base64'),
      };
    },
    publicKeys: () => publicOf(environment, read()),
    rotate(from) {
      const last = read().at(-1)!.row;
      if (from <= last.from)
        throw refusal('a successor must begin after the key before it', `after ${last.from}`);
      const row = newKey(environment, from);
      add(row);
      return publicOf(environment, read()).at(-1)!;
    },
  };
}

const publicOf = (environment: Environment, held: readonly Held[]): PublicKey[] =>
  held.map(({ row }, i) => ({
    keyId: row.keyId,
    publicKey: row.publicKey,
    environment,
    from: row.from,
    until: held[i + 1]?.row.from ?? null,
  }));

const hold = (row: KeyRow): Held => ({ row, key: createPrivateKey(row.privateKey) });

/** The raw key stands in the last 32 bytes of its SPKI form (RFC 8410). */
const rawPublicKey = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' }).subarray(-32);

function newKey(environment: Environment, from: number): KeyRow {
  const { privateKey } = generateKeyPairSync('ed25519');
  const raw = rawPublicKey(createPublicKey(privateKey));
  return {
    keyId: `${environment}-${createHash('sha256').update(raw).digest('hex').slice(0, 16)}`,
    publicKey: raw.toString('base64'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    from,
  };
}

function readKeys(path: string): readonly KeyRow[] {
  // Others could sign in our name: a file that they can read is no longer ours alone.
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    throw refusal(
      'others can read the signing keys',
      'mode 0600',
      `Run "chmod 600 ${path}", then rotate the key.`,
      path,
    );
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    content = null;
  }
  const parsed = keysFile.safeParse(content);
  if (!parsed.success)
    throw refusal(
      'the file of signing keys is damaged',
      'as it was written',
      'Restore it from a backup, or move it away: a new key is made, and clients must learn it.',
      path,
    );
  return parsed.data.keys;
}

function writeKeys(path: string, keys: readonly KeyRow[]): void {
  const next = `${path}.${process.pid}.tmp`;
  writeFileSync(next, `${JSON.stringify({ version: 1, keys }, null, 1)}\n`, {
    mode: OWNER_ONLY,
    flush: true,
  });
  chmodSync(next, OWNER_ONLY);
  renameSync(next, path);
}

const refusal = (
  what: string,
  limit: string,
  next = 'Set the clock right, or choose a later time.',
  where = FILE,
): AshiatoError => new AshiatoError('E_SIGNING_KEY', what, { where, limit, next });

/**
 * Keys of the API: who may ask what, how often. A key is shown once, when it is made; what is kept is its HMAC, so
 * that whoever reads the file cannot use it, and comparing takes the same time however wrong a guess is.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AshiatoError } from '../../core/model/errors.ts';
import { nearest } from '../../core/model/nearest.ts';
import { type ApiKey, type KeyCabinet, SCOPES, type Scope } from '../../ports/key-cabinet.ts';

const LIMITS = { least: 1, most: 1_000_000 } as const;

export type NewKey = {
  readonly name: string;
  readonly tenant: string;
  readonly scopes: readonly string[];
  readonly perSecond: number;
};

/** `text` is the key itself, and is nowhere else. */
export function addKey(
  cabinet: KeyCabinet,
  wanted: NewKey,
  now: number,
): { readonly key: ApiKey; readonly text: string } {
  const { name, tenant, perSecond } = wanted;
  const scopes = wanted.scopes.map(readScope);
  if (name.trim() === '' || name.length > 80)
    throw new AshiatoError('E_USAGE', 'a key needs a name', {
      limit: '1 to 80 characters',
      next: 'Name it after the program that will use it.',
    });
  if (!/^[\w.-]{1,80}$/.test(tenant))
    throw new AshiatoError('E_USAGE', `"${tenant}" cannot name a tenant`, {
      where: '--tenant',
      limit: '1 to 80 letters, digits, dots and dashes',
      next: 'Give another name.',
    });
  if (!Number.isInteger(perSecond) || perSecond < LIMITS.least || perSecond > LIMITS.most)
    throw new AshiatoError('E_USAGE', `${perSecond} questions a second is not a limit`, {
      where: '--per-second',
      limit: `${LIMITS.least} to ${LIMITS.most}`,
      next: 'Give a whole number.',
    });
  const keys = cabinet.read();
  const id = randomBytes(6).toString('hex');
  const text = `ash_${id}_${randomBytes(32).toString('base64url')}`;
  const key = {
    id,
    name,
    tenant,
    scopes,
    perSecond,
    hash: hmac(cabinet.pepper(), text).toString('hex'),
    createdAt: now,
    revokedAt: null,
  };
  cabinet.write([...keys, key]);
  return { key, text };
}

/** Revoked keys stay, so that a log's key id can still be told. */
export function revokeKey(cabinet: KeyCabinet, id: string, now: number): ApiKey {
  const keys = cabinet.read();
  const key = keys.find((each) => each.id === id);
  if (key === undefined) {
    const guess = nearest(
      id,
      keys.map((each) => each.id),
    );
    throw new AshiatoError(
      'E_API_KEY',
      `there is no key "${id}"${guess === null ? '' : `; did you mean "${guess}"?`}`,
      { next: 'See "ashiato keys list" for the ids.' },
    );
  }
  const revoked = { ...key, revokedAt: key.revokedAt ?? now };
  cabinet.write(keys.map((each) => (each.id === id ? revoked : each)));
  return revoked;
}

export type KeyRing = {
  /** Whether anybody made a key: from then on every question needs one. */
  readonly inUse: () => boolean;
  /** The key that this text is; null: none, or revoked. */
  readonly find: (text: string) => ApiKey | null;
};

/** A second is how long a revoked key may still be taken. */
const READ_AGAIN_MS = 1_000;
const SHAPE = /^ash_([0-9a-f]{12})_[\w-]{43}$/;

export function openKeyRing(cabinet: KeyCabinet, clock: () => number = () => performance.now()): KeyRing {
  let version: string | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  let pepper: Buffer | null = null;
  let keys = new Map<string, ApiKey>();
  const refresh = (): void => {
    const now = clock();
    if (now - readAt < READ_AGAIN_MS) return;
    readAt = now;
    const current = cabinet.version();
    if (current === version) return;
    keys = new Map(cabinet.read().map((key) => [key.id, key]));
    pepper = keys.size === 0 ? null : cabinet.pepper();
    version = current;
  };
  return {
    inUse: () => {
      refresh();
      return keys.size > 0;
    },
    find: (text) => {
      refresh();
      const id = SHAPE.exec(text)?.[1];
      const key = id === undefined ? undefined : keys.get(id);
      if (key === undefined || pepper === null) return null;
      const same = timingSafeEqual(hmac(pepper, text), Buffer.from(key.hash, 'hex'));
      return same && key.revokedAt === null ? key : null;
    },
  };
}

const hmac = (pepper: Buffer, text: string): Buffer => createHmac('sha256', pepper).update(text).digest();

function readScope(text: string): Scope {
  const scope = SCOPES.find((each) => each === text);
  if (scope !== undefined) return scope;
  const guess = nearest(text, SCOPES);
  throw new AshiatoError(
    'E_USAGE',
    `"${text}" is no scope${guess === null ? '' : `; did you mean "${guess}"?`}`,
    {
      where: '--scope',
      next: `Use ${SCOPES.join(', ')}.`,
    },
  );
}

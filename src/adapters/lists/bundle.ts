/**
 * An edition as a folder to carry to a machine without a network: the publisher's files, a manifest with when the
 * publisher last said that it is current, and a signature over the manifest by a key that the other side knows.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { formatNamed } from '../../core/lists/formats.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Day } from '../../core/model/list.ts';
import type { KeptEdition, ListFiles } from '../../ports/list-shelf.ts';
import { makeFolder } from '../folders/make-folder.ts';
import { isSignedBy, signWith } from './keys.ts';
import { sha256Hex } from './shelf.ts';
import { MOST_BYTES } from './text.ts';

const MANIFEST = 'manifest.json';
const SIGNATURE = 'manifest.sig';

const manifest = z.strictObject({
  version: z.literal(1),
  format: z.string(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  published: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .transform((text) => text as Day),
  verifiedAt: z.number().int().nonnegative().nullable(),
  files: z.array(
    z.strictObject({
      role: z.string().regex(/^[a-z]+$/),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

export type Bundle = {
  readonly format: string;
  readonly files: ListFiles;
  readonly published: Day;
  readonly verifiedAt: number | null;
  readonly digest: string;
};

export function writeBundle(folder: string, edition: KeptEdition, files: ListFiles, keyFile: string): void {
  const content: z.input<typeof manifest> = {
    version: 1,
    format: edition.format,
    digest: edition.digest,
    published: edition.published,
    verifiedAt: edition.verifiedAt,
    files: edition.files.map(({ role, digest }) => ({ role, sha256: digest })),
  };
  const text = `${JSON.stringify(content, null, 1)}\n`;
  const { signature } = signWith(keyFile, text);
  makeFolder(folder);
  for (const [role, bytes] of files) writeFileSync(join(folder, role), bytes);
  writeFileSync(join(folder, MANIFEST), text);
  writeFileSync(join(folder, SIGNATURE), `${signature}\n`);
}

/** Signed by one of the keys, and every file the one that was signed for. */
export function readBundle(folder: string, keys: readonly { readonly key: string }[]): Bundle {
  const text = readFile(folder, MANIFEST).toString('utf8');
  const signature = readFile(folder, SIGNATURE).toString('utf8').trim();
  if (!keys.some(({ key }) => isSignedBy(key, text, signature)))
    throw new AshiatoError('E_LIST_SIGNATURE', 'the manifest is not signed by a configured key', {
      where: join(folder, SIGNATURE),
      next: 'Put the public half of the key under "listKeys" in the configuration, if you trust its holder.',
    });
  const { format, digest, published, verifiedAt, files } = manifestIn(text, join(folder, MANIFEST));
  const known = formatNamed(format).files.map(({ role }) => role);
  return {
    format,
    digest,
    published,
    verifiedAt,
    files: new Map(
      files
        .filter(({ role }) => known.includes(role))
        .map(({ role, sha256 }) => {
          const bytes = readFile(folder, role);
          if (sha256Hex(bytes) !== sha256)
            throw new AshiatoError('E_LIST_DIGEST', 'the file is not the one that was signed for', {
              where: join(folder, role),
              next: 'Copy the folder again.',
            });
          return [role, bytes];
        }),
    ),
  };
}

function manifestIn(text: string, where: string): z.output<typeof manifest> {
  try {
    return manifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new AshiatoError('E_LIST_FORMAT', 'the manifest is malformed', {
      where,
      next: 'Export the edition again with "ashiato lists export".',
      cause,
    });
  }
}

/** A file of a list that somebody names or carries here. */
export function readFile(folder: string, name: string): Buffer {
  const path = join(folder, name);
  try {
    if (statSync(path).size > MOST_BYTES)
      throw new AshiatoError('E_TOO_LARGE', 'the file is larger than any list', {
        where: path,
        limit: `${MOST_BYTES} bytes`,
        next: 'Give the file that the publisher offers.',
      });
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof AshiatoError) throw cause;
    throw new AshiatoError('E_LIST_FETCH', 'the file could not be read', {
      where: path,
      next: 'Check the path.',
      cause,
    });
  }
}

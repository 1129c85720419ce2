/**
 * The labelled files: a folder laid out like the shared data (searched with all folders below it, gzipped or
 * plain), or the small set that is generated. Sections choose theirs by the form of the name alone.
 */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { AshiatoError } from '../src/core/model/errors.ts';

export type DataFile = {
  /** Below the root, without `.gz`: `coinjoin/wasabi1_202108_mixes.txt`. */
  readonly name: string;
  text(): string;
  bytes(): Uint8Array;
};

export type ScoreData = {
  /** How the page calls it. */
  readonly title: string;
  /** Sorted by name. */
  readonly files: readonly DataFile[];
};

/** The files whose last part of the name matches. */
export const filesLike = ({ files }: ScoreData, form: RegExp): readonly DataFile[] =>
  files.filter(({ name }) => form.test(baseOf(name)));

/** `coinjoin/wasabi1_202108_mixes.txt` → `wasabi1_202108_mixes`. */
export const stemOf = ({ name }: DataFile): string => baseOf(name).replace(/\.[^.]+$/, '');

const baseOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

export function openFolder(root: string): ScoreData {
  if (!existsSync(root) || !statSync(root).isDirectory()) {
    throw new AshiatoError('E_USAGE', 'there is no such folder', {
      where: root,
      next: 'Give one laid out like the shared data with --data.',
    });
  }
  const paths = globSync('**/*', { cwd: root }).filter((path) => statSync(join(root, path)).isFile());
  return { title: `the folder given (${paths.length} files)`, files: paths.sort().map(fileAt(root)) };
}

const fileAt =
  (root: string) =>
  (path: string): DataFile => {
    const bytes = (): Uint8Array => {
      const stored = readFileSync(join(root, path));
      return path.endsWith('.gz') ? unpacked(stored, path) : stored;
    };
    return {
      name: path.replaceAll('\\', '/').replace(/\.gz$/, ''),
      bytes,
      text: () => Buffer.from(bytes()).toString('utf8'),
    };
  };

function unpacked(stored: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(stored);
  } catch (cause) {
    throw new AshiatoError('E_CASE_TABLE', 'the file ends in .gz and is not whole gzip', {
      where: path,
      next: 'Fetch it again, or take it out of the folder.',
      cause,
    });
  }
}

/** Generated files: name → content. */
export const madeOf = (made: Readonly<Record<string, string>>): ScoreData => ({
  title: 'the built-in set (generated; figures say that the harness works, not how good a detector is)',
  files: Object.entries(made)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, content]) => ({
      name,
      text: () => content,
      bytes: () => new TextEncoder().encode(content),
    })),
});

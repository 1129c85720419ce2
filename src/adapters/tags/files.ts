/** Packs of tags and actors, opened by their paths: a file, or every file of a folder. */
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RawPack, Value } from '../../core/attribution/tagpack.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { packOfCsv, packOfLabels } from './tables.ts';
import { readText } from './text.ts';
import { parsePack } from './yaml.ts';

const ACTOR_PACK = /\.actorpack\.ya?ml(\.gz)?$/;
const TAG_FILE = /\.(ya?ml|csv|json)(\.gz)?$/;

/** The files below a path, in the order of their names. */
export function listPacks(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new AshiatoError('E_TAG_FILE', 'there is no such file or folder', {
      where: path,
      next: 'Correct the path in "tagPacks" of the configuration, or on the command line.',
    });
  }
  if (!found.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => TAG_FILE.test(name))
    .sort()
    .map((name) => join(path, name));
}

export const isActorPack = (path: string): boolean => ACTOR_PACK.test(path);

export const nameOf = (path: string): string =>
  basename(path).replace(/(\.actorpack)?\.(ya?ml|csv|json)(\.gz)?$/, '');

export const readActorPack = (path: string): RawPack =>
  parsePack(readText(path), nameOf(path), 'actors', path);

export function readTagPack(path: string): RawPack {
  const text = readText(path);
  const name = nameOf(path);
  if (/\.ya?ml(\.gz)?$/.test(path)) return parsePack(text, name, 'tags', path);
  const defaults = new Map<string, Value>([
    ['creator', name],
    ['source', basename(path)],
    ['currency', networkIn(name)],
    ['confidence', 'web_crawl'],
  ]);
  return /\.csv(\.gz)?$/.test(path)
    ? packOfCsv(text, name, path, defaults)
    : packOfLabels(text, name, path, defaults);
}

/** Of a table that has no column for it: by the explorer it is named after; Ethereum where nothing says otherwise. */
const networkIn = (name: string): string =>
  /bscscan/i.test(name)
    ? 'BSC'
    : /polygonscan/i.test(name)
      ? 'MATIC'
      : /tron/i.test(name)
        ? 'TRX'
        : /btc|bitcoin/i.test(name)
          ? 'BTC'
          : 'ETH';

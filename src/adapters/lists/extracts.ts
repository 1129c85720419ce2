/** Extracts of a publisher's addresses of days past, kept as CSV in `lists/history/` of the data folder. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { witnessOfExtract } from '../../core/lists/address-extract.ts';
import type { Witness } from '../../core/lists/as-of.ts';
import { makeFolder } from '../folders/make-folder.ts';
import { readFile } from './bundle.ts';
import { readTable } from './csv.ts';

const folderOf = (dataFolder: string): string => join(dataFolder, 'lists', 'history');

export function readExtracts(dataFolder: string): readonly Witness[] {
  const folder = folderOf(dataFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort()
    .map((name) => witnessOfExtract(readTable(readFileSync(join(folder, name)), name), name));
}

/** Read before it is kept, so that nothing that cannot be read is. */
export function keepExtract(dataFolder: string, path: string): Witness {
  const name = basename(path);
  const bytes = readFile(dirname(path), name);
  const witness = witnessOfExtract(readTable(bytes, name), name);
  makeFolder(folderOf(dataFolder));
  writeFileSync(join(folderOf(dataFolder), name.endsWith('.csv') ? name : `${name}.csv`), bytes);
  return witness;
}

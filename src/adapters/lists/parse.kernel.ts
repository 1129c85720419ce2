/** The worker that reads a kept edition, so that a server answers meanwhile. It hands over as much as is asked for. */
import { parentPort, workerData } from 'node:worker_threads';
import { formatNamed } from '../../core/lists/formats.ts';
import type { ReadList } from '../../core/lists/reading.ts';
import type { KeptEdition } from '../../ports/list-shelf.ts';
import { parseList } from './parse.ts';
import { openShelf } from './shelf.ts';

export type Task = { readonly dataFolder: string; readonly edition: KeptEdition };

export type Portion = ReadList & { readonly last: boolean };

/** Entries that are unpacked in a millisecond or two. */
const AT_ONCE = 100;

const { dataFolder, edition } = workerData as Task;
const { entries, published, doubts } = parseList(
  formatNamed(edition.format),
  openShelf(dataFolder).files(edition),
);
let next = 0;
parentPort?.on('message', () => {
  const portion = entries.slice(next, next + AT_ONCE);
  next += AT_ONCE;
  parentPort?.postMessage({
    entries: portion,
    published,
    doubts,
    last: next >= entries.length,
  } satisfies Portion);
});

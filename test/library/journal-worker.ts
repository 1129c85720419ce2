/** One of several writers to the same journal. */
import { workerData } from 'node:worker_threads';
import { libraryJournal } from '../../src/adapters/library/journal.ts';

const { folder, name, count } = workerData as { folder: string; name: string; count: number };
const journal = libraryJournal(folder);
for (let i = 0; i < count; i += 1)
  journal.add((before) => [
    { type: 'retracted', edit: `e${before.length}`, at: '2026-11-22T10:00:00.000Z', by: name, reason: '' },
  ]);

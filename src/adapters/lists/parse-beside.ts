/** A kept edition read in a thread of its own: its entries come over in portions, and answers are given in between. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { ReadList } from '../../core/lists/reading.ts';
import type { ListEntry } from '../../core/model/list.ts';
import type { Portion, Task } from './parse.kernel.ts';

const KERNEL = new URL(
  import.meta.url.endsWith('.ts') ? './parse.kernel.ts' : './parse.kernel.js',
  import.meta.url,
);

export async function parseBeside(task: Task): Promise<ReadList> {
  const worker = new Worker(KERNEL, { workerData: task });
  try {
    const entries: ListEntry[] = [];
    for (;;) {
      worker.postMessage('more');
      const { last, ...portion } = await answerOf(worker);
      for (const entry of portion.entries) entries.push(entry);
      if (last) return { ...portion, entries };
      await nextTurn();
    }
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker): Promise<Portion> {
  const { promise, resolve, reject } = Promise.withResolvers<Portion>();
  worker.once('message', resolve).once('error', reject);
  return promise.finally(() => worker.off('message', resolve).off('error', reject));
}

/**
 * Full verification in worker threads: every block of a batch is hashed down to its transactions, in whichever
 * thread is free, while the main thread looks for tainted outpoints and the next batch is read.
 *
 * Only verification is worth a thread. Parsing and probing takes 0.3 s of a core a gigabyte; the kernel's copy out of
 * the page cache takes 0.4 s, and runs beside it in a thread of Node's already. A second thread that parses could
 * win a quarter at most from the page cache, and nothing from a disk.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { BlockArchive, BlockBytes, BlockChecker } from '../../../core/chains/bitcoin/archive.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Job, Verdict } from './check.kernel.ts';

export type Checker = BlockChecker & { close(): Promise<void> };

/** A package holds JavaScript, a checkout TypeScript. */
const KERNEL = new URL(`./check.kernel${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

export function openChecker(
  { network, blocks }: Pick<BlockArchive, 'network' | 'blocks'>,
  threads = availableParallelism(),
): Checker {
  let workers: readonly Worker[] = [];
  return {
    async check(batch) {
      // Begun with the first batch: a scan may be refused, or look for its seeds for long.
      if (workers.length === 0)
        workers = Array.from({ length: threads }, () => new Worker(KERNEL, { workerData: network }));
      const { bytes, starts } = inSharedMemory(batch);
      const job: Job = {
        bytes,
        next: new Int32Array(new SharedArrayBuffer(4)),
        blocks: batch.map(({ height, bytes: { length } }, i) => ({
          height,
          hash: blocks[height]!.hash,
          start: starts[i]!,
          size: length,
        })),
      };
      const verdicts = await Promise.all(workers.map((worker) => ask(worker, job)));
      // Blocks are taken in their order, so nobody has passed over an earlier one.
      const [earliest] = verdicts.flatMap((each) => each ?? []).sort((a, b) => a.height - b.height);
      if (earliest === undefined) return;
      const { code, message, ...details } = earliest.error;
      throw new AshiatoError(code, message, details);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function ask(worker: Worker, job: Job): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.off('message', answered).off('error', failed).off('exit', ended);
      act();
    };
    const answered = (verdict: Verdict): void => settle(() => resolve(verdict));
    const failed = (error: unknown): void => settle(() => reject(error));
    const ended = (): void =>
      settle(() => reject(new AshiatoError('E_INTERNAL', 'a thread that verifies blocks has ended')));
    worker.on('message', answered).on('error', failed).on('exit', ended);
    // Node's mark of a thread that has ended; it would never answer.
    if (worker.threadId === -1) ended();
    else worker.postMessage(job);
  });
}

/** The memory that all blocks of a batch lie in, where it is one and shared; else a copy of them. */
function inSharedMemory(batch: readonly BlockBytes[]): { bytes: Uint8Array; starts: number[] } {
  const buffer = batch[0]?.bytes.buffer;
  if (buffer instanceof SharedArrayBuffer && batch.every(({ bytes }) => bytes.buffer === buffer))
    return { bytes: new Uint8Array(buffer), starts: batch.map(({ bytes }) => bytes.byteOffset) };
  const length = batch.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const copy = new Uint8Array(new SharedArrayBuffer(length));
  const starts: number[] = [];
  let at = 0;
  for (const { bytes } of batch) {
    starts.push(at);
    copy.set(bytes, at);
    at += bytes.length;
  }
  return { bytes: copy, starts };
}

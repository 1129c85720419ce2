/** What a worker thread does: takes the next block of a batch until none is left or one is wrong, and says so. */
import { parentPort, workerData } from 'node:worker_threads';
import { checkBlock } from '../../../core/chains/bitcoin/block.ts';
import { layOut, newLayout } from '../../../core/chains/bitcoin/layout.ts';
import type { Network } from '../../../core/chains/bitcoin/network.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import { nativeHash, newHashMany } from './hash-many.ts';

export type Job = {
  /** Shared memory. */
  readonly bytes: Uint8Array;
  /** One number, shared: how many blocks were taken. */
  readonly next: Int32Array;
  /** In ascending order. */
  readonly blocks: readonly {
    readonly height: number;
    readonly hash: string;
    readonly start: number;
    readonly size: number;
  }[];
};

/** Null: nothing was wrong. */
export type Verdict = { readonly height: number; readonly error: ReturnType<AshiatoError['toJSON']> } | null;

const network = workerData as Network;
const layout = newLayout();
const hashMany = newHashMany();

parentPort?.on('message', (job: Job) => parentPort?.postMessage(work(job)));

function work({ bytes, next, blocks }: Job): Verdict {
  for (;;) {
    const block = blocks[Atomics.add(next, 0, 1)];
    if (block === undefined) return null;
    const { height, hash, start, size } = block;
    const own = bytes.subarray(start, start + size);
    try {
      layOut(own, layout, hash);
      checkBlock(own, layout, { network, height, hash }, nativeHash, hashMany);
    } catch (error) {
      // A bug is not a verdict: it ends the thread, and with it the scan.
      if (!(error instanceof AshiatoError)) throw error;
      return { height, error: error.toJSON() };
    }
  }
}

/** Trying again: what failed on the way is asked for again, later each time, as long as the other side wishes. */
import { AshiatoError } from '../../../core/model/errors.ts';
import { WaitError } from './http.ts';

export type Patience = {
  /** How often a request that failed on the way is tried again. */
  readonly retries: number;
  /** However long the other side asks us to wait. */
  readonly maxWaitMs: number;
  readonly sleep: (ms: number) => Promise<void>;
};

const FIRST_PAUSE_MS = 200;

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function patiently<T>(job: () => Promise<T>, patience: Patience): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await job();
    } catch (error) {
      if (!(error instanceof AshiatoError) || !error.retryable || tries >= patience.retries) throw error;
      const wished = error instanceof WaitError ? error.waitMs : 0;
      await patience.sleep(Math.min(Math.max(wished, FIRST_PAUSE_MS * 2 ** tries), patience.maxWaitMs));
    }
  }
}

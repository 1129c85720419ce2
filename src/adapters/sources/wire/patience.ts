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
/** A block that two nodes hear of at different times has reached both after seconds. */
const FIRST_TIP_PAUSE_MS = 1_000;

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const patiently = <T>(job: () => Promise<T>, patience: Patience): Promise<T> =>
  again(job, patience, FIRST_PAUSE_MS, ({ retryable }) => retryable);

/**
 * A pin that nodes tell differently, as where two blocks compete for the newest place: it is looked for anew, from
 * the beginning, as often as a request would be; then the difference is told.
 */
export async function untilAgreed<T>(pin: () => Promise<T>, patience: Patience): Promise<T> {
  try {
    return await again(pin, patience, FIRST_TIP_PAUSE_MS, disagrees);
  } catch (error) {
    if (!(error instanceof AshiatoError) || !disagrees(error)) throw error;
    throw new AshiatoError(error.code, error.message, {
      ...(error.where === undefined ? {} : { where: error.where }),
      limit: `asked ${patience.retries + 1} times`,
      next: 'Try again in some minutes: two blocks may compete for this height. If it stays so, leave out the node that is wrong.',
      retryable: true,
      cause: error,
    });
  }
}

const disagrees = ({ code }: AshiatoError): boolean => code === 'E_SOURCES_DISAGREE';

/** Twice as long a pause each time, and as long as the other side wishes. */
async function again<T>(
  job: () => Promise<T>,
  { retries, maxWaitMs, sleep: pause }: Patience,
  firstMs: number,
  mayHelp: (error: AshiatoError) => boolean,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await job();
    } catch (error) {
      if (!(error instanceof AshiatoError) || !mayHelp(error) || tries >= retries) throw error;
      const wished = error instanceof WaitError ? error.waitMs : 0;
      await pause(Math.min(Math.max(wished, firstMs * 2 ** tries), maxWaitMs));
    }
  }
}

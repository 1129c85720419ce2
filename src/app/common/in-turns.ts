/** Runs long work in turns of some milliseconds, so that answers are given in between (promise P16). */
import { setImmediate } from 'node:timers/promises';
import type { Steps } from '../../core/model/steps.ts';

const TURN_MS = 2;

/** Lets whatever waits come first. A store answers at once: to await it alone lets nobody in. */
export const nextTurn = (): Promise<void> => setImmediate();

export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  let turn = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - turn <= TURN_MS) continue;
    await nextTurn();
    turn = performance.now();
  }
}

/** One thing after the other. */
export const eachInTurn = <T, R>(items: readonly T[], work: (item: T) => R): Promise<R[]> =>
  inTurns(eachInSteps(items, work));

function* eachInSteps<T, R>(items: readonly T[], work: (item: T) => R): Steps<R[]> {
  const done: R[] = [];
  for (const item of items) {
    done.push(work(item));
    yield;
  }
  return done;
}

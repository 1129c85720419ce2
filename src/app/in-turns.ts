/** Runs long work in turns of some milliseconds, so that answers are given in between (promise P16). */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Steps } from '../core/model/steps.ts';

const TURN_MS = 4;

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

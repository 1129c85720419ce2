/** How the young generation of a server's memory is collected. */
import { setFlagsFromString } from 'node:v8';

/**
 * By the thread that answers, alone. Next to nothing survives an answer, so there is nothing to share; and on a machine
 * of few processors the helpers that V8 wakes for each collection take the place of the very thread that waits for
 * them, for a slice of the scheduler's time. What survives a new edition being put together is collected by a third
 * more slowly for it (docs/benchmarks.md). Node's documentation warns of flags set while running: V8 reads this one
 * anew at each collection.
 */
export function collectAlone(): void {
  setFlagsFromString('--no-parallel-scavenge');
}

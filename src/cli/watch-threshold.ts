/** A running server looks every ten seconds whether a holding came to lie above the threshold of the configuration. */
import { recordCrossings } from '../adapters/crossings/log.ts';
import type { ReservesDesk } from '../app/strategy/reserves.ts';
import { thresholdWatch } from '../app/strategy/watch-threshold.ts';
import type { Config } from '../config.ts';
import type { Store } from '../ports/store.ts';
import { repeat } from './repeat.ts';
import { crossingsToText } from './reserves-report.ts';
import { describeProblem } from './serve-screening.ts';

const LOOK_AGAIN_MS = 10_000;

/** Stops when it is called. */
export function startWatchingThreshold(
  config: Config,
  { screening }: Store,
  { crossings }: ReservesDesk,
): () => Promise<void> {
  if (config.reservesThreshold === null) return async () => {};
  const look = thresholdWatch({
    crossings,
    store: screening,
    record: (found, at) => recordCrossings(config.dataFolder, found, at),
    tell: (fresh) => process.stderr.write(crossingsToText(fresh)),
    now: Date.now,
  });
  return repeat(look, LOOK_AGAIN_MS, (error) =>
    process.stderr.write(`The threshold of reserves could not be checked: ${describeProblem(error)}\n`),
  );
}

/**
 * A running server's lists are fetched by "ashiato lists refresh" in a process of its own, as cron would: reading a list
 * takes seconds and a gigabyte, and no answer waits for it. The server sees the new edition as it sees any other.
 */
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { openShelf } from '../adapters/lists/shelf.ts';
import { keepLists } from '../app/lists/keep-lists.ts';
import { composeWays } from '../compose/lists.ts';
import type { Config } from '../config.ts';
import { PACKAGE_ROOT } from '../package.ts';

/** A server that is only tried is not disturbed. */
const FIRST_MS = 3_000;
/** Of one fetch of everything; every download in it has its own limit. */
const LONGEST_MS = 20 * 60_000;

/** Stops when it is called; a fetch under way is ended, and what it had written stays whole. */
export function startKeepingLists(config: Config, say: (line: string) => void): () => Promise<void> {
  const formats = composeWays(config).flatMap(({ format, usual }) => (usual ? [format.id] : []));
  if (config.listRefreshMinutes === 0 || formats.length === 0) return async () => {};
  const stopping = new AbortController();
  const keeper = keepLists({
    formats,
    everyMs: config.listRefreshMinutes * 60_000,
    fetch: (due) => refreshApart(config.dataFolder, due, stopping.signal),
    attempts: openShelf(config.dataFolder).attempts,
    now: Date.now,
    chance: Math.random,
    say,
  });
  let turning: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const wait = (ms: number): void => {
    timer = setTimeout(() => {
      turning = keeper.turn().then((next) => {
        if (!stopping.signal.aborted) wait(Math.max(1_000, next - Date.now()));
      });
    }, ms).unref();
  };
  wait(FIRST_MS);
  return async () => {
    stopping.abort();
    clearTimeout(timer);
    await turning;
  };
}

/** What came of it is noted on the shelf; its words are for a terminal, and here is none. */
export function refreshApart(
  dataFolder: string,
  formats: readonly string[],
  stop: AbortSignal,
): Promise<void> {
  const launcher = join(PACKAGE_ROOT, 'bin', 'ashiato.mjs');
  const args = [launcher, 'lists', 'refresh', '--data', dataFolder, '--list', ...formats];
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, args, {
      stdio: 'ignore',
      signal: AbortSignal.any([stop, AbortSignal.timeout(LONGEST_MS)]),
    });
    child.on('spawn', () => {
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    });
    child.on('error', (error) => (stop.aborted ? done() : failed(error)));
    child.on('exit', () => done());
  });
}

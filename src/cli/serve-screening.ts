/** Screening for a server that stays: its parts are looked at again every second, and swapped when they changed. */
import { isIP } from 'node:net';
import { openKeyRing } from '../app/api-keys.ts';
import { composeKeyCabinet } from '../compose.ts';
import { composeScreening } from '../compose-screening.ts';
import type { Config } from '../config.ts';
import { AshiatoError } from '../core/model/errors.ts';
import type { Store } from '../ports/store.ts';
import { SCREENING_LIMITS, type ScreeningDesk } from '../server/screening/desk.ts';

const LOOK_AGAIN_MS = 1_000;

export type ServedScreening = {
  readonly desk: ScreeningDesk;
  readonly stop: () => Promise<void>;
};

/** `warn` is told what could not be used; answers go on with what was in force, whose age runs on. */
export async function openServedScreening(
  config: Config,
  store: Store,
  warn: (error: unknown) => void,
): Promise<ServedScreening> {
  const install = await composeScreening(config, { store, readOnly: false, readNames: 'at once' });
  for (const problem of install.problems) warn(problem);
  let stopped = false;
  let looking: Promise<unknown> = Promise.resolve();
  const look = (): void => {
    if (stopped) return;
    looking = install
      .refresh()
      .catch(warn)
      .then(() => {
        timer = setTimeout(look, LOOK_AGAIN_MS).unref();
      });
  };
  let timer = setTimeout(look, LOOK_AGAIN_MS).unref();
  return {
    desk: {
      screening: install.screening,
      store: store.screening,
      keys: openKeyRing(composeKeyCabinet(config)),
      loopback: isLoopback(config.host),
      limits: SCREENING_LIMITS,
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

/** A name may point anywhere tomorrow: only `localhost` and addresses of this machine are taken for loopback. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

export const describeProblem = (error: unknown): string =>
  error instanceof AshiatoError ? `${error.code}: ${error.message}` : String(error);

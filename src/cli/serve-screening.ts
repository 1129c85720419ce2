/** Screening for a server that stays: its parts are looked at again every second, and swapped when they changed. */
import { openShelf } from '../adapters/lists/shelf.ts';
import { laboratoryKeyring } from '../adapters/signing/keyring.ts';
import { openKeyRing } from '../app/screening/api-keys.ts';
import { laboratoryScreening } from '../app/screening/laboratory-screening.ts';
import { openRegister } from '../app/screening/register.ts';
import { LOCAL_TENANT } from '../app/screening/screen.ts';
import { alertSender, strangersAmong } from '../app/screening/send-alerts.ts';
import { composeKeyCabinet } from '../compose/base.ts';
import { composeNotifiers, composeRules, composeScreening } from '../compose/screening.ts';
import type { Config } from '../config.ts';
import { AshiatoError } from '../core/model/errors.ts';
import type { Store } from '../ports/store.ts';
import { isLoopback } from '../server/callers.ts';
import { SCREENING_LIMITS, type ScreeningDesk } from '../server/screening/desk.ts';
import { startKeepingLists } from './keep-lists.ts';
import { repeat } from './repeat.ts';

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
  const notifiers = composeNotifiers(config, install.screening);
  const tenants = [
    LOCAL_TENANT,
    ...composeKeyCabinet(config)
      .read()
      .map(({ tenant }) => tenant),
  ];
  for (const line of strangersAmong(notifiers, [...new Set(tenants)])) say(line);
  const send = alertSender({
    store: store.screening,
    notifiers,
    now: Date.now,
    say,
  });
  const stops = [
    repeat(install.refresh, LOOK_AGAIN_MS, warn),
    repeat(send, LOOK_AGAIN_MS, warn),
    startKeepingLists(config, say),
  ];
  return {
    desk: { screening: install.screening, ...deskOf(config, store) },
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

/** Made-up lists and a key of their own; what is registered is forgotten with the data folder of the laboratory. */
export function openLaboratoryScreening(config: Config, store: Store): ServedScreening {
  const clocks = { now: () => Date.now() / 1000, monotonic: () => performance.now() / 1000 };
  const keyring = laboratoryKeyring(Math.floor(clocks.now()));
  const { record } = openRegister(store.screening);
  return {
    desk: {
      screening: laboratoryScreening(composeRules(config), keyring, record, clocks),
      ...deskOf(config, store),
    },
    stop: async () => {},
  };
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const deskOf = (config: Config, store: Store): Omit<ScreeningDesk, 'screening'> => ({
  store: store.screening,
  keys: openKeyRing(composeKeyCabinet(config)),
  loopback: isLoopback(config.host),
  attempts: openShelf(config.dataFolder).attempts,
  limits: SCREENING_LIMITS,
});

export const describeProblem = (error: unknown): string =>
  error instanceof AshiatoError ? `${error.code}: ${error.message}` : String(error);

/**
 * Alerts leave the outbox when somebody outside said that they have them, and not before (promises P2 and P3): sent at
 * least once, always under the same id, tried again for as long as it takes. A kill in between sends one twice, never none.
 */
import { AshiatoError } from '../../core/model/errors.ts';
import type { Notifier } from '../../ports/notifier.ts';
import type { ScreeningStore } from '../../ports/screening-store.ts';

export type Sending = {
  readonly store: Pick<ScreeningStore, 'alerts' | 'markDelivered'>;
  /** One a tenant. */
  readonly notifiers: readonly Notifier[];
  /** Milliseconds of the wall clock. */
  readonly now: () => number;
  readonly say: (line: string) => void;
};

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 10 * 60_000;
/** Who reads the log is told of a receiver that stays away at once, and then this often. */
const SAY_EVERY_MS = 3_600_000;

type Trouble = { readonly failures: number; readonly retryAt: number; readonly saidAt: number };

/** A tenant that is misspelt gets no alert, and nothing fails: so it is said where the sending begins. */
export const strangersAmong = (
  notifiers: readonly Pick<Notifier, 'label' | 'tenant'>[],
  tenants: readonly string[],
): string[] =>
  notifiers
    .filter(({ tenant }) => !tenants.includes(tenant))
    .map(
      ({ label, tenant }) =>
        `The webhook ${label} is for the tenant "${tenant}", which no API key has: nothing is sent to it. Known are ${tenants.join(', ')} ("ashiato keys add --tenant").`,
    );

/** Each call sends what waits to whoever may be asked again. */
export function alertSender({ store, notifiers, now, say }: Sending): () => Promise<void> {
  const troubles = new Map<Notifier, Trouble>();
  return async () => {
    for (const notifier of notifiers) {
      const trouble = troubles.get(notifier);
      if (trouble !== undefined && now() < trouble.retryAt) continue;
      const why = await sendAll(notifier);
      if (why === null) {
        if (trouble !== undefined) say(`Alerts arrive at ${notifier.label} again.`);
        troubles.delete(notifier);
        continue;
      }
      const failures = (trouble?.failures ?? 0) + 1;
      const silent = trouble !== undefined && now() - trouble.saidAt < SAY_EVERY_MS;
      if (!silent)
        say(
          `Alerts do not arrive at ${notifier.label}: ${why}. None is lost: they wait in the outbox ("ashiato register alerts") and are sent again.`,
        );
      troubles.set(notifier, {
        failures,
        retryAt: now() + Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1)),
        saidAt: silent ? trouble.saidAt : now(),
      });
    }
  };

  /** The first reason why one did not arrive; one that is refused does not keep the others back. */
  async function sendAll(notifier: Notifier): Promise<string | null> {
    let why: string | null = null;
    for (const alert of await store.alerts(notifier.tenant, true)) {
      try {
        await notifier.notify(alert);
      } catch (error) {
        if (!(error instanceof AshiatoError)) throw error;
        why ??= `${error.message} (${error.code})`;
        // Nobody is there: the others would only wait for it, too.
        if (error.retryable) return why;
        continue;
      }
      await store.markDelivered(notifier.tenant, [alert.id], Math.floor(now() / 1_000));
    }
    return why;
  }
}

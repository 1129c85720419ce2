/**
 * The reader's threshold, watched by a server that stays: what came to lie above it waits in the outbox of alerts, as a
 * reversed answer does, and goes out through the same webhooks. The outbox comes first and knows an alert by its id, so
 * that a kill in between tells it once more and loses none.
 */
import { hash } from 'node:crypto';
import { type Crossing, crossingKey, type RecordedCrossing } from '../../core/strategy/crossings.ts';
import { canonicalJson } from '../../core/trace/seal.ts';
import type { Alert, ScreeningStore } from '../../ports/screening-store.ts';
import { crossingToJson } from './reserves-json.ts';

/** The threshold is a setting of the install, so its alerts are those of the person at the server. */
const TENANT = 'local';

export type Watching = {
  /** All that lie above the threshold now; the same list while nothing that it rests on changed. */
  readonly crossings: () => Promise<readonly Crossing[]>;
  readonly store: Pick<ScreeningStore, 'revise'>;
  /** Records those that stand nowhere yet, and says which. */
  readonly record: (found: readonly Crossing[], at: string) => readonly RecordedCrossing[];
  readonly tell: (fresh: readonly RecordedCrossing[]) => void;
  /** Milliseconds of the wall clock. */
  readonly now: () => number;
};

/** Each call looks once. */
export function thresholdWatch({ crossings, store, record, tell, now }: Watching): () => Promise<void> {
  let known: readonly Crossing[] | null = null;
  return async () => {
    const found = await crossings();
    if (found.length === 0 || found === known) return;
    const at = now();
    await store.revise(
      [],
      found.map((each) => alertOf(each, Math.floor(at / 1_000))),
      [],
    );
    const fresh = record(found, new Date(at).toISOString());
    if (fresh.length > 0) tell(fresh);
    known = found;
  };
}

function alertOf(crossing: Crossing, createdAt: number): Alert {
  return {
    id: hash('sha256', canonicalJson(['threshold', crossingKey(crossing)])),
    tenant: TENANT,
    type: 'threshold_crossed',
    screened: null,
    createdAt,
    body: canonicalJson({ type: 'threshold_crossed', ...crossingToJson(crossing) }),
    deliveredAt: null,
  };
}

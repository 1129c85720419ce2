/**
 * Whatever a tenant registered and is not clear now, decided anew: for clients that poll one list and take what is not
 * on it for clear. So nothing may be left out, whichever page or time they ask about.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Found } from '../../core/model/decision.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Basis } from '../../core/screening/basis.ts';
import { findOrDoubt } from '../../core/screening/many.ts';
import type { ScreeningStore } from '../../ports/screening-store.ts';

export type NotClear = {
  /** Of the registration. */
  readonly id: string;
  readonly found: Found;
  /** Seconds, UTC: when it became so, as far as is known; a hit that was told or alerted has one time, all else has two. */
  readonly from: number;
  readonly to: number;
};

/** Each poll decides all that is registered: beyond this that is no way to ask. */
const MOST = 20_000;
const PAGE = 1_000;
/** Names take milliseconds each; new questions are answered in between (promise P16). */
const TURN_MS = 5;

/** Oldest first. */
export async function notClearNow(
  store: Pick<ScreeningStore, 'registered' | 'alerts'>,
  tenant: string,
  basis: () => Basis,
): Promise<readonly NotClear[]> {
  const own = basis();
  const alerted = new Map<string, number>();
  for (const { screened, createdAt } of await store.alerts(tenant, false))
    if (screened !== null) alerted.set(screened, Math.max(createdAt, alerted.get(screened) ?? 0));
  const all: NotClear[] = [];
  for (let skip = 0; ; skip += PAGE) {
    const { total, rows } = await store.registered(tenant, skip, PAGE);
    if (total > MOST) throw tooMany(total);
    let turn = performance.now();
    for (const row of rows) {
      if (performance.now() - turn > TURN_MS) {
        await nextTurn();
        turn = performance.now();
      }
      const found = findOrDoubt(row.question, own);
      if (found.findings.outcome === 'clear') continue;
      const told = row.outcome === 'hit' ? Math.max(row.lastAt, alerted.get(row.id) ?? 0) : null;
      const at = found.findings.outcome === 'hit' ? told : null;
      all.push({ id: row.id, found, from: at ?? row.firstAt, to: at ?? own.clock.now });
    }
    if (rows.length < PAGE) return all.sort((a, b) => a.to - b.to);
  }
}

const tooMany = (total: number): AshiatoError =>
  new AshiatoError('E_TOO_LARGE', `${total} transfers are registered, too many to be decided for one list`, {
    limit: `${MOST} registered in 90 days`,
    next: 'Ask for the alerts of each transfer, take /v1/alerts, or configure a webhook.',
  });

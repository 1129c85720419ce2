/** Whether a newest block is new: one that is too old, or ahead of the clock, is an alarm. */
import type { Tip } from '../../../core/model/case.ts';
import { AshiatoError } from '../../../core/model/errors.ts';

export type Freshness = {
  /** Seconds since 1970, UTC. */
  readonly now: () => number;
  /** Seconds, either way; null: not looked at. */
  readonly maxAgeS: number | null;
};

/** A question about a date that the newest block has passed does not need it to be new. */
export function expectFresh(
  { height, time }: Pick<Tip, 'height' | 'time'>,
  { now, maxAgeS }: Freshness,
  asOf: number | null,
  where: string,
): void {
  const age = now() - time;
  if (maxAgeS === null || Math.abs(age) <= maxAgeS || (asOf !== null && asOf <= time)) return;
  const when = age > 0 ? `${age} seconds old` : `${-age} seconds ahead of this machine’s clock`;
  throw new AshiatoError('E_STALE_TIP', `the newest block, ${height}, is ${when}`, {
    where,
    limit: `${maxAgeS} seconds`,
    next: 'The server stands still or a clock is wrong; use another one, or ask for an earlier date.',
    retryable: true,
  });
}

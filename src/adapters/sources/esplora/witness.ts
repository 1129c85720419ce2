/** A second server for what has no proof. */
import { AshiatoError, type ErrorCode } from '../../../core/model/errors.ts';
import type { Pool } from '../wire/pool.ts';
import type { Base } from './base.ts';

/** One that lags or sees another chain could contradict later, so it is waited for; one that is away or lies is no witness. */
const WAITED_FOR: ReadonlySet<ErrorCode> = new Set(['E_SOURCE_BEHIND', 'E_REORG', 'E_INTERNAL']);

/** What another server says; null where none can be asked. */
export async function secondWitness<T>(
  pool: Pool<Base>,
  than: Base,
  job: (node: Base) => Promise<T>,
): Promise<{ readonly value: T } | null> {
  try {
    return await pool.other(than, job);
  } catch (error) {
    if (error instanceof AshiatoError && !WAITED_FOR.has(error.code)) return null;
    throw error;
  }
}

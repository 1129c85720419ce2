/** What a worker is told to do. */
import type { TraceId } from '../../src/ports/store.ts';

export type Job = {
  readonly engine: 'sqlite' | 'postgres';
  /** A folder, or a database URL. */
  readonly target: string;
  readonly seed: number;
  readonly planted: boolean;
};

export const TRACE = 'kill' as TraceId;

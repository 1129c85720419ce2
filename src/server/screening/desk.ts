/** What the screening routes stand on; the composition hands it in. */
import type { KeyRing } from '../../app/screening/api-keys.ts';
import type { Screening } from '../../app/screening/screen.ts';
import type { Attempt } from '../../ports/list-shelf.ts';
import type { ScreeningStore } from '../../ports/screening-store.ts';

export type ScreeningDesk = {
  readonly screening: Screening;
  /** Where transfers are registered and alerts wait; null: nowhere. */
  readonly store: ScreeningStore | null;
  readonly keys: KeyRing;
  /** The server listens on loopback only: its one person needs no key until one was made. */
  readonly loopback: boolean;
  /** What came of the last try to fetch each list. */
  readonly attempts: () => readonly Attempt[];
  readonly limits: ScreeningLimits;
};

export type ScreeningLimits = {
  /** How long the event loop may be held up, as a rule, before new questions are turned away. */
  readonly maxDelayMs: number;
  /** Questions taken in and not yet answered. */
  readonly maxWaiting: number;
};

/** Twice promise P16’s 50 ms: a single stall, such as the collector’s, turns nobody away. */
export const SCREENING_LIMITS: ScreeningLimits = { maxDelayMs: 100, maxWaiting: 20_000 };

/** What the screening routes stand on; the composition hands it in. */
import type { KeyRing } from '../../app/api-keys.ts';
import type { Screening } from '../../app/screen.ts';
import type { ScreeningStore } from '../../ports/screening-store.ts';

export type ScreeningDesk = {
  readonly screening: Screening;
  /** Where transfers are registered and alerts wait; null: nowhere. */
  readonly store: ScreeningStore | null;
  readonly keys: KeyRing;
  /** The server listens on loopback only: its one person needs no key until one was made. */
  readonly loopback: boolean;
  readonly limits: ScreeningLimits;
};

export type ScreeningLimits = {
  /** How long the event loop may be held up before new questions are turned away. */
  readonly maxDelayMs: number;
  /** Questions taken in and not yet answered. */
  readonly maxWaiting: number;
};

/** Building a list of 20,000 entries holds the loop for a tenth of a second; that alone turns nobody away. */
export const SCREENING_LIMITS: ScreeningLimits = { maxDelayMs: 250, maxWaiting: 20_000 };

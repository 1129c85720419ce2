/** Values that several answers hold: text, so that no reader rounds them. */
import { z } from 'zod';

/** An amount of dollars or units, never negative. */
export const decimal = z.string().regex(/^\d+(\.\d+)?$/);

/** Dollars and cents, never negative. */
export const dollars = z.string().regex(/^\d+(\.\d{1,2})?$/);

/** A day of the calendar (UTC). */
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** A day of the calendar (UTC) as text, and as a number of days, for windows and steps of time. */
import { AshiatoError, type ErrorCode } from '../model/errors.ts';

/** `2025-02-21`. */
export type Day = string & { readonly __brand: 'Day' };

export const SECONDS_OF_DAY = 86_400;

/** Refuses what the calendar does not have, such as 2022-02-30. */
export function parseDay(text: string, where: string, code: ErrorCode = 'E_TIME_RANGE'): Day {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // The thirtieth of February is read as a day of March.
  if (new Date(time).getUTCDate() !== Number(text.slice(8))) {
    throw new AshiatoError(code, `"${text}" is not a day`, {
      where,
      next: 'Write a day of the calendar, such as 2022-04-14 (UTC).',
    });
  }
  return text as Day;
}

/** Days since 1970-01-01. */
export const dayNumber = (day: Day): number => Date.parse(`${day}T00:00:00Z`) / 1000 / SECONDS_OF_DAY;

export const dayOf = (number: number): Day =>
  new Date(number * SECONDS_OF_DAY * 1000).toISOString().slice(0, 10) as Day;

/** The day of a time in seconds. */
export const dayAt = (seconds: number): Day => dayOf(Math.floor(seconds / SECONDS_OF_DAY));

export const daysAfter = (day: Day, days: number): Day => dayOf(dayNumber(day) + days);

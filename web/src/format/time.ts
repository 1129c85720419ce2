/** Days as they were published; instants in the reader's zone, with UTC beside them. */
import { between, localeOf } from './locale.ts';

/** A published day. It has no zone, so none is applied; a coarser precision shows no more than it knows. */
export function formatDay(date: string, precision: string, lang: string): string {
  const at = new Date(`${date.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return date;
  const options: Intl.DateTimeFormatOptions =
    precision === 'day'
      ? { dateStyle: 'medium' }
      : precision === 'month'
        ? { year: 'numeric', month: 'short' }
        : { year: 'numeric' };
  return new Intl.DateTimeFormat(localeOf(lang), { ...options, timeZone: 'UTC' }).format(at);
}

/** An instant in the reader's own zone. */
export function formatInstant(time: string, lang: string): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return time;
  return new Intl.DateTimeFormat(localeOf(lang), { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** Day and month, for the head of a column. */
export function formatSpan(first: string, last: string, lang: string): string {
  const format = new Intl.DateTimeFormat(localeOf(lang), { month: 'short', day: 'numeric' });
  const from = new Date(first);
  const to = new Date(last);
  if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) return '';
  const a = format.format(from);
  const b = format.format(to);
  return between(a, b, lang);
}

export function utc(time: string): string {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? time : `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Probabilities, shares of counts and spans of time, for reading. */
import { localeOf } from './locale.ts';

const NARROW = '\u202f';

/** Whole per cent; what is not quite nothing or everything says so. */
export function formatChance(p: number, lang: string): string {
  const percent = lang === 'en' ? `${NARROW}%` : '%';
  if (p > 0 && p < 0.005) return `< 1${percent}`;
  if (p < 1 && p >= 0.995) return `> 99${percent}`;
  return `${Math.round(p * 100)}${percent}`;
}

/** That none or all of some thousand simulated windows crossed a sum makes it neither impossible nor certain. */
export const formatForecast = (p: number, lang: string): string =>
  formatChance(Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON), lang);

export function formatSpanOf(seconds: number, lang: string): string {
  const [unit, size] =
    seconds < 7200
      ? (['minute', 60] as const)
      : seconds < 172_800
        ? (['hour', 3600] as const)
        : (['day', 86_400] as const);
  return new Intl.NumberFormat(localeOf(lang), { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.round(seconds / size),
  );
}

export const formatDays = (days: number, lang: string): string =>
  new Intl.NumberFormat(localeOf(lang), { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(days);

/** A difference, with its sign. */
export const formatSigned = (value: number, places: number): string =>
  `${value < 0 ? '\u2212' : '+'}${Math.abs(value).toFixed(places)}`;

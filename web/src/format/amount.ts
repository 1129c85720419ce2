/** Amounts for reading: grouped with narrow spaces, units always, the exact figure one hover away. */
import { formatDecimal } from '../../../src/core/model/amount.ts';
import { localeOf } from './locale.ts';

/** A narrow space that does not break; it groups digits. */
const NARROW = '\u202f';
/** Joins a number to its unit. */
export const JOIN = '\u00a0';

/** Groups the digits before the point in threes. */
export function groupDigits(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, NARROW);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Cuts to `places` decimals, towards zero: a figure on a page never says more than is there. */
function cut(decimal: string, places: number): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  const kept = fraction.slice(0, places).replace(/0+$/, '');
  return kept === '' ? whole : `${whole}.${kept}`;
}

/** The exact amount in whole units, grouped. */
export function exactAmount(units: bigint, decimals: number, symbol: string): string {
  return `${groupDigits(formatDecimal(units, decimals))}${JOIN}${symbol}`;
}

/** The amount in whole units for a table: two decimals, more where it is small. */
export function tableAmount(units: bigint, decimals: number, symbol: string): string {
  const exact = formatDecimal(units, decimals);
  const whole = exact.split('.')[0] ?? '0';
  const short = cut(exact, whole.length >= 5 ? 0 : whole.length >= 3 ? 1 : whole !== '0' ? 2 : 4);
  if (short === '0' && units > 0n) return `< 0.0001${JOIN}${symbol}`;
  return `${groupDigits(short)}${JOIN}${symbol}`;
}

/** The amount as it is said in a sentence: 17.36万 ETH, 17.36만 ETH, 173 600 ETH. */
export function spokenAmount(units: bigint, decimals: number, symbol: string, lang: string): string {
  const whole = units / 10n ** BigInt(decimals);
  const million = 1_000_000n;
  if (lang === 'en' ? whole < million : whole < 10_000n) return tableAmount(units, decimals, symbol);
  const compact = new Intl.NumberFormat(localeOf(lang), {
    notation: 'compact',
    maximumFractionDigits: 2,
    useGrouping: true,
  }).format(Number(whole));
  return `${compact}${JOIN}${symbol}`;
}

/** US dollars, short: US$ 624M, 6.24億ドル, 6.24억 달러. */
export function shortUsd(usd: number, lang: string): string {
  const compact = new Intl.NumberFormat(localeOf(lang), {
    notation: 'compact',
    maximumSignificantDigits: 3,
    useGrouping: true,
  }).format(usd);
  if (lang === 'ja') return `${compact}ドル`;
  if (lang === 'ko') return `${compact} 달러`;
  return `US$${JOIN}${compact}`;
}

export function formatCount(count: number): string {
  return groupDigits(count.toString());
}

/** Sums in the three currencies: short in a sentence, exact where they stand in a table. The server sends decimals. */

import { formatDecimal, parseDecimal } from '../../../src/core/model/amount.ts';
import type { Currency } from '../../../src/core/strategy/prices.ts';
import { groupDigits, JOIN, shortUsd } from './amount.ts';
import { between, localeOf } from './locale.ts';

const SIGN: Readonly<Record<Currency, string>> = { USD: 'US$', JPY: '¥', KRW: '₩' };
const WORD: Readonly<Record<string, Readonly<Record<Currency, string>>>> = {
  ja: { USD: 'ドル', JPY: '円', KRW: 'ウォン' },
  ko: { USD: ' 달러', JPY: ' 엔', KRW: ' 원' },
};

/** Hundredths, so that sums and orders are exact. */
export const centsOf = (amount: string): bigint => parseDecimal(amount, 2, 'money');

export const sumOf = (amounts: readonly string[]): string =>
  formatDecimal(
    amounts.reduce((sum, each) => sum + centsOf(each), 0n),
    2,
  );

/** For sorting: the least first. */
export function byMoney(a: string, b: string): number {
  const difference = centsOf(a) - centsOf(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** US$ 1.14B, 11.4億ドル, 1,716億円, 1조 6,500억 원. */
export function shortMoney(amount: string, lang: string, currency: Currency = 'USD'): string {
  if (currency === 'USD') return shortUsd(Number(amount), lang);
  const compact = new Intl.NumberFormat(localeOf(lang), {
    notation: 'compact',
    maximumSignificantDigits: 3,
    useGrouping: true,
  }).format(Number(amount));
  const word = WORD[lang]?.[currency];
  return word === undefined ? `${SIGN[currency]}${compact}` : `${compact}${word}`;
}

/** A range in the shortest words: once where both ends read alike. */
export function shortRange(low: string, high: string, lang: string, currency: Currency = 'USD'): string {
  return between(shortMoney(low, lang, currency), shortMoney(high, lang, currency), lang);
}

/** Every digit that there is, grouped. */
export const exactMoney = (amount: string, currency: Currency = 'USD'): string =>
  `${SIGN[currency]}${JOIN}${groupDigits(amount)}`;

/** Whole units for reading: two decimals are enough for a glance. */
export function shortUnits(low: string, high: string): string {
  const cut = (text: string): string => groupDigits(text.replace(/(\.\d\d)\d+$/, '$1'));
  return cut(low) === cut(high) ? cut(low) : `${cut(low)} – ${cut(high)}`;
}

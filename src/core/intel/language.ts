/** Which of the three languages an article is written in, by its script. */
import type { Language } from './claim.ts';

/**
 * Kana only occur in Japanese, Hangul only in Korean. A tenth of the letters is enough: names, tickers and
 * addresses are Latin in every language.
 */
export function languageOf(text: string): Language {
  const count = (form: RegExp): number => text.match(form)?.length ?? 0;
  const kana = count(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const hangul = count(/\p{Script=Hangul}/gu);
  const letters = count(/\p{L}/gu);
  if (Math.max(kana, hangul) * 10 < letters) return 'en';
  return kana >= hangul ? 'ja' : 'ko';
}

export const LANGUAGES = ['en', 'ja', 'ko'] as const;
export type Language = (typeof LANGUAGES)[number];

/** From one to the other, as a reader writes it. */
export const between = (from: string, to: string, lang: string): string =>
  from === to ? from : lang === 'ja' ? `${from}～${to}` : lang === 'ko' ? `${from}~${to}` : `${from} – ${to}`;

/** Several things in a row. */
export const inRow = (parts: readonly string[], lang: string): string =>
  parts.join(lang === 'ja' ? '、' : ', ');

/** The locale whose dates and number words a language uses here. */
export function localeOf(lang: string): string {
  return lang === 'ja' ? 'ja-JP' : lang === 'ko' ? 'ko-KR' : 'en-GB';
}

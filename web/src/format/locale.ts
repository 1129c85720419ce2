export const LANGUAGES = ['en', 'ja', 'ko'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The locale whose dates and number words a language uses here. */
export function localeOf(lang: string): string {
  return lang === 'ja' ? 'ja-JP' : lang === 'ko' ? 'ko-KR' : 'en-GB';
}

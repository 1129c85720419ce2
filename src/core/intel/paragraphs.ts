/**
 * What of a page is the story: menus, rankings and unrelated headlines stand around it, and scraped pages repeat
 * themselves. Claims outside the story are kept apart, never dropped.
 */
import type { Span } from './claim.ts';

export type Layout = {
  readonly story: readonly Span[];
  /** Paragraphs that stand in the story a second time. */
  readonly repeated: readonly Span[];
};

/** A paragraph of prose is long enough and has a sentence that ends; below this many there is nothing to tell apart. */
const LEAST_PROSE = 3;

export function layoutOf(folded: string): Layout {
  const lines = [...folded.matchAll(/[^\n]+/g)]
    .map(({ index, 0: line }) => ({ line, span: { start: index, end: index + line.length } }))
    .filter(({ line }) => line.trim() !== '');
  const prose = lines.filter(({ line }) => isProse(line));
  const chosen = prose.length >= LEAST_PROSE ? prose : lines;
  const seen = new Set<string>();
  const story: Span[] = [];
  const repeated: Span[] = [];
  for (const { line, span } of chosen) {
    const words = line.trim();
    (seen.has(words) ? repeated : story).push(span);
    seen.add(words);
  }
  return { story, repeated };
}

function isProse(line: string): boolean {
  const words = line.trim();
  if (/^([•・*‣▪\-–]|\d+[.)\s])/.test(words)) return false;
  const cjk = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}\p{Script=Hangul}]/u.test(words);
  return words.length >= (cjk ? 30 : 60) && /[。.!?](["'”」』)\s]|$)|[。」]/.test(words);
}

export const isInside = (span: Span, among: readonly Span[]): boolean =>
  among.some(({ start, end }) => span.start >= start && span.end <= end);

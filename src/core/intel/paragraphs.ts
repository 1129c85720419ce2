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
/** The headline stands just above the story, with at most an author and a caption between. */
const HEADLINE_WITHIN = 3;
const LEAST_HEADLINE = 20;

export function layoutOf(folded: string): Layout {
  const lines = [...folded.matchAll(/[^\n]+/g)]
    .map(({ index, 0: line }) => ({ line, span: { start: index, end: index + line.length } }))
    .filter(({ line }) => line.trim() !== '');
  const prose = lines.filter(({ line }) => isProse(line));
  const first = prose[0] === undefined ? 0 : lines.indexOf(prose[0]);
  const headline = lines
    .slice(Math.max(0, first - HEADLINE_WITHIN), first)
    .filter(({ line }) => line.trim().length >= LEAST_HEADLINE);
  const chosen = prose.length >= LEAST_PROSE ? [...headline, ...prose] : lines;
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
  return words.length >= (cjk ? 30 : 60) && /[。.!?]["'”」』)]*(?:\s|$)|。/.test(words);
}

export const isInside = (span: Span, among: readonly Span[]): boolean =>
  among.some(({ start, end }) => span.start >= start && span.end <= end);

/**
 * Names in running text, in three scripts: the longest name wins, and a name ends where its script's words end.
 * Latin names need a boundary of Latin letters only (the next word may be Japanese), katakana names must not be
 * part of a longer katakana word, Hangul names may carry a particle behind and nothing before.
 */
import { latinLookAlike } from '../model/confusable.ts';
import type { Refused, Span } from './claim.ts';

export type Name<T> = { readonly text: string; readonly means: T };

export type Hit<T> = { readonly span: Span; readonly means: T };

export type Names<T> = { find(folded: string): readonly Hit<T>[] };

/** Of one to three syllables a longer word may begin like a name; then only a particle may follow. */
const PARTICLE =
  '(?=$|[^가-힣]|(?:은|는|이|가|을|를|의|와|과|도|에|로|라|였|이라|측|발)(?:[^가-힣]|[가-힣]{0,3}(?:[^가-힣]|$)|$))';

export function openNames<T>(names: readonly Name<T>[]): Names<T> {
  const meanings = new Map<string, T>();
  const forms: string[] = [];
  for (const { text, means } of names) {
    const key = spelt(text);
    if (key.length < 2 || meanings.has(key)) continue;
    meanings.set(key, means);
    forms.push(text);
  }
  const sources = forms.sort((a, b) => b.length - a.length).map(formOf);
  // Around a thousand names; one expression keeps the search linear in the text.
  const form = sources.length === 0 ? null : new RegExp(sources.join('|'), 'g');
  return {
    find: (folded) =>
      form === null
        ? []
        : [...folded.matchAll(form)].flatMap(({ index, 0: found }) => {
            const means = meanings.get(spelt(found));
            return means === undefined ? [] : [{ span: { start: index, end: index + found.length }, means }];
          }),
  };
}

/** Blanks inside a name come and go in Korean, and with line breaks; capitals stay, for `Rain` is no rain. */
const spelt = (text: string): string => text.replace(/\s+/g, '');

function formOf(name: string): string {
  const body = name.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replaceAll(' ', '\\s?');
  const first = name.charAt(0);
  const last = name.charAt(name.length - 1);
  return `${boundary(first, 'before')}${body}${boundary(last, 'after', name)}`;
}

function boundary(letter: string, side: 'before' | 'after', name = ''): string {
  const look = side === 'before' ? '(?<!' : '(?!';
  if (/[A-Za-z0-9]/.test(letter)) {
    return side === 'after' ? '(?![A-Za-z0-9_])(?!\\s(?:Sung|Jong)\\b)' : `${look}[A-Za-z0-9_])`;
  }
  if (/[\u30a0-\u30ff]/.test(letter)) return `${look}[\\u30a1-\\u30fa\\u30fc])`;
  if (/[가-힣]/.test(letter)) {
    if (side === 'before') return `${look}[가-힣])`;
    return name.length <= 3 ? PARTICLE : '';
  }
  return '';
}

/**
 * A word that mixes Latin with letters drawn like Latin ones is a disguise or a slip of the keyboard. It is named
 * and matches nothing.
 */
export function findMixedScripts(text: string): Refused[] {
  return [...text.matchAll(/[A-Za-z\u0370-\u03ff\u0400-\u04ff]{3,24}/g)].flatMap(({ index, 0: word }) => {
    const odd = [...word].find((letter) => latinLookAlike(letter) !== null);
    if (odd === undefined || !/[A-Za-z]/.test(word)) return [];
    return [
      {
        span: { start: index, end: index + word.length },
        quote: word,
        code: 'E_INTEL_SCRIPT' as const,
        why: `the word mixes scripts: "${odd}" is not the Latin "${latinLookAlike(odd)}"`,
      },
    ];
  });
}

/** A name as the matcher sees it: words, what each weighs, and, where it may be Korean, its family name and syllables. */
import { koreanFamily, koreanSyllables } from './korean.ts';
import { readName } from './read-name.ts';
import { skeletonOf, soundOf } from './sound.ts';
import { type Reading, readingsOf, type Word } from './transliterate.ts';
import { isHonorific, isLegalForm, isParticle, numberOf, oneFormOf } from './words.ts';

export type TokenClass = 'name' | 'legal form' | 'particle' | 'honorific' | 'initial' | 'number';

export type Token = {
  readonly text: string;
  readonly sound: string;
  readonly skeleton: string;
  readonly vowelless: boolean;
  readonly type: TokenClass;
};

export type Korean = { readonly family: string; readonly given: readonly string[] };

export type Spelling = {
  readonly script: string;
  readonly tokens: readonly Token[];
  /** Every way to read it as a Korean name; none for most. */
  readonly korean: readonly Korean[];
  /** One word, legal forms apart. */
  readonly oneWord: boolean;
  /** All its letters without a space. */
  readonly unspaced: readonly string[];
  /** What of the name was taken for an aside and is not compared; most have none. */
  readonly aside: string;
};

/** Names of more words are cut: the lists' longest have 40, of which the first say enough. */
const MAX_TOKENS = 24;

/** Fewer letters without a space are anything's. */
const MIN_UNSPACED = 6;

/** Refuses what `readName` refuses. */
export const spellingsOf = (name: string, where?: string): Spelling[] => spell(readName(name, where));

const spell = (folded: string): Spelling[] =>
  readingsOf(folded)
    .map(spellingOf)
    .filter(({ tokens }) => tokens.length > 0);

/**
 * And the name without what is said aside at its end: `Pacho (Medellin)` is a Pacho. For names that are asked about;
 * a publisher's brackets stay, since `Bank (Iran)` is not every bank.
 */
export function askedSpellingsOf(name: string): Spelling[] {
  const folded = readName(name);
  const spellings = spell(folded);
  const [, before = '', aside = ''] = /^(.+)[([]([^()[\]]*)[)\]]$/u.exec(folded) ?? [];
  if (![before, aside].every((text) => /[\p{L}\p{N}]/u.test(text))) return spellings;
  return [...spellings, ...spell(before.trim()).map((spelling) => ({ ...spelling, aside }))];
}

function spellingOf({ script, words, familyWords }: Reading): Spelling {
  const vowelless = words.some((word) => word.vowelless);
  const telling = words.filter(({ text }) => !isLegalForm(oneFormOf(text)));
  return {
    script,
    tokens: words.flatMap(partsOf).slice(0, MAX_TOKENS).map(tokenOf),
    korean: vowelless ? [] : koreanOf(words, familyWords > 0),
    oneWord: telling.length === 1,
    unspaced: vowelless ? [] : unspacedOf(words, telling, familyWords),
    aside: '',
  };
}

/** With and without legal forms, in the order written and, where the family name stands first, as spoken. */
function unspacedOf(words: readonly Word[], telling: readonly Word[], familyWords: number): string[] {
  const join = (each: readonly Word[]): string => each.map(({ text }) => text).join('');
  const spoken = [...words.slice(familyWords), ...words.slice(0, familyWords)];
  const texts = new Set([words, telling, spoken].map(join));
  return [...texts].filter((text) => text.length >= MIN_UNSPACED);
}

/** Abdul, Abdel and `Abd al-`; Salahuddin, Salah-eddine and `Salah al-Din`: one name, whose article moves about. */
function partsOf(word: Word): Word[] {
  const { text } = word;
  if (word.vowelless || text.length < 4) return [word];
  const article: Word = { text: 'al', vowelless: false };
  const part = (each: string): Word => ({ text: each, vowelless: false });
  const servant = /^abd(?:ul|el|al|oul|ol|ur|us|ush|ool|ulla(?=h$))((?:[a-z]{4,})?)$/.exec(text);
  if (servant !== null && text !== 'abdulla' && text !== 'abdullah')
    return [part('abd'), article, ...(servant[1] === '' ? [] : [part(servant[1]!)])];
  const faith = /^([a-z]{3,})(?:ud|ed|el|al|od|ad|ou?d)?d(?:in|een|ine)$/.exec(text);
  if (faith !== null && /(?:ud|ed|el|al|od|ad)d(?:in|een|ine)$/.test(text)) {
    const base = text.replace(/(?:ou?d|ud|ed|el|al|od|ad)d(?:in|een|ine)$/, '');
    if (base.length >= 3) return [part(base), article, part('din')];
  }
  return [word];
}

/** Words recur: most of a list's are known after a tenth of it. Emptied before it grows past all lists. */
const KNOWN = new Map<string, Token>();
const MAX_KNOWN = 100_000;

function tokenOf(word: Word): Token {
  const key = word.vowelless ? `!${word.text}` : word.text;
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
  const made = makeToken(word);
  KNOWN.set(key, made);
  return made;
}

function makeToken({ text: given, vowelless }: Word): Token {
  const text = vowelless ? given : oneFormOf(given);
  const number = numberOf(text);
  return {
    text: number ?? text,
    sound: soundOf(text),
    skeleton: skeletonOf(text),
    vowelless,
    type: vowelless ? 'name' : classOf(text, number),
  };
}

function classOf(text: string, number: string | null): TokenClass {
  if (number !== null) return 'number';
  if (isLegalForm(text)) return 'legal form';
  if (isParticle(text)) return 'particle';
  if (text.length === 1) return 'initial';
  return isHonorific(text) ? 'honorific' : 'name';
}

/** A family name of Korea first or last, and one to three syllables beside it. */
function koreanOf(words: readonly Word[], familyFirst: boolean): Korean[] {
  // A title is no syllable, unless it may be one (Don, Ko).
  const texts = words
    .map(({ text }) => text)
    .filter((text) => !isHonorific(text) || koreanFamily(text) !== null || koreanSyllables(text) !== null);
  if (texts.length < 2 || texts.length > 4) return [];
  const at = (family: string, rest: readonly string[]): Korean[] => {
    const known = koreanFamily(family);
    const syllables = rest.map(koreanSyllables);
    if (known === null || syllables.some((each) => each === null)) return [];
    const given = syllables.flatMap((each) => each!);
    return given.length <= 3 ? [{ family: known, given }] : [];
  };
  const first = at(texts[0]!, texts.slice(1));
  const last = at(texts.at(-1)!, texts.slice(0, -1));
  return familyFirst && first.length > 0 ? first : [...first, ...last];
}

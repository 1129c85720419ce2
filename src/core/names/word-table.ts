/**
 * The distinct words of all listed names, and those of them that are like a given word. Every word is a candidate
 * (no blocking by first letters or trigrams), but most are dismissed by two numbers: a slip changes the length by
 * one at most, and at most two of the letters that occur once or twice.
 */
import type { Steps } from '../model/steps.ts';
import { MIN_JOINED_SKELETON } from './align.ts';
import { alike, slips, slipsAllowed } from './distance.ts';
import { MIN_SKELETON } from './sound.ts';
import type { Spelling, Token } from './spelling.ts';

export type WordTable = {
  readonly tokens: readonly Token[];
  /** The number of a word that is in the table. */
  readonly numberOf: (token: Token) => number;
  /** In how many names a word of this sound occurs. */
  readonly countOfSound: (sound: string) => number;
  /** Every word that `alike` counts, with its likeness. */
  readonly like: (token: Token) => readonly Like[];
  /** Words that neighbours read as one may be: the same letters, sound or, without vowels, skeleton. */
  readonly same: (joined: Token) => Iterable<number>;
};

export type Like = { readonly word: number; readonly alike: number };

/** Strings in the order of their length, with the letters that occur in each. */
type Column = {
  readonly texts: readonly string[];
  readonly once: Uint32Array;
  /** Those that occur twice or more. */
  readonly twice: Uint32Array;
  /** The first string of each length. */
  readonly lengths: Uint32Array;
  /** The words that have this string. */
  readonly words: readonly (readonly number[])[];
  readonly at: ReadonlyMap<string, number>;
};

const LONGEST = 60;

export function* wordTableInSteps(spellings: readonly Spelling[]): Steps<WordTable> {
  const numbers = new Map<string, number>();
  const tokens: Token[] = [];
  const counts = new Map<string, number>();
  for (const [n, { tokens: words }] of spellings.entries()) {
    if (n % 1_000 === 0) yield;
    for (const token of words) {
      const key = keyOf(token);
      if (numbers.has(key)) continue;
      numbers.set(key, tokens.length);
      tokens.push(token);
    }
    for (const sound of new Set(words.map((token) => token.sound)))
      counts.set(sound, (counts.get(sound) ?? 0) + 1);
  }
  const written = tokens.flatMap((token, word) => (token.vowelless ? [] : [{ token, word }]));
  const texts = yield* makeColumn(written.map(({ token, word }) => ({ text: token.text, word })));
  const sounds = yield* makeColumn(written.map(({ token, word }) => ({ text: token.sound, word })));
  const bones = tokens.flatMap((token, word) =>
    token.skeleton.length < MIN_SKELETON ? [] : [{ text: token.skeleton, word, vowelless: token.vowelless }],
  );
  const skeletons = yield* makeColumn(bones);
  const bare = yield* makeColumn(bones.filter(({ vowelless }) => vowelless));
  yield;
  const sorted = written
    .map(({ token, word }) => ({ text: token.text, word }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));

  return {
    tokens,
    numberOf: (token) => numbers.get(keyOf(token))!,
    countOfSound: (sound) => counts.get(sound) ?? 0,
    like: (token) => {
      const found = new Set<number>();
      const same = numbers.get(keyOf(token));
      if (same !== undefined) found.add(same);
      const column = token.vowelless ? skeletons : bare;
      near(column, token.skeleton, token.skeleton.length >= 3 ? 1 : 0, found);
      if (!token.vowelless && token.type !== 'number' && token.type !== 'legal form') {
        near(texts, token.text, null, found);
        near(sounds, token.sound, null, found);
        beginnings(texts, sorted, token.text, found);
      }
      const likes: Like[] = [];
      for (const word of found) {
        const likeness = alike(token, tokens[word]!);
        if (likeness > 0) likes.push({ word, alike: likeness });
      }
      return likes;
    },
    same: (joined) => {
      const found = new Set<number>();
      if (!joined.vowelless) {
        near(texts, joined.text, 0, found);
        near(sounds, joined.sound, 0, found);
      }
      if (joined.skeleton.length >= MIN_JOINED_SKELETON)
        near(joined.vowelless ? skeletons : bare, joined.skeleton, 0, found);
      return found;
    },
  };
}

const keyOf = ({ text, vowelless }: Token): string => (vowelless ? `!${text}` : text);

function* makeColumn(rows: readonly { readonly text: string; readonly word: number }[]): Steps<Column> {
  yield;
  const words = new Map<string, number[]>();
  for (const { text, word } of rows) {
    const known = words.get(text);
    if (known === undefined) words.set(text, [word]);
    else known.push(word);
  }
  yield;
  const texts = [...words.keys()].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  yield;
  const lengths = new Uint32Array(LONGEST + 3);
  for (const text of texts) lengths[Math.min(text.length, LONGEST) + 1]! += 1;
  for (let i = 1; i < lengths.length; i += 1) lengths[i]! += lengths[i - 1]!;
  return {
    texts,
    once: Uint32Array.from(texts, (text) => lettersOf(text, false)),
    twice: Uint32Array.from(texts, (text) => lettersOf(text, true)),
    lengths,
    words: texts.map((text) => words.get(text)!),
    at: new Map(texts.map((text, i) => [text, i])),
  };
}

/** The letters that occur, or occur twice, one bit each; digits share those that are left. */
function lettersOf(text: string, twice: boolean): number {
  let [once, again] = [0, 0];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    const bit = code >= 97 ? 1 << (code - 97) : 1 << (26 + (code % 6));
    again |= once & bit;
    once |= bit;
  }
  return twice ? again : once;
}

/** The same string, and those within the slips allowed (by their longer length, where no number is given). */
function near(column: Column, text: string, fixed: number | null, found: Set<number>): void {
  if (text === '') return;
  const { texts, once, twice, lengths, words, at } = column;
  const exact = at.get(text);
  if (exact !== undefined) for (const word of words[exact]!) found.add(word);
  if (text.length > LONGEST) return;
  const [mine, mineTwice] = [lettersOf(text, false), lettersOf(text, true)];
  const most = fixed ?? slipsAllowed(text.length + 3);
  const slipsTo = text.length <= 31 ? slipsFrom(text) : null;
  for (
    let length = Math.max(1, text.length - most);
    length <= Math.min(LONGEST, text.length + most);
    length += 1
  ) {
    const allowed = fixed ?? slipsAllowed(Math.max(length, text.length));
    if (allowed === 0 || Math.abs(length - text.length) > allowed) continue;
    const limit = 2 * allowed;
    for (let i = lengths[length]!; i < lengths[length + 1]!; i += 1) {
      if (bitsOf(mine ^ once[i]!) + bitsOf(mineTwice ^ twice[i]!) > limit) continue;
      const other = texts[i]!;
      if ((slipsTo === null ? slips(text, other, allowed) : slipsTo(other)) <= allowed)
        for (const word of words[i]!) found.add(word);
    }
  }
}

/** Where each letter stands in the word asked, as bits. */
const PLACES = new Int32Array(128);

/**
 * Slips from one word of at most 31 letters to many: a column of the table at a time, as bits (H. Hyyrö, "A
 * Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances", 2003). Good until the next is made.
 */
function slipsFrom(text: string): (other: string) => number {
  PLACES.fill(0);
  for (let i = 0; i < text.length; i += 1) PLACES[text.charCodeAt(i) & 127]! |= 1 << i;
  const last = 1 << (text.length - 1);
  return (other) => {
    let [more, less, zero, before, count] = [-1, 0, 0, 0, text.length];
    for (let j = 0; j < other.length; j += 1) {
      const here = PLACES[other.charCodeAt(j) & 127]!;
      const swapped = ((~zero & here) << 1) & before;
      zero = ((((here & more) + more) | 0) ^ more) | here | less | swapped;
      let up = less | ~(zero | more);
      let down = zero & more;
      if ((up & last) !== 0) count += 1;
      if ((down & last) !== 0) count -= 1;
      up = (up << 1) | 1;
      down <<= 1;
      more = down | ~(zero | up);
      less = up & zero;
      before = here;
    }
    return count;
  };
}

function bitsOf(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Words that begin with the text, and words that the text begins with. */
function beginnings(
  { at, words }: Column,
  sorted: readonly { readonly text: string; readonly word: number }[],
  text: string,
  found: Set<number>,
): void {
  if (text.length < 3) return;
  for (let length = 3; length < text.length; length += 1) {
    const shorter = at.get(text.slice(0, length));
    if (shorter !== undefined) for (const word of words[shorter]!) found.add(word);
  }
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]!.text < text) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < sorted.length && sorted[i]!.text.startsWith(text); i += 1) found.add(sorted[i]!.word);
}

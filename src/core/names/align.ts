/**
 * The score of one name against another, from 0 to 1, word by word. Words are paired greedily, the most alike and
 * weighty first; two neighbours may be one word on the other side (Al Qaddafi, Alqaddafi). The side with less to say
 * must be found almost whole, what the other has beyond it costs little: people leave names out more often than they
 * invent them. Korean names are compared as such: the family must agree, and every syllable counts.
 */
import { alike } from './distance.ts';
import { maybeOneSyllable } from './korean.ts';
import type { Korean, Spelling, Token } from './spelling.ts';

/** What a word weighs, 0–1: rare ones more. */
export type Weigh = (token: Token) => number;

export type Pair = {
  readonly asked: string;
  readonly listed: string;
  readonly alike: number;
};

export type Alignment = {
  readonly score: number;
  readonly pairs: readonly Pair[];
  /** Words that found no counterpart. */
  readonly onlyAsked: readonly string[];
  readonly onlyListed: readonly string[];
  /** The words stand in another order. */
  readonly reordered: boolean;
  /** Ships' numbers that differ. */
  readonly otherNumber: boolean;
  /** What was compared; the name of the feature. */
  readonly compared: 'name words' | 'Korean name' | 'letters without spaces' | 'one word, whole';
};

/** How much the name with less to say counts, and the other. */
export const SMALLER = 0.78;
export const LARGER = 1 - SMALLER;
/** An initial for a name that begins with it. */
export const BY_INITIAL = 0.75;
const JOINED = 0.95;
const OTHER_NUMBER = 0.8;
const REORDERED = 0.995;

/** What a whole name scores that stands among other words: an alias that the publisher calls weak passes, just. */
const STANDING_WHOLE = 0.93;

/** A piece of a name: one word, or two neighbours read as one. */
type Piece = { readonly from: number; readonly to: number; readonly token: Token };

export function align(asked: Spelling, listed: Spelling, weigh: Weigh): Alignment {
  if (asked.korean.length > 0 && listed.korean.length > 0) return alignKorean(asked, listed);
  const byWords = alignWords(asked, listed, weigh);
  return byWords.score < JOINED && sameUnspaced(asked, listed) ? alignUnspaced(asked, listed) : byWords;
}

/** `kimjongun`. One side must be one word: 范刚 and 方昂 (Fan Gang, Fang Ang) have the same letters, too. */
const sameUnspaced = (asked: Spelling, listed: Spelling): boolean =>
  asked.oneWord !== listed.oneWord && asked.unspaced.some((text) => listed.unspaced.includes(text));

function alignUnspaced(asked: Spelling, listed: Spelling): Alignment {
  const written = ({ tokens }: Spelling): string => tokens.map(({ text }) => text).join(' ');
  return {
    score: JOINED,
    pairs: [{ asked: written(asked), listed: written(listed), alike: JOINED }],
    onlyAsked: [],
    onlyListed: [],
    reordered: false,
    otherNumber: false,
    compared: 'letters without spaces',
  };
}

/** By the one word that a listed name is, where it stands among those asked; for words that the index knows to say so much. */
export function alignStanding({ tokens }: Spelling, word: string): Alignment | null {
  const texts = tokens.map(({ text }) => text);
  const at = texts.indexOf(word);
  if (at === -1) return null;
  return {
    score: STANDING_WHOLE,
    pairs: [{ asked: word, listed: word, alike: 1 }],
    onlyAsked: texts.toSpliced(at, 1),
    onlyListed: [],
    reordered: false,
    otherNumber: false,
    compared: 'one word, whole',
  };
}

function alignWords(asked: Spelling, listed: Spelling, weigh: Weigh): Alignment {
  const [mine, theirs] = [asked.tokens.map(weigh), listed.tokens.map(weigh)];
  const taken = { mine: new Uint8Array(mine.length), theirs: new Uint8Array(theirs.length) };
  const pairs: { a: Piece; b: Piece; alike: number }[] = [];
  let [foundMine, foundTheirs] = [0, 0];
  const take = (a: Piece, b: Piece, likeness: number): void => {
    for (let i = a.from; i <= a.to; i += 1) {
      if (taken.mine[i] === 1) return;
    }
    for (let j = b.from; j <= b.to; j += 1) {
      if (taken.theirs[j] === 1) return;
    }
    for (let i = a.from; i <= a.to; i += 1) {
      taken.mine[i] = 1;
      foundMine += mine[i]! * likeness;
    }
    for (let j = b.from; j <= b.to; j += 1) {
      taken.theirs[j] = 1;
      foundTheirs += theirs[j]! * likeness;
    }
    pairs.push({ a, b, alike: likeness });
  };
  const found = candidates(asked.tokens, listed.tokens).map((each) => ({
    ...each,
    gain: each.alike * (sum(mine, each.a) + sum(theirs, each.b)),
  }));
  found.sort((x, y) => y.gain - x.gain || x.a.from - y.a.from || x.b.from - y.b.from);
  for (const { a, b, alike: likeness } of found) take(a, b, likeness);
  for (const { a, b } of initials(asked.tokens, listed.tokens)) take(a, b, BY_INITIAL);

  const [allMine, allTheirs] = [total(mine), total(theirs)];
  const [shareMine, shareTheirs] = [foundMine / allMine, foundTheirs / allTheirs];
  const [small, large] = allMine <= allTheirs ? [shareMine, shareTheirs] : [shareTheirs, shareMine];
  const telling = pairs.filter(({ a, b }) => a.token.type === 'name' && b.token.type === 'name').length;
  // One word in common is not a name in common, unless it is all that both have.
  const smaller = telling < 2 && nameWords(asked) + nameWords(listed) > telling * 2 ? LARGER : SMALLER;
  const otherNumber = numbersOf(asked) !== numbersOf(listed);
  const reordered = isReordered(pairs.map(({ a, b }) => [a.from, b.from] as const));
  return {
    score:
      (smaller * small + (1 - smaller) * large) *
      (otherNumber ? OTHER_NUMBER : 1) *
      (reordered ? REORDERED : 1),
    pairs: pairs.map(({ a, b, alike: likeness }) => ({
      asked: a.token.text,
      listed: b.token.text,
      alike: likeness,
    })),
    onlyAsked: left(asked.tokens, taken.mine),
    onlyListed: left(listed.tokens, taken.theirs),
    reordered,
    otherNumber,
    compared: 'name words',
  };
}

function candidates(
  asked: readonly Token[],
  listed: readonly Token[],
): { a: Piece; b: Piece; alike: number }[] {
  const found: { a: Piece; b: Piece; alike: number }[] = [];
  for (const [i, mine] of asked.entries()) {
    for (const [j, theirs] of listed.entries()) {
      const likeness = alike(mine, theirs);
      if (likeness > 0)
        found.push({
          a: { from: i, to: i, token: mine },
          b: { from: j, to: j, token: theirs },
          alike: likeness,
        });
    }
  }
  for (const a of joinsOf(asked))
    for (const [j, theirs] of listed.entries())
      if (sameJoined(a.token, theirs)) found.push({ a, b: { from: j, to: j, token: theirs }, alike: JOINED });
  for (const b of joinsOf(listed))
    for (const [i, mine] of asked.entries())
      if (sameJoined(b.token, mine)) found.push({ a: { from: i, to: i, token: mine }, b, alike: JOINED });
  return found;
}

const JOINS = new WeakMap<readonly Token[], readonly Piece[]>();

/** Neighbours as one word. Short joins would say no more than one of their words. */
export function joinsOf(tokens: readonly Token[]): readonly Piece[] {
  const known = JOINS.get(tokens);
  if (known !== undefined) return known;
  const pieces: Piece[] = [];
  for (let i = 0; i + 1 < tokens.length; i += 1) {
    const [one, two] = [tokens[i]!, tokens[i + 1]!];
    if (one.type === 'number' || two.type === 'number' || one.text.length + two.text.length < 5) continue;
    const token: Token = {
      text: one.text + two.text,
      sound: joinedSound(one.sound, two.sound),
      skeleton: joinedSound(one.skeleton, two.skeleton),
      vowelless: one.vowelless || two.vowelless,
      type: 'name',
    };
    pieces.push({ from: i, to: i + 1, token });
  }
  JOINS.set(tokens, pieces);
  return pieces;
}

/** The same letter meeting at the seam is one. */
const joinedSound = (one: string, two: string): string =>
  one.at(-1) === two[0] ? one + two.slice(1) : one + two;

/** Shorter skeletons of two words as one are anything's. */
export const MIN_JOINED_SKELETON = 5;

/** Of joins only the same counts, in letters, sound or, without vowels, a long skeleton. */
export const sameJoined = (joined: Token, single: Token): boolean =>
  joined.vowelless || single.vowelless
    ? joined.skeleton.length >= MIN_JOINED_SKELETON && joined.skeleton === single.skeleton
    : joined.text === single.text || joined.sound === single.sound;

function initials(asked: readonly Token[], listed: readonly Token[]): { a: Piece; b: Piece }[] {
  const found: { a: Piece; b: Piece }[] = [];
  for (const [i, mine] of asked.entries())
    for (const [j, theirs] of listed.entries()) {
      const [a, b] = [mine.type === 'initial', theirs.type === 'initial'];
      if (a === b || mine.text[0] !== theirs.text[0]) continue;
      if ((a ? theirs : mine).type !== 'name') continue;
      found.push({ a: { from: i, to: i, token: mine }, b: { from: j, to: j, token: theirs } });
    }
  return found;
}

const total = (weights: readonly number[]): number => weights.reduce((all, each) => all + each, 0);
const sum = (weights: readonly number[], { from, to }: Piece): number =>
  from === to ? weights[from]! : weights[from]! + weights[to]!;
const left = (tokens: readonly Token[], taken: Uint8Array): string[] =>
  tokens.filter((_, i) => taken[i] === 0).map(({ text }) => text);

const nameWords = ({ tokens }: Spelling): number => tokens.filter(({ type }) => type === 'name').length;

const numbersOf = ({ tokens }: Spelling): string =>
  tokens
    .filter(({ type }) => type === 'number')
    .map(({ text }) => text)
    .sort()
    .join(' ');

/** A family name moved to the front or the back is no other order; anything else is. */
function isReordered(places: readonly (readonly [number, number])[]): boolean {
  const order = [...places].sort((x, y) => x[0] - y[0]).map(([, place]) => place);
  const falls = order.filter((place, i) => i > 0 && place < order[i - 1]!).length;
  return falls > 1;
}

const FAMILY_SHARE = 0.3;
const MAYBE_ONE = 0.94;
const OTHER_FAMILY = 0.6;
const OTHER_LENGTH = 0.7;

function alignKorean(asked: Spelling, listed: Spelling): Alignment {
  let best: Alignment | null = null;
  for (const mine of asked.korean)
    for (const theirs of listed.korean) {
      const one = koreanScore(mine, theirs);
      if (best === null || one.score > best.score) best = one;
    }
  return best!;
}

function koreanScore(mine: Korean, theirs: Korean): Alignment {
  const sameFamily = mine.family === theirs.family;
  const count = Math.min(mine.given.length, theirs.given.length);
  const pairs: Pair[] = [{ asked: mine.family, listed: theirs.family, alike: sameFamily ? 1 : 0 }];
  let found = 0;
  for (let i = 0; i < count; i += 1) {
    const likeness = alikeSyllables(mine.given[i]!, theirs.given[i]!);
    found += likeness;
    pairs.push({ asked: mine.given[i]!, listed: theirs.given[i]!, alike: likeness });
  }
  const longer = Math.max(mine.given.length, theirs.given.length);
  const given = (found / longer) * (count === longer ? 1 : OTHER_LENGTH);
  return {
    score: (FAMILY_SHARE + (1 - FAMILY_SHARE) * given) * (sameFamily ? 1 : OTHER_FAMILY),
    pairs,
    onlyAsked: mine.given.slice(count),
    onlyListed: theirs.given.slice(count),
    reordered: false,
    otherNumber: false,
    compared: 'Korean name',
  };
}

export const alikeSyllables = (one: string, other: string): number =>
  one === other ? 1 : maybeOneSyllable(one, other) ? MAYBE_ONE : 0;

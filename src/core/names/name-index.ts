/**
 * Every listed name, prepared once for many questions: which words there are, how rare each is, and which names hold
 * it. Nothing in it decides what matches; it only finds, without losing any, the words that `alike` would count and
 * from them the names whose score may reach a threshold.
 *
 * Space: about 1 kB a name. Immutable but for scratch space, which a question leaves as if it had not been there.
 */
import type { ListEntry, ListedName } from '../model/list.ts';
import { finish, type Steps } from '../model/steps.ts';
import { joinsOf, MIN_JOINED_SKELETON } from './align.ts';
import type { Spelling, Token } from './spelling.ts';
import { spellingsOf } from './spelling.ts';
import { LATIN } from './transliterate.ts';
import { type WordTable, wordTableInSteps } from './word-table.ts';

export type Indexed = {
  readonly entry: ListEntry;
  readonly name: ListedName;
  readonly spelling: Spelling;
  /** The entry has names in Latin letters, so that this one is for those who ask in its own script. */
  readonly ownScriptOnly: boolean;
};

/** Where words stand: the names of word w are `names[starts[w]] … names[starts[w + 1] - 1]`. */
export type Postings = { readonly starts: Uint32Array; readonly names: Uint32Array };

export type NameIndex = {
  readonly indexed: readonly Indexed[];
  /** Names that could not be read at all, and why; whoever screens must say so. */
  readonly unreadable: readonly { readonly entry: ListEntry; readonly name: string; readonly why: string }[];
  readonly words: WordTable;
  readonly postings: Postings;
  /** The one word of a name that is found by it wherever it stands; null for most names. */
  readonly standing: readonly (string | null)[];
  /** Names by such a word, and by all their letters without a space. */
  readonly wholes: ReadonlyMap<string, readonly number[]>;
  /** Neighbours as one word, by what they are compared by: letters, sound, skeleton. */
  readonly joins: ReadonlyMap<string, readonly { readonly name: number; readonly weight: number }[]>;
  /** The weight of all words of a name. */
  readonly weights: Float64Array;
  /** 1 where a name has an initial, 2 where it may be Korean; added. */
  readonly traits: Uint8Array;
  /** Names that may be Korean. */
  readonly korean: Uint32Array;
  readonly weigh: (token: Token) => number;
  readonly scratch: {
    readonly mine: Float64Array;
    readonly theirs: Float64Array;
    readonly lastMine: Float64Array;
    readonly lastTheirs: Float64Array;
    readonly lastUnit: Int16Array;
    readonly touched: Uint32Array;
  };
};

export const HAS_INITIAL = 1;
export const MAY_BE_KOREAN = 2;

export const joinKeys = ({ text, sound, skeleton, vowelless }: Token): string[] => [
  ...(vowelless ? [] : [`=${text}`, `~${sound}`]),
  ...(skeleton.length >= MIN_JOINED_SKELETON ? [`${vowelless ? '#' : '%'}${skeleton}`] : []),
];

export const makeNameIndex = (entries: readonly ListEntry[]): NameIndex => finish(nameIndexInSteps(entries));

/** Entries that are read in one step. */
const STEP = 16;

/** The same in steps of some milliseconds, for whoever has others to answer in between. */
export function* nameIndexInSteps(entries: readonly ListEntry[]): Steps<NameIndex> {
  const unreadable: { entry: ListEntry; name: string; why: string }[] = [];
  const read = (entry: ListEntry, name: ListedName): Spelling[] => {
    try {
      return spellingsOf(name.name, `${entry.list} ${entry.id}`);
    } catch (error) {
      unreadable.push({ entry, name: name.name, why: (error as Error).message });
      return [];
    }
  };
  const indexed: Indexed[] = [];
  for (const [n, entry] of entries.entries()) {
    if (n % STEP === 0) yield;
    const spelled = entry.names.flatMap((name) =>
      read(entry, name).map((spelling) => ({ entry, name, spelling })),
    );
    const inLatin = spelled.some(({ spelling }) => spelling.script === LATIN);
    for (const each of spelled)
      indexed.push({ ...each, ownScriptOnly: inLatin && each.spelling.script !== LATIN });
  }
  const words = yield* wordTableInSteps(indexed.map(({ spelling }) => spelling));
  yield;
  const weigh = weigher(words, indexed.length);
  const size = indexed.length;
  const weights = Float64Array.from(indexed, ({ spelling }) =>
    spelling.tokens.reduce((sum, token) => sum + weigh(token), 0),
  );
  yield;
  const traits = Uint8Array.from(
    indexed,
    ({ spelling }) =>
      (spelling.tokens.some(({ type }) => type === 'initial') ? HAS_INITIAL : 0) +
      (spelling.korean.length > 0 ? MAY_BE_KOREAN : 0),
  );
  const standing = indexed.map((name) => standingWord(name, words));
  yield;
  return {
    indexed,
    unreadable,
    words,
    postings: yield* makePostings(indexed, words),
    standing,
    wholes: yield* makeWholes(indexed, standing),
    joins: yield* makeJoins(indexed, weigh),
    weights,
    traits,
    korean: Uint32Array.from(indexed.keys().filter((n) => (traits[n]! & MAY_BE_KOREAN) !== 0)),
    weigh,
    scratch: {
      mine: new Float64Array(size),
      theirs: new Float64Array(size),
      lastMine: new Float64Array(size),
      lastTheirs: new Float64Array(size),
      lastUnit: new Int16Array(size).fill(-1),
      touched: new Uint32Array(size),
    },
  };
}

/** Shorter words are acronyms that many firms share. */
const MIN_STANDING = 5;
/** A name may stand on three lists; a word of more names is one that many bear. */
const MAX_STANDING = 3;

/**
 * The word that is all of a firm's or an aircraft's name, with no legal form, before which stand family names (Mirza
 * Company). Not of people, whose aliases of one word are given names (Sabrina), nor of ships, of which a quarter bear
 * a word of the dictionary (Felicity).
 */
function standingWord({ entry, spelling }: Indexed, words: WordTable): string | null {
  if (entry.kind !== 'organisation' && entry.kind !== 'aircraft') return null;
  const [word, ...others] = spelling.tokens;
  return word?.type === 'name' &&
    others.length === 0 &&
    !word.vowelless &&
    word.text.length >= MIN_STANDING &&
    words.countOfSound(word.sound) <= MAX_STANDING
    ? word.text
    : null;
}

export const standingKey = (word: string): string => `=${word}`;

function* makeWholes(
  indexed: readonly Indexed[],
  standing: readonly (string | null)[],
): Steps<Map<string, number[]>> {
  const wholes = new Map<string, number[]>();
  for (const [name, { spelling }] of indexed.entries()) {
    if (name % (STEP * 64) === 0) yield;
    const word = standing[name]!;
    for (const key of [...spelling.unspaced, ...(word === null ? [] : [standingKey(word)])]) {
      const row = wholes.get(key);
      if (row === undefined) wholes.set(key, [name]);
      else row.push(name);
    }
  }
  return wholes;
}

/** Half of all names may hold a word, or one: from 1 down to 0.4, by the logarithm. */
function weigher(words: WordTable, names: number): (token: Token) => number {
  const scale = Math.log(Math.max(names, 100));
  return (token) => {
    switch (token.type) {
      case 'legal form':
        return 0.06;
      case 'particle':
        return 0.1;
      case 'honorific':
        return 0.15;
      case 'initial':
        return 0.3;
      case 'number':
        return 0.4;
      case 'name': {
        const count = words.countOfSound(token.sound);
        return count <= 1 ? 1 : Math.max(0.4, 1 - (0.75 * Math.log(count)) / scale);
      }
    }
  };
}

function* makePostings(indexed: readonly Indexed[], words: WordTable): Steps<Postings> {
  const starts = new Uint32Array(words.tokens.length + 1);
  const held: number[][] = [];
  for (const [n, { spelling }] of indexed.entries()) {
    if (n % (STEP * 64) === 0) yield;
    const numbers = [...new Set(spelling.tokens.map((token) => words.numberOf(token)))];
    for (const number of numbers) starts[number + 1]! += 1;
    held.push(numbers);
  }
  for (let i = 1; i < starts.length; i += 1) starts[i]! += starts[i - 1]!;
  const names = new Uint32Array(starts.at(-1) ?? 0);
  const next = starts.slice();
  yield;
  for (const [name, numbers] of held.entries())
    for (const number of numbers) {
      names[next[number]!] = name;
      next[number]! += 1;
    }
  return { starts, names };
}

type Joins = Map<string, { name: number; weight: number }[]>;

function* makeJoins(indexed: readonly Indexed[], weigh: (token: Token) => number): Steps<Joins> {
  const joins: Joins = new Map();
  for (const [name, { spelling }] of indexed.entries()) {
    if (name % (STEP * 16) === 0) yield;
    for (const { from, token } of joinsOf(spelling.tokens)) {
      const weight = weigh(spelling.tokens[from]!) + weigh(spelling.tokens[from + 1]!);
      for (const key of joinKeys(token)) {
        const row = joins.get(key);
        if (row === undefined) joins.set(key, [{ name, weight }]);
        else row.push({ name, weight });
      }
    }
  }
  return joins;
}

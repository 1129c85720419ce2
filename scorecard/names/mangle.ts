/**
 * What happens to names on their way into a form: slips of the hand, other romanisations, another order, parts left
 * out. Each treatment changes a name in one way, by chance of a seed.
 */
import type { Random } from '../../src/core/laboratory/prng.ts';
import type { EntryKind } from '../../src/core/model/list.ts';

export const TREATMENTS = [
  'letter replaced',
  'letter lost',
  'letter doubled',
  'letters swapped',
  'two slips',
  'order reversed',
  'initial',
  'part left out',
  'particle left out',
  'words joined',
  'word split',
  'other romanisation',
  'Cyrillic',
  'honorific added',
  'legal form changed',
] as const;

export type Treatment = (typeof TREATMENTS)[number];

/** Null where the treatment does not apply to the name. */
export function mangle(treatment: Treatment, name: string, kind: EntryKind, random: Random): string | null {
  const plain = name.toLowerCase();
  const words = spoken(plain);
  switch (treatment) {
    case 'letter replaced':
      return slip(
        words,
        random,
        (word, at) => word.slice(0, at) + random.pick([...'aeiourstnlm']) + word.slice(at + 1),
      );
    case 'letter lost':
      return slip(words, random, (word, at) => word.slice(0, at) + word.slice(at + 1));
    case 'letter doubled':
      return slip(words, random, (word, at) => word.slice(0, at) + word[at] + word.slice(at));
    case 'letters swapped':
      return slip(words, random, swap);
    case 'two slips': {
      const once = slip(words, random, swap);
      return once === null
        ? null
        : slip(once.split(' '), random, (word, at) => word.slice(0, at) + word.slice(at + 1));
    }
    case 'order reversed':
      return words.length < 2 || kind !== 'person' ? null : [words.at(-1)!, ...words.slice(0, -1)].join(' ');
    case 'initial': {
      if (kind !== 'person' || words.length < 3 || words[0]!.length < 3) return null;
      return [`${words[0]![0]}.`, ...words.slice(1)].join(' ');
    }
    case 'part left out': {
      if (words.length < 3) return null;
      const gone = 1 + random.below(words.length - 2);
      return words.filter((_, i) => i !== gone).join(' ');
    }
    case 'particle left out': {
      const left = words.flatMap((word) => {
        const rest = word.replace(/^(al|el|ul|ur)-/, '');
        return /^(al|el|bin|ibn|abu|de|la|del|van|von|ould|bint|ben|the|of)$/.test(rest) ? [] : [rest];
      });
      return left.length < 2 || left.join(' ') === words.join(' ') ? null : left.join(' ');
    }
    case 'words joined': {
      if (words.length < 3) return null;
      const at = random.below(words.length - 1);
      return [...words.slice(0, at), words[at]! + words[at + 1]!, ...words.slice(at + 2)].join(' ');
    }
    case 'word split': {
      const at = words.findIndex((word) => word.length >= 8);
      if (at === -1 || words.length < 2) return null;
      const cut = 3 + random.below(words[at]!.length - 5);
      return words.with(at, `${words[at]!.slice(0, cut)} ${words[at]!.slice(cut)}`).join(' ');
    }
    case 'other romanisation': {
      if (kind !== 'person') return null;
      const usable = ROMANISATIONS.filter(([from]) => from.test(plain));
      if (usable.length === 0) return null;
      const [from, to] = random.pick(usable);
      return words.map((word) => word.replace(from, to)).join(' ');
    }
    case 'Cyrillic':
      return kind === 'person' && /(ov|ev|in|sky|skiy|vich|enko|ova|ko|uk)\b/.test(plain)
        ? words.map(inCyrillic).join(' ')
        : null;
    case 'honorific added':
      return kind === 'person'
        ? `${random.pick(['Mr', 'Dr.', 'Haji', 'General', 'Sheikh'])} ${words.join(' ')}`
        : null;
    case 'legal form changed': {
      if (kind !== 'organisation') return null;
      const changed = plain.replace(
        /\b(ltd\.?|limited|llc|inc\.?|company|co\.|corporation|gmbh|s\.?a\.?)(?=[\s,]|$)/g,
        (form) => FORMS[form] ?? form,
      );
      return changed === plain ? null : changed;
    }
  }
}

/** What a clerk or a form adds or leaves out. Added after the sets above were frozen: a set of its own. */
export const REWRITINGS = [
  'a word added to a name of one word',
  'a word added to a longer name',
  'a role added',
  'spaces and hyphens left out',
] as const;

export function rewrite(rewriting: (typeof REWRITINGS)[number], name: string, random: Random): string | null {
  const words = spoken(name);
  const oneWord = words.length === 1 && !name.includes('-');
  switch (rewriting) {
    case 'a word added to a name of one word':
      return oneWord ? besideWord(name, random) : null;
    case 'a word added to a longer name':
      return oneWord ? null : besideWord(words.join(' '), random);
    case 'a role added':
      return `${words.join(' ')} ${random.pick(ROLES)}`;
    case 'spaces and hyphens left out':
      return oneWord ? null : words.join('').replace(/[-,]/g, '');
  }
}

const ROLES = ['(owner)', 'CEO', 'director', '(manager)', 'aka', 'Ltd'];
const ORDINARY =
  'trading office london service team global family import export desk market shop digital city'.split(' ');

function besideWord(name: string, random: Random): string {
  const word = random.pick(ORDINARY);
  return random.below(2) === 0 ? `${word} ${name}` : `${name} ${word}`;
}

/** `SURNAME, Given Other` as it is spoken: given names first. */
function spoken(name: string): string[] {
  const comma = name.indexOf(', ');
  const ordered = comma === -1 ? name : `${name.slice(comma + 2)} ${name.slice(0, comma)}`;
  return ordered.split(/\s+/).filter((word) => word !== '');
}

const swap = (word: string, at: number): string =>
  at + 1 < word.length ? word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2) : word;

/** In a word of five letters or more, anywhere but at its first letter. */
function slip(
  words: readonly string[],
  random: Random,
  change: (word: string, at: number) => string,
): string | null {
  const long = words.flatMap((word, i) => (/^[a-z]{5,}$/.test(word) ? [i] : []));
  if (long.length === 0) return null;
  const which = random.pick(long);
  const word = words[which]!;
  return words.with(which, change(word, 1 + random.below(word.length - 1))).join(' ');
}

/** Pairs of spellings that different offices use for one sound (ALA-LC, BGN, French, German and habit). */
const ROMANISATIONS: readonly (readonly [RegExp, string])[] = [
  [/mohamm?ed|mohammad/, 'muhammad'],
  [/muhammad/, 'mohamed'],
  [/hussein|hussain/, 'husayn'],
  [/q/, 'k'],
  [/kh/, 'h'],
  [/gh/, 'g'],
  [/ou/, 'u'],
  [/ee/, 'i'],
  [/y\b/, 'iy'],
  [/iy\b/, 'y'],
  [/ev\b/, 'eff'],
  [/j/, 'dj'],
  [/w/, 'v'],
  [/sh/, 'ch'],
  [/ya/, 'ia'],
  [/yu/, 'iu'],
  [/ks/, 'x'],
  [/f/, 'ph'],
  [/z/, 's'],
  [/oo/, 'u'],
  [/\bal-/, 'el '],
  [/ae/, 'e'],
  [/ch/, 'j'],
];

const FORMS: Readonly<Record<string, string>> = {
  ltd: 'limited',
  'ltd.': 'limited',
  limited: 'ltd',
  llc: 'limited liability company',
  inc: 'incorporated',
  'inc.': 'incorporated',
  company: 'co',
  'co.': 'company',
  corporation: 'corp',
  gmbh: 'ltd',
  's.a.': 'sa',
  sa: 's.a.',
};

/** Back into Cyrillic letters as a Russian clerk would; longest first. */
const CYRILLIC: readonly (readonly [string, string])[] = [
  ['shch', 'щ'],
  ['zh', 'ж'],
  ['kh', 'х'],
  ['ts', 'ц'],
  ['ch', 'ч'],
  ['sh', 'ш'],
  ['yu', 'ю'],
  ['ya', 'я'],
  ['yo', 'ё'],
  ['ye', 'е'],
  ['iy', 'ий'],
  ...[...'abvgdeziyklmnoprstufhjwxqc'].map((letter, i): [string, string] => [
    letter,
    [...'абвгдезийклмнопрстуфхжвкск'][i]!,
  ]),
];

function inCyrillic(word: string): string {
  let rest = word;
  let made = '';
  while (rest !== '') {
    const [latin, letter] = CYRILLIC.find(([each]) => rest.startsWith(each)) ?? [rest[0]!, rest[0]!];
    made += letter;
    rest = rest.slice(latin.length);
  }
  return made;
}

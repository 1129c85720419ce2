/**
 * The sets on which the name matcher is judged. They were drawn before it was written, and their digest is pinned
 * (`test/names/sets.test.ts`), so that nobody fits a set to the matcher; words added and spaces left out came after a
 * hostile reading, on a draw of its own. A third of each, by the hash of its
 * identity, was for choosing weights; only the other two thirds are scored.
 */
import { makeRandom, type Random } from '../../src/core/laboratory/prng.ts';
import type { EntryKind, ListEntry } from '../../src/core/model/list.ts';
import type { Listed } from './entries.ts';
import { mangle, REWRITINGS, rewrite, TREATMENTS } from './mangle.ts';
import { anybody, anyFirm, CHINESE, JAPANESE, KOREAN, NATIVE, peopleOf } from './negatives.ts';

export type Asked = {
  /** Distinct within its set. */
  readonly id: string;
  readonly name: string;
  readonly kind: EntryKind | null;
  /** `list/id` of the entry that must be found; null: none should be. */
  readonly target: string | null;
  /** The name taken out of the target before asking; null where none is. */
  readonly withheld: string | null;
  readonly treatment: string;
};

export type NameSet = {
  readonly name: string;
  /** Which lists are searched. */
  readonly lists: readonly (keyof Listed)[];
  readonly asked: readonly Asked[];
};

const ALL: readonly (keyof Listed)[] = ['ofac', 'un', 'eu', 'meti'];

export const keyOf = ({ list, id }: ListEntry): string => `${list}/${id}`;
export const isForTuning = ({ id }: Asked): boolean => hash(id) % 3 === 0;

export function makeSets(listed: Listed): NameSet[] {
  return [
    { name: 'one alias left out', lists: ALL, asked: leftOut(listed) },
    { name: 'one original script left out', lists: ALL, asked: scriptLeftOut(listed) },
    { name: 'UN to OFAC, same day of birth', lists: ['ofac'], asked: across(listed.un, listed.ofac) },
    { name: 'EU to OFAC, same day of birth', lists: ['ofac'], asked: across(listed.eu, listed.ofac) },
    { name: 'EU to UN, same day of birth', lists: ['un'], asked: across(listed.eu, listed.un) },
    { name: 'mangled', lists: ALL, asked: mangled(listed) },
    { name: 'words added, spaces left out', lists: ALL, asked: rewritten(listed) },
    ...makeNegatives(listed),
  ];
}

/** Names of nobody listed. They need no data but to leave namesakes out. */
export function makeNegatives(listed: Listed): NameSet[] {
  const taken = new Set(all(listed).flatMap(({ names }) => names.map(({ name }) => bare(name))));
  const drawn = (name: string, seed: number, count: number, make: (random: Random) => string): NameSet => {
    const random = makeRandom(seed);
    const names = new Set<string>();
    for (let i = 0; i < count * 4 && names.size < count; i += 1) names.add(make(random));
    const kind = name.endsWith('firms') ? 'organisation' : 'person';
    return {
      name,
      lists: ALL,
      asked: [...names]
        .filter((each) => !taken.has(bare(each)))
        .map((each) => ({ id: each, name: each, kind, target: null, withheld: null, treatment: 'none' })),
    };
  };
  return [
    drawn('people of the world', 1, 1_500, anybody),
    drawn('firms', 2, 500, anyFirm),
    drawn('Korean people', 3, 600, (random) => peopleOf(random, KOREAN)),
    drawn('Japanese people', 4, 600, (random) => peopleOf(random, JAPANESE)),
    drawn('Chinese people', 5, 600, (random) => peopleOf(random, CHINESE)),
    drawn('East Asian people in their own scripts', 6, 600, (random) =>
      peopleOf(random, random.pick(NATIVE)),
    ),
  ];
}

/** Of every entry with several names, one that is not its primary: would it still be found by the others? */
function leftOut(listed: Listed): Asked[] {
  const random = makeRandom(10);
  const asked = all(listed).flatMap((entry): Asked[] => {
    const [primary, ...others] = entry.names;
    const known = new Set([bare(primary!.name)]);
    const usable = others.filter(
      ({ name, quality }) => quality !== 'weak' && isLatin(name) && !known.has(bare(name)),
    );
    if (usable.length === 0) return [];
    const { name } = random.pick(usable);
    return [ask(entry, name, name, 'alias')];
  });
  return sample(asked, 1_800, random);
}

/** The name in the publisher's own script, by the Latin names of the same entry. */
const scriptLeftOut = (listed: Listed): Asked[] =>
  [...listed.un, ...listed.meti].flatMap((entry): Asked[] => {
    if (!entry.names.some(({ name }) => isLatin(name))) return [];
    const original = entry.names.find(({ name }) => !/[a-z]/i.test(name));
    return original === undefined ? [] : [ask(entry, original.name, original.name, scriptOf(original.name))];
  });

/**
 * Two publishers on one person: the same day of birth, borne by nobody else of either list, and a word of four
 * letters or more in common among all names, so that chance is kept out. What is asked is the primary name.
 */
function across(from: readonly ListEntry[], to: readonly ListEntry[]): Asked[] {
  const [mine, theirs] = [bornOn(from), bornOn(to)];
  const asked = new Map<string, Asked>();
  for (const [day, [one, another]] of mine) {
    const [match, second] = theirs.get(day) ?? [];
    if (one === undefined || another !== undefined || match === undefined || second !== undefined) continue;
    const [words, others] = [longWords(one), longWords(match)];
    if (![...words].some((word) => others.has(word))) continue;
    const primary = one.names[0]!.name;
    asked.set(keyOf(one), { ...ask(match, primary, null, 'pair'), id: keyOf(one) });
  }
  return [...asked.values()];
}

function bornOn(entries: readonly ListEntry[]): Map<string, ListEntry[]> {
  const born = new Map<string, ListEntry[]>();
  for (const entry of entries)
    for (const day of new Set(entry.births.map(dayOf)))
      if (day !== null) born.set(day, [...(born.get(day) ?? []), entry]);
  return born;
}

function mangled(listed: Listed): Asked[] {
  const random = makeRandom(11);
  const people = all(listed).flatMap((entry) => {
    const { name } = entry.names[0]!;
    return isLatin(name) && name.length >= 6 ? [{ entry, name }] : [];
  });
  return TREATMENTS.flatMap((treatment) => {
    const asked = new Map<string, Asked>();
    for (let i = 0; i < 2_000 && asked.size < 90; i += 1) {
      const { entry, name } = random.pick(people);
      const changed = mangle(treatment, name, entry.kind, random);
      if (changed === null || bare(changed) === bare(name)) continue;
      const one = ask(entry, changed, null, treatment);
      asked.set(one.id, one);
    }
    return [...asked.values()];
  });
}

/** Of every name, aliases too, since most names of one word are those. */
function rewritten(listed: Listed): Asked[] {
  const random = makeRandom(12);
  const named = all(listed).flatMap((entry) =>
    entry.names.flatMap(({ name }) => (isLatin(name) && name.length >= 4 ? [{ entry, name }] : [])),
  );
  return REWRITINGS.flatMap((rewriting) => {
    const asked = new Map<string, Asked>();
    for (let i = 0; i < 20_000 && asked.size < 450; i += 1) {
      const { entry, name } = random.pick(named);
      const changed = rewrite(rewriting, name, random);
      if (changed === null) continue;
      const one = ask(entry, changed, null, rewriting);
      asked.set(one.id, one);
    }
    return [...asked.values()];
  });
}

const ask = (entry: ListEntry, name: string, withheld: string | null, treatment: string): Asked => ({
  id: `${keyOf(entry)} ${treatment}`,
  name,
  kind: entry.kind,
  target: keyOf(entry),
  withheld,
  treatment,
});

const all = (listed: Listed): ListEntry[] => ALL.flatMap((list) => listed[list]);

/** Order, case and punctuation apart; what is left the same is no other name. */
const bare = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}\p{P}]/gu, ' ')
    .split(/\s+/)
    .filter((word) => word !== '')
    .sort()
    .join(' ');

const isLatin = (name: string): boolean => /^[\p{Script=Latin}\p{M}\p{P}\p{N}\s`]+$/u.test(name);

const scriptOf = (name: string): string =>
  /\p{Script=Arabic}/u.test(name)
    ? 'Arabic'
    : /\p{Script=Katakana}/u.test(name)
      ? 'Japanese'
      : /\p{Script=Han}/u.test(name)
        ? 'Chinese'
        : /\p{Script=Cyrillic}/u.test(name)
          ? 'Cyrillic'
          : 'other script';

const longWords = ({ names }: ListEntry): Set<string> =>
  new Set(names.flatMap(({ name }) => bare(name).split(' ')).filter((word) => word.length >= 4));

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `1964-06-18`, `18.6.1964`, `18 Jun 1964` → `1964-6-18`; null for what is no single day. */
function dayOf(text: string): string | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (iso !== null) return `${iso[1]}-${Number(iso[2])}-${Number(iso[3])}`;
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (dotted !== null) return `${dotted[3]}-${Number(dotted[2])}-${Number(dotted[1])}`;
  const named = /^(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4})$/.exec(text);
  const month = MONTHS.indexOf(named?.[2]?.toLowerCase() ?? '') + 1;
  return named === null || month === 0 ? null : `${named[3]}-${month}-${Number(named[1])}`;
}

function sample<T>(items: readonly T[], count: number, random: Random): T[] {
  const left = [...items];
  const taken: T[] = [];
  while (taken.length < count && left.length > 0) taken.push(...left.splice(random.below(left.length), 1));
  return taken;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const letter of text) value = Math.imul(value ^ letter.codePointAt(0)!, 0x01000193) >>> 0;
  return value;
}

/**
 * Search over every entry in any script. Words that occur in an entry's names come first, then those of its fields;
 * the names of entries it refers to count too, so that 라자루스 finds what an English row attributes to Lazarus. Names
 * that only sound alike come last (Latin words, hangul and kana against each other, as screening compares names).
 */
import { AshiatoError } from '../model/errors.ts';
import { foldText, wordsOf } from '../model/fold.ts';
import type { EntryId, ListEntry, ListId } from '../model/list.ts';
import { matchName } from '../names/match.ts';
import { makeNameIndex, type NameIndex } from '../names/name-index.ts';
import { type Entry, type EntryRef, type Kind, leadOf, refText, statementsOf, titleOf } from './entry.ts';
import { FIELDS } from './fields.ts';

export type Hit = {
  readonly entry: Entry;
  /** Where the words were found; `sound`: nowhere, but a name sounds like them. */
  readonly by: 'name' | 'field' | 'sound';
  /** The statement, or the name, that holds them. */
  readonly matched: string;
};

type Searchable = {
  readonly entry: Entry;
  readonly names: readonly string[];
  readonly foldedNames: string;
  /** Names of the entries that it refers to. */
  readonly theirs: readonly string[];
  /** Every word of it, with the names of what it refers to. */
  readonly all: string;
};

export type LibraryIndex = {
  readonly searchables: readonly Searchable[];
  readonly byRef: ReadonlyMap<string, Entry>;
  readonly sounds: NameIndex;
};

const NAME_FIELDS = ['victim', 'name.en', 'name.ja', 'name.ko', 'alias'];
const SOUNDS_ALIKE = 0.85;
/** What stands longer in the place of an alias is a remark, whose words are not theirs who are referred to. */
const LONGEST_NAME = 40;

export function indexLibrary(entries: readonly Entry[]): LibraryIndex {
  const byRef = new Map(entries.map((entry) => [refText(entry), entry]));
  const names = new Map(entries.map((entry) => [refText(entry), namesOf(entry)]));
  const searchables = newestFirst(entries).map((entry): Searchable => {
    const own = names.get(refText(entry)) ?? [];
    const said = entry.fields.flatMap(({ statements }) => statements.map(({ value }) => value));
    const theirs = referencesOf(entry)
      .flatMap((ref) => names.get(refText(ref)) ?? [])
      .filter((name) => name.length <= LONGEST_NAME);
    return {
      entry,
      names: own,
      foldedNames: foldText([entry.id, ...own].join('\n')),
      theirs,
      all: foldText([entry.id, ...own, ...said, ...theirs].join('\n')),
    };
  });
  return { searchables, byRef, sounds: makeNameIndex(searchables.map(listed)) };
}

/** No words: every entry. Within a rank incidents stand newest first, the others in the order of the facts. */
export function searchLibrary(index: LibraryIndex, query: string, kind: Kind | null): readonly Hit[] {
  const words = wordsOf(query);
  const wanted = index.searchables.filter(({ entry }) => kind === null || entry.kind === kind);
  if (words.length === 0) return wanted.map(({ entry }) => ({ entry, by: 'name', matched: titleOf(entry) }));
  const holding = wanted.filter(({ all }) => words.every((word) => all.includes(word)));
  const named = holding.filter(({ foldedNames }) => words.every((word) => foldedNames.includes(word)));
  const whole = foldText(query.trim());
  const exact = named.filter(({ names }) => names.some((name) => foldText(name) === whole));
  const hits = new Map<string, Hit>();
  const found = (hit: Hit): void => {
    const ref = refText(hit.entry);
    if (!hits.has(ref)) hits.set(ref, hit);
  };
  for (const each of [...exact, ...named])
    found({ entry: each.entry, by: 'name', matched: nameWith(each, words) });
  for (const each of holding) found({ entry: each.entry, by: 'field', matched: statementWith(each, words) });
  for (const { entry, name } of soundingLike(index.sounds, query)) {
    const sounding = index.byRef.get(entry.id);
    if (sounding !== undefined && (kind === null || sounding.kind === kind))
      found({ entry: sounding, by: 'sound', matched: name });
  }
  return [...hits.values()];
}

const newestFirst = (entries: readonly Entry[]): readonly Entry[] => {
  const day = (entry: Entry): string => (entry.kind === 'incident' ? (leadOf(entry, 'date') ?? '') : '');
  return entries.toSorted((a, b) => (day(a) < day(b) ? 1 : day(a) > day(b) ? -1 : 0));
};

const namesOf = (entry: Entry): string[] =>
  NAME_FIELDS.flatMap((field) => statementsOf(entry, field).map(({ value }) => value));

/** Entries that a statement names. */
const referencesOf = ({ kind, fields }: Entry): readonly EntryRef[] =>
  FIELDS[kind].flatMap(({ name, is }) =>
    is.type === 'entry'
      ? (fields.find((field) => field.name === name)?.statements ?? []).map(({ value }) => ({
          kind: is.kind,
          id: value,
        }))
      : [],
  );

const nameWith = ({ names, entry }: Searchable, words: readonly string[]): string =>
  names.find((name) => words.every((word) => foldText(name).includes(word))) ??
  names.find((name) => words.some((word) => foldText(name).includes(word))) ??
  titleOf(entry);

const statementWith = ({ entry, theirs }: Searchable, words: readonly string[]): string =>
  [...entry.fields.flatMap(({ statements }) => statements.map(({ value }) => value)), ...theirs].find(
    (value) => words.some((word) => foldText(value).includes(word)),
  ) ?? entry.id;

function soundingLike(sounds: NameIndex, name: string): { entry: ListEntry; name: string }[] {
  try {
    return [...matchName(sounds, { name }, SOUNDS_ALIKE)];
  } catch (error) {
    // What cannot be read as a name sounds like none.
    if (error instanceof AshiatoError && error.code === 'E_NAME') return [];
    throw error;
  }
}

/** As names of lists are compared; nothing else of a list is known here. */
const listed = ({ entry, names }: Searchable): ListEntry => ({
  list: 'library' as ListId,
  id: refText(entry) as string as EntryId,
  kind: 'organisation',
  names: names.map((name) => ({ name, quality: 'primary' })),
  births: [],
  countries: [],
  programmes: [],
  effect: 'stolen-funds-lead',
  listedOn: null,
  addresses: [],
  remarks: '',
});

/**
 * The notice of Japan's Ministry of Economy, Trade and Industry on entities of third countries to which exports
 * are banned, as text of its PDF. It is an export control: nobody's assets are frozen by it.
 *
 * Layout: a heading with 指定日 and 最終更新日, then numbered entries: a Japanese name (its aliases in （別称、…）), the
 * same in Latin letters followed by `a.k.a.` and lines that begin with a dash, then 所在地：. Entries added later have
 * another one: both names, then 別称： and the aliases with semicolons, first in Japanese, then in Latin letters.
 */
import type { Day, EntryId, ListEntry, ListedName, ListId } from '../model/list.ts';
import { malformed, type ReadList } from './reading.ts';

export const JP_METI = 'jp-meti-third-country' as ListId;

const UPDATED = /(?:最終更新日|指定日)：(\d{4})年(\d{1,2})月(\d{1,2})日/g;
const PLACE = '所在地：';
const LATER_ALIASES = '別称：';
const JAPANESE = /[\p{Script=Katakana}\p{Script=Han}\p{Script=Hiragana}ー（）・､、･]/gu;

export function readMeti(text: string): ReadList {
  const days = [...text.matchAll(UPDATED)].map(([, year, month, day]) => dayOf(year!, month!, day!));
  if (days.length === 0) throw malformed('the notice has no date of designation or update', JP_METI);
  const entries: ListEntry[] = [];
  let number = 1;
  let at = startOf(text, number, 0);
  while (at !== -1) {
    const next = startOf(text, number + 1, at);
    entries.push(entryOf(text.slice(at, next === -1 ? text.length : next), number, days[0]!));
    number += 1;
    at = next;
  }
  if (entries.length === 0) throw malformed('the notice has no numbered entry', JP_METI);
  return { entries, published: days.sort().at(-1)!, doubts: [] };
}

/**
 * Entry n begins with its number before a name in Japanese or Latin letters. Page breaks swallow line breaks, so the
 * number may stand at the end of the entry before; counting upward keeps house numbers from being taken for it.
 */
function startOf(text: string, number: number, from: number): number {
  const pattern = new RegExp(
    `(?:^|\\n|[.;。）)])${number} (?=[\\p{Script=Katakana}\\p{Script=Han}\\p{Script=Hiragana}ー]|[A-Z][^\\n]*(?:有限|株式|会社|（|\\())`,
    'gu',
  );
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match === null ? -1 : match.index + (/^\d/.test(match[0]) ? 0 : 1);
}

function entryOf(text: string, number: number, listedOn: Day): ListEntry {
  const [head = '', place = ''] = text.split(PLACE);
  const body = head.replace(new RegExp(`^${number} `), '');
  const names = body.includes(LATER_ALIASES) ? laterNames(body) : earlierNames(body);
  if (names.length === 0) throw malformed('an entry has no name', `${JP_METI}, entry ${number}`);
  return {
    list: JP_METI,
    id: String(number) as EntryId,
    kind: 'organisation',
    names: names.map((each, i): ListedName => ({ ...each, quality: i === 0 ? 'primary' : 'strong' })),
    births: [],
    countries: [
      place
        .replace(/\s+/g, ' ')
        .replace(/\.\s*$/, '')
        .split(',')
        .at(-1)!
        .trim(),
    ].filter((c) => c !== ''),
    programmes: ['METI export ban, third countries'],
    effect: 'export-control',
    listedOn,
    addresses: [],
    remarks: place.replace(/\s+/g, ' ').trim(),
  };
}

/**
 * Where the Latin name begins: on the line after the last character that only Japanese has. A page break may have
 * swallowed the end of that line, so what follows it there counts as Japanese only if it is a legal form (`アメジノFZE`)
 * or the Latin name comes below.
 */
function borderOf(body: string): number {
  const last = [...body.replace(/（[^）]+）\s*$/, '').matchAll(JAPANESE)].at(-1);
  if (last === undefined) return 0;
  const after = last.index + last[0].length;
  const [rest = '', below = ''] = body.slice(after).split('\n');
  if (/^[A-Z]{2,5}$/.test(rest.trim())) return after + rest.length;
  return /a\.k\.a|^$/.test(rest.trim()) || !/^[A-Z0-9]/.test(below) ? after : after + rest.length;
}

type Name = { readonly name: string };

function earlierNames(body: string): Name[] {
  const split = borderOf(body);
  const rest = body.slice(split);
  // The newest entries have no aliases, and the name in Chinese after the one in Latin letters.
  const [latin = '', chinese] = /^([^（]*)（([^）]+)）\s*$/s.exec(rest)?.slice(1) ?? [rest];
  return [
    ...japaneseNames(body.slice(0, split)),
    ...latinNames(latin),
    ...(chinese === undefined ? [] : partsOf(chinese, /、/)),
  ];
}

function japaneseNames(text: string): Name[] {
  const joined = fullWidth(text.replace(/\s*\n\s*/g, '')).trim();
  const aliases = /（別称、(.+)）$/.exec(joined);
  const own = aliases === null ? joined : joined.slice(0, aliases.index);
  return [...unfolded(own), ...(aliases?.[1] ?? '').split(/、|及び/).flatMap(unfolded)];
}

/** Brackets of either width are used, even one of each in a pair. */
const fullWidth = (text: string): string => text.replaceAll('(', '（').replaceAll(')', '）');

/** A name and, in brackets at its end, the same in Chinese, perhaps with a short form of that in its own brackets. */
function unfolded(text: string): Name[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  const open = openingOf(trimmed);
  if (open <= 0 || !/\p{Script=Han}/u.test(trimmed.slice(open))) return [{ name: trimmed }];
  return [{ name: trimmed.slice(0, open).trim() }, ...unfolded(trimmed.slice(open + 1, -1))];
}

/** Where the bracket opens that closes at the end; -1 where none does. */
function openingOf(text: string): number {
  if (!text.endsWith('）')) return -1;
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text[at] === '）') depth += 1;
    if (text[at] === '（') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

function latinNames(text: string): Name[] {
  const [own = '', ...aliases] = text.split(/\n\s*[-—–]\s*/);
  return [own.replace(/,?\s*(?:a\.k\.a\.|the following \w+ ?alias).*$/s, ''), ...aliases]
    .map((each) =>
      each
        .replace(/\s+/g, ' ')
        .replace(/(?:[;；]|; and|\.)\s*$/, '')
        .replace(/; and$/, '')
        .trim(),
    )
    .filter((each) => each !== '')
    .map((name) => ({ name }));
}

function laterNames(body: string): Name[] {
  const [head = '', aliases = ''] = body.split(LATER_ALIASES);
  const chinese = [...head.matchAll(/（([^）]+)）/g)].flatMap((match) => partsOf(unwrapped(match[1]!), /、/));
  const [japanese, latin] = byScript(head.replace(/（[^）]+）/g, ''));
  const [more, moreLatin] = byScript(aliases);
  return [
    ...partsOf(japanese, /;/),
    ...partsOf(latin, /;/),
    ...chinese,
    ...partsOf(more, /;|及び/),
    ...partsOf(moreLatin, /;/),
  ];
}

/** Japanese comes first. */
function byScript(text: string): readonly [japanese: string, latin: string] {
  const border = borderOf(text);
  return [unwrapped(text.slice(0, border)), unwrapped(text.slice(border))];
}

/** Lines are broken anywhere in Japanese, and at spaces in Latin letters. */
const unwrapped = (text: string): string =>
  text
    .trim()
    .replace(/(?<=[^ -~])\s*\n\s*/g, '')
    .replace(/\s*\n\s*/g, ' ');

const partsOf = (text: string, separator: RegExp): Name[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((name) => ({ name }));

const dayOf = (year: string, month: string, day: string): Day =>
  `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` as Day;

/**
 * The notice of Japan's Ministry of Economy, Trade and Industry on entities of third countries to which exports
 * are banned, as text of its PDF. It is an export control: nobody's assets are frozen by it.
 *
 * Layout: a heading with 指定日 and 最終更新日, then numbered entries: a Japanese name (its aliases in （別称、…）), the
 * same in Latin letters followed by `a.k.a.` and lines that begin with a dash, then 所在地：.
 */
import type { Day, EntryId, ListEntry, ListedName, ListId } from '../model/list.ts';
import { malformed, type ReadList } from './reading.ts';

export const JP_METI = 'jp-meti-third-country' as ListId;

const UPDATED = /(?:最終更新日|指定日)：(\d{4})年(\d{1,2})月(\d{1,2})日/g;
const PLACE = '所在地：';

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
  const split = borderOf(body);
  const names = [...japaneseNames(body.slice(0, split)), ...latinNames(body.slice(split))];
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
 * swallowed the end of that line, so what follows it there counts as Japanese only if the Latin name comes below.
 */
function borderOf(body: string): number {
  const last = [...body.matchAll(/[\p{Script=Katakana}\p{Script=Han}\p{Script=Hiragana}ー（）・､、]/gu)].at(
    -1,
  );
  if (last === undefined) return 0;
  const after = last.index + last[0].length;
  const [rest = '', below = ''] = body.slice(after).split('\n');
  return /a\.k\.a|^$/.test(rest.trim()) || !/^[A-Z0-9]/.test(below) ? after : after + rest.length;
}

type Name = { readonly name: string };

function japaneseNames(text: string): Name[] {
  const joined = text.replace(/\s*\n\s*/g, '').trim();
  const aliases = /（別称、(.+)）$/.exec(joined);
  const own = aliases === null ? joined : joined.slice(0, aliases.index);
  const [name = '', inChinese] = /^(.*?)（([^）]+)）$/.exec(own)?.slice(1) ?? [own];
  return [name, inChinese ?? '', ...(aliases?.[1] ?? '').split(/、|及び/)]
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => ({ name: each }));
}

function latinNames(text: string): Name[] {
  const [own = '', ...aliases] = text.split(/\n\s*[-—–]\s*/);
  return [own.replace(/,?\s*a\.k\.a\..*$/s, ''), ...aliases]
    .map((each) =>
      each
        .replace(/\s+/g, ' ')
        .replace(/(?:;|; and|\.)\s*$/, '')
        .replace(/; and$/, '')
        .trim(),
    )
    .filter((each) => each !== '')
    .map((name) => ({ name }));
}

const dayOf = (year: string, month: string, day: string): Day =>
  `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` as Day;

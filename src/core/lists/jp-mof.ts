/**
 * The list of Japan's Ministry of Finance (資産凍結等の措置の対象者), one sheet a programme, saved as CSV: the programme's name
 * in the first row, then a header that begins with 告示日付. Column titles are spaced out by hand and differ between
 * sheets. No authentic file has met this reader yet, so that it does not count as supported.
 */
import type { Day, EntryId, ListEntry, ListedName, ListId } from '../model/list.ts';
import { listedAddress } from './addresses.ts';
import { malformed, type ReadList, type Row, readDay } from './reading.ts';

export const JP_MOF = 'jp-mof' as ListId;

const NOTICE_DAY = '告示日付';
const ADDRESS =
  /\b(0x[0-9a-fA-F]{40}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|T[1-9A-HJ-NP-Za-km-z]{33}|bc1[0-9a-z]{11,87})\b/g;
const NAME_COLUMNS: readonly (readonly [title: RegExp, quality: ListedName['quality']])[] = [
  [/^日本語表記$/, 'primary'],
  [/^英語表記$/, 'strong'],
  [
    /^(別名|別称|別称・別名|別名・別称|別称・旧称|確定可能な別名|過去の別名|以前の別名|旧称|旧称・以前の呼称)$/,
    'strong',
  ],
  [/^確定に十分でない別名$/, 'weak'],
];

/** Sheets one after the other, as they stand in the workbook. */
export function readMof(table: readonly Row[]): ReadList {
  const entries: ListEntry[] = [];
  let header: readonly string[] | null = null;
  let programme = '';
  const days: Day[] = [];
  for (const [index, row] of table.entries()) {
    const where = `${JP_MOF}, row ${index + 1}`;
    const first = row[0]?.replace(/\s/g, '') ?? '';
    const filled = row.filter((cell) => cell.trim() !== '');
    if (first.includes(NOTICE_DAY)) {
      header = row.map((cell) => cell.replace(/\s/g, ''));
      continue;
    }
    if (filled.length === 0) continue;
    if (filled.length === 1 && japaneseDay(first) === null) {
      programme = filled[0]!.trim();
      header = null;
      continue;
    }
    if (header === null) throw malformed('a row stands before any header', where);
    const day = japaneseDay(first);
    const of = (title: RegExp): string[] => cellsOf(header!, row, title);
    const names = NAME_COLUMNS.flatMap(([title, quality]) =>
      of(title).flatMap((cell) => linesOf(cell).map((name): ListedName => ({ name, quality }))),
    );
    const [name, ...others] = names;
    if (name === undefined) throw malformed('an entry has no name', where);
    if (day !== null) days.push(day);
    const remarks = of(/^(その他の情報|詳細)$/).join('; ');
    entries.push({
      list: JP_MOF,
      // The list has no numbers of its own; a notice names each person once.
      id: `${of(/^告示番号$/)[0] ?? ''}/${name.name}` as EntryId,
      kind: header.some((title) => /^(生年月日|生年月日・出生地|旅券番号)$/.test(title))
        ? 'person'
        : 'organisation',
      names: [{ ...name, quality: 'primary' }, ...others.map(demoted)],
      births: of(/^生年月日/).flatMap(linesOf),
      countries: of(/^国籍$/).flatMap(linesOf),
      programmes: programme === '' ? [] : [programme],
      effect: 'asset-freeze',
      listedOn: day,
      addresses: [...new Set([...remarks.matchAll(ADDRESS)].map((match) => match[0]))].map((text) =>
        listedAddress('ANY', text, null),
      ),
      remarks,
    });
  }
  if (header === null && entries.length === 0)
    throw malformed(`the table has no header that begins with ${NOTICE_DAY}`, JP_MOF);
  return { entries, published: days.sort().at(-1) ?? null, doubts: [] };
}

const cellsOf = (header: readonly string[], row: Row, title: RegExp): string[] =>
  header.flatMap((each, i) => {
    const text = title.test(each) ? (row[i]?.trim() ?? '') : '';
    return text === '' || text === '不明' ? [] : [text];
  });

const linesOf = (cell: string): string[] =>
  cell
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const demoted = (name: ListedName): ListedName =>
  name.quality === 'primary' ? { ...name, quality: 'strong' } : name;

/** `2024年3月5日`, `2024.3.5`, `令和6年3月5日` (an era's first year is 元年), or as a spreadsheet saves it. */
function japaneseDay(text: string): Day | null {
  const era = /^(昭和|平成|令和)(元|\d{1,2})年(\d{1,2})月(\d{1,2})日/.exec(text);
  if (era !== null) {
    const before = { 昭和: 1925, 平成: 1988, 令和: 2018 }[era[1] as '昭和' | '平成' | '令和'];
    return iso(before + (era[2] === '元' ? 1 : Number(era[2])), era[3]!, era[4]!);
  }
  const parts = /^(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?/.exec(text);
  return parts === null ? null : iso(Number(parts[1]), parts[2]!, parts[3]!);
}

const iso = (year: number, month: string, day: string): Day | null =>
  readDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);

/**
 * The list of Japan's Ministry of Finance (資産凍結等対象者一覧), the table that it publishes since 2026 beside its workbook:
 * a header of 32 titles, then one row a person or body. Each row has a number of its own, whose first digits are the
 * category; when the Ministry inserts a category, those behind it get other numbers, and the edition waits for two people.
 * The file does not say its day; its name does. No whole authentic file has met this reader yet, so that it does not
 * count as supported.
 */
import type { Day, EntryId, EntryKind, ListEntry, ListedName, ListId } from '../model/list.ts';
import { listedAddress } from './addresses.ts';
import { type Doubt, malformed, type ReadList, type Row, readDay } from './reading.ts';

export const JP_MOF = 'jp-mof' as ListId;

const NAMES: readonly (readonly [title: string, quality: ListedName['quality']])[] = [
  ['氏名（日本語）', 'primary'],
  ['氏名（英語）', 'strong'],
  ['別名・別称（日本語）', 'strong'],
  ['別名・別称（英語）', 'strong'],
  ['旧称（日本語）', 'strong'],
  ['旧称（英語）', 'strong'],
  ['確定に十分でない別名（日本語）', 'weak'],
  ['確定に十分でない別名（英語）', 'weak'],
];
const NEEDED = [
  ...['区分', '番号', '告示日付', '個人・団体', '生年月日', '国籍（日本語）', '国籍（英語）'],
  ...['その他の情報', '外務省告示情報'],
  ...NAMES.map(([title]) => title),
];
const ADDRESS =
  /\b(0x[0-9a-fA-F]{40}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|T[1-9A-HJ-NP-Za-km-z]{33}|bc1[0-9a-z]{11,87})\b/g;
/** The name as its bearer writes it, which the Ministry takes over from the United Nations. */
const ORIGINAL_SCRIPT = /original script\s*[:：]\s*([^()（）]{2,200})[)）]/g;
/** What is said of a person in the brackets behind a name. */
const DESCRIPTION =
  /[（(][^（()）]*(?:生年月日|出生地|国籍|旅券|\bDOB\b|\bPOB\b|Nationality)[^（()）]*[)）]\s*$/;

export function readMof(table: readonly Row[]): ReadList {
  const [titles = [], ...rows] = table;
  const header = titles.map((title) => title.trim());
  const missing = NEEDED.filter((title) => !header.includes(title));
  if (missing.length > 0) throw malformed(`the table lacks the columns ${missing.join(', ')}`, JP_MOF);
  const entries = new Map<EntryId, ListEntry>();
  const doubts: Doubt[] = [];
  for (const [index, row] of rows.entries()) {
    const where = `${JP_MOF}, row ${index + 2}`;
    // A spreadsheet saves the rows below its last one too.
    if (row.every((cell) => cell.trim() === '')) continue;
    if (row.length !== header.length)
      throw malformed(`a row has ${row.length} cells, the header ${header.length}`, where);
    const of = (title: string): string => row[header.indexOf(title)]!.trim();
    const entry = entryOf(of, where);
    if (entries.has(entry.id)) throw malformed(`the number ${entry.id} stands twice`, where);
    entries.set(entry.id, entry);
    if (kindOf(of('個人・団体')) === null)
      doubts.push({
        code: 'E_LIST_UNKNOWN_ELEMENT',
        says: `"${of('個人・団体').slice(0, 40)}" is neither a person nor a body`,
        where,
      });
  }
  return { entries: [...entries.values()], published: null, doubts };
}

function entryOf(of: (title: string) => string, where: string): ListEntry {
  const id = of('番号');
  const remarks = of('その他の情報');
  // The notice repeats every column; wallets may stand there alone.
  const notice = of('外務省告示情報');
  const [first, ...others] = [
    ...NAMES.flatMap(([title, quality]) => partsOf(of(title)).map((name): ListedName => ({ name, quality }))),
    ...[...remarks.matchAll(ORIGINAL_SCRIPT)].map(
      ([, name]): ListedName => ({ name: name!.trim(), quality: 'strong' }),
    ),
  ];
  if (id === '' || first === undefined) throw malformed('an entry has no number or no name', where);
  return {
    list: JP_MOF,
    id: id as EntryId,
    kind: kindOf(of('個人・団体')) ?? 'organisation',
    names: [
      { name: first.name, quality: 'primary' },
      ...others
        .filter(({ name }, i) => name !== first.name && firstAt(others, name) === i)
        .map((each) => (each.quality === 'primary' ? { ...each, quality: 'strong' as const } : each)),
    ],
    births: partsOf(of('生年月日')),
    countries: partsOf(of('国籍（英語）') || of('国籍（日本語）')),
    // The Ministry publishes no legend of its categories.
    programmes: [`区分 ${of('区分')}`],
    effect: 'asset-freeze',
    listedOn: firstDay(of('告示日付')),
    addresses: [...new Set([...`${remarks}\n${notice}`.matchAll(ADDRESS)].map(([text]) => text))].map(
      (text) => listedAddress('ANY', text, null),
    ),
    remarks,
  };
}

const firstAt = (names: readonly ListedName[], name: string): number =>
  names.findIndex((each) => each.name === name);

function kindOf(text: string): EntryKind | null {
  switch (text) {
    case '個人':
      return 'person';
    case '団体':
      return 'organisation';
    default:
      return null;
  }
}

/** Semicolons of either width part them; those inside brackets, if they close, belong to what is described there. */
function partsOf(cell: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of cell) {
    if (letter === '(' || letter === '（') depth += 1;
    if (letter === ')' || letter === '）') depth = Math.max(0, depth - 1);
    if ((letter === ';' || letter === '；') && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return (depth === 0 ? parts : cell.split(/[;；]/))
    .map((part) => part.replace(DESCRIPTION, '').trim())
    .filter((part) => part !== '' && part !== '不明');
}

/** `2016.12.92022.8.3改訂`: the day of the notice, and days on which it was revised, often written together. */
function firstDay(text: string): Day | null {
  const [, year, month, day] = /^(\d{4})\.(\d{1,2})\.(\d{1,2})(?=$|\D|\d{4}\.)/.exec(text) ?? [];
  if (year === undefined) return null;
  return readDay(`${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`);
}

/**
 * Korea's list as law: the annex of the Financial Services Commission's regulation on it, as the national law database
 * hands it out (`AdmRulService` with the annex as text). Its heading says how many there are (`(1066명)`); then each has a
 * number, a name in Latin letters, Korean ones in brackets, and what OFAC's list would say of them. Korea's own
 * designations end with their day. No authentic file has met this reader yet, so that it does not count as supported.
 */
import type { Day, EntryId, EntryKind, ListEntry, ListedName } from '../model/list.ts';
import { KR_FSC } from './kr-fsc.ts';
import { childrenOf, type Element, freeId, malformed, type ReadList, readDay, textOf } from './reading.ts';

const COUNT = /\(\s*([\d,]{1,6})\s*명\s*\)/;
/** A note and a table follow the last entry. */
const AFTERWARDS = /◇\s*참고|┌/;
const KOREAN = /\(([가-힣][가-힣\s]{1,19})\)/g;
/** Where the name ends: further names, remarks, a programme, a day. */
const REST =
  /\s*(?:;|\[|\((?:[afn]\.k\.a\.|individual\)|\d{4}\.)|,?\s*\b(?:alt\. )?(?:DOB|POB|Gender|nationality|citizen|Passport|Address)\b)/i;

export function readKoreanNotice(root: Element): ReadList {
  if (root.name !== 'AdmRulService') throw malformed('the document is no regulation of the database', KR_FSC);
  const [about] = childrenOf(root, '행정규칙기본정보');
  const annex = textsOf(root, '별표내용').join('\n');
  const [heading, declared] = COUNT.exec(annex) ?? [];
  if (heading === undefined) throw malformed('the annex does not say how many are listed', KR_FSC);
  const [body = ''] = annex.slice(annex.indexOf(heading) + heading.length).split(AFTERWARDS);
  const texts = entriesIn(body.replace(/\s+/g, ' '));
  if (texts.length !== Number(declared!.replaceAll(',', '')))
    throw malformed(
      `the annex says that ${declared} are listed, and ${texts.length} were read`,
      KR_FSC,
      'E_LIST_PARTIAL',
    );
  const entries = new Map<EntryId, ListEntry>();
  for (const [index, text] of texts.entries()) {
    const entry = entryOf(text, `${KR_FSC}, entry ${index + 1}`, entries);
    entries.set(entry.id, entry);
  }
  const published = about === undefined ? null : readDay(textOf(about, '발령일자'));
  return { entries: [...entries.values()], published, doubts: [] };
}

function textsOf(element: Element, name: string): readonly string[] {
  return element.name === name ? [element.text] : element.children.flatMap((child) => textsOf(child, name));
}

/** Only the number that must come next begins an entry: days have numbers with full stops too. */
function entriesIn(text: string): readonly string[] {
  const starts: { readonly at: number; readonly from: number }[] = [];
  for (const match of text.matchAll(/(?<!\d)(\d{1,4})\. (?=[A-Z가-힣"'“‘(])/g))
    if (Number(match[1]) === starts.length + 1)
      starts.push({ at: match.index, from: match.index + match[0].length });
  return starts.map(({ from }, i) => text.slice(from, starts[i + 1]?.at ?? text.length).trim());
}

function entryOf(text: string, where: string, others: ReadonlyMap<EntryId, unknown>): ListEntry {
  const [head = ''] = text.split(REST);
  const korean = [...head.matchAll(KOREAN)].map(([, name]) => name!.trim());
  // Some have a Korean name alone, and then their country.
  const latin = head
    .replace(KOREAN, '')
    .replace(/^\s*,.*$/, '')
    .replace(/[\s,]+$/, '')
    .trim();
  const kind = kindOf(text, latin, korean);
  const own = kind === 'person' ? latin : withoutPlace(latin);
  const [name, ...more] = [...(own === '' ? [] : [own]), ...korean];
  if (name === undefined) throw malformed('an entry has no name', where);
  const aliases = [...text.matchAll(/[afn]\.k\.a\.,?\s*["“]?([^;")”\]]+)/gi)].map(([, alias]) =>
    alias!.replace(/[\s,]+$/, ''),
  );
  return {
    list: KR_FSC,
    // Numbers move when somebody is struck off; names stay.
    id: freeId(others, name),
    kind,
    names: [
      { name, quality: 'primary' },
      ...[...new Set([...more, ...aliases])].map((each): ListedName => ({ name: each, quality: 'strong' })),
    ],
    births: captured(text, /\bDOB ([^;([]+)/g),
    countries: captured(text, /\b(?:nationality|citizen) ([A-Z][A-Za-z,' -]+)/g),
    programmes: captured(text, /\[([^\]]{1,40})\]/g),
    effect: 'asset-freeze',
    listedOn: designated(text),
    addresses: [],
    remarks: text,
  };
}

/** Korea marks persons as such on the entries that it took over; of its own ones their birth or their sex tells. */
function kindOf(text: string, latin: string, korean: readonly string[]): EntryKind {
  if (/\(individual\)|\bDOB\b|\bGender\b/.test(text)) return 'person';
  if (/\bVessel\b|\bIMO\b/.test(text)) return 'vessel';
  return latin === '' && (korean[0]?.length ?? 9) <= 4 ? 'person' : 'organisation';
}

/** Of a body, what follows a comma is its place, but for its legal form. */
function withoutPlace(name: string): string {
  const [own = '', ...parts] = name.split(', ');
  const forms = parts.findIndex(
    (part) => !/^(?:CO|LTD|INC|LLC|LLP|S\.?A|CORP|PTE|GMBH|L\.L\.C)\b/i.test(part),
  );
  return [own, ...parts.slice(0, forms === -1 ? parts.length : forms)].join(', ');
}

const captured = (text: string, pattern: RegExp): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, found]) => found!.replace(/[\s,.]+$/, '').trim())),
];

/** `(2022. 12. 2. 지정)` */
function designated(text: string): Day | null {
  const [, year, month, day] = /\((\d{4})\.\s*(\d{1,2})\.\s*(\d{1,2})\.?\s*지정\)/.exec(text) ?? [];
  return year === undefined ? null : readDay(`${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`);
}

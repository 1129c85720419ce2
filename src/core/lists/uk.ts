/**
 * The UK Sanctions List as CSV: one row a name, rows of one designation share its Unique ID; above the header a
 * line with the report's date. Layout: FCDO, "UK Sanctions List guidance" (the OFSI consolidated list closed in
 * January 2026). No authentic file has met this reader yet, so that it does not count as supported.
 */
import type { Day, EntryId, EntryKind, LegalEffect, ListEntry, ListedName, ListId } from '../model/list.ts';
import { malformed, type ReadList, type Row, readDay } from './reading.ts';

export const UK_SANCTIONS = 'uk-sanctions' as ListId;

const NEEDED = [
  'Unique ID',
  'Name 6',
  'Name 1',
  'Name type',
  'Alias strength',
  'Regime Name',
  'Designation Type',
  'Sanctions Imposed',
  'Date Designated',
] as const;
const GIVEN_NAMES = ['Name 1', 'Name 2', 'Name 3', 'Name 4', 'Name 5', 'Name 6'];

export function readUk(table: readonly Row[]): ReadList {
  const at = table.findIndex((row) => row.includes('Unique ID'));
  const header = (table[at] ?? []).map((cell) => cell.trim());
  const missing = NEEDED.filter((column) => !header.includes(column));
  if (missing.length > 0) throw malformed(`the table lacks the columns ${missing.join(', ')}`, UK_SANCTIONS);
  const groups = new Map<string, ((column: string) => string)[]>();
  for (const [index, row] of table.slice(at + 1).entries()) {
    const where = `${UK_SANCTIONS}, row ${at + index + 2}`;
    if (row.length !== header.length)
      throw malformed(`a row has ${row.length} cells, the header ${header.length}`, where);
    const of = (column: string): string => row[header.indexOf(column)]?.trim() ?? '';
    if (of('Unique ID') === '') throw malformed('a row has no Unique ID', where);
    const group = groups.get(of('Unique ID'));
    if (group === undefined) groups.set(of('Unique ID'), [of]);
    else group.push(of);
  }
  return {
    entries: [...groups].map(([id, rows]) => entryOf(id, rows)),
    published: readDay(
      (/\d{1,2}[- ][A-Za-z]{3}[- ]\d{4}/.exec(table[0]?.[0] ?? '')?.[0] ?? '').replaceAll('-', ' '),
    ),
    doubts: [],
  };
}

function entryOf(id: string, rows: readonly ((column: string) => string)[]): ListEntry {
  const values = (column: string): string[] =>
    [...new Set(rows.flatMap((of) => of(column).split('|')).map((each) => each.trim()))].filter(
      (each) => each !== '',
    );
  const names = rows.flatMap(nameOf);
  const primary = Math.max(
    0,
    names.findIndex((each) => each.quality === 'primary'),
  );
  const [first] = names.slice(primary);
  if (first === undefined) throw malformed('a designation has no name', `${UK_SANCTIONS}, ${id}`);
  const others = names.filter((_, i) => i !== primary).map(demoted);
  const scripts = values('Name non-latin script').map((name): ListedName => ({ name, quality: 'strong' }));
  return {
    list: UK_SANCTIONS,
    id: id as EntryId,
    kind: kindOf(values('Designation Type')[0] ?? '', id),
    names: [{ name: first.name, quality: 'primary' }, ...distinct([...others, ...scripts], first.name)],
    births: values('D.O.B'),
    countries: [...new Set([...values('Nationality(/ies)'), ...values('Address Country')])],
    programmes: values('Regime Name'),
    effect: effectOf(values('Sanctions Imposed')),
    listedOn: dayOf(values('Date Designated')[0] ?? ''),
    addresses: [],
    remarks: values('Other Information').join('; '),
  };
}

function nameOf(of: (column: string) => string): ListedName[] {
  // An empty part is written as nothing or as 0.
  const name = GIVEN_NAMES.map(of)
    .filter((part) => part !== '' && part !== '0')
    .join(' ');
  if (name === '') return [];
  if (/^primary name$/i.test(of('Name type'))) return [{ name, quality: 'primary' }];
  return [{ name, quality: /low/i.test(of('Alias strength')) ? 'weak' : 'strong' }];
}

/** Variations of the primary name call themselves primary too. */
const demoted = (name: ListedName): ListedName =>
  name.quality === 'primary' ? { ...name, quality: 'strong' } : name;

const distinct = (names: readonly ListedName[], primary: string): ListedName[] => [
  ...new Map(names.filter(({ name }) => name !== primary).map((each) => [each.name, each])).values(),
];

/** Several measures may be imposed at once; the one that matters to money is named. */
function effectOf(measures: readonly string[]): LegalEffect {
  if (measures.some((each) => /asset freeze/i.test(each))) return 'asset-freeze';
  if (measures.some((each) => /ship|vessel|port|detention|travel/i.test(each)))
    return 'transport-restriction';
  return 'asset-freeze';
}

function kindOf(type: string, id: string): EntryKind {
  switch (type) {
    case 'Individual':
      return 'person';
    case 'Entity':
      return 'organisation';
    case 'Ship':
      return 'vessel';
    default:
      throw malformed(
        `the designation type "${type.slice(0, 40)}" is not one that is known`,
        `${UK_SANCTIONS}, ${id}`,
      );
  }
}

const dayOf = (text: string): Day | null => readDay(text.replaceAll('/', '.'));

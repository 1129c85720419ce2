/**
 * OFAC's SDN list in its legacy tables (SDN.CSV, ALT.CSV, ADD.CSV, SDN_COMMENTS.CSV), joined by the entry's
 * number. Layout: OFAC, "SDN Data Specification" (dat_spec.txt); `-0-` is an empty cell. Digital currency
 * addresses stand in the remarks as `Digital Currency Address - XBT 12Qt…`; where remarks exceed a cell, they go
 * on in the comments table.
 */
import type { EntryId, EntryKind, ListEntry, ListedAddress, ListedName, ListId } from '../model/list.ts';
import { doubtsOf, listedAddress } from './addresses.ts';
import { type Doubt, malformed, type ReadList, type Row, readDay } from './reading.ts';

export const OFAC_SDN = 'ofac-sdn' as ListId;

/** Tables of one edition. Without comments the remarks of long entries are cut, and addresses with them. */
export type OfacTables = {
  readonly sdn: readonly Row[];
  readonly alt: readonly Row[];
  readonly add: readonly Row[];
  readonly comments: readonly Row[];
};

const COLUMNS = { sdn: 12, alt: 5, add: 6, comments: 2 } as const;
/** A remark of this length goes on in the comments table. */
const FULL_REMARK = 1_000;

export function readOfac(tables: OfacTables): ReadList {
  for (const name of ['sdn', 'alt', 'add', 'comments'] as const) checkColumns(tables[name], name);
  const known = new Set(tables.sdn.map((row) => row[0]!));
  for (const name of ['alt', 'add', 'comments'] as const) refuseOtherEdition(tables[name], name, known);
  const aliases = Map.groupBy(tables.alt, (row) => row[0]!);
  const places = Map.groupBy(tables.add, (row) => row[0]!);
  const comments = Map.groupBy(tables.comments, (row) => row[0]!);
  const doubts: Doubt[] = [];
  const entries = tables.sdn.map((row): ListEntry => {
    const [id = '', name = '', kind = '', programmes = ''] = row.map(cell);
    const remarks = [cell(row[11] ?? ''), ...(comments.get(id) ?? []).map((each) => cell(each[1]!))].join('');
    if (cell(row[11] ?? '').length >= FULL_REMARK && !comments.has(id))
      doubts.push({ code: 'E_LIST_PARTIAL', says: `the remarks of ${name} are cut off`, where: `SDN ${id}` });
    return {
      list: OFAC_SDN,
      id: id as EntryId,
      kind: kindOf(kind),
      names: [{ name, quality: 'primary' }, ...(aliases.get(id) ?? []).map(aliasOf), ...weakNamesIn(remarks)],
      births: valuesOf(remarks, /(?:^|; )(?:alt\. )?DOB ([^;.]+)/g),
      countries: [
        ...new Set([
          ...valuesOf(remarks, /(?:nationality|citizen) ([A-Za-z, .'()-]+?)(?=;|\.$|$)/g),
          ...(places.get(id) ?? []).map((each) => cell(each[4]!)).filter((country) => country !== ''),
        ]),
      ],
      programmes: programmes.split(/\] \[|[[\]]/).filter((each) => each !== ''),
      effect: 'asset-freeze',
      listedOn: readDay(valuesOf(remarks, /Listing Date[^:;]*: (\d{1,2} [A-Z][a-z]{2} \d{4})/g)[0] ?? ''),
      addresses: addressesIn(remarks, `SDN ${id}`, doubts),
      remarks,
    };
  });
  return { entries, published: null, doubts };
}

/** The part of the entry's remarks that names addresses (up to the semicolon, for spaces may stand in them); the same text stands in the XML editions as features. */
const ADDRESS = /Digital Currency Address - ([A-Z0-9]{2,10}) ([^;]+?)(?=;|\.?\s*$|\.? *")/g;
const MENTIONS = /Digital Currency Address/g;

export function addressesIn(remarks: string, where: string, doubts: Doubt[]): ListedAddress[] {
  const found = [...remarks.matchAll(ADDRESS)].map(([, code, text]) => listedAddress(code!, text!, null));
  const mentioned = [...remarks.matchAll(MENTIONS)].length;
  if (found.length !== mentioned) {
    doubts.push({
      code: 'E_LIST_UNKNOWN_ASSET',
      says: `${mentioned} digital currency addresses are mentioned, ${found.length} could be read`,
      where,
    });
  }
  doubts.push(...found.flatMap((each) => doubtsOf(each, where)));
  return found;
}

const cell = (text: string): string => {
  const trimmed = text.trim();
  return trimmed === '-0-' ? '' : trimmed;
};

function kindOf(kind: string): EntryKind {
  switch (kind) {
    case 'individual':
      return 'person';
    case 'vessel':
      return 'vessel';
    case 'aircraft':
      return 'aircraft';
    default:
      return 'organisation';
  }
}

const aliasOf = (row: Row): ListedName => ({ name: cell(row[3]!), quality: 'strong' });

/** Weak aliases stand only in the remarks, in quotation marks. */
const weakNamesIn = (remarks: string): ListedName[] =>
  valuesOf(remarks, /[af]\.k\.a\. '([^']+)'/g).map((name) => ({ name, quality: 'weak' }));

const valuesOf = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1]!.trim());

function checkColumns(rows: readonly Row[], table: keyof OfacTables): void {
  for (const [index, row] of rows.entries()) {
    if (row.length === COLUMNS[table] && /^\d{1,9}$/.test(row[0]!.trim())) continue;
    throw malformed(
      `a row has ${row.length} cells and begins with "${row[0]?.slice(0, 20)}"; ${COLUMNS[table]} cells and a number are expected`,
      `${table}, row ${index + 1}`,
    );
  }
}

/** Tables of different editions must never be joined: an entry's remarks would be another's. */
function refuseOtherEdition(rows: readonly Row[], table: keyof OfacTables, known: ReadonlySet<string>): void {
  const strangers = rows.filter((row) => !known.has(row[0]!));
  if (strangers.length === 0) return;
  throw malformed(
    `${strangers.length} of ${rows.length} rows belong to entries that the SDN table does not have`,
    `${table}, entry ${strangers[0]![0]}`,
    'E_LIST_EDITIONS',
  );
}

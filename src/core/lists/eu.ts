/** Annexes of EU regulations as tables: 2017/1509 (DPRK) and 2019/796 (cyber-attacks). */
import type { EntryId, EntryKind, LegalEffect, ListEntry, ListId } from '../model/list.ts';
import { malformed, type ReadList, type Row, readDay } from './reading.ts';

export const EU_DPRK = 'eu-dprk' as ListId;
export const EU_CYBER = 'eu-cyber' as ListId;

const NEEDED = [
  'celex',
  'recordId',
  'programKey',
  'measure',
  'startDate',
  'schema',
  'name',
  'alias',
] as const;

/** `table` with its header row. */
export function readEuAnnex(list: ListId, table: readonly Row[]): ReadList {
  const [header = [], ...rows] = table;
  const missing = NEEDED.filter((column) => !header.includes(column));
  if (missing.length > 0) throw malformed(`the table lacks the columns ${missing.join(', ')}`, list);
  const entries = rows.map((row, index) => {
    if (row.length !== header.length)
      throw malformed(
        `a row has ${row.length} cells, the header ${header.length}`,
        `${list}, row ${index + 2}`,
      );
    const of = (column: string): string => row[header.indexOf(column)]?.trim() ?? '';
    return entryOf(list, of, `${list}, row ${index + 2}`);
  });
  return { entries, published: null, doubts: [] };
}

function entryOf(list: ListId, of: (column: string) => string, where: string): ListEntry {
  // Vessels of the annexes have no record number, but the number of the International Maritime Organization.
  const number = of('recordId') || of('imoNumber');
  if (of('name') === '' || number === '') throw malformed('a row has no name or no number', where);
  const names = (column: string, quality: 'strong' | 'weak') =>
    of(column)
      .split(';')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => ({ name, quality }));
  return {
    list,
    id: `${of('celex')}/${of('annex')}/${number}` as EntryId,
    kind: kindOf(of('schema')),
    names: [
      { name: of('name'), quality: 'primary' },
      ...names('alias', 'strong'),
      ...names('previousName', 'strong'),
      ...names('weakAlias', 'weak'),
    ],
    births:
      of('birthDate') === ''
        ? []
        : of('birthDate')
            .split(';')
            .map((date) => date.trim()),
    countries: [...new Set([of('country'), of('nationality'), of('jurisdiction')])].filter(
      (each) => each !== '',
    ),
    programmes: [of('programKey')],
    effect: effectOf(of('measure'), where),
    listedOn: readDay(of('startDate')),
    addresses: [],
    remarks: of('reason'),
  };
}

/** A measure that is new must not pass as one of those we know. */
function effectOf(measure: string, where: string): LegalEffect {
  switch (measure) {
    case 'Asset freeze':
      return 'asset-freeze';
    case 'Transportation restrictions':
      return 'transport-restriction';
    default:
      throw malformed(`the measure "${measure.slice(0, 60)}" is not one that is known`, where);
  }
}

function kindOf(schema: string): EntryKind {
  switch (schema) {
    case 'Person':
      return 'person';
    case 'Vessel':
      return 'vessel';
    case 'Airplane':
      return 'aircraft';
    default:
      return 'organisation';
  }
}

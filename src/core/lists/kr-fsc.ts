/**
 * Korea's 금융거래등제한대상자 (persons with whom financial transactions are restricted), notified by the Financial Services
 * Commission, saved as CSV: a header with 성명 or 명칭, then one row a person or body. The Commission publishes no
 * specification; the columns are those of its notices. No authentic file has met this reader yet, so that it does
 * not count as supported.
 */
import type { EntryId, ListEntry, ListedName, ListId } from '../model/list.ts';
import { malformed, type ReadList, type Row, readDay } from './reading.ts';

export const KR_FSC = 'kr-fsc' as ListId;

const NAME = /^(성명|명칭|이름|성명\(명칭\)|성명\/명칭|개인명|단체명)$/;
const NUMBER = /^(연번|번호|순번|고유번호)$/;
const ALIAS = /^(별명|별칭|가명|이명|다른이름)$/;
const ENGLISH = /^(영문명|영문|영문성명|영문표기)$/;

export function readKorea(table: readonly Row[]): ReadList {
  const at = table.findIndex((row) => row.some((cell) => NAME.test(bare(cell))));
  if (at === -1) throw malformed('the table has no header with 성명 or 명칭', KR_FSC);
  const header = table[at]!.map(bare);
  const entries = table.slice(at + 1).flatMap((row, index): ListEntry[] => {
    if (row.every((cell) => cell.trim() === '')) return [];
    const where = `${KR_FSC}, row ${at + index + 2}`;
    if (row.length !== header.length)
      throw malformed(`a row has ${row.length} cells, the header ${header.length}`, where);
    const of = (title: RegExp): string[] =>
      header.flatMap((each, i) =>
        title.test(each)
          ? row[i]!.split(/[\n;]/)
              .map((part) => part.trim())
              .filter((part) => part !== '' && part !== '-')
          : [],
      );
    const [name, ...more] = of(NAME);
    if (name === undefined) throw malformed('an entry has no name', where);
    const births = of(/^(생년월일|출생일)$/);
    return [
      {
        list: KR_FSC,
        id: (of(NUMBER)[0] ?? name) as EntryId,
        kind: births.length > 0 || header.includes('성명') ? 'person' : 'organisation',
        names: [
          { name, quality: 'primary' },
          ...[...more, ...of(ENGLISH), ...of(ALIAS)].map(
            (each): ListedName => ({ name: each, quality: 'strong' }),
          ),
        ],
        births,
        countries: of(/^(국적|국가|소재지)$/),
        programmes: of(/^(지정근거|근거|지정사유)$/),
        effect: 'asset-freeze',
        listedOn: readDay(
          (of(/^(지정일|지정일자|고시일)$/)[0] ?? '').replace(
            /^(\d{4})[./년]\s*(\d{1,2})[./월]\s*(\d{1,2}).*$/,
            isoOf,
          ),
        ),
        addresses: [],
        remarks: of(/^(비고|기타|기타정보)$/).join('; '),
      },
    ];
  });
  return { entries, published: null, doubts: [] };
}

const bare = (cell: string): string => cell.replace(/\s/g, '');

const isoOf = (_: string, year: string, month: string, day: string): string =>
  `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;

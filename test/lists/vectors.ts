/** Rows as publishers write them (raw, cut to what a reader needs), and editions offered in tests. */
import { createHash } from 'node:crypto';
import { isSignedBy } from '../../src/adapters/lists/keys.ts';
import { parseList } from '../../src/adapters/lists/parse.ts';
import { openShelf } from '../../src/adapters/lists/shelf.ts';
import type { ListParts, Offer } from '../../src/app/lists/refresh-lists.ts';
import { formatNamed } from '../../src/core/lists/formats.ts';
import type { ReadList } from '../../src/core/lists/reading.ts';
import type { Day } from '../../src/core/model/list.ts';

export const NOW = 1_780_000_000;

export const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));

export const read = (format: string, files: Record<string, string>): ReadList =>
  parseList(formatNamed(format), new Map(Object.entries(files).map(([role, text]) => [role, bytes(text)])));

/** The UN's list with these numbers; the canaries stand in it. */
export function unXml(numbers: readonly string[], day = '2026-02-27'): string {
  const people = ['KPi.001', ...numbers].map(
    (number) => `<INDIVIDUAL><FIRST_NAME>Person ${number}</FIRST_NAME>
      <REFERENCE_NUMBER>${number}</REFERENCE_NUMBER><LISTED_ON>2009-07-16</LISTED_ON></INDIVIDUAL>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
    <CONSOLIDATED_LIST dateGenerated="${day}T00:00:09.554Z"><INDIVIDUALS>${people.join('')}</INDIVIDUALS>
    <ENTITIES><ENTITY><FIRST_NAME>KOREA MINING</FIRST_NAME><REFERENCE_NUMBER>KPe.001</REFERENCE_NUMBER>
    </ENTITY></ENTITIES></CONSOLIDATED_LIST>`;
}

export const numbers = (count: number, from = 100): string[] =>
  Array.from({ length: count }, (_, i) => `QDi.${from + i}`);

export const partsIn = (folder: string, more: Partial<ListParts> = {}): ListParts => ({
  shelf: openShelf(folder),
  parse: parseList,
  digest: (content) => createHash('sha256').update(content).digest('hex'),
  approvers: [],
  verify: isSignedBy,
  bundled: { editions: [], statements: [] },
  extracts: [],
  read: new Map(),
  now: NOW,
  ...more,
});

export const offered = (
  files: Record<string, string>,
  more: Partial<Omit<Offer, 'format' | 'files' | 'published'>> & {
    readonly format?: string;
    readonly published?: string;
  } = {},
): Offer => ({
  origin: 'publisher',
  verifiedAt: NOW,
  expected: null,
  acceptUnverified: false,
  ...more,
  format: formatNamed(more.format ?? 'un-xml'),
  files: new Map(Object.entries(files).map(([role, text]) => [role, bytes(text)])),
  published: more.published === undefined ? null : (more.published as Day),
});

export const MOF_HEADER =
  '区分,番号,告示日付,告示番号,個人・団体,氏名（日本語）,氏名（英語）,別名・別称（日本語）,別名・別称（英語）,旧称（日本語）,旧称（英語）,確定に十分でない別名（日本語）,確定に十分でない別名（英語）,称号（日本語）,称号（英語）,役職（日本語）,役職（英語）,生年月日,出生地（日本語）,出生地（英語）,国籍（日本語）,国籍（英語）,旅券番号,身分証番号,住所・所在地（国）（日本語）,住所・所在地（都市その他の情報）（日本語）,住所・所在地（国）（英語）,住所・所在地（都市その他の情報）（英語）,国連参照番号,リスト掲載日,その他の情報,外務省告示情報';

/** The table of Japan's Ministry of Finance with so many bodies. */
export const mofTable = (count: number): string =>
  [
    MOF_HEADER,
    ...Array.from(
      { length: count },
      (_, i) => `14,014-${String(i).padStart(6, '0')},2009.5.9,${i},団体,,Body ${i}${','.repeat(25)}`,
    ),
    '',
  ].join('\r\n');

/**
 * A PDF of one page with these lines in any script. Its font is not embedded and says of every code which letter it is,
 * as a word processor's does; `drawn` may replace the letters by others that look alike.
 */
export function pdfOf(lines: readonly string[], drawn = (text: string): string => text): Uint8Array {
  const hex = (text: string): string =>
    [...Buffer.from(text, 'utf16le').swap16()].map((each) => each.toString(16).padStart(2, '0')).join('');
  const stream = (text: string): string => `<< /Length ${text.length} >>\nstream\n${text}\nendstream`;
  const shown = lines.map((line, i) => `1 0 0 1 50 ${760 - 14 * i} Tm <${hex(drawn(line))}> Tj`).join('\n');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    stream(lines.length === 0 ? '' : `BT /F1 12 Tf\n${shown}\nET`),
    '<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>',
    '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 8 0 R >>',
    stream(
      '/CIDInit /ProcSet findresource begin begincmap\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end',
    ),
    '<< /Type /FontDescriptor /FontName /Any /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /StemV 80 >>',
  ];
  let pdf = '%PDF-1.4\n';
  const offsets = objects.map((body, i) => {
    const at = pdf.length;
    pdf += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  return bytes(
    `${pdf}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${pdf.length}\n%%EOF\n`,
  );
}

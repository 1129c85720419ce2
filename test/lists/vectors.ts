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

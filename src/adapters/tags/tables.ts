/** Tags as CSV and as the label lists of block explorers, brought to the rows of a pack. */
import { CsvError, parse } from 'csv-parse/sync';
import { LineCounter, parseDocument } from 'yaml';
import { type RawPack, type RawRow, textOf, type Value } from '../../core/attribution/tagpack.ts';
import { AshiatoError } from '../../core/model/errors.ts';

/** Columns are named like the fields of a TagPack; `concepts` are parted by blanks. An address is all that must be. */
export function packOfCsv(
  text: string,
  name: string,
  where: string,
  defaults: ReadonlyMap<string, Value>,
): RawPack {
  const [header, ...lines] = readLines(text, where);
  if (header === undefined) throw malformed('the table is empty', `${where}:1`);
  const columns = header.cells.map(
    (cell) => COLUMN_NAMES.get(cell.trim().toLowerCase()) ?? cell.trim().toLowerCase(),
  );
  if (!columns.includes('address')) throw malformed('no column is named "address"', `${where}:1`);
  const twin = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twin !== undefined) throw malformed(`two columns are named "${twin}"`, `${where}:1`);
  const rows = lines.map(({ line, cells }): RawRow => {
    if (cells.length !== columns.length)
      throw malformed(
        `the line has ${cells.length} cells and the header ${columns.length}`,
        `${where}:${line}`,
      );
    const fields = new Map<string, Value>();
    for (const [i, column] of columns.entries()) {
      const cell = cells[i] ?? '';
      if (cell !== '') fields.set(column, column === 'concepts' ? cell.split(/\s+/) : cell);
    }
    return { line, fields };
  });
  return { name, header: defaults, rows };
}

/** What other tables call the same. */
const COLUMN_NAMES = new Map([
  ['banned_address', 'address'],
  ['wallet', 'address'],
  ['contractaddress', 'address'],
  ['tag', 'label'],
  ['name', 'label'],
  ['nametag', 'label'],
  ['name_tag', 'label'],
  ['name tag', 'label'],
  ['wallet_tag', 'label'],
  ['data_source', 'source'],
  ['etherscan_tag', 'label'],
  ['chain', 'currency'],
]);

type Line = { readonly line: number; readonly cells: readonly string[] };

function readLines(text: string, where: string): Line[] {
  try {
    const records = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as {
      readonly record: string[];
      readonly info: { readonly lines: number };
    }[];
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw malformed(cause.message, `${where}:${String(cause.lines ?? '?')}`);
  }
}

/** CSV for a spreadsheet: a cell that a spreadsheet would compute begins with an apostrophe. */
export function renderCsv({ header, rows }: RawPack): string {
  const columns = [
    'address',
    'currency',
    'label',
    'category',
    'concepts',
    'abuse',
    'actor',
    'confidence',
    'source',
    'lastmod',
  ];
  const cell = (value: Value | undefined): string => {
    const text = Array.isArray(value) ? value.map(String).join(' ') : value == null ? '' : String(value);
    const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
  };
  const lines = rows.map(({ fields }) =>
    columns.map((column) => cell(fields.get(column) ?? header.get(column))).join(','),
  );
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

/**
 * Labels of a block explorer as brianleect/etherscan-labels lays them out: `{address: {name, labels}}`. A file
 * says nothing of its network but by its name. The first known label gives the category.
 */
export function packOfLabels(
  text: string,
  name: string,
  where: string,
  defaults: ReadonlyMap<string, Value>,
): RawPack {
  const table = parseObject(text, where);
  const rows: RawRow[] = [];
  for (const [i, [address, entry]] of Object.entries(table).entries()) {
    if (entry === null || typeof entry !== 'object')
      throw malformed(`the entry of ${address.slice(0, 60)} is no object`, where);
    const { name: label, labels } = entry as { name?: unknown; labels?: unknown };
    const own = Array.isArray(labels)
      ? labels.filter((each): each is string => typeof each === 'string')
      : [];
    const shown = typeof label === 'string' && label.trim() !== '' ? label : own.join(', ');
    const category = own.map((each) => CATEGORY_OF.get(each)).find((each) => each !== undefined);
    rows.push({
      // JSON of one line has no lines to speak of: the number is that of the entry.
      line: i + 1,
      fields: new Map<string, Value>([
        ['address', address],
        ['label', shown],
        ...(category === undefined ? [] : [['category', category] as [string, Value]]),
        ['context', JSON.stringify({ labels: own })],
      ]),
    });
  }
  return { name, header: defaults, rows };
}

/** The same layout back; what a pack says beside names and labels has no place in it. */
export function renderLabels({ header, rows }: RawPack): string {
  const table = new Map<string, { name: string; labels: string[] }>();
  for (const { fields } of rows) {
    const address = String(fields.get('address') ?? '');
    const entry = table.get(address) ?? { name: textOf(fields.get('label')) ?? '', labels: [] };
    const own = labelsIn(fields.get('context')) ?? [textOf(fields.get('category') ?? header.get('category'))];
    for (const each of own) if (each !== null && !entry.labels.includes(each)) entry.labels.push(each);
    table.set(address, entry);
  }
  return `${JSON.stringify(Object.fromEntries(table), null, 1)}\n`;
}

/** The labels that a list had, as `packOfLabels` keeps them. */
function labelsIn(context: Value | undefined): string[] | null {
  try {
    const { labels } = JSON.parse(textOf(context) ?? '{}') as { labels?: unknown };
    return Array.isArray(labels) ? labels.map(String) : null;
  } catch {
    return null;
  }
}

/** Labels that name a kind, and not a project or an occasion. */
const CATEGORY_OF = new Map([
  ['exchange', 'exchange'],
  ['hot-wallet', 'exchange'],
  ['cold-wallet', 'exchange'],
  ['tornado-cash', 'mixer'],
  ['bridge', 'bridge'],
  ['heist', 'theft'],
  ['phish-hack', 'phishing'],
  ['gambling', 'gambling'],
  ['mining', 'miner'],
  ['dex', 'defi_dex'],
]);

function parseObject(text: string, where: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (cause) {
    throw malformed(cause instanceof Error ? cause.message : String(cause), `${where}:${brokenLine(text)}`);
  }
  throw malformed('the file is no JSON object', `${where}:1`);
}

/** V8 does not always say where JSON breaks; JSON is YAML, whose parser does. */
function brokenLine(text: string): number {
  const lines = new LineCounter();
  const [error] = parseDocument(text, { lineCounter: lines, prettyErrors: false }).errors;
  return error === undefined ? 1 : lines.linePos(error.pos[0]).line;
}

const malformed = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_TAG_FILE', what, { where, next: 'Correct this line, or leave the file out.' });

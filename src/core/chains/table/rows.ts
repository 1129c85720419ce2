/**
 * A case table's lines as values: `tx,time,block,from,to,asset,amount,declared`. Each cell is read here once;
 * a refusal names the file and the line.
 */
import { parseAddress } from '../../model/address.ts';
import { type Amount, parseDecimal } from '../../model/amount.ts';
import type { Asset } from '../../model/asset.ts';
import { type ChainId, getChain } from '../../model/chain.ts';
import { AshiatoError } from '../../model/errors.ts';

const COLUMNS = ['tx', 'time', 'block', 'from', 'to', 'asset', 'amount', 'declared'] as const;

/** A table split into cells, with the line each row stands on; splitting is the shell's work. */
export type TableText = {
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
};

export type TableRow = {
  readonly where: string;
  readonly line: number;
  readonly tx: string;
  /** Seconds since 1970, UTC. */
  readonly time: number;
  /** Null where the recording has no block numbers. */
  readonly block: number | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly asset: Asset;
  readonly chain: ChainId;
  readonly amount: Amount;
  /** The declaration that added the row; null: recorded. */
  readonly declared: string | null;
  /** The line as it stands, for the block's digest. */
  readonly text: string;
};

/** Assets by the symbol the table uses for them; declarations by their short id. */
export type TableWords = {
  readonly assets: ReadonlyMap<string, Asset>;
  readonly declarations: ReadonlySet<string>;
};

export function readRows(table: TableText, words: TableWords): TableRow[] {
  if (table.header.join(',') !== COLUMNS.join(',')) {
    throw malformed(
      `the columns are "${table.header.join(',')}"`,
      `${table.file}:1`,
      `Use exactly these: ${COLUMNS.join(',')}.`,
    );
  }
  return table.rows.map(({ line, cells }) => readRow(cells, `${table.file}:${line}`, line, words));
}

function readRow(cells: readonly string[], where: string, line: number, words: TableWords): TableRow {
  if (cells.length !== COLUMNS.length) {
    throw malformed(
      `the row has ${cells.length} cells instead of ${COLUMNS.length}`,
      where,
      'Add the missing commas; leave unknown cells empty.',
    );
  }
  const [tx, time, block, from, to, symbol, amount, declared] = cells as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const asset = words.assets.get(symbol);
  if (asset === undefined) {
    throw malformed(
      `the asset "${symbol}" is not declared`,
      where,
      `Use one of ${[...words.assets.keys()].join(', ')}, or declare it in case.json.`,
    );
  }
  if (tx === '')
    throw malformed(
      'the transaction has no id',
      where,
      'Give every row a tx; rows of one transaction share it.',
    );
  if (from === '' && to === '')
    throw malformed('neither sender nor receiver is given', where, 'Fill from, to, or both.');
  if (declared !== '' && !words.declarations.has(declared)) {
    throw malformed(
      `the declaration "${declared}" is not in case.json`,
      where,
      'Say there who declares the row, from which source and why.',
    );
  }
  return {
    where,
    line,
    tx,
    time: readTime(time, where),
    block: readBlock(block, where),
    from: readParty(from, asset, `${where} from`),
    to: readParty(to, asset, `${where} to`),
    asset,
    chain: asset.chain,
    amount: parseDecimal(amount, asset.decimals, `${where} amount`),
    declared: declared === '' ? null : declared,
    text: cells.join(','),
  };
}

function readParty(text: string, asset: Asset, where: string): string | null {
  if (text === '') return null;
  try {
    return parseAddress(getChain(asset.chain), text, where);
  } catch (cause) {
    if (!(cause instanceof AshiatoError)) throw cause;
    const next = cause.next ?? 'Correct the address.';
    throw new AshiatoError('E_CASE_TABLE', `"${text}": ${cause.message}`, { where, next, cause });
  }
}

/** `2022-03-23T13:16:57Z`: whole seconds, always UTC. */
function readTime(text: string, where: string): number {
  const milliseconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse accepts 30 February; writing the date back shows whether it was a real one.
  if (Number.isNaN(milliseconds) || `${new Date(milliseconds).toISOString().slice(0, 19)}Z` !== text) {
    throw malformed(
      `the time "${text}" is not a moment in UTC`,
      `${where} time`,
      'Write it like 2022-03-23T13:16:57Z.',
    );
  }
  return milliseconds / 1000;
}

function readBlock(text: string, where: string): number | null {
  if (text === '') return null;
  if (!/^\d{1,15}$/.test(text))
    throw malformed(
      `the block "${text}" is not a block number`,
      `${where} block`,
      'Write digits, or leave it empty in every row.',
    );
  return Number(text);
}

export const malformed = (what: string, where: string, next: string): AshiatoError =>
  new AshiatoError('E_CASE_TABLE', what, { where, next });

/** The labelled CoinJoin files of a folder, read into one corpus: each transaction once, with all its labels. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { scriptOfAddress } from '../../src/core/chains/bitcoin/payees.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import type { TxId } from '../../src/core/model/location.ts';
import { type CoinView, type Shape, shapeOf } from '../../src/core/patterns/coin-view.ts';
import { viewDumpRow } from '../../src/core/patterns/coin-view-readers.ts';
import { type DataFile, filesLike, type ScoreData, stemOf } from '../data.ts';
import { jsonOf } from './csv.ts';

const MAINNET = parseNetwork('bitcoin');
const REGTEST = parseNetwork('regtest');

export type Family = 'whirlpool' | 'wasabi1' | 'wasabi2' | 'joinmarket';
export type Kind = 'mixes' | 'tx0' | 'postmix' | 'false_positives';

const FAMILIES: readonly (readonly [RegExp, Family])[] = [
  [/samourai|whirlpool|ashigaru/i, 'whirlpool'],
  [/wasabi_?2|ww2|wabisabi/i, 'wasabi2'],
  [/wasabi|ww1/i, 'wasabi1'],
  [/joinmarket|(^|_)jm(_|$)/i, 'joinmarket'],
  // Only Wasabi 2 has been emulated so far.
  [/emulated/i, 'wasabi2'],
];

export type Labelled = {
  readonly view: CoinView;
  readonly shape: Shape;
  /** `family/kind` of every file it stands in. */
  readonly labels: ReadonlySet<string>;
  readonly wallets: Wallets | null;
};

/** Who owned each input and output, in their order, where a set says so. */
export type Wallets = { readonly inputs: readonly string[]; readonly outputs: readonly string[] };

export type CoinJoinFile = {
  readonly stem: string;
  readonly family: Family;
  readonly kind: Kind;
  readonly txids: readonly TxId[];
  /** Ids without a transaction: a label for what stands in other files. */
  readonly bare: readonly TxId[];
  readonly unread: readonly string[];
};

export type Corpus = {
  readonly files: readonly CoinJoinFile[];
  /** Files of families that no detector knows. */
  readonly strangers: readonly string[];
  readonly transactions: ReadonlyMap<TxId, Labelled>;
};

const read = new WeakMap<ScoreData, Corpus>();

/** Read once for all sections. */
export function readCorpus(data: ScoreData): Corpus {
  const corpus = read.get(data) ?? readFiles(data);
  read.set(data, corpus);
  return corpus;
}

function readFiles(data: ScoreData): Corpus {
  const files: CoinJoinFile[] = [];
  const strangers: string[] = [];
  const transactions = new Map<TxId, Labelled & { readonly labels: Set<string> }>();
  for (const file of filesLike(data, /_(mixes|tx0s?|postmix|false_positives)(?![a-z])|emulated_/i)) {
    const stem = stemOf(file);
    const family = FAMILIES.find(([form]) => form.test(stem))?.[1];
    if (family === undefined) {
      strangers.push(stem);
      continue;
    }
    const kind = kindOf(stem);
    const { rows, bare, unread } = readFile(file);
    for (const { view, wallets } of rows) {
      const shape = shapeOf(view);
      if (shape === null) {
        unread.push(`${view.txid}: an input without a value`);
        continue;
      }
      const before = transactions.get(view.txid);
      if (before === undefined)
        transactions.set(view.txid, { view, shape, wallets, labels: new Set([`${family}/${kind}`]) });
      else before.labels.add(`${family}/${kind}`);
    }
    files.push({
      stem,
      family,
      kind,
      txids: [...new Set(rows.map(({ view }) => view.txid))].filter((txid) => transactions.has(txid)),
      bare,
      unread,
    });
  }
  for (const { family, kind, bare } of files) {
    for (const txid of bare) transactions.get(txid)?.labels.add(`${family}/${kind}`);
  }
  return { files, strangers, transactions };
}

function kindOf(stem: string): Kind {
  if (/_false_positives/i.test(stem)) return 'false_positives';
  if (/_postmix/i.test(stem)) return 'postmix';
  return /_tx0/i.test(stem) ? 'tx0' : 'mixes';
}

type Row = { readonly view: CoinView; readonly wallets: Wallets | null };

function readFile(file: DataFile): { rows: Row[]; bare: TxId[]; unread: string[] } {
  const text = file.text().trim();
  const got = { rows: [] as Row[], bare: [] as TxId[], unread: [] as string[] };
  if (text.startsWith('[') || text.startsWith('{')) {
    readJson(jsonOf(file), got);
    return got;
  }
  for (const [number, line] of text.split('\n').entries()) {
    const row = line.trim();
    if (row === '') continue;
    if (/^[0-9a-f]{64}$/.test(row)) {
      got.bare.push(row as TxId);
      continue;
    }
    try {
      const view = viewDumpRow(row, MAINNET.chain, `${file.name}:${number + 1}`);
      got.rows.push({ view, wallets: null });
    } catch (error) {
      if (!(error instanceof AshiatoError)) throw error;
      got.unread.push(`line ${number + 1} ${error.code}: ${error.message}`);
    }
  }
  return got;
}

/** A coin of an emulated CoinJoin (crocs-muni/coinjoin-mappings). */
type EmulatedCoin = {
  readonly address: string;
  readonly value: number;
  readonly wallet_name?: string;
  readonly txid?: string;
  readonly spending_tx?: readonly [string, number];
};
type EmulatedRow = {
  readonly txid: string;
  readonly inputs: Readonly<Record<string, EmulatedCoin>>;
  readonly outputs: Readonly<Record<string, EmulatedCoin>>;
};

/** Transactions, or ids, in arrays or as an object's keys; of a whole analysis only what it calls coinjoins. */
function readJson(json: unknown, got: { rows: Row[]; bare: TxId[] }): void {
  if (typeof json === 'string') {
    if (/^[0-9a-f]{64}$/.test(json)) got.bare.push(json as TxId);
  } else if (isEmulated(json)) got.rows.push(emulated(json));
  else if (Array.isArray(json)) for (const item of json) readJson(item, got);
  else if (typeof json === 'object' && json !== null) {
    if ('coinjoins' in json) {
      readJson(json.coinjoins, got);
      return;
    }
    for (const [key, value] of Object.entries(json)) readJson(typeof value === 'object' ? value : key, got);
  }
}

const isEmulated = (item: unknown): item is EmulatedRow =>
  typeof item === 'object' && item !== null && 'txid' in item && 'inputs' in item && 'outputs' in item;

function emulated({ txid, inputs, outputs }: EmulatedRow): Row {
  const ins = inOrder(inputs);
  const outs = inOrder(outputs);
  const script = ({ address }: EmulatedCoin): string =>
    bytesToHex(scriptOfAddress(address, address.startsWith('bcrt') ? REGTEST : MAINNET));
  const names = (coins: readonly EmulatedCoin[]): string[] =>
    coins.map((coin) => coin.wallet_name).filter((name) => name !== undefined);
  const wallets = { inputs: names(ins), outputs: names(outs) };
  return {
    view: {
      chain: REGTEST.chain,
      txid: txid as TxId,
      height: null,
      time: null,
      version: null,
      locktime: null,
      minerText: null,
      inputs: ins.map((coin) => ({
        txid: (coin.spending_tx?.[0] ?? coin.txid ?? '') as TxId,
        vout: coin.spending_tx?.[1] ?? 0,
        value: BigInt(coin.value),
        script: script(coin),
        sequence: null,
      })),
      outputs: outs.map((coin) => ({ value: BigInt(coin.value), script: script(coin) })),
    },
    wallets: wallets.inputs.length === ins.length && wallets.outputs.length === outs.length ? wallets : null,
  };
}

const inOrder = (coins: Readonly<Record<string, EmulatedCoin>>): EmulatedCoin[] =>
  Object.entries(coins)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, coin]) => coin);

/**
 * Views of Bitcoin transactions out of what we have: blocks with undo data, decoded transactions (the laboratory,
 * traces), and rows of published dumps.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import {
  type Cursor,
  cursorOf,
  type Hash256,
  readCompactSize,
  readUint32,
  readUint64,
  showTxId,
  skip,
  take,
  viewOf,
} from '../chains/bitcoin/bytes.ts';
import { layOut, newLayout } from '../chains/bitcoin/layout.ts';
import { hashEach, withoutWitness } from '../chains/bitcoin/messages.ts';
import { showMinerText } from '../chains/bitcoin/miner-text.ts';
import type { Network } from '../chains/bitcoin/network.ts';
import { scriptOfAddress } from '../chains/bitcoin/payees.ts';
import { parseBaseUnits } from '../model/amount.ts';
import type { ChainId } from '../model/chain.ts';
import { AshiatoError } from '../model/errors.ts';
import type { TxId } from '../model/location.ts';
import type { UtxoTransaction } from '../model/transaction.ts';
import type { CoinInput, CoinOutput, CoinView, SpentCoin } from './coin-view.ts';

/** Where the block's time stands in its header. */
const TIME_AT = 68;
const HASH_BYTES = 32;

/** Every transaction of a block. `spent`: what its inputs were worth, in input order without the coinbase's; null: not known. */
export function viewBlock(
  bytes: Uint8Array,
  height: number,
  spent: readonly SpentCoin[] | null,
  { chain }: Pick<Network, 'chain'>,
  hash: Hash256,
): CoinView[] {
  const layout = newLayout();
  const name = `block ${height}`;
  layOut(bytes, layout, name);
  const hashes = hashEach(hash)(withoutWitness(bytes, layout));
  const time = viewOf(bytes).getUint32(TIME_AT, true);
  const views: CoinView[] = [];
  let taken = 0;
  for (let i = 0; i < layout.count; i += 1) {
    const cursor = cursorOf(bytes, name, layout.starts[i]!);
    const version = readUint32(cursor) | 0;
    if (bytes[cursor.at] === 0) skip(cursor, 2);
    const inputs = readMany(cursor, (at) => {
      const txid = showTxId(take(at, HASH_BYTES));
      const vout = readUint32(at);
      const script = take(at, readCompactSize(at));
      return { txid, vout, script, sequence: readUint32(at) };
    });
    const outputs: CoinOutput[] = readMany(cursor, (at) => ({
      value: readUint64(at),
      script: bytesToHex(take(at, readCompactSize(at))),
    }));
    cursor.at = layout.starts[i + 1]! - 4;
    const minted = i === 0;
    views.push({
      chain,
      txid: showTxId(hashes.subarray(HASH_BYTES * i, HASH_BYTES * (i + 1))),
      height,
      time,
      version,
      locktime: readUint32(cursor),
      minerText: minted ? showMinerText(inputs[0]!.script) : null,
      inputs: minted
        ? []
        : inputs.map(({ txid, vout, sequence }): CoinInput => {
            const coin = spent?.[taken++] ?? null;
            return { txid, vout, value: coin?.value ?? null, script: coin?.script ?? null, sequence };
          }),
      outputs,
    });
  }
  return views;
}

function readMany<T>(cursor: Cursor, read: (cursor: Cursor) => T): T[] {
  const items: T[] = [];
  for (let left = readCompactSize(cursor); left > 0; left -= 1) items.push(read(cursor));
  return items;
}

/** An owner without an address is not a script, but as good as one to compare. */
const scriptOfOwner = (owner: string | null, network: Network): string =>
  owner === null ? '6a' : owner.startsWith('script:') ? owner : bytesToHex(scriptOfAddress(owner, network));

/**
 * Decoded transactions of one chain, in chain order, each input with the script of the output it spends where that
 * is among them. Version, lock time and sequences are not part of a decoded transaction.
 */
export function viewTransactions(transactions: Iterable<UtxoTransaction>, network: Network): CoinView[] {
  const scripts = new Map<string, string>();
  const views: CoinView[] = [];
  for (const tx of transactions) {
    const outputs = tx.outputs.map(({ value, owner }) => ({ value, script: scriptOfOwner(owner, network) }));
    views.push({
      chain: tx.chain,
      txid: tx.txid,
      height: tx.place.height,
      time: tx.time,
      version: null,
      locktime: null,
      minerText: tx.coinbase === undefined ? null : (tx.coinbase.text ?? ''),
      inputs:
        tx.coinbase === undefined
          ? tx.inputs.map(({ txid, vout, value }) => ({
              txid,
              vout,
              value,
              script: scripts.get(`${txid}:${vout}`) ?? null,
              sequence: null,
            }))
          : [],
      outputs,
    });
    outputs.forEach(({ script }, vout) => {
      scripts.set(`${tx.txid}:${vout}`, script);
    });
  }
  return views;
}

/**
 * A row of a Dumplings file: `txid:::block:::index:::time:::inputs:::outputs`, inputs joined by `}{` as
 * `txid-vout-satoshi+script+type`, outputs as `satoshi+script+type` (nopara73/Dumplings).
 */
export function viewDumpRow(row: string, chain: ChainId, where: string): CoinView {
  const parts = row.split(':::');
  const [txid = '', , , time = '', inputs = '', outputs = ''] = parts;
  if (parts.length !== 6 || !/^[0-9a-f]{64}$/.test(txid) || !/^\d+$/.test(time)) {
    throw malformedRow('it is not txid:::block:::index:::time:::inputs:::outputs', where);
  }
  return {
    chain,
    txid: txid as TxId,
    height: null,
    time: Number(time),
    version: null,
    locktime: null,
    minerText: null,
    inputs: inputs.split('}{').map((text): CoinInput => {
      const [point = '', script = ''] = text.split('+');
      const [spent, vout, value] = point.split('-');
      if (spent === undefined || vout === undefined || value === undefined || !isHex(script)) {
        throw malformedRow(`"${text.slice(0, 40)}" is not an input`, where);
      }
      return {
        txid: spent as TxId,
        vout: Number(vout),
        value: parseBaseUnits(value, where),
        script,
        sequence: null,
      };
    }),
    outputs: outputs.split('}{').map((text): CoinOutput => {
      const [value = '', script = ''] = text.split('+');
      if (!isHex(script)) throw malformedRow(`"${text.slice(0, 40)}" is not an output`, where);
      return { value: parseBaseUnits(value, where), script };
    }),
  };
}

const isHex = (text: string): boolean => /^([0-9a-f]{2})*$/.test(text);

const malformedRow = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_CASE_TABLE', `a row of a dump is malformed: ${what}`, {
    where,
    next: 'Take the file again from its source.',
  });

/**
 * A block out of its bytes: the header and its work, where the transactions lie, their ids against the merkle
 * root, and each of them in the words of the model.
 *
 * Within a block a transaction keeps the index a block explorer shows, but for the coinbase, which comes last
 * (index = count) because it is paid the others' fees.
 */
import { AshiatoError } from '../../model/errors.ts';
import type { TxId } from '../../model/location.ts';
import type { Block, UtxoOutput, UtxoTransaction } from '../../model/transaction.ts';
import {
  cursorOf,
  type Hash256,
  malformed,
  readCompactSize,
  SOURCE_IS_WRONG,
  showTxId,
  skip,
  take,
} from './bytes.ts';
import { type Header, parseHeader } from './header.ts';
import { type Layout, layOut, newLayout } from './layout.ts';
import { checkMerkleRoot } from './merkle.ts';
import { type HashMany, hashEach, withoutWitness } from './messages.ts';
import { showMinerText } from './miner-text.ts';
import { type Network, subsidyAt } from './network.ts';
import { dataOf, ownerOf } from './script.ts';
import { decodeTransaction, type RawTransaction } from './transaction.ts';
import type { BlockUndo } from './undo.ts';

/** A block that hangs together: what `openBlock` returns was checked. */
export type OpenBlock = {
  readonly bytes: Uint8Array;
  readonly header: Header;
  readonly height: number;
  readonly network: Network;
  readonly layout: Layout;
  readonly txids: readonly TxId[];
};

type BlockPlace = { readonly network: Network; readonly height: number; readonly hash: string };

/**
 * Checks work, the hash asked for, and the merkle root; returns the header and the ids, 32 bytes each. The layout
 * is the caller's, laid out for these bytes.
 */
export function checkBlock(
  bytes: Uint8Array,
  layout: Layout,
  place: BlockPlace,
  hash: Hash256,
  hashMany: HashMany,
): { readonly header: Header; readonly ids: Uint8Array } {
  const header = parseHeader(bytes, place.network, hash);
  if (header.hash !== place.hash) {
    throw new AshiatoError('E_BLOCK_HASH', `the block at height ${place.height} is ${header.hash}`, {
      where: place.hash,
      next: SOURCE_IS_WRONG,
    });
  }
  const ids = hashMany(withoutWitness(bytes, layout));
  checkMerkleRoot(ids, header.merkleRoot, header.hash, hashMany);
  return { header, ids };
}

/** The same checks, for whoever wants to look at the transactions. */
export function openBlock(
  bytes: Uint8Array,
  layout: Layout,
  place: BlockPlace,
  hash: Hash256,
  hashMany: HashMany = hashEach(hash),
): OpenBlock {
  const { header, ids } = checkBlock(bytes, layout, place, hash, hashMany);
  const txids = Array.from({ length: layout.count }, (_, i) => showTxId(ids.subarray(32 * i, 32 * i + 32)));
  return { bytes, header, height: place.height, network: place.network, layout, txids };
}

/** Transaction `i` as it stands in the block. Only the first may, and must, be a coinbase. */
export function rawTransaction({ bytes, layout, header }: OpenBlock, i: number): RawTransaction {
  const raw = decodeTransaction(bytes, layout.starts[i]!, header.hash);
  if (raw.coinbase !== (i === 0)) {
    throw malformed(
      'the coinbase is not the first transaction, or not the only one',
      header.hash,
      layout.starts[i]!,
    );
  }
  return raw;
}

/** A transaction that is not the coinbase. Without undo data the values of its inputs are not known. */
export function toTransaction(
  block: OpenBlock,
  i: number,
  raw: RawTransaction,
  undo: BlockUndo | null,
): UtxoTransaction {
  const coins = undo?.[i - 1];
  if (undo !== null && coins?.length !== raw.inputs.length) throw undoMisfits(block, i);
  return {
    ...common(block, i, raw),
    inputs: raw.inputs.map(({ txid, vout }, n) => ({ txid, vout, value: coins?.[n]?.value ?? null })),
  };
}

/** The coinbase, last in its block. Fees are known only with undo data; without it there are none to follow. */
export function toCoinbase(block: OpenBlock, undo: BlockUndo | null): UtxoTransaction {
  const { network, height, layout } = block;
  const fees: { txid: TxId; amount: bigint }[] = [];
  for (let i = 1; undo !== null && i < layout.count; i += 1) {
    const tx = toTransaction(block, i, rawTransaction(block, i), undo);
    const paid = tx.inputs.reduce((sum, input) => sum + (input.value ?? 0n), 0n);
    fees.push({ txid: tx.txid, amount: tx.outputs.reduce((rest, output) => rest - output.value, paid) });
  }
  const tx = common(block, 0, rawTransaction(block, 0));
  return {
    ...tx,
    place: { height, index: layout.count },
    inputs: [],
    coinbase: { subsidy: subsidyAt(network, height), fees, text: minerTextOf(block) },
  };
}

function common(block: OpenBlock, i: number, raw: RawTransaction): Omit<UtxoTransaction, 'inputs'> {
  const { network, height, header, txids } = block;
  return {
    type: 'utxo',
    chain: network.chain,
    txid: txids[i]!,
    place: { height, index: i },
    time: header.time,
    outputs: raw.outputs.map(({ value, script }) => toOutput(value, script, network)),
  };
}

/** An output in the words of the model, with the message it carries: an empty one too, for nobody can spend it. */
export function toOutput(value: bigint, script: Uint8Array, network: Network): UtxoOutput {
  const data = dataOf(script);
  const owner = ownerOf(script, network);
  return data === null ? { value, owner } : { value, owner, data };
}

/** The whole block in the words of the model. */
export function decodeBlock(
  bytes: Uint8Array,
  place: BlockPlace,
  undo: BlockUndo | null,
  hash: Hash256,
): Block {
  const layout = newLayout();
  layOut(bytes, layout, place.hash);
  const block = openBlock(bytes, layout, place, hash);
  const transactions: UtxoTransaction[] = [];
  for (let i = 1; i < layout.count; i += 1) {
    transactions.push(toTransaction(block, i, rawTransaction(block, i), undo));
  }
  transactions.push(toCoinbase(block, undo));
  const { header, height, network } = block;
  return {
    chain: network.chain,
    height,
    hash: header.hash,
    parent: header.parent,
    time: header.time,
    transactions,
  };
}

const undoMisfits = (block: OpenBlock, i: number): AshiatoError =>
  new AshiatoError('E_UNDO', `the undo data does not fit transaction ${i} of the block`, {
    where: block.header.hash,
    next: 'Rebuild the undo data: start Bitcoin Core once with -reindex-chainstate.',
  });

const VERSION_BYTES = 4;
const OUTPOINT_BYTES = 36;

/** What the miner wrote into the script of the coinbase's one input. */
export function minerTextOf({ bytes, layout, header }: OpenBlock): string {
  const cursor = cursorOf(bytes, header.hash, layout.starts[0]);
  skip(cursor, VERSION_BYTES);
  // BIP-144: a marker of zero and a flag, where a witness follows.
  if (bytes[cursor.at] === 0) skip(cursor, 2);
  readCompactSize(cursor);
  skip(cursor, OUTPOINT_BYTES);
  return showMinerText(take(cursor, readCompactSize(cursor)));
}

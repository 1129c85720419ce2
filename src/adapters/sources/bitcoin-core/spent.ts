/**
 * What the inputs of a block were worth. The node keeps it as undo data, which no block hash covers: Core tells it
 * over REST (`/rest/spenttxouts`, since version 30) or with every input of a block (`getblock` with verbosity 3,
 * since version 23). Where it does neither, each previous transaction is asked for, and proves itself by its id.
 */
import { type OpenBlock, rawTransaction } from '../../../core/chains/bitcoin/block.ts';
import { cursorOf, readCompactSize, readUint64, take } from '../../../core/chains/bitcoin/bytes.ts';
import { readLoose } from '../../../core/chains/bitcoin/loose.ts';
import { subsidyAt } from '../../../core/chains/bitcoin/network.ts';
import type { RawTransaction } from '../../../core/chains/bitcoin/transaction.ts';
import type { BlockUndo, Coin } from '../../../core/chains/bitcoin/undo.ts';
import { type Amount, parseDecimal } from '../../../core/model/amount.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { TxId } from '../../../core/model/location.ts';
import { nativeHash } from '../bitcoin-files/hash-many.ts';
import { asBytes, asList, asObject } from '../wire/answers.ts';
import type { CoreNode } from './node.ts';

export type SpentReader = {
  /** Of every transaction after the coinbase; null where the node has no way to tell. */
  ofBlock(block: OpenBlock): Promise<BlockUndo | null>;
  /** Of one transaction: proven by previous transactions where the node has them, else from the whole block. */
  ofTransaction(block: OpenBlock, i: number): Promise<readonly Coin[] | null>;
  /** Whether anything so far rests on the node's word. */
  trusted(): boolean;
};

/** A ladder, tried from the top; what the node refuses once is not asked again. */
export type SpentWays = { rest: boolean; prevouts: boolean; readonly transactions: boolean };

/** Core's `MAX_MONEY` (consensus/amount.h). */
const MAX_MONEY = 2_100_000_000_000_000n;
const DECIMALS = 8;
/** A script as it is, not packed (see `Coin`). */
const UNPACKED = 6;

export function spentReader(node: CoreNode, ways: SpentWays): SpentReader {
  let trusted = false;

  const told = async (block: OpenBlock): Promise<BlockUndo | null> => {
    const { hash } = block.header;
    if (ways.rest) {
      const bytes = await node.rest(`rest/spenttxouts/${hash}.bin`);
      if (bytes !== null) return readSpentOutputs(bytes, `${node.label} spent outputs of ${hash}`);
      ways.rest = false;
    }
    if (!ways.prevouts) return null;
    const [reply] = await node.settle([{ method: 'getblock', params: [hash, 3] }]);
    const undo = reply?.type === 'result' ? readPrevouts(reply.result, `${node.label} block ${hash}`) : null;
    if (undo === null) ways.prevouts = false;
    return undo;
  };

  return {
    async ofBlock(block) {
      const undo = await told(block);
      if (undo !== null) {
        checkSpent(block, undo);
        trusted = true;
        return undo;
      }
      if (!ways.transactions) return null;
      const spending = Array.from({ length: block.layout.count - 1 }, (_, i) => rawTransaction(block, i + 1));
      return provenCoins(node, block, spending);
    },
    async ofTransaction(block, i) {
      if (ways.transactions) {
        const [coins] = (await provenCoins(node, block, [rawTransaction(block, i)])) ?? [];
        if (coins !== undefined) return coins;
      }
      return (await this.ofBlock(block))?.[i - 1] ?? null;
    },
    trusted: () => trusted,
  };
}

/** Core's REST form (rest.cpp, `SerializeBlockUndo`): counts and outputs, with an empty list for the coinbase. */
export function readSpentOutputs(bytes: Uint8Array, name: string): BlockUndo {
  const cursor = cursorOf(bytes, name);
  const transactions: Coin[][] = [];
  for (let left = readCompactSize(cursor); left > 0; left -= 1) {
    const coins: Coin[] = [];
    for (let outputs = readCompactSize(cursor); outputs > 0; outputs -= 1) {
      const value = readUint64(cursor);
      coins.push({ value, form: UNPACKED, payload: take(cursor, readCompactSize(cursor)) });
    }
    transactions.push(coins);
  }
  const [coinbase, ...rest] = transactions;
  if (coinbase === undefined || coinbase.length > 0)
    throw new AshiatoError('E_UNDO', 'the spent outputs do not begin with an empty list for the coinbase', {
      where: name,
      next: MISFIT,
    });
  if (cursor.at !== cursor.end) {
    throw new AshiatoError('E_TRAILING', `${cursor.end - cursor.at} bytes follow the spent outputs`, {
      where: `${name}, byte ${cursor.at}`,
      next: MISFIT,
    });
  }
  return rest;
}

/** Out of a block with verbosity 3; null where the node leaves out previous outputs, as older versions do. */
export function readPrevouts(block: unknown, name: string): BlockUndo | null {
  const transactions: Coin[][] = [];
  for (const tx of asList(asObject(block, name).tx, name).slice(1)) {
    const coins: Coin[] = [];
    for (const input of asList(asObject(tx, name).vin, name)) {
      const { prevout } = asObject(input, name);
      if (prevout === undefined) return null;
      const { value, scriptPubKey } = asObject(prevout, name);
      const script = asBytes(asObject(scriptPubKey, name).hex, name);
      coins.push({ value: parseCoins(value, name), form: UNPACKED, payload: script });
    }
    transactions.push(coins);
  }
  return transactions;
}

/** Whole coins with up to eight decimals, exactly as the node wrote them. */
export function parseCoins(value: unknown, where: string): Amount {
  return parseDecimal(String(value), DECIMALS, where);
}

/** Null where the node lacks one of the previous transactions, as with an index that is still being built. */
async function provenCoins(
  node: CoreNode,
  block: OpenBlock,
  spending: readonly RawTransaction[],
): Promise<Coin[][] | null> {
  const outputs = new Map<TxId, RawTransaction['outputs']>();
  const wanted = new Set<TxId>();
  const own = new Map(block.txids.map((txid, i) => [txid, i]));
  for (const { txid } of spending.flatMap((raw) => raw.inputs)) {
    const i = own.get(txid);
    if (i === undefined) wanted.add(txid);
    else outputs.set(txid, rawTransaction(block, i).outputs);
  }
  const txids = [...wanted];
  const replies = await node.settle(
    txids.map((txid) => ({ method: 'getrawtransaction', params: [txid, false] })),
  );
  for (const [i, reply] of replies.entries()) {
    if (reply.type === 'refusal') return null;
    const where = `${node.label} transaction ${txids[i]}`;
    outputs.set(txids[i]!, readLoose(asBytes(reply.result, where), txids[i]!, where, nativeHash).outputs);
  }
  return spending.map((raw) =>
    raw.inputs.map(({ txid, vout }) => {
      const output = outputs.get(txid)?.[vout];
      if (output === undefined) throw misfit(block, `${txid} has no output ${vout}`);
      return { value: output.value, form: UNPACKED, payload: output.script };
    }),
  );
}

/**
 * What can be said of the node's word without asking anybody else: it must fit the inputs, agree with outputs of
 * the same block, and leave nobody with more than there was: no transaction pays out more than it takes in, and
 * no coinbase more than the subsidy and the fees.
 */
export function checkSpent(block: OpenBlock, undo: BlockUndo): void {
  const { layout, txids, network, height } = block;
  if (undo.length !== layout.count - 1)
    throw misfit(block, `they are of ${undo.length} transactions, the block has ${layout.count - 1}`);
  const raws = txids.map((_, i) => rawTransaction(block, i));
  const own = new Map(txids.map((txid, i) => [txid, raws[i]!]));
  let fees = 0n;
  for (const [i, raw] of raws.entries()) {
    if (i === 0) continue;
    const coins = undo[i - 1]!;
    if (coins.length !== raw.inputs.length) throw misfit(block, `the inputs of ${txids[i]} are others`);
    let paid = 0n;
    for (const [n, { txid, vout }] of raw.inputs.entries()) {
      const { value, payload } = coins[n]!;
      if (value > MAX_MONEY) throw misfit(block, `${txid}:${vout} would be worth more than all coins`);
      const earlier = own.get(txid);
      if (earlier !== undefined) {
        const output = earlier.outputs[vout];
        if (output?.value !== value || Buffer.compare(output.script, payload) !== 0)
          throw misfit(block, `${txid}:${vout} of the same block is another`);
      }
      paid += value;
    }
    const fee = paid - total(raw);
    if (fee < 0n) throw misfit(block, `${txids[i]} would pay out more than it takes in`);
    fees += fee;
  }
  if (total(raws[0]!) > subsidyAt(network, height) + fees)
    throw misfit(block, 'the coinbase would take more than the subsidy and the fees');
}

const total = (raw: RawTransaction): Amount => raw.outputs.reduce((sum, { value }) => sum + value, 0n);

const MISFIT = 'The node’s undo data is damaged, or the node lies: use another, or rebuild it with -reindex.';

const misfit = ({ header }: OpenBlock, what: string): AshiatoError =>
  new AshiatoError('E_UNDO', `the spent outputs do not fit the block: ${what}`, {
    where: header.hash,
    next: MISFIT,
  });

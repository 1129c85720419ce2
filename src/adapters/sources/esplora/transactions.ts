/**
 * Transactions proved by hash: the id out of the bytes, the place out of a merkle path or of the whole block, the
 * values of inputs out of the transactions that made them.
 */
import { minerTextOf, type OpenBlock, rawTransaction, toOutput } from '../../../core/chains/bitcoin/block.ts';
import type { Header } from '../../../core/chains/bitcoin/header.ts';
import {
  checkMerklePath,
  isProvable,
  type LooseTransaction,
  readLoose,
} from '../../../core/chains/bitcoin/loose.ts';
import { subsidyAt } from '../../../core/chains/bitcoin/network.ts';
import type { RawTransaction } from '../../../core/chains/bitcoin/transaction.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { TxId } from '../../../core/model/location.ts';
import type { Height, UtxoTransaction } from '../../../core/model/transaction.ts';
import { asCount, asHash, asList, asObject } from '../wire/answers.ts';
import { readBack } from '../wire/cache.ts';
import { parseStrictJson } from '../wire/json.ts';
import type { Base, Proof } from './base.ts';
import { newBlocks } from './blocks.ts';
import { type ChainContext, FINAL_DEPTH, type PinnedChain, reorganised } from './chain.ts';
import { agreedValues, feesOf } from './values.ts';

export type Prover = {
  /** Proved by its own hash. Refuses where no server has it. */
  loose(txid: string): Promise<LooseTransaction>;
  /** What is known already of its outputs, without asking. */
  known(txid: string): RawTransaction | null;
  /** A transaction of the block at a height, with the values of its inputs. */
  at(pinned: PinnedChain, txid: string, height: Height): Promise<UtxoTransaction>;
  coinbase(pinned: PinnedChain, height: Height): Promise<UtxoTransaction>;
  /** The height at which the servers place a transaction; null where none places it. */
  heightOf(pinned: PinnedChain, txid: string): Promise<Height | null>;
};

/** Transactions kept in memory, at roughly a kilobyte each. */
const MOST_LOOSE = 50_000;
/** Fetching so many previous transactions costs no more than asking two servers for their values. */
const FEW_PREVIOUS = 2;

export function newProver(
  context: ChainContext,
  bases: readonly Base[],
  onAlone: (what: string) => void,
): Prover {
  const { pool, network, cache, hash } = context;
  const transactions = new Map<string, LooseTransaction>();
  const asking = new Map<string, Promise<LooseTransaction>>();
  const blocks = newBlocks(context);
  const proved = new WeakMap<PinnedChain, Map<string, Promise<UtxoTransaction>>>();

  const remember = (tx: LooseTransaction): LooseTransaction => {
    transactions.set(tx.txid, tx);
    if (transactions.size > MOST_LOOSE) transactions.delete(transactions.keys().next().value!);
    return tx;
  };

  const fetchLoose = async (txid: string): Promise<LooseTransaction> => {
    const kept = await readBack(cache, 'tx', txid, (bytes) => readLoose(bytes, txid, 'the cache', hash));
    if (kept !== null) return remember(kept);
    const { bytes, tx } = await pool.first(async (node) => {
      const answer = await node.transaction(txid);
      if (answer === null) throw unknown(txid, node);
      return { bytes: answer, tx: readLoose(answer, txid, `${node.label} ${txid}`, hash) };
    });
    // Named by its own hash, it is what it is for ever, in whatever block or none.
    await cache.put('tx', txid, bytes);
    return remember(tx);
  };

  const loose = (txid: string): Promise<LooseTransaction> => {
    const known = transactions.get(txid);
    if (known !== undefined) return Promise.resolve(known);
    return once(asking, txid, () => fetchLoose(txid));
  };

  /** Whoever wants what was proved under this pin before, or is being proved, takes that. */
  const provedOnce = (
    pinned: PinnedChain,
    txid: string,
    job: () => Promise<UtxoTransaction>,
  ): Promise<UtxoTransaction> => {
    const known = proved.get(pinned) ?? new Map<string, Promise<UtxoTransaction>>();
    proved.set(pinned, known);
    const before = known.get(txid);
    if (before !== undefined) return before;
    const proving = job();
    known.set(txid, proving);
    proving.catch(() => known.delete(txid));
    if (known.size > MOST_LOOSE) known.delete(known.keys().next().value!);
    return proving;
  };

  /** The index in the block, by a path to the root of the header at that height. */
  const indexOf = async (pinned: PinnedChain, txid: string, height: Height): Promise<number> => {
    const header = await pinned.at(height);
    const check = (proof: Proof, where: string): number => {
      if (proof.height !== height)
        throw reorganised(`${where} places ${txid} in block ${proof.height}, not ${height}`, height);
      checkMerklePath(txid, proof, header.merkleRoot, where, hash);
      return proof.index;
    };
    const key = `${txid}.${header.hash}`;
    const kept = await readBack(cache, 'proof', key, (bytes) => check(readProof(bytes), 'the cache'));
    if (kept !== null) return kept;
    const proof = await pool.first(async (node) => {
      const answer = await node.proof(txid);
      if (answer === null) throw unknown(txid, node);
      check(answer, node.label);
      return answer;
    });
    if (pinned.tip.height - height >= FINAL_DEPTH)
      await cache.put('proof', key, Buffer.from(JSON.stringify(proof)));
    return proof.index;
  };

  const withValues = async (tx: LooseTransaction): Promise<UtxoTransaction['inputs']> => {
    const previous = [...new Set(tx.inputs.map((input) => input.txid))];
    const made = new Map<string, RawTransaction>();
    for (const txid of previous) {
      const known = transactions.get(txid) ?? blocks.find(txid);
      if (known !== null) made.set(txid, known);
    }
    const missing = previous.filter((txid) => !made.has(txid));
    // Two servers that say the same save a large merger hundreds of requests; whoever stands alone is not believed.
    if (missing.length > FEW_PREVIOUS && bases.length > 1) {
      const said = await agreedValues(context, tx);
      if (said !== null) return said;
    }
    await Promise.all(missing.map(async (txid) => made.set(txid, await loose(txid))));
    return tx.inputs.map(({ txid, vout }) => {
      const output = made.get(txid)!.outputs[vout];
      if (output === undefined) throw noOutput(tx.txid, txid, vout);
      return { txid, vout, value: output.value };
    });
  };

  const describe = (header: Header, height: Height, index: number, tx: LooseTransaction) => ({
    type: 'utxo' as const,
    chain: network.chain,
    txid: tx.txid,
    place: { height, index },
    time: header.time,
    outputs: tx.outputs.map(({ value, script }) => toOutput(value, script, network)),
  });

  const inBlock = (block: OpenBlock, txid: string): number => {
    const index = block.txids.indexOf(txid as TxId);
    if (index !== -1) return index;
    throw new AshiatoError('E_MERKLE', `block ${block.header.hash} does not hold ${txid}`, {
      where: `block ${block.height}`,
      next: 'Use another server.',
    });
  };
  const outOf = (block: OpenBlock, index: number): LooseTransaction =>
    remember({ ...rawTransaction(block, index), txid: block.txids[index]!, size: 0 });

  const fromBlock = async (pinned: PinnedChain, txid: string, height: Height): Promise<UtxoTransaction> => {
    const block = await blocks.whole(pinned, height);
    const index = inBlock(block, txid);
    if (index === 0) return prover.coinbase(pinned, height);
    const tx = outOf(block, index);
    return { ...describe(block.header, height, index, tx), inputs: await withValues(tx) };
  };

  const byPath = async (pinned: PinnedChain, txid: string, height: Height): Promise<UtxoTransaction> => {
    // The path is asked for along with the bytes; of a coinbase and of what could be a node it is not used.
    const proving = indexOf(pinned, txid, height);
    proving.catch(() => {});
    const [tx, header] = await Promise.all([loose(txid), pinned.at(height)]);
    if (tx.coinbase || !isProvable(tx)) return fromBlock(pinned, txid, height);
    const [index, inputs] = await Promise.all([proving, withValues(tx)]);
    return { ...describe(header, height, index, tx), inputs };
  };

  const prover: Prover = {
    loose,
    known: (txid) => transactions.get(txid) ?? blocks.find(txid),
    at: (pinned, txid, height) =>
      provedOnce(pinned, txid, async () =>
        (await blocks.isWorthWhole(pinned, height))
          ? fromBlock(pinned, txid, height)
          : byPath(pinned, txid, height),
      ),
    async coinbase(pinned, height) {
      const block = await blocks.whole(pinned, height);
      const tx = outOf(block, 0);
      const fees = await feesOf(context, block, tx, onAlone);
      return {
        ...describe(block.header, height, block.layout.count, tx),
        inputs: [],
        coinbase: { subsidy: subsidyAt(network, height), fees, text: minerTextOf(block) },
      };
    },
    async heightOf(pinned, txid) {
      const kept = await readBack(cache, 'place', txid, (bytes) =>
        asCount(Number(Buffer.from(bytes)), 'the cache'),
      );
      if (kept !== null && (await holds(() => indexOf(pinned, txid, kept)))) return kept;
      let said = 0;
      try {
        const { height } = await pool.first(async (node) => {
          const proof = await node.proof(txid);
          if (proof !== null) return proof;
          said += 1;
          throw unknown(txid, node);
        });
        if (pinned.tip.height - height >= FINAL_DEPTH)
          await cache.put('place', txid, Buffer.from(`${height}`));
        return height;
      } catch (error) {
        if (said === 0) throw error;
        if (said === 1) onAlone('whether a transaction stands in a block');
        return null;
      }
    },
  };
  return prover;
}

async function holds(proof: () => Promise<unknown>): Promise<boolean> {
  try {
    await proof();
    return true;
  } catch (error) {
    if (error instanceof AshiatoError && error.code !== 'E_INTERNAL') return false;
    throw error;
  }
}

/** Whoever asks while somebody else does waits for the same answer. */
function once<T>(asking: Map<string, Promise<T>>, key: string, job: () => Promise<T>): Promise<T> {
  const running = asking.get(key);
  if (running !== undefined) return running;
  const promise = job().finally(() => asking.delete(key));
  asking.set(key, promise);
  return promise;
}

function readProof(bytes: Uint8Array): Proof {
  const where = 'the cache';
  const { height, index, siblings } = asObject(
    parseStrictJson(Buffer.from(bytes).toString('utf8'), where),
    where,
  );
  return {
    height: asCount(height, where),
    index: asCount(index, where),
    siblings: asList(siblings, where).map((one) => asHash(one, where)),
  };
}

const unknown = (txid: string, node: Base): AshiatoError =>
  new AshiatoError('E_RPC_NULL', `the server does not know ${txid}, or in no block`, {
    where: node.label,
    next: 'Check the transaction id; if it is right, use a server that has caught up.',
  });

const noOutput = (spender: string, txid: string, vout: number): AshiatoError =>
  new AshiatoError('E_SPENDER', `${spender} spends an output that ${txid} does not have`, {
    where: `${txid}:${vout}`,
    next: 'Use another server.',
  });

/**
 * Transactions proved by hash: the id out of the bytes, the place out of a merkle path or of the whole block, the
 * values of inputs out of the transactions that made them.
 */
import { type OpenBlock, openBlock, rawTransaction, toOutput } from '../../../core/chains/bitcoin/block.ts';
import type { Header } from '../../../core/chains/bitcoin/header.ts';
import { layOut, newLayout } from '../../../core/chains/bitcoin/layout.ts';
import {
  checkMerklePath,
  isProvable,
  type LooseTransaction,
  readLoose,
} from '../../../core/chains/bitcoin/loose.ts';
import { subsidyAt } from '../../../core/chains/bitcoin/network.ts';
import type { RawTransaction } from '../../../core/chains/bitcoin/transaction.ts';
import type { Amount } from '../../../core/model/amount.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { TxId } from '../../../core/model/location.ts';
import type { Height, UtxoTransaction } from '../../../core/model/transaction.ts';
import { parseStrictJson } from '../wire/json.ts';
import type { Base, Proof } from './base.ts';
import { type ChainContext, FINAL_DEPTH, type PinnedChain, reorganised } from './chain.ts';
import { count, fields, hashText, list } from './shape.ts';
import { secondWitness } from './witness.ts';

export type Prover = {
  /** Proved by its own hash. Refuses where no server has it. */
  loose(txid: string): Promise<LooseTransaction>;
  /** What is known already of its outputs, without asking. */
  known(txid: string): RawTransaction | null;
  /** A transaction of the block at a height, with the values of its inputs. */
  at(pinned: PinnedChain, txid: string, height: Height): Promise<UtxoTransaction>;
  /** Several of one block: from so many on, the block is read whole. */
  together(
    pinned: PinnedChain,
    txids: readonly string[],
    height: Height,
  ): Promise<readonly UtxoTransaction[]>;
  coinbase(pinned: PinnedChain, height: Height): Promise<UtxoTransaction>;
  /** The height at which the servers place a transaction; null where none places it. */
  heightOf(pinned: PinnedChain, txid: string): Promise<Height | null>;
};

/** Bytes and a path each cost one request, so from four transactions on one large answer costs less than eight small ones. */
const WHOLE_FROM = 4;
/** Whole blocks kept in memory: some forty of today's. */
const MOST_BLOCK_BYTES = 64 * 1024 * 1024;
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
  const blocks = new Map<string, Promise<OpenBlock>>();
  let blockBytes = 0;
  /** How many transactions of a block were wanted so far. */
  const wanted = new Map<string, number>();
  const proved = new WeakMap<PinnedChain, Map<string, Promise<UtxoTransaction>>>();

  const remember = (tx: LooseTransaction): LooseTransaction => {
    transactions.set(tx.txid, tx);
    if (transactions.size > MOST_LOOSE) transactions.delete(transactions.keys().next().value!);
    return tx;
  };

  const fetchLoose = async (txid: string): Promise<LooseTransaction> => {
    const kept = await readKept(`tx`, txid, (bytes) => readLoose(bytes, txid, 'the cache', hash));
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

  /** Read from disk and read again by whoever knows what it must be; what does not hold is dropped. */
  const readKept = async <T>(
    kind: string,
    key: string,
    read: (bytes: Uint8Array) => T,
  ): Promise<T | null> => {
    const bytes = await cache.get(kind, key);
    if (bytes === null) return null;
    try {
      return read(bytes);
    } catch {
      await cache.drop(kind, key);
      return null;
    }
  };

  const open = (bytes: Uint8Array, height: Height, id: string): OpenBlock => {
    const layout = newLayout();
    layOut(bytes, layout, id);
    return openBlock(bytes, layout, { network, height, hash: id }, hash);
  };

  const fetchBlock = async (pinned: PinnedChain, height: Height, id: string): Promise<OpenBlock> => {
    const kept = await readKept('block', id, (bytes) => open(bytes, height, id));
    if (kept !== null) return kept;
    const block = await pool.first(async (node) => open(await node.block(id), height, id));
    if (pinned.tip.height - height >= FINAL_DEPTH) await cache.put('block', id, block.bytes);
    return block;
  };

  const wholeBlock = async (pinned: PinnedChain, height: Height): Promise<OpenBlock> => {
    const { hash: id } = await pinned.at(height);
    const known = blocks.get(id);
    if (known !== undefined) return known;
    const reading = fetchBlock(pinned, height, id);
    blocks.set(id, reading);
    try {
      const { bytes } = await reading;
      blockBytes += bytes.length;
    } catch (error) {
      blocks.delete(id);
      throw error;
    }
    for (const [oldest, block] of blocks) {
      if (blockBytes <= MOST_BLOCK_BYTES || oldest === id) break;
      blocks.delete(oldest);
      const { bytes } = await block;
      blockBytes -= bytes.length;
    }
    return reading;
  };

  /** Whether so many of a block were wanted by now that it is read whole; one that is at hand is looked into. */
  const isWorthWhole = async (pinned: PinnedChain, more: number, height: Height): Promise<boolean> => {
    const { hash: id } = await pinned.at(height);
    const total = (wanted.get(id) ?? 0) + more;
    wanted.delete(id);
    wanted.set(id, total);
    if (wanted.size > MOST_LOOSE) wanted.delete(wanted.keys().next().value!);
    return total >= WHOLE_FROM || blocks.has(id);
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
    const kept = await readKept('proof', key, (bytes) => check(readProof(bytes), 'the cache'));
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
    const missing = previous.filter((txid) => !transactions.has(txid));
    // Two servers that say the same save a large merger hundreds of requests; whoever stands alone is not believed.
    if (missing.length > FEW_PREVIOUS && bases.length > 1) {
      const said = await agreedValues(context, tx);
      if (said !== null) return said;
    }
    const made = new Map<string, LooseTransaction>();
    await Promise.all(previous.map(async (txid) => made.set(txid, await loose(txid))));
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

  const prover: Prover = {
    loose,
    known: (txid) => transactions.get(txid) ?? null,
    at: (pinned, txid, height) =>
      provedOnce(pinned, txid, async () => {
        // The path is asked for along with the bytes; of a coinbase and of what could be a node it is not used.
        const proving = indexOf(pinned, txid, height);
        proving.catch(() => {});
        const [tx, header] = await Promise.all([loose(txid), pinned.at(height)]);
        if (tx.coinbase) return prover.coinbase(pinned, height);
        const [index, inputs] = await Promise.all([
          isProvable(tx) ? proving : wholeBlock(pinned, height).then((block) => inBlock(block, txid)),
          withValues(tx),
        ]);
        return { ...describe(header, height, index, tx), inputs };
      }),
    async together(pinned, txids, height) {
      if (!(await isWorthWhole(pinned, txids.length, height)))
        return Promise.all(txids.map((txid) => prover.at(pinned, txid, height)));
      const block = await wholeBlock(pinned, height);
      return Promise.all(
        txids.map((txid) =>
          provedOnce(pinned, txid, async () => {
            const index = inBlock(block, txid);
            if (index === 0) return prover.coinbase(pinned, height);
            const tx = outOf(block, index);
            return { ...describe(block.header, height, index, tx), inputs: await withValues(tx) };
          }),
        ),
      );
    },
    async coinbase(pinned, height) {
      const block = await wholeBlock(pinned, height);
      const tx = outOf(block, 0);
      const fees = await feesOf(context, block, tx, onAlone);
      return {
        ...describe(block.header, height, block.layout.count, tx),
        inputs: [],
        coinbase: { subsidy: subsidyAt(network, height), fees },
      };
    },
    async heightOf(pinned, txid) {
      const kept = await readKept('place', txid, (bytes) => count(Number(Buffer.from(bytes)), 'the cache'));
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

/** The values of inputs as two servers say them alike; null where they do not. */
async function agreedValues(
  { pool }: ChainContext,
  tx: LooseTransaction,
): Promise<UtxoTransaction['inputs'] | null> {
  const ask = async (node: Base): Promise<readonly bigint[]> => {
    const said = await node.prevouts(tx.txid);
    const fits = tx.inputs.every(({ txid, vout }, i) => said[i]?.txid === txid && said[i].vout === vout);
    if (fits && said.length === tx.inputs.length) return said.map(({ value }) => value);
    throw new AshiatoError('E_TX_HASH', `the server tells other inputs of ${tx.txid}`, {
      where: node.label,
      next: 'Use another server.',
    });
  };
  try {
    const one = await pool.first(async (node) => ({ node, values: await ask(node) }));
    const two = await secondWitness(pool, one.node, ask);
    if (two === null || one.values.some((value, i) => two.value[i] !== value)) return null;
    return tx.inputs.map(({ txid, vout }, i) => ({ txid, vout, value: one.values[i]! }));
  } catch (error) {
    if (error instanceof AshiatoError && error.code !== 'E_INTERNAL') return null;
    throw error;
  }
}

/**
 * What each transaction of a block left to its miner. No hash covers that without thousands of previous
 * transactions, so two servers must say the same, and together the fees must pay for what the coinbase takes.
 */
async function feesOf(
  { pool }: ChainContext,
  block: OpenBlock,
  coinbase: RawTransaction,
  onAlone: (what: string) => void,
): Promise<{ readonly txid: TxId; readonly amount: Amount }[]> {
  if (block.txids.length === 1) return [];
  const taken = coinbase.outputs.reduce((sum, { value }) => sum + value, 0n);
  const ask = async (node: Base): Promise<bigint[]> => {
    const fees: bigint[] = [];
    while (fees.length < block.txids.length) {
      const page = await node.fees(block.header.hash, fees.length);
      const fits = page.every(({ txid }, i) => txid === block.txids[fees.length + i]);
      if (page.length === 0 || !fits) throw otherFees(node, block);
      fees.push(...page.map(({ fee }) => fee));
    }
    const paid = fees.slice(1);
    const total = paid.reduce((sum, fee) => sum + fee, subsidyAt(block.network, block.height));
    if (taken > total) throw otherFees(node, block);
    return paid;
  };
  const one = await pool.first(async (node) => ({ node, fees: await ask(node) }));
  const two = await secondWitness(pool, one.node, ask);
  if (two === null) onAlone('what each transaction paid to its miner');
  else if (two.value.some((fee, i) => fee !== one.fees[i])) {
    throw new AshiatoError('E_SOURCES_DISAGREE', 'two servers tell different fees', {
      where: `block ${block.height}`,
      next: 'Ask a third server, and leave out the one that is wrong.',
    });
  }
  return one.fees.map((amount, i) => ({ txid: block.txids[i + 1]!, amount }));
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
  const { height, index, siblings } = fields(
    parseStrictJson(Buffer.from(bytes).toString('utf8'), where),
    where,
  );
  return {
    height: count(height, where),
    index: count(index, where),
    siblings: list(siblings, where).map((one) => hashText(one, where)),
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

const otherFees = (node: Base, block: OpenBlock): AshiatoError =>
  new AshiatoError('E_RPC_VALUE', 'the fees told are not those of the block’s transactions', {
    where: `${node.label} block ${block.height}`,
    next: 'Use another server.',
  });

/** Verified blocks of the pinned chain, decoded, and kept while memory allows. */
import { type DecodedBlock, decodeBlock } from '../../../core/chains/evm/decode.ts';
import type { EvmProfile } from '../../../core/chains/evm/profiles.ts';
import { readTraces, type TransactionTrace } from '../../../core/chains/evm/traces.ts';
import { type Claim, expectSender } from '../../../core/chains/evm/transaction.ts';
import { STATE_SYNC_TYPE } from '../../../core/chains/evm/unsigned.ts';
import { type VerifiedBlock, verifyBlock } from '../../../core/chains/evm/verify.ts';
import type { Chain } from '../../../core/model/chain.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Transaction } from '../../../core/model/transaction.ts';
import type { Pool } from '../wire/pool.ts';
import type { PinnedChain } from './anchor.ts';
import { type CapableNode, quantity, tracesRequest } from './capabilities.ts';
import type { Witnesses } from './caveats.ts';

export type BlockReader = {
  /** Whether any node tells internal transfers. */
  readonly traced: boolean;
  /** Blocks in which the sender of every transaction that concerns the question is proved. */
  read(pinned: PinnedChain, heights: readonly number[], concerns: Concerns): Promise<readonly DecodedBlock[]>;
  forget(): void;
};

/**
 * Recovering a sender takes a hundred times as long as hashing its transaction. Whoever leaves senders unproved
 * must know by another way that none was misnamed: by the logs' own names, or by the account's proved nonce.
 */
export type Concerns = 'every transaction' | ((tx: Transaction) => boolean);

/** Blocks asked for together: a mainnet block is about a megabyte of JSON with receipts and traces. */
const CHUNK = 8;
/** Kept blocks are counted by their transactions, at roughly a kilobyte each. */
const MAX_KEPT = 200_000;

export function blockReader(
  pool: Pool<CapableNode>,
  witnesses: Witnesses<CapableNode>,
  nodes: readonly CapableNode[],
  chain: Chain,
  profile: EvmProfile,
): BlockReader {
  const kept = new Map<number, DecodedBlock>();
  const traced = nodes.some((node) => node.can.traces !== null);
  let size = 0;

  const drop = (height: number): void => {
    const decoded = kept.get(height);
    if (decoded === undefined) return;
    kept.delete(height);
    size -= decoded.block.transactions.length + 1;
  };
  const keep = (decoded: DecodedBlock): void => {
    kept.set(decoded.block.height, decoded);
    size += decoded.block.transactions.length + 1;
    for (const height of kept.keys()) {
      if (size <= MAX_KEPT || height === decoded.block.height) break;
      drop(height);
    }
  };

  const load = async (
    pinned: PinnedChain,
    heights: readonly number[],
    proved: Proved,
  ): Promise<DecodedBlock[]> => {
    const hashes: string[] = [];
    // Oldest first: one walk down the headers serves all.
    for (const height of heights.toSorted((a, b) => a - b)) hashes.push((await pinned.at(height)).hash);
    for (;;) {
      const blocks = await pool.first((node) => fetchBlocks(node, profile, heights, hashes, proved));
      const traces = traced ? await tracesOf(blocks) : null;
      if (traces === null || 'traces' in traces)
        return blocks.map((block, i) => decodeBlock(chain, profile, block, traces?.traces[i] ?? null));
      // The traces are right, and the block's node named a wrong sender: it is asked to prove that one.
      if (proved !== 'every transaction') for (const hash of traces.misnamed) proved.add(hash);
    }
  };

  const tracesOf = (blocks: readonly VerifiedBlock[]): Promise<Traces> =>
    witnesses.agreed(
      'internal transfers are',
      `the traces of block ${blocks[0]?.header.height} and ${blocks.length - 1} more`,
      (node) => fetchTraces(node, blocks),
    );

  /** Loads again, from whoever names the right senders, until those in question are proved. */
  const readPart = async (
    pinned: PinnedChain,
    heights: readonly number[],
    concerns: Concerns,
  ): Promise<DecodedBlock[]> => {
    const asked = new Set<string>();
    const proved: Proved = concerns === 'every transaction' ? concerns : asked;
    const found = new Map(
      heights.flatMap((height) => kept.get(height) ?? []).map((d) => [d.block.height, d]),
    );
    let missing = heights.filter((height) => !found.has(height));
    for (;;) {
      for (const decoded of missing.length === 0 ? [] : await load(pinned, missing, proved)) {
        keep(decoded);
        found.set(decoded.block.height, decoded);
      }
      missing = [...found.values()]
        .filter((decoded) => misnamed(decoded, concerns, asked))
        .map(({ block }) => block.height);
      if (missing.length === 0) return [...found.values()].sort((a, b) => a.block.height - b.block.height);
      for (const height of missing) drop(height);
    }
  };

  return {
    traced,
    forget() {
      kept.clear();
      size = 0;
    },
    async read(pinned, heights, concerns) {
      const found: DecodedBlock[] = [];
      for (let from = 0; from < heights.length; from += CHUNK)
        found.push(...(await readPart(pinned, heights.slice(from, from + CHUNK), concerns)));
      return found;
    },
  };
}

/** Transactions, by hash, whose senders a node must have named rightly for its block to be taken. */
type Proved = 'every transaction' | Set<string>;

/** Traces, or the transactions whose senders the block's own node had misnamed. */
type Traces =
  | { readonly traces: readonly (readonly TransactionTrace[])[] }
  | { readonly misnamed: readonly string[] };

function holds(claim: Claim): boolean {
  try {
    expectSender(claim, 'block');
    return true;
  } catch (error) {
    if (error instanceof AshiatoError && error.code === 'E_TX_SENDER') return false;
    throw error;
  }
}

/** Whether a sender in question is misnamed; which it was is added to what the next node is asked to prove. */
function misnamed({ block, claims }: DecodedBlock, concerns: Concerns, asked: Set<string>): boolean {
  const wrong = claims.filter(
    (claim, i) => (concerns === 'every transaction' || concerns(block.transactions[i]!)) && !holds(claim),
  );
  for (const { hash } of wrong) asked.add(hash);
  return wrong.length > 0;
}

async function fetchBlocks(
  node: CapableNode,
  profile: EvmProfile,
  heights: readonly number[],
  hashes: readonly string[],
  proved: Proved,
): Promise<VerifiedBlock[]> {
  const asked = heights.map((height) => ({
    method: 'eth_getBlockByNumber',
    params: [quantity(height), true],
  }));
  const whole =
    node.can.receipts === 'block'
      ? heights.map((height) => ({ method: 'eth_getBlockReceipts', params: [quantity(height)] }))
      : [];
  const answers = await node.ask([...asked, ...whole]);
  const blocks: VerifiedBlock[] = [];
  for (const [i, height] of heights.entries()) {
    const where = `${node.label} block ${height}`;
    const told = profile.stack === 'bor' ? await withBridge(node, answers[i]) : answers[i];
    const receipts =
      node.can.receipts === 'block' ? answers[heights.length + i] : await receiptsOf(node, told);
    const block = verifyBlock(profile, told, receipts, where);
    if (block.header.hash !== hashes[i]) {
      throw new AshiatoError(
        'E_REORG',
        `the node has block ${block.header.hash} where the pinned chain has ${hashes[i]}`,
        {
          where,
          next: 'The chain was reorganised, or the node follows another fork; start the trace again.',
          retryable: true,
        },
      );
    }
    for (const tx of block.transactions)
      if (proved === 'every transaction' || proved.has(tx.hash)) expectSender(tx, where);
    blocks.push(block);
  }
  return blocks;
}

type Listed = { readonly hash?: unknown; readonly type?: unknown };
const listed = (block: unknown): readonly (Listed | null)[] => {
  const { transactions } = (block ?? {}) as { transactions?: unknown };
  return Array.isArray(transactions) ? transactions : [];
};

/** For nodes without `eth_getBlockReceipts`. The root is checked afterwards, so a wrong hash in the list is caught. */
const receiptsOf = (node: CapableNode, block: unknown): Promise<readonly unknown[]> =>
  node.ask(listed(block).map((tx) => ({ method: 'eth_getTransactionReceipt', params: [tx?.hash] })));

/** Polygon's nodes leave what its bridge brings out of the JSON; its bytes are asked for, and the root checks them. */
async function withBridge(node: CapableNode, block: unknown): Promise<unknown> {
  const last = listed(block).at(-1);
  if (last?.type !== `0x${STATE_SYNC_TYPE.toString(16)}`) return block;
  const [raw] = await node.ask([{ method: 'eth_getRawTransactionByHash', params: [last.hash] }]);
  return { ...(block as object), transactions: [...listed(block).slice(0, -1), { ...last, raw }] };
}

async function fetchTraces(node: CapableNode, blocks: readonly VerifiedBlock[]): Promise<Traces> {
  const dialect = node.can.traces;
  if (dialect === null) {
    throw new AshiatoError('E_RPC_METHOD', 'the node offers no traces', {
      where: node.label,
      next: 'Use a node that offers trace_block or debug_traceBlockByNumber.',
    });
  }
  const answers = await node.ask(blocks.map((block) => tracesRequest(dialect, block.header.height)));
  try {
    const traces = answers.map((answer, i) =>
      readTraces(dialect, answer, blocks[i]!, `${node.label} traces of block ${blocks[i]!.header.height}`),
    );
    return { traces };
  } catch (error) {
    if (!(error instanceof AshiatoError) || error.code !== 'E_TRACES') throw error;
    // Traces name senders, too. Before they are blamed, the block's own claims are proved.
    const misnamed = blocks.flatMap((block) => block.transactions.filter((tx) => !holds(tx)));
    if (misnamed.length === 0) throw error;
    return { misnamed: misnamed.map(({ hash }) => hash) };
  }
}

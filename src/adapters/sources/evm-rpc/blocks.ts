/** Verified blocks of the pinned chain, decoded, and kept while memory allows. */
import { type DecodedBlock, decodeBlock } from '../../../core/chains/evm/decode.ts';
import type { EvmProfile } from '../../../core/chains/evm/profiles.ts';
import { readTraces, type TransactionTrace } from '../../../core/chains/evm/traces.ts';
import { type VerifiedBlock, verifyBlock } from '../../../core/chains/evm/verify.ts';
import type { Chain } from '../../../core/model/chain.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Pool } from '../wire/pool.ts';
import type { PinnedChain } from './anchor.ts';
import { type CapableNode, quantity, tracesRequest } from './capabilities.ts';

export type BlockReader = {
  /** Whether any node tells internal transfers. */
  readonly traced: boolean;
  read(pinned: PinnedChain, heights: readonly number[]): Promise<readonly DecodedBlock[]>;
  forget(): void;
};

/** Blocks asked for together: a mainnet block is about a megabyte of JSON with receipts and traces. */
const CHUNK = 8;
/** Kept blocks are counted by their transactions, at roughly a kilobyte each. */
const MAX_KEPT = 200_000;

export function blockReader(
  pool: Pool<CapableNode>,
  nodes: readonly CapableNode[],
  chain: Chain,
  profile: EvmProfile,
): BlockReader {
  const kept = new Map<number, DecodedBlock>();
  const traced = nodes.some((node) => node.can.traces !== null);
  let size = 0;

  const keep = (decoded: DecodedBlock): void => {
    kept.set(decoded.block.height, decoded);
    size += decoded.block.transactions.length + 1;
    for (const [height, oldest] of kept) {
      if (size <= MAX_KEPT || height === decoded.block.height) break;
      kept.delete(height);
      size -= oldest.block.transactions.length + 1;
    }
  };

  const load = async (pinned: PinnedChain, heights: readonly number[]): Promise<DecodedBlock[]> => {
    const hashes: string[] = [];
    // Oldest first: one walk down the headers serves all.
    for (const height of heights.toSorted((a, b) => a - b)) hashes.push((await pinned.at(height)).hash);
    const blocks = await pool.first((node) => fetchBlocks(node, profile, heights, hashes));
    const traces = traced
      ? await pool.agreed(`the traces of block ${heights[0]} and ${heights.length - 1} more`, (node) =>
          fetchTraces(node, blocks),
        )
      : null;
    return blocks.map((block, i) => decodeBlock(chain, profile, block, traces?.[i] ?? null));
  };

  return {
    traced,
    forget() {
      kept.clear();
      size = 0;
    },
    async read(pinned, heights) {
      const found: DecodedBlock[] = [];
      for (let from = 0; from < heights.length; from += CHUNK) {
        const part = heights.slice(from, from + CHUNK);
        const wanted = part.filter((height) => !kept.has(height));
        const have = part.flatMap((height) => kept.get(height) ?? []);
        const loaded = wanted.length === 0 ? [] : await load(pinned, wanted);
        for (const decoded of loaded) keep(decoded);
        found.push(...[...have, ...loaded].sort((a, b) => a.block.height - b.block.height));
      }
      return found;
    },
  };
}

async function fetchBlocks(
  node: CapableNode,
  profile: EvmProfile,
  heights: readonly number[],
  hashes: readonly string[],
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
    const receipts =
      node.can.receipts === 'block' ? answers[heights.length + i] : await receiptsOf(node, answers[i]);
    const block = verifyBlock(profile, answers[i], receipts, where);
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
    blocks.push(block);
  }
  return blocks;
}

/** For nodes without `eth_getBlockReceipts`. The root is checked afterwards, so a wrong hash in the list is caught. */
async function receiptsOf(node: CapableNode, block: unknown): Promise<readonly unknown[]> {
  const { transactions } = (block ?? {}) as { transactions?: readonly { hash?: unknown }[] };
  const hashes = Array.isArray(transactions) ? transactions.map((tx) => tx?.hash) : [];
  return node.ask(hashes.map((hash) => ({ method: 'eth_getTransactionReceipt', params: [hash] })));
}

async function fetchTraces(
  node: CapableNode,
  blocks: readonly VerifiedBlock[],
): Promise<TransactionTrace[][]> {
  const dialect = node.can.traces;
  if (dialect === null) {
    throw new AshiatoError('E_RPC_METHOD', 'the node offers no traces', {
      where: node.label,
      next: 'Use a node that offers trace_block or debug_traceBlockByNumber.',
    });
  }
  const answers = await node.ask(blocks.map((block) => tracesRequest(dialect, block.header.height)));
  return answers.map((answer, i) =>
    readTraces(dialect, answer, blocks[i]!, `${node.label} traces of block ${blocks[i]!.header.height}`),
  );
}

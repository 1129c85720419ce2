/**
 * An index of histories only names blocks: those in which an account was paid or paid. Every block named is then
 * read and verified like any other, so an index cannot add a change, alter one or move one; it can only keep one
 * quiet. Where that cannot be excluded the answer says on whose word it rests.
 */
import { parseCount } from '../../../core/chains/evm/bytes.ts';
import { asList, asObject } from '../../../core/chains/evm/raw.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import { type CapableNode, quantity } from './capabilities.ts';

export type HistoryIndex = {
  /** Who says so, without secrets. */
  readonly label: string;
  /** Blocks from `from` to `to` in which native coins moved to or from an address, ascending, each once. */
  heights(address: string, from: number, to: number): Promise<readonly number[]>;
};

/** What nodes themselves offer beside Ethereum's own methods. */
export function indexesOf(nodes: readonly CapableNode[]): HistoryIndex[] {
  const indexes: HistoryIndex[] = [];
  for (const node of nodes) {
    const { label } = node;
    if (node.can.histories === 'trace_filter')
      indexes.push({ label, heights: (...asked) => byTraceFilter(node, ...asked) });
    if (node.can.histories === 'otterscan')
      indexes.push({ label, heights: (...asked) => byOtterscan(node, ...asked) });
  }
  return indexes;
}

const PAGE = 1_000;

/** OpenEthereum's method, which Erigon, Nethermind and Reth keep; both filters at once would mean "and". */
async function byTraceFilter(
  node: CapableNode,
  address: string,
  from: number,
  to: number,
): Promise<number[]> {
  const heights = new Set<number>();
  for (const side of ['fromAddress', 'toAddress']) {
    for (let after = 0; ; after += PAGE) {
      const filter = {
        fromBlock: quantity(from),
        toBlock: quantity(to),
        [side]: [address],
        after,
        count: PAGE,
      };
      const [answer] = await node.ask([{ method: 'trace_filter', params: [filter] }]);
      const traces = asList(answer, `${node.label} trace_filter`);
      for (const trace of traces) heights.add(readHeight(trace, node.label, from, to));
      if (traces.length < PAGE) break;
    }
  }
  return [...heights].sort((a, b) => a - b);
}

/** Transactions of one answer; a node may give more, so that it does not break off within a block. */
const OTTERSCAN_PAGE = 25;

/** Erigon's Otterscan methods: the pages after a block come newest first; `firstPage` says that nothing is newer. */
async function byOtterscan(node: CapableNode, address: string, from: number, to: number): Promise<number[]> {
  const where = `${node.label} ots_searchTransactionsAfter`;
  const heights = new Set<number>();
  for (let last = from - 1; ; ) {
    // Block 0 means "from the beginning", which is what a search after no block asks for.
    const params = [address, Math.max(0, last), OTTERSCAN_PAGE];
    const [answer] = await node.ask([{ method: 'ots_searchTransactionsAfter', params }]);
    const { txs, firstPage } = asObject(answer, where);
    const found = asList(txs, where).map((tx) => readHeight(tx, where, 0, Number.MAX_SAFE_INTEGER));
    for (const height of found) if (height >= from && height <= to) heights.add(height);
    const newest = Math.max(last, ...found);
    if (firstPage === true || newest > to) break;
    if (newest === last) {
      throw new AshiatoError('E_RPC_VALUE', 'the node says that more follows, and does not give it', {
        where,
        next: 'Use another node, or another index.',
      });
    }
    last = newest;
  }
  return [...heights].sort((a, b) => a - b);
}

/** Parity's dialect writes block numbers as JSON numbers. */
function readHeight(entry: unknown, where: string, from: number, to: number): number {
  const { blockNumber } = asObject(entry, where);
  const height = typeof blockNumber === 'number' ? blockNumber : parseCount(blockNumber, where);
  if (!Number.isSafeInteger(height) || height < from || height > to) {
    throw new AshiatoError('E_RPC_VALUE', `block ${height} is not one of those asked for`, {
      where,
      next: 'Use another node, or another index.',
    });
  }
  return height;
}

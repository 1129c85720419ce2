/** What a node can and cannot do, found out by asking it. */
import type { TraceDialect } from '../../../core/chains/evm/traces.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Request } from '../wire/json-rpc.ts';
import type { RpcNode } from './node.ts';

export type Capabilities = {
  readonly node: string;
  /** Receipts of a whole block at once, or one by one. */
  readonly receipts: 'block' | 'transaction';
  /** Null: internal transfers are unknown to this node. */
  readonly traces: TraceDialect | null;
  /** Headers without the hashes of their transactions, which are most of a block's answer. */
  readonly headers: boolean;
  /** Balances with a proof that the state root holds them. */
  readonly proofs: boolean;
  /** Balances of long ago; without it openings are unknown. */
  readonly archive: boolean;
  /** Its own index of who paid whom, if it keeps one. */
  readonly histories: 'trace_filter' | 'otterscan' | null;
};

export type CapableNode = RpcNode & { readonly can: Capabilities };

const NOBODY = `0x${'00'.repeat(19)}01`;

/** Refuses a node of another network; a method that fails for whatever reason counts as not offered. */
export async function probe(node: RpcNode): Promise<CapableNode> {
  const offers = async (method: string, ...params: unknown[]): Promise<boolean> => {
    try {
      await node.ask([{ method, params }]);
      return true;
    } catch (error) {
      // A node that cannot be reached is not a node that cannot.
      if (error instanceof AshiatoError && !error.retryable && error.code !== 'E_WRONG_CHAIN') return false;
      throw error;
    }
  };
  await node.ask([{ method: 'eth_blockNumber', params: [] }]);
  const [receipts, flat, tree, headers, proofs, archive, filter, otterscan] = await Promise.all([
    offers('eth_getBlockReceipts', 'latest'),
    offers('trace_block', 'latest'),
    offers('debug_traceBlockByNumber', 'latest', { tracer: 'callTracer' }),
    offers('eth_getHeaderByNumber', 'latest'),
    offers('eth_getProof', NOBODY, [], 'latest'),
    offers('eth_getBalance', NOBODY, '0x1'),
    offers('trace_filter', { fromBlock: '0x1', toBlock: '0x1', toAddress: [NOBODY], count: 1 }),
    offers('ots_getApiLevel'),
  ]);
  const traces = tree ? 'callTracer' : flat ? 'trace_block' : null;
  const histories = filter ? 'trace_filter' : otterscan ? 'otterscan' : null;
  return {
    ...node,
    can: {
      node: node.label,
      receipts: receipts ? 'block' : 'transaction',
      traces,
      headers,
      proofs,
      archive,
      histories,
    },
  };
}

export const quantity = (value: number): string => `0x${value.toString(16)}`;

export const headerRequest = (node: CapableNode, height: number): Request =>
  node.can.headers
    ? { method: 'eth_getHeaderByNumber', params: [quantity(height)] }
    : { method: 'eth_getBlockByNumber', params: [quantity(height), false] };

export const tracesRequest = (dialect: TraceDialect, height: number): Request =>
  dialect === 'trace_block'
    ? { method: 'trace_block', params: [quantity(height)] }
    : { method: 'debug_traceBlockByNumber', params: [quantity(height), { tracer: 'callTracer' }] };

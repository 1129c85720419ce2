/**
 * Which transactions an account has. An index (TronGrid's `/v1/accounts`) only names them; every one is then
 * found in a verified block. An index could keep one quiet, so two must name the same, or that is said.
 */
import { asList, asObject, isAbsent, parseCount } from '../../../core/chains/tron/bytes.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { CapableNode } from './network.ts';

/** Ids, and the heights that the index gives for some of them. */
export type Named = { readonly ids: readonly string[]; readonly heights: ReadonlyMap<string, number> };

export type Span = { readonly fromMs: number; readonly toMs: number };

const PAGE = 200;

/** All transactions that are the account's own, pay it, or pay it inside. */
export const ownTransactions = (
  node: CapableNode,
  address: string,
  span: Span,
  maxNames: number,
): Promise<Named> => pages(node, `/v1/accounts/${address}/transactions`, '', span, maxNames);

/** Transactions that move TRC-20 tokens of the account; of one contract, or of any. */
export const tokenTransactions = (
  node: CapableNode,
  address: string,
  contract: string | null,
  span: Span,
  maxNames: number,
): Promise<Named> =>
  pages(
    node,
    `/v1/accounts/${address}/transactions/trc20`,
    contract === null ? '' : `&contract_address=${contract}`,
    span,
    maxNames,
  );

async function pages(
  node: CapableNode,
  path: string,
  filter: string,
  { fromMs, toMs }: Span,
  maxNames: number,
): Promise<Named> {
  if (!node.can.index) {
    throw new AshiatoError('E_RPC_METHOD', 'the node keeps no index of accounts', {
      where: node.label,
      next: 'Use a node that offers /v1/accounts, such as TronGrid.',
    });
  }
  const ids = new Set<string>();
  const heights = new Map<string, number>();
  const seen = new Set<string>();
  const query = `?limit=${PAGE}&order_by=block_timestamp,asc&min_timestamp=${fromMs}&max_timestamp=${toMs}${filter}`;
  let next = '';
  for (;;) {
    const answer = asObject(await node.ask(`${path}${query}${next}`), node.label);
    const where = `${node.label} ${path}`;
    if (!Array.isArray(answer.data)) throw bad('the index gives no list', where);
    for (const [i, item] of asList(answer.data, where).entries()) {
      const raw = asObject(item, `${where}[${i}]`);
      // Three shapes: a transaction, an internal one that names its own, and a token transfer.
      const id = raw.txID ?? raw.tx_id ?? raw.transaction_id;
      if (typeof id !== 'string' || !/^[0-9a-f]{64}$/.test(id))
        throw bad('an entry names no transaction', where);
      ids.add(id);
      if (!isAbsent(raw.blockNumber)) heights.set(id, parseCount(raw.blockNumber, where));
    }
    if (ids.size > maxNames) throw tooMany(ids.size, maxNames, where);
    const fingerprint = isAbsent(answer.meta) ? undefined : asObject(answer.meta, where).fingerprint;
    if (isAbsent(fingerprint)) break;
    if (typeof fingerprint !== 'string' || seen.has(fingerprint))
      throw bad('the pages of the index go in a circle', where);
    seen.add(fingerprint);
    next = `&fingerprint=${encodeURIComponent(fingerprint)}`;
  }
  return { ids: [...ids].sort(), heights };
}

export const tooMany = (count: number, limit: number, where: string): AshiatoError =>
  new AshiatoError('E_SCAN_LIMIT', `the account has ${count} transactions or more in this time`, {
    where,
    limit: `${limit} transactions`,
    next: 'Ask for an earlier date, or raise the limit.',
  });

export const tooManyBlocks = (count: number, from: number, limit: number, where: string): AshiatoError =>
  new AshiatoError(
    'E_SCAN_LIMIT',
    `without an index of accounts all ${count} blocks from ${from} on must be read`,
    {
      where,
      limit: `${limit} blocks`,
      next: 'Give a node with an index (TronGrid), ask for an earlier date, or raise maxBlocks.',
    },
  );

const bad = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_RPC_VALUE', what, { where, next: 'Use another node.' });

/** Everything that can be wrong with a node, as data. */
import type { Call, Lie, Trouble } from './proxy.ts';

type Json = Record<string, unknown>;
type Reply = Parameters<Lie>[0];

const withResult =
  (change: (result: unknown, call: Call) => unknown): Lie =>
  (reply, call) => {
    if (reply.result === undefined || reply.result === null) return null;
    return { ...reply, result: change(structuredClone(reply.result), call) };
  };

/** Applies a change to every list of logs in an answer. */
const withLogs = (change: (logs: Json[]) => Json[]): Lie =>
  withResult((result, { method }) => {
    const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);
    if (method === 'eth_getLogs') return change(list(result));
    if (method === 'eth_getTransactionReceipt')
      return { ...(result as Json), logs: change(list((result as Json).logs)) };
    if (method === 'eth_getBlockReceipts')
      return list(result).map((receipt) => ({ ...receipt, logs: change(list(receipt.logs)) }));
    return result;
  });

/** Flips the last digit of every long hex text, or of the texts under one key. */
const flip = (value: unknown, key?: string): unknown => {
  if (typeof value === 'string') {
    if (key !== undefined || !/^0x[0-9a-f]+$/i.test(value)) return value;
    return value.slice(0, -1) + (value.endsWith('1') ? '2' : '1');
  }
  if (Array.isArray(value)) return value.map((item) => flip(item, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      name === key ? flip(item) : flip(item, key ?? (typeof item === 'string' ? '' : undefined)),
    ]),
  );
};
const alter = (key: string): Lie => withResult((result) => flip(result, key));

const reverse = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reverse).reverse();
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, reverse(item)]));
};

export const LIES: Readonly<Record<string, Lie>> = {
  'wrong id': (reply) => ({ ...reply, id: Number(reply.id) + 1_000 }),
  null: (reply) => ({ ...reply, result: null }),
  empty: withResult((result) => (Array.isArray(result) ? [] : typeof result === 'string' ? '0x' : {})),
  refusal: (reply) => ({ id: reply.id, error: { code: -32_000, message: 'missing trie node' } }),
  'not offered': (reply) => ({ id: reply.id, error: { code: -32_601, message: 'Method not found' } }),
  'wrong chain': (reply, call) => (call.method === 'eth_chainId' ? { ...reply, result: '0x1' } : null),
  'log omitted': withLogs((logs) => logs.slice(1)),
  'log added': withLogs((logs) => [...logs, ...logs.slice(0, 1)]),
  'log altered': withLogs((logs) => logs.map((log) => ({ ...log, data: `0x${'00'.repeat(31)}01` }))),
  'log of another contract': withLogs((logs) =>
    logs.map((log) => ({ ...log, address: `0x${'11'.repeat(20)}` })),
  ),
  'log removed': withLogs((logs) => logs.map((log) => ({ ...log, removed: true }))),
  reordered: withResult(reverse),
  'plain answer altered': withResult((result) => (typeof result === 'string' ? flip(result) : result)),
  'no transactions': withResult((result) =>
    typeof result === 'object' && result !== null && 'transactions' in result
      ? { ...result, transactions: [] }
      : result,
  ),
  'calls omitted': withResult((result) =>
    Array.isArray(result)
      ? result.map((item: Json) =>
          item.result === undefined ? item : { ...item, result: { ...(item.result as Json), calls: [] } },
        )
      : result,
  ),
  'a number': withResult((result) => (typeof result === 'string' ? Number(result) : result)),
  'frozen tip': (reply, call) =>
    call.params[0] === 'latest' && FROZEN.block !== null ? { ...reply, result: FROZEN.block } : null,
  'flapping tip': (reply, call, count) =>
    call.params[0] === 'latest' && FROZEN.block !== null && count % 2 === 0
      ? { ...reply, result: FROZEN.block }
      : null,
  ...Object.fromEntries(
    [
      'hash',
      'parentHash',
      'timestamp',
      'stateRoot',
      'receiptsRoot',
      'from',
      'to',
      'value',
      'status',
      'gasUsed',
      'cumulativeGasUsed',
      'effectiveGasPrice',
      'nonce',
      'r',
      'blockNumber',
      'balance',
      'accountProof',
    ].map((key) => [`${key} altered`, alter(key)]),
  ),
};

/** The block that a node stands still at. */
export const FROZEN: { block: unknown } = { block: null };

export const BATCHES: Readonly<Record<string, NonNullable<Trouble['batch']>>> = {
  'answer missing': (replies: Reply[]) => replies.slice(1),
  'answer twice': (replies: Reply[]) => [...replies.slice(1), ...replies.slice(-1)],
  'ids swapped': (replies: Reply[]) =>
    replies.map((reply, i) => ({ ...reply, id: replies[replies.length - 1 - i]!.id })),
  'answers in another order': (replies: Reply[]) => replies.toReversed(),
};

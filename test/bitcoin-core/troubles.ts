/** What can be wrong with a Bitcoin node's answers over JSON-RPC, as data. */
import type { Lie } from '../evm/proxy.ts';

type Change = (value: unknown) => unknown;

const withResult =
  (change: Change): Lie =>
  (reply) =>
    reply.result === undefined || reply.result === null
      ? null
      : { ...reply, result: change(structuredClone(reply.result)) };

/** Another digit in the middle of a text, another number, the opposite of a truth. */
function flip(value: unknown): unknown {
  if (typeof value === 'number') return value === 0 ? 1 : value - 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string' || value === '') return value;
  const at = Math.floor(value.length / 2);
  return value.slice(0, at) + (value[at] === '1' ? '2' : '1') + value.slice(at + 1);
}

/** Applies a change to every value that is no object or list, under one key or everywhere. */
const deep =
  (change: Change, key?: string): Change =>
  (value) => {
    if (Array.isArray(value)) return value.map(deep(change, key));
    if (value === null || typeof value !== 'object') return key === undefined ? change(value) : value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        name === key && (item === null || typeof item !== 'object') ? change(item) : deep(change, key)(item),
      ]),
    );
  };

const lists =
  (change: (list: unknown[]) => unknown[]): Change =>
  (value) => {
    if (Array.isArray(value)) return change(value.map(lists(change)));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, lists(change)(item)]));
  };

const without =
  (key: string): Change =>
  (value) => {
    if (Array.isArray(value)) return value.map(without(key));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]) => (name === key ? [] : [[name, without(key)(item)]])),
    );
  };

/** What is read of each method's answer by name. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  getblockchaininfo: ['chain', 'blocks', 'bestblockhash', 'initialblockdownload', 'pruned'],
  getnetworkinfo: ['version'],
  getindexinfo: ['synced'],
  getblockheader: ['height'],
  getrawtransaction: ['blockhash'],
  gettxspendingprevout: ['txid', 'vout', 'spendingtxid', 'blockhash'],
};

/** The answer to the last other call of the same method. */
function lastOther(): Lie {
  const last = new Map<string, { params: string; result: unknown }>();
  return (reply, call) => {
    const before = last.get(call.method);
    last.set(call.method, { params: JSON.stringify(call.params), result: reply.result });
    return before === undefined || before.params === JSON.stringify(call.params)
      ? null
      : { ...reply, result: before.result };
  };
}

export const liesAbout = (method: string): Readonly<Record<string, Lie>> => ({
  ...LIES,
  ...Object.fromEntries(
    (KEYS[method] ?? []).flatMap((key) => [
      [`${key} altered`, withResult(deep(flip, key))],
      [`${key} left out`, withResult(without(key))],
    ]),
  ),
});

const LIES: Readonly<Record<string, Lie>> = {
  'wrong id': (reply) => ({ ...reply, id: Number(reply.id) + 1_000 }),
  null: (reply) => ({ ...reply, result: null }),
  empty: withResult((result) => (Array.isArray(result) ? [] : typeof result === 'string' ? '' : {})),
  refusal: (reply) => ({ id: reply.id, error: { code: -5, message: 'Block not found' } }),
  'not offered': (reply) => ({ id: reply.id, error: { code: -32_601, message: 'Method not found' } }),
  'pruned away': (reply) => ({
    id: reply.id,
    error: { code: -1, message: 'Block not available (pruned data)' },
  }),
  starting: (reply) => ({ id: reply.id, error: { code: -28, message: 'Loading block index' } }),
  'answer of another call': lastOther(),
  altered: withResult(deep(flip)),
  'a number for a text': withResult(deep((value) => (typeof value === 'string' ? Number(value) : value))),
  'a text for a number': withResult(deep((value) => (typeof value === 'number' ? `${value}` : value))),
  reordered: withResult(lists((list) => list.toReversed())),
  'one omitted': withResult(lists((list) => list.slice(1))),
  'one added': withResult(lists((list) => [...list, ...list.slice(0, 1)])),
  'cut short': withResult(deep((value) => (typeof value === 'string' ? value.slice(0, -2) : value))),
  'a byte more': withResult(deep((value) => (typeof value === 'string' ? `${value}00` : value))),
};

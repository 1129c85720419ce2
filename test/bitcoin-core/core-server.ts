/** Answers as Bitcoin Core does, over blocks that a test made: what is used of its JSON-RPC and REST, and its refusals. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChainBlock } from '../bitcoin/chain.ts';
import { compactSize, type Output, serialize, type Tx, txidOf, uint } from '../bitcoin/writer.ts';

export type Shape = {
  chain: readonly ChainBlock[];
  /** Of other branches; Core hands them out by their hash. */
  stale?: readonly ChainBlock[];
  /** `-rest`. */
  rest?: boolean;
  /** Version 30 and later. */
  spentOutputs?: boolean;
  /** Version 23 and later. */
  prevouts?: boolean;
  /** The index, and `getindexinfo` with it. */
  txindex?: boolean;
  spenderIndex?: boolean;
  /** Version 0.21 and later. */
  indexInfo?: boolean;
  /** The first height that is kept. */
  prunedFrom?: number;
  /** `user:password`. */
  credentials?: string;
  /** Fields of getblockchaininfo that are other than they should be. */
  info?: Record<string, unknown>;
  /** How an amount is written. */
  amount?: (satoshi: bigint) => string;
};

type Call = { readonly id: unknown; readonly method: string; readonly params: readonly unknown[] };

export type CoreServer = {
  readonly url: string;
  /** May be changed at any time, as a node changes. */
  readonly shape: Shape;
  /** Methods and REST paths in the order they were asked for. */
  readonly asked: string[];
  readonly stop: () => Promise<void>;
};

type Placed = { readonly tx: Tx; readonly block: ChainBlock };
type Index = { readonly byId: Map<string, Placed>; readonly spenders: Map<string, Placed> };

const indexes = new WeakMap<readonly ChainBlock[], Index>();
function indexOf(chain: readonly ChainBlock[]): Index {
  const known = indexes.get(chain);
  if (known !== undefined) return known;
  const index: Index = { byId: new Map(), spenders: new Map() };
  for (const block of chain) {
    for (const tx of block.txs) {
      index.byId.set(txidOf(tx), { tx, block });
      for (const { txid, vout } of tx.inputs) index.spenders.set(`${txid}:${vout}`, { tx, block });
    }
  }
  indexes.set(chain, index);
  return index;
}

class Refusal extends Error {
  readonly code: number;
  constructor(code: number, words: string) {
    super(words);
    this.code = code;
  }
}

/** A number that is written in a way of its own (ES2026, in Node 24). */
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;
const coins = (satoshi: bigint): string =>
  `${satoshi / 100_000_000n}.${String(satoshi % 100_000_000n).padStart(8, '0')}`;
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export async function startCore(given: Shape): Promise<CoreServer> {
  const shape: Shape = {
    rest: true,
    spentOutputs: true,
    prevouts: true,
    txindex: true,
    indexInfo: true,
    ...given,
  };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '/';
    if (request.method === 'GET' && path.startsWith('/rest/')) {
      asked.push(path);
      const found = shape.rest === true ? rest(path.slice('/rest/'.length)) : null;
      if (found === null) return void response.writeHead(404).end('not found\r\n');
      return void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(found);
    }
    const wanted = `Basic ${Buffer.from(shape.credentials ?? '').toString('base64')}`;
    if (shape.credentials !== undefined && request.headers.authorization !== wanted)
      return void response.writeHead(401).end();
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Call | Call[];
    const calls = Array.isArray(body) ? body : [body];
    const replies = calls.map(reply);
    const failed = !Array.isArray(body) && replies[0]!.error !== null;
    response.writeHead(failed ? 500 : 200, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(Array.isArray(body) ? replies : replies[0])}\n`);
  }

  function reply({ id, method, params }: Call): { result: unknown; error: unknown; id: unknown } {
    asked.push(method);
    try {
      return { result: call(method, params), error: null, id };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { result: null, error: { code: error.code, message: error.message }, id };
    }
  }

  const byHash = (hash: unknown): ChainBlock => {
    const block = [...shape.chain, ...(shape.stale ?? [])].find((each) => each.hash === hash);
    if (block === undefined) throw new Refusal(-5, 'Block not found');
    return block;
  };
  const kept = (block: ChainBlock): ChainBlock => {
    if (block.height < (shape.prunedFrom ?? 0)) throw new Refusal(-1, 'Block not available (pruned data)');
    return block;
  };
  const find = (txid: unknown): Placed | undefined => indexOf(shape.chain).byId.get(String(txid));
  const spentBy = ({ inputs }: Tx): Output[] =>
    inputs.map(
      ({ txid, vout }) => (find(txid) ?? indexOf(shape.stale ?? []).byId.get(txid))!.tx.outputs[vout]!,
    );
  const value = (satoshi: bigint): unknown => rawJson((shape.amount ?? coins)(satoshi));
  const txJson = (tx: Tx, minted: boolean): object => ({
    txid: txidOf(tx),
    vin: minted
      ? [{ coinbase: '00' }]
      : spentBy(tx).map((output, n) => ({
          txid: tx.inputs[n]!.txid,
          vout: tx.inputs[n]!.vout,
          ...(shape.prevouts === true
            ? {
                prevout: {
                  generated: false,
                  height: 1,
                  value: value(output.value),
                  scriptPubKey: { hex: hexOf(output.script) },
                },
              }
            : {}),
        })),
    vout: tx.outputs.map((output, n) => ({
      value: value(output.value),
      n,
      scriptPubKey: { hex: hexOf(output.script) },
    })),
    hex: hexOf(serialize(tx)),
  });

  function call(method: string, params: readonly unknown[]): unknown {
    const { chain } = shape;
    const [first, second] = params;
    switch (method) {
      case 'getblockchaininfo':
        return {
          chain: 'regtest',
          blocks: chain.at(-1)!.height,
          headers: chain.at(-1)!.height,
          bestblockhash: chain.at(-1)!.hash,
          initialblockdownload: false,
          pruned: shape.prunedFrom !== undefined,
          ...(shape.prunedFrom === undefined ? {} : { pruneheight: shape.prunedFrom }),
          ...shape.info,
        };
      case 'getnetworkinfo':
        return {
          version: shape.prevouts === true ? 300000 : 220000,
          subversion: '/Satoshi:test/',
          connections: 8,
        };
      case 'getindexinfo':
        if (shape.indexInfo !== true) throw new Refusal(-32601, 'Method not found');
        return {
          ...(shape.txindex === true ? { txindex: { synced: true, best_block_height: 1 } } : {}),
          ...(shape.spenderIndex === true ? { txospenderindex: { synced: true, best_block_height: 1 } } : {}),
        };
      case 'getblockhash': {
        const block = chain[Number(first)];
        if (block === undefined) throw new Refusal(-8, 'Block height out of range');
        return block.hash;
      }
      case 'getblockheader': {
        const block = byHash(first);
        return second === false
          ? hexOf(block.bytes.subarray(0, 80))
          : { hash: block.hash, height: block.height };
      }
      case 'getblock': {
        const block = kept(byHash(first));
        if (second === 0) return hexOf(block.bytes);
        return { hash: block.hash, height: block.height, tx: block.txs.map((tx, i) => txJson(tx, i === 0)) };
      }
      case 'getrawtransaction': {
        const found = shape.txindex === true ? find(first) : undefined;
        if (found === undefined)
          throw new Refusal(
            -5,
            'No such mempool or blockchain transaction. Use gettransaction for wallet transactions.',
          );
        return second === true
          ? { ...txJson(found.tx, found.tx.inputs[0]!.vout === 0xffffffff), blockhash: found.block.hash }
          : hexOf(serialize(found.tx));
      }
      case 'gettxspendingprevout': {
        if (shape.spenderIndex !== true)
          throw new Refusal(-1, 'Mempool lacks a relevant spend, and txospenderindex is unavailable.');
        return (first as { txid: string; vout: number }[]).map(({ txid, vout }) => {
          const spender = indexOf(chain).spenders.get(`${txid}:${vout}`);
          return spender === undefined
            ? { txid, vout }
            : { txid, vout, spendingtxid: txidOf(spender.tx), blockhash: spender.block.hash };
        });
      }
      default:
        throw new Refusal(-32601, 'Method not found');
    }
  }

  function rest(path: string): Uint8Array | null {
    const [steps = '', query = ''] = path.split('?');
    const [kind, name = ''] = steps.replace(/\.(bin|json)$/, '').split('/');
    const block = [...shape.chain, ...(shape.stale ?? [])].find((each) => each.hash === name);
    switch (kind) {
      case 'chaininfo':
        return Buffer.from(JSON.stringify(call('getblockchaininfo', [])));
      case 'headers': {
        if (block === undefined || shape.chain[block.height]?.hash !== name) return Buffer.of();
        const count = Number(new URLSearchParams(query).get('count') ?? 5);
        const headers = shape.chain.slice(block.height, block.height + count);
        return Buffer.concat(headers.map(({ bytes }) => bytes.subarray(0, 80)));
      }
      case 'block':
        return block === undefined || block.height < (shape.prunedFrom ?? 0) ? null : block.bytes;
      case 'spenttxouts': {
        if (shape.spentOutputs !== true || block === undefined || block.height < (shape.prunedFrom ?? 0))
          return null;
        const lists = block.txs.map((tx, i) => (i === 0 ? [] : spentBy(tx)));
        return Buffer.concat([
          compactSize(Math.max(1, lists.length)),
          ...(lists.length === 0 ? [Buffer.of(0)] : []),
          ...lists.flatMap((outputs) => [
            compactSize(outputs.length),
            ...outputs.map((output) =>
              Buffer.concat([uint(output.value, 8), compactSize(output.script.length), output.script]),
            ),
          ]),
        ]);
      }
      default:
        return null;
    }
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shape,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Serves a generated chain over real HTTP as a full node and as TronGrid do. No TRON node can be had here. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readTokenLog } from '../../src/core/chains/tron/tokens.ts';
import { hexOf, type Json } from './builder.ts';
import type { World } from './world.ts';

export type NodePlan = {
  /** Paths that are not served. */
  readonly hidden?: readonly string[];
  /** Blocks it has; all where left out. */
  readonly has?: number;
  /** The newest solidified block. */
  readonly solid?: number;
  /** Whether it offers headers alone; older nodes do not. */
  readonly headers?: boolean;
  readonly index?: boolean;
  /** Entries of the index that it keeps quiet. */
  readonly quiet?: readonly string[];
  readonly keepsInternals?: boolean;
  /** Entries on one page of the index. */
  readonly page?: number;
  /** What every request is refused with. */
  readonly error?: string;
  /** Changes an answer before it is sent. */
  readonly lie?: (path: string, answer: unknown) => unknown;
};

export type TronNode = {
  url: string;
  readonly asked: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** Which chain it serves now. */
  world: World;
  readonly stop: () => Promise<void>;
};

export async function startNode(world: World, plan: NodePlan = {}): Promise<TronNode> {
  const node: TronNode = { url: '', asked: [], world, stop: async () => {} };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://node');
    node.asked.push({ path: request.url ?? '/', headers: request.headers });
    const answer = plan.error !== undefined ? { Error: plan.error } : answerTo(node.world, plan, url);
    if (answer === undefined) return void response.writeHead(404).end();
    response.setHeader('content-type', 'application/json');
    response.end(
      stringify(plan.lie === undefined ? answer : plan.lie(url.pathname, structuredClone(answer))),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  node.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(node, {
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

/** Numbers in full, as Java writes them. */
const stringify = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? rawJson(String(part)) : part));
const rawJson = (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON;

function answerTo(world: World, plan: NodePlan, url: URL): unknown {
  if (plan.hidden?.some((path) => url.pathname.startsWith(path))) return undefined;
  const blocks = world.blocks.slice(0, (plan.has ?? world.blocks.length - 1) + 1);
  const newest = blocks.length - 1;
  const solid = Math.min(plan.solid ?? newest, newest);
  const number = (name: string): number => Number(url.searchParams.get(name));
  const infosOf = (height: number): readonly Json[] =>
    (blocks[height]?.infos ?? []).map(({ internal_transactions, ...info }) =>
      plan.keepsInternals === false || internal_transactions === undefined
        ? info
        : { ...info, internal_transactions },
    );
  const account = /^\/v1\/accounts\/(T\w+)\/transactions(\/trc20)?$/.exec(url.pathname);
  if (account !== null)
    return plan.index === true ? indexOf(world, plan, account[1]!, account[2] !== undefined, url) : undefined;
  switch (url.pathname) {
    case '/wallet/getnowblock':
      return blocks[newest]!.block;
    case '/walletsolidity/getnowblock':
      return blocks[solid]!.block;
    case '/wallet/getnodeinfo':
      return { block: 'Num:9,ID:00', solidityBlock: `Num:${solid},ID:${blocks[solid]!.header.blockID}` };
    case '/wallet/getblock':
      if (plan.headers === false) return undefined;
      return blocks[number('id_or_num')]?.header ?? {};
    case '/wallet/getblockbynum':
    case '/walletsolidity/getblockbynum':
      return blocks[number('num')]?.block ?? {};
    case '/wallet/getblockbylimitnext': {
      const found = blocks.slice(number('startNum'), number('endNum')).map(({ block }) => block);
      return found.length === 0 ? {} : { block: found };
    }
    case '/wallet/gettransactioninfobyblocknum':
    case '/walletsolidity/gettransactioninfobyblocknum':
      return infosOf(number('num'));
    case '/wallet/gettransactioninfobyid':
    case '/walletsolidity/gettransactioninfobyid':
      for (const height of blocks.keys()) {
        const info = infosOf(height).find(({ id }) => id === url.searchParams.get('value'));
        if (info !== undefined) return info;
      }
      return {};
    default:
      return undefined;
  }
}

/** TronGrid: transactions by their parties, internal ones as entries of their own, token transfers apart. */
function indexOf(world: World, plan: NodePlan, address: string, tokens: boolean, url: URL): Json {
  const entries: Json[] = [];
  const wants = (text: unknown): boolean =>
    typeof text === 'string' && text.includes(hexOf(address).slice(2));
  for (const [height, { block, infos }] of world.blocks.entries()) {
    if (height > (plan.has ?? height)) break;
    const { timestamp = 0 } = (block as { block_header: { raw_data: { timestamp?: number } } }).block_header
      .raw_data;
    if (timestamp < Number(url.searchParams.get('min_timestamp') ?? 0)) continue;
    if (timestamp > Number(url.searchParams.get('max_timestamp') ?? Number.MAX_SAFE_INTEGER)) continue;
    for (const [i, info] of infos.entries()) {
      const tx = (block.transactions as Json[])[i]!;
      if (plan.quiet?.includes(tx.txID as string) === true) continue;
      if (!tokens) {
        if (wants(tx.raw_data_hex))
          entries.push({ ...tx, blockNumber: height, block_timestamp: timestamp, internal_transactions: [] });
        for (const inside of (info.internal_transactions ?? []) as Json[]) {
          if (wants(inside.caller_address) || wants(inside.transferTo_address))
            entries.push({ internal_tx_id: inside.hash, tx_id: tx.txID, block_timestamp: timestamp });
        }
        continue;
      }
      for (const { address: contract, topics, data } of (info.log ?? []) as {
        address: string;
        topics: string[];
        data: string;
      }[]) {
        const asked = url.searchParams.get('contract_address');
        if (asked !== null && hexOf(asked).slice(2) !== contract) continue;
        const transfer = readTokenLog({ contract, topics, data: Buffer.from(data, 'hex') });
        if (transfer === null || transfer === 'unread') continue;
        if (transfer.from === address || transfer.to === address)
          entries.push({
            transaction_id: tx.txID,
            block_timestamp: timestamp,
            type: 'Transfer',
            value: String(transfer.amount),
          });
      }
    }
  }
  const page = plan.page ?? 200;
  const start = Number(url.searchParams.get('fingerprint') ?? 0);
  const shown = entries.slice(start, start + page);
  const more = start + page < entries.length;
  return {
    data: shown,
    success: true,
    meta: { at: 1, page_size: shown.length, ...(more ? { fingerprint: String(start + page) } : {}) },
  };
}

/**
 * A server with Etherscan's shapes over a real chain: what anvil says, re-laid as rows of decimal text, with the
 * paging, the limits and the sentences of the real ones. As Blockscout it serves Ethereum's methods beside it.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Anvil } from '../evm/anvil.ts';

type Json = Record<string, unknown>;
type Row = Record<string, string>;

export type Scan = {
  readonly url: string;
  /** Every query asked, without its key. */
  readonly asked: URLSearchParams[];
  /** What is wrong with it now. */
  trouble: Trouble;
  readonly stop: () => Promise<void>;
};

export type Trouble = {
  /** Rows that one page holds at most, whatever was asked for. */
  readonly cap?: number;
  /** Answers before which the server asks for patience. */
  readonly busy?: number;
  /** The sentence of every refusal. */
  readonly notOk?: string;
  /** Rows that are kept quiet. */
  readonly hide?: (row: Row, action: string) => boolean;
  readonly change?: (row: Row, action: string) => Row;
  readonly status2?: boolean;
};

type Options = { readonly dialect?: 'etherscan' | 'blockscout'; readonly key?: string };

const dec = (value: unknown): string =>
  (typeof value === 'number' ? value : BigInt(String(value))).toString();
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

export async function startScan(anvil: Anvil, { dialect = 'etherscan', key }: Options = {}): Promise<Scan> {
  const scan: { asked: URLSearchParams[]; trouble: Trouble } = { asked: [], trouble: {} };
  let busy = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const url = new URL(request.url!, 'http://host');
      const send = (value: unknown): void => reply(response, value);
      if (url.pathname.endsWith('/eth-rpc')) {
        if (dialect !== 'blockscout') return void response.writeHead(404).end();
        const { method, params } = JSON.parse(body) as { method: string; params: unknown[] };
        rpc(method, params).then(send, () => response.destroy());
        return;
      }
      const { searchParams } = url;
      const given = searchParams.get('apikey');
      searchParams.delete('apikey');
      scan.asked.push(searchParams);
      const { trouble } = scan;
      if (key !== undefined && given !== key) return send(notOk(`Invalid API Key ${given}`));
      if (trouble.busy !== undefined && busy < trouble.busy) {
        busy += 1;
        return send(notOk('Max calls per sec rate limit reached (3/sec)'));
      }
      busy = 0;
      if (trouble.notOk !== undefined) return send(notOk(trouble.notOk));
      answer(searchParams).then(send, () => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const rpc = async (method: string, params: unknown[]): Promise<unknown> => {
    const result = await anvil.rpc<unknown>(method, ...params).catch(() => null);
    return { jsonrpc: '2.0', id: 1, result };
  };

  async function answer(query: URLSearchParams): Promise<unknown> {
    const get = (name: string): string => query.get(name) ?? '';
    const action = get('action');
    switch (get('module')) {
      case 'proxy':
        if (dialect === 'blockscout') return notOk('Unknown module');
        if (action === 'eth_getBlockByNumber') return rpc(action, [get('tag'), get('boolean') === 'true']);
        return rpc(action, [get('txhash')]);
      case 'block': {
        const height = await blockBefore(Number(get('timestamp')));
        if (height === null) return notOk('Error! No closest block found');
        return ok(dialect === 'etherscan' ? String(height) : { blockNumber: String(height) });
      }
      default:
        return page(query, await rowsOf(action, query));
    }
  }

  const times: number[] = [];
  async function blockBefore(time: number): Promise<number | null> {
    const last = await newest();
    while (times.length <= last) times.push(Number((await block(times.length)).timestamp));
    const after = times.findIndex((at) => at > time);
    const height = after === -1 ? last : after - 1;
    return height < 0 ? null : height;
  }
  const newest = async (): Promise<number> => Number(await anvil.rpc('eth_blockNumber'));
  const block = (height: number): Promise<Json> =>
    anvil.rpc('eth_getBlockByNumber', `0x${height.toString(16)}`, true);

  /** Rows of every block so far, by list: a block does not change, so each is read once. */
  const read = new Map<string, { rows: Row[]; next: number }>();

  async function allRows(action: string): Promise<readonly Row[]> {
    const known = read.get(action) ?? { rows: [], next: 0 };
    read.set(action, known);
    const last = await newest();
    const { rows } = known;
    for (; known.next <= last; known.next += 1) {
      const height = known.next;
      const at = await block(height);
      const receipts = await anvil.rpc<Json[]>('eth_getBlockReceipts', at.number);
      const traces = action === 'txlistinternal' ? await anvil.rpc<Json[]>('trace_block', at.number) : [];
      const common = { blockNumber: String(height), timeStamp: dec(at.timestamp) };
      for (const [i, tx] of (at.transactions as Json[]).entries()) {
        const receipt = receipts[i]!;
        const base = { ...common, hash: String(tx.hash) };
        if (action === 'txlist') rows.push({ ...base, ...txRow(tx, receipt) });
        if (action === 'tokentx') rows.push(...tokenRows(receipt).map((row) => ({ ...base, ...row })));
        if (action === 'txlistinternal')
          rows.push(
            ...internalRows(traces.filter((t) => t.transactionHash === tx.hash)).map((row) => {
              const { hash, ...rest } = base;
              const named = dialect === 'etherscan' ? { hash } : { transactionHash: hash };
              return { ...rest, ...named, ...row };
            }),
          );
      }
    }
    return rows;
  }

  async function rowsOf(action: string, query: URLSearchParams): Promise<Row[]> {
    const rows = await allRows(action);
    const { trouble } = scan;
    const wanted = (name: string, ...fields: string[]): ((row: Row) => boolean) => {
      const value = query.get(name)?.toLowerCase();
      return (row) => value === undefined || fields.some((field) => row[field] === value);
    };
    return rows
      .filter(wanted('address', 'from', 'to', 'contractAddress'))
      .filter(wanted('contractaddress', 'contractAddress'))
      .filter(wanted('txhash', 'hash', 'transactionHash'))
      .filter((row) => trouble.hide?.(row, action) !== true);
  }

  function page(query: URLSearchParams, rows: Row[]): unknown {
    const number = (name: string, otherwise: number): number => Number(query.get(name) ?? otherwise);
    const [size, at] = [number('offset', 10_000), number('page', 1)];
    if (scan.trouble.status2)
      return {
        status: '2',
        message: 'Some internal transactions within this block range have not yet been processed',
        result: [],
      };
    if (size * at > 10_000)
      return {
        status: '0',
        message: 'Result window is too large, PageNo x Offset size must be less than or equal to 10000',
        result: null,
      };
    const inRange = rows.filter(
      (row) =>
        Number(row.blockNumber) >= number('startblock', 0) &&
        Number(row.blockNumber) <= number('endblock', Number.MAX_SAFE_INTEGER),
    );
    const first = size * (at - 1);
    const found = inRange
      .slice(first, first + Math.min(size, scan.trouble.cap ?? size))
      .map((row) => scan.trouble.change?.(row, query.get('action') ?? '') ?? row);
    return found.length === 0 ? { status: '0', message: 'No transactions found', result: [] } : ok(found);
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${dialect === 'etherscan' ? '/v2/api' : '/api'}`,
    asked: scan.asked,
    get trouble() {
      return scan.trouble;
    },
    set trouble(value) {
      scan.trouble = value;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const ok = (result: unknown): Json => ({ status: '1', message: 'OK', result });
const notOk = (result: string): Json => ({ status: '0', message: 'NOTOK', result });

function reply(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}

const txRow = (tx: Json, receipt: Json): Row => ({
  nonce: dec(tx.nonce),
  blockHash: String(tx.blockHash),
  transactionIndex: dec(tx.transactionIndex),
  from: String(tx.from),
  to: String(tx.to ?? ''),
  value: dec(tx.value),
  gas: dec(tx.gas),
  gasPrice: dec(tx.gasPrice),
  isError: receipt.status === '0x1' ? '0' : '1',
  txreceipt_status: receipt.status === '0x1' ? '1' : '0',
  contractAddress: String(receipt.contractAddress ?? ''),
  gasUsed: dec(receipt.gasUsed),
});

const tokenRows = (receipt: Json): Row[] =>
  (receipt.logs as { address: string; topics: string[]; data: string }[])
    .filter(({ topics }) => topics[0] === TRANSFER && topics.length === 3)
    .map(({ address, topics, data }) => ({
      from: `0x${topics[1]!.slice(26)}`,
      to: `0x${topics[2]!.slice(26)}`,
      value: dec(data),
      contractAddress: address,
      tokenName: 'USDТ',
      tokenSymbol: 'x'.repeat(100_000),
      tokenDecimal: '255',
    }));

/** All but the outermost call; failed ones are listed with their error. */
const internalRows = (traces: Json[]): Row[] =>
  traces
    .filter((trace) => (trace.traceAddress as number[]).length > 0)
    .map((trace) => {
      const action = trace.action as Json;
      const destroyed = trace.type === 'suicide';
      return {
        from: String(destroyed ? action.address : action.from),
        to: String(destroyed ? action.refundAddress : (action.to ?? '')),
        value: dec(destroyed ? action.balance : (action.value ?? '0x0')),
        contractAddress: String((trace.result as Json | undefined)?.address ?? ''),
        type: String(trace.type),
        callType: String(action.callType ?? ''),
        traceId: (trace.traceAddress as number[]).join('_'),
        isError: trace.error === undefined || trace.error === null ? '0' : '1',
        errCode: String(trace.error ?? ''),
      };
    });

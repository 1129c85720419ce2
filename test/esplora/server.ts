/** An Esplora server over real HTTP, serving made-up regtest blocks. Its merkle paths are computed apart from the code under test. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { ownerOf } from '../../src/core/chains/bitcoin/script.ts';
import type { ChainBlock } from '../bitcoin/chain.ts';
import { serialize, sha256d, type Tx, txidOf } from '../bitcoin/writer.ts';

const REGTEST = parseNetwork('regtest');
const PAGE = 10;
const TXS_PER_PAGE = 25;

export type Shape = {
  /** Whether `/txs/outspends` is offered, as mempool/electrs does. */
  readonly batches?: boolean;
  /** What is told of a block's size, for that decides how it is asked for; by default nothing. */
  readonly sizeOf?: (block: ChainBlock) => number;
  /** Before each answer. */
  readonly latencyMs?: number;
  readonly genesis?: string;
};

export type EsploraServer = {
  readonly url: string;
  /** Every path asked for, in order. */
  readonly asked: string[];
  /** Blocks and unconfirmed transactions; may be changed at any time. */
  serve(chain: readonly ChainBlock[], mempool?: readonly Tx[]): void;
  /** Changes an answer of the server's own; null: nothing is found. */
  override: ((path: string) => Answer | undefined) | null;
  readonly stop: () => Promise<void>;
};

export type Answer = {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
};

type Placed = { readonly tx: Tx; readonly block: ChainBlock | null; readonly index: number };
type Index = {
  readonly chain: readonly ChainBlock[];
  readonly byHash: Map<string, ChainBlock>;
  readonly byId: Map<string, Placed>;
  readonly spenders: Map<string, { txid: string; vin: number }>;
  readonly byAddress: Map<string, Placed[]>;
};

export async function startEsplora(chain: readonly ChainBlock[], shape: Shape = {}): Promise<EsploraServer> {
  let index = indexOf(chain, []);
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    esplora.asked.push(path);
    const reply = (): void => {
      const { status, headers, body } = esplora.override?.(path) ?? answer(index, path, shape);
      response.writeHead(status ?? 200, headers);
      response.end(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body));
    };
    if (shape.latencyMs === undefined) reply();
    else setTimeout(reply, shape.latencyMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const esplora: EsploraServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    override: null,
    serve(blocks, mempool = []) {
      index = indexOf(blocks, mempool);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return esplora;
}

function indexOf(chain: readonly ChainBlock[], mempool: readonly Tx[]): Index {
  const index: Index = {
    chain,
    byHash: new Map(chain.map((block) => [block.hash, block])),
    byId: new Map(),
    spenders: new Map(),
    byAddress: new Map(),
  };
  const add = (placed: Placed): void => {
    const txid = txidOf(placed.tx);
    index.byId.set(txid, placed);
    for (const [vin, spend] of placed.tx.inputs.entries())
      index.spenders.set(`${spend.txid}:${spend.vout}`, { txid, vin });
    const spent = placed.tx.inputs.flatMap(
      ({ txid: from, vout }) => index.byId.get(from)?.tx.outputs[vout] ?? [],
    );
    const addresses = [...placed.tx.outputs, ...spent].map(({ script }) => ownerOf(script, REGTEST));
    for (const address of new Set(addresses)) {
      if (address === null) continue;
      const list = index.byAddress.get(address);
      if (list === undefined) index.byAddress.set(address, [placed]);
      else list.push(placed);
    }
  };
  for (const block of chain) for (const [i, tx] of block.txs.entries()) add({ tx, block, index: i });
  for (const tx of mempool) add({ tx, block: null, index: 0 });
  return index;
}

const NOT_FOUND: Answer = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'not found' };
const JSON_TYPE = { 'content-type': 'application/json' };
const TEXT_TYPE = { 'content-type': 'text/plain' };
const json = (body: unknown): Answer => ({ headers: JSON_TYPE, body });
const plain = (body: string): Answer => ({ headers: TEXT_TYPE, body });

function answer(index: Index, url: string, shape: Shape): Answer {
  const { pathname, searchParams } = new URL(url, 'http://x');
  const [, what = '', id = '', part = '', more = '', last = ''] = pathname.split('/');
  switch (what) {
    case 'blocks':
      return ofBlocks(index, id, part, shape);
    case 'block-height': {
      if (id === '0' && shape.genesis !== undefined) return plain(shape.genesis);
      const block = index.chain[Number(id)];
      return block === undefined ? NOT_FOUND : plain(block.hash);
    }
    case 'block': {
      const block = index.byHash.get(id);
      return block === undefined ? NOT_FOUND : ofBlock(index, block, part, more);
    }
    case 'tx': {
      const placed = index.byId.get(id);
      return placed === undefined ? NOT_FOUND : ofTransaction(index, placed, part);
    }
    case 'txs': {
      if (id !== 'outspends' || shape.batches === false) return NOT_FOUND;
      const txids = (searchParams.get('txids') ?? '').split(',');
      if (txids.length > 50) return { status: 400, headers: TEXT_TYPE, body: 'Too many txids requested' };
      return json(
        txids.map((txid) => {
          const placed = index.byId.get(txid);
          return placed === undefined ? [] : outspends(index, placed);
        }),
      );
    }
    case 'address':
      return ofAddress(index, id, part, more, last);
    default:
      return NOT_FOUND;
  }
}

function ofBlocks(index: Index, id: string, part: string, shape: Shape): Answer {
  const tip = index.chain.length - 1;
  if (id === 'tip') return plain(part === 'height' ? String(tip) : index.chain[tip]!.hash);
  const start = id === '' ? tip : Math.min(Number(id), tip);
  return json(
    index.chain
      .slice(Math.max(0, start - PAGE + 1), start + 1)
      .reverse()
      .map((block) => summary(block, shape)),
  );
}

function summary(block: ChainBlock, { sizeOf }: Shape): object {
  const { bytes, hash, height, parent, txs } = block;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 80);
  return {
    id: hash,
    height,
    version: view.getInt32(0, true),
    timestamp: view.getUint32(68, true),
    tx_count: Math.max(1, txs.length),
    ...(sizeOf === undefined ? {} : { size: sizeOf(block) }),
    merkle_root: Buffer.from(bytes.subarray(36, 68)).reverse().toString('hex'),
    ...(height === 0 ? {} : { previousblockhash: parent }),
    nonce: view.getUint32(76, true),
    bits: view.getUint32(72, true),
  };
}

function ofBlock(index: Index, block: ChainBlock, part: string, more: string): Answer {
  switch (part) {
    case 'header':
      return plain(block.bytes.subarray(0, 80).toString('hex'));
    case 'raw':
      return { headers: { 'content-type': 'application/octet-stream' }, body: block.bytes };
    case 'txs': {
      const from = Number(more || '0');
      const page = block.txs.slice(from, from + TXS_PER_PAGE);
      if (page.length === 0) return NOT_FOUND;
      return json(page.map((tx, i) => describe(index, { tx, block, index: from + i })));
    }
    default:
      return NOT_FOUND;
  }
}

function ofTransaction(index: Index, placed: Placed, part: string): Answer {
  switch (part) {
    case '':
      return json(describe(index, placed));
    case 'raw':
      return { headers: { 'content-type': 'application/octet-stream' }, body: serialize(placed.tx) };
    case 'outspends':
      return json(outspends(index, placed));
    case 'merkle-proof':
      return placed.block === null ? NOT_FOUND : json(merkleProof(placed.block, placed.index));
    default:
      return NOT_FOUND;
  }
}

function ofAddress(index: Index, address: string, part: string, more: string, last: string): Answer {
  const history = (index.byAddress.get(address) ?? []).filter(({ block }) => block !== null).toReversed();
  if (part === '') {
    const funded = history.flatMap(({ tx }) =>
      tx.outputs.filter(({ script }) => ownerOf(script, REGTEST) === address),
    );
    const sum = funded.reduce((total, { value }) => total + value, 0n);
    return json({
      address,
      chain_stats: { funded_txo_count: funded.length, funded_txo_sum: Number(sum), tx_count: history.length },
    });
  }
  if (part !== 'txs' || more !== 'chain') return NOT_FOUND;
  const from = last === '' ? 0 : history.findIndex(({ tx }) => txidOf(tx) === last) + 1;
  return json(history.slice(from, from + TXS_PER_PAGE).map((placed) => describe(index, placed)));
}

const statusOf = (block: ChainBlock | null): object =>
  block === null
    ? { confirmed: false }
    : {
        confirmed: true,
        block_height: block.height,
        block_hash: block.hash,
        block_time: block.bytes.readUInt32LE(68),
      };

function describe(index: Index, { tx, block }: Placed): object {
  const made = (output: { readonly value: bigint; readonly script: Uint8Array }): object => ({
    scriptpubkey: Buffer.from(output.script).toString('hex'),
    scriptpubkey_address: ownerOf(output.script, REGTEST),
    value: Number(output.value),
  });
  const coinbase = tx.inputs[0]!.vout === 0xffffffff;
  const spent = coinbase ? [] : tx.inputs.map(({ txid, vout }) => index.byId.get(txid)!.tx.outputs[vout]!);
  const out = tx.outputs.reduce((sum, { value }) => sum + value, 0n);
  return {
    txid: txidOf(tx),
    version: 2,
    locktime: 0,
    vin: tx.inputs.map(({ txid, vout }, i) => ({
      txid,
      vout,
      prevout: coinbase ? null : made(spent[i]!),
      is_coinbase: coinbase,
      sequence: 0xffffffff,
    })),
    vout: tx.outputs.map(made),
    fee: coinbase ? 0 : Number(spent.reduce((sum, { value }) => sum + value, 0n) - out),
    status: statusOf(block),
  };
}

function outspends(index: Index, { tx }: Placed): object[] {
  const txid = txidOf(tx);
  return tx.outputs.map((_, vout) => {
    const spender = index.spenders.get(`${txid}:${vout}`);
    return spender === undefined
      ? { spent: false }
      : { spent: true, ...spender, status: statusOf(index.byId.get(spender.txid)!.block) };
  });
}

function merkleProof(block: ChainBlock, index: number): object {
  const merkle: string[] = [];
  let level: Uint8Array[] = block.txs.map((tx) => Buffer.from(txidOf(tx), 'hex').reverse());
  for (let at = index; level.length > 1; at >>= 1) {
    const sibling = level[at ^ 1] ?? level[at]!;
    merkle.push(Buffer.from(sibling).reverse().toString('hex'));
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) =>
      sha256d(Buffer.concat([level[2 * i]!, level[2 * i + 1] ?? level[2 * i]!])),
    );
  }
  return { block_height: block.height, merkle, pos: index };
}

/**
 * The node's chain: every header from the genesis block to its tip, each hashed, its work and target checked and
 * joined to the one before. A million headers are 80 MB, so they are asked for once and kept on disk.
 */
import type { ArchivedBlock } from '../../../core/chains/bitcoin/archive.ts';
import { checkTargets } from '../../../core/chains/bitcoin/best-chain.ts';
import { HEADER_BYTES, parseHeader } from '../../../core/chains/bitcoin/header.ts';
import { averageBlockBytes, type Network } from '../../../core/chains/bitcoin/network.ts';
import { getChain } from '../../../core/model/chain.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import { nativeHash } from '../bitcoin-files/hash-many.ts';
import { asBytes, asCount, asHash, asObject } from '../wire/answers.ts';
import type { Cache } from '../wire/cache.ts';
import { type CoreNode, failure } from './node.ts';

/** What the node says about itself. */
export type NodeState = {
  readonly height: number;
  readonly tip: string;
  /** The first height it has blocks of; null where it keeps all. */
  readonly prunedFrom: number | null;
};

export type HeadersOptions = {
  readonly rest: boolean;
  readonly cache: Cache;
  readonly onHeaders?: ((height: number, of: number) => void) | undefined;
};

/** Core's names of the networks that can be read (`util/chaintype.cpp`). */
const NETWORK_OF: Readonly<Record<string, string>> = { main: 'bitcoin', regtest: 'regtest' };

/** Core's `MAX_REST_HEADERS_RESULTS` (rest.cpp). */
const REST_HEADERS = 2_000;
const RPC_HEADERS = 500;
const CACHED = 'bitcoin-headers';
/** So near the tip headers may still be replaced, and are not kept. */
const NOT_FINAL = 100;

/** Refuses a node of another network, and one that is still far from the tip. */
export async function readState(node: CoreNode, network: Network): Promise<NodeState> {
  const [answer, first] = await node.ask([
    { method: 'getblockchaininfo', params: [] },
    { method: 'getblockhash', params: [0] },
  ]);
  const where = `${node.label} getblockchaininfo`;
  const info = asObject(answer, where);
  const genesis = asHash(first, `${node.label} getblockhash`);
  if (NETWORK_OF[String(info.chain)] !== network.name || genesis !== network.genesis) {
    throw failure(
      'E_WRONG_CHAIN',
      `the node is of the network "${String(info.chain).slice(0, 20)}" with the first block ${genesis}, not of ${network.name}`,
      node,
      `Give the address of a node of ${network.name}; test networks other than regtest are not read.`,
    );
  }
  const height = asCount(info.blocks, where);
  // A chain of one's own may stand still for long, which Core takes for catching up.
  if (info.initialblockdownload === true && getChain(network.chain).laboratory !== true) {
    throw failure(
      'E_SOURCE_BEHIND',
      `the node is still catching up: it has ${height} of ${asCount(info.headers, where)} blocks`,
      node,
      'Wait until getblockchaininfo says "initialblockdownload": false.',
      true,
    );
  }
  return {
    height,
    tip: asHash(info.bestblockhash, where),
    prunedFrom: info.pruned === true ? asCount(info.pruneheight, where) : null,
  };
}

/** The blocks of the node's chain by height, from the genesis block to the tip it has now. */
export async function readHeaders(
  node: CoreNode,
  network: Network,
  state: NodeState,
  { rest, cache, onHeaders }: HeadersOptions,
): Promise<ArchivedBlock[]> {
  const kept = await cache.get(CACHED, network.name);
  const joined = (await joinKept(node, network, kept, state)) ?? { network, blocks: [], chunks: [] };
  const { blocks, chunks } = joined;
  const before = blocks.length;
  await extend(node, joined, state, rest, onHeaders);
  const final = blocks.length - NOT_FINAL;
  if (final > before)
    await cache.put(CACHED, network.name, Buffer.concat(chunks).subarray(0, final * HEADER_BYTES));
  return blocks;
}

/** The same chain some time later: only what came since is asked for, unless the node has gone far back. */
export async function renewHeaders(
  node: CoreNode,
  network: Network,
  state: NodeState,
  known: readonly ArchivedBlock[],
  rest: boolean,
): Promise<ArchivedBlock[]> {
  const joined: Joined = { network, blocks: known.slice(0, -NOT_FINAL), chunks: [] };
  if (!(await stands(node, joined, state))) joined.blocks.length = 0;
  await extend(node, joined, state, rest);
  return joined.blocks;
}

async function extend(
  node: CoreNode,
  joined: Joined,
  state: NodeState,
  rest: boolean,
  onHeaders?: HeadersOptions['onHeaders'],
): Promise<void> {
  const { blocks, network } = joined;
  while (blocks.length <= state.height) {
    const missing = state.height + 1 - blocks.length;
    const bytes = rest
      ? await restHeaders(node, joined, missing)
      : await rpcHeaders(node, blocks.length, Math.min(missing, RPC_HEADERS));
    join(node, joined, bytes);
    onHeaders?.(blocks.length - 1, state.height);
  }
  checkTargets(blocks, network);
  if (lastOf(joined) !== state.tip) throw reorganised(node, state.height, lastOf(joined), state.tip);
}

/** Whether the last header joined is of the chain that the node follows now. */
async function stands(node: CoreNode, joined: Joined, { height }: NodeState): Promise<boolean> {
  const last = joined.blocks.length - 1;
  if (last < 0 || last > height) return false;
  const [hash] = await node.ask([{ method: 'getblockhash', params: [last] }]);
  return hash === lastOf(joined);
}

/** Kept headers are believed no more than new ones. Null: there are none, or they are damaged, or of another chain. */
async function joinKept(
  node: CoreNode,
  network: Network,
  kept: Uint8Array | null,
  state: NodeState,
): Promise<Joined | null> {
  const count = Math.min(Math.floor((kept?.length ?? 0) / HEADER_BYTES), state.height + 1);
  if (kept === null || count === 0) return null;
  const joined: Joined = { network, blocks: [], chunks: [] };
  try {
    join(node, joined, kept.subarray(0, count * HEADER_BYTES));
  } catch (error) {
    if (error instanceof AshiatoError) return null;
    throw error;
  }
  return (await stands(node, joined, state)) ? joined : null;
}

/** Headers joined so far, as what a scan needs of them and as bytes to be kept. */
type Joined = { readonly network: Network; readonly blocks: ArchivedBlock[]; readonly chunks: Uint8Array[] };

const lastOf = ({ blocks, network }: Joined): string => blocks.at(-1)?.hash ?? network.genesis;

function join(node: CoreNode, joined: Joined, bytes: Uint8Array): void {
  const { network, blocks, chunks } = joined;
  for (let at = 0; at < bytes.length; at += HEADER_BYTES) {
    const header = parseHeader(bytes.subarray(at, at + HEADER_BYTES), network, nativeHash);
    const height = blocks.length;
    const fits = height === 0 ? header.hash === network.genesis : header.parent === lastOf(joined);
    if (!fits) throw reorganised(node, height, header.hash, `a child of ${lastOf(joined)}`);
    // Not all of a header is kept: there are a million of them.
    const { hash, parent, time, bits } = header;
    blocks.push({ hash, parent, time, bits, size: guessSize(network, height) });
  }
  chunks.push(bytes);
}

/** From the last header known, which comes first again. */
async function restHeaders(node: CoreNode, joined: Joined, missing: number): Promise<Uint8Array> {
  const height = joined.blocks.length;
  const known = height === 0 ? 0 : 1;
  const from = lastOf(joined);
  const count = Math.min(missing + known, REST_HEADERS);
  const bytes = await node.rest(`rest/headers/${from}.bin?count=${count}`);
  const fresh = bytes?.subarray(known * HEADER_BYTES, (missing + known) * HEADER_BYTES);
  if (fresh === undefined || fresh.length === 0) {
    throw reorganised(node, height, 'nothing', `a child of ${from}`);
  }
  if (fresh.length % HEADER_BYTES !== 0)
    throw failure('E_TRUNCATED', 'the last header is cut off', node, 'Try again, or use another node.', true);
  return fresh;
}

async function rpcHeaders(node: CoreNode, from: number, count: number): Promise<Uint8Array> {
  const heights = Array.from({ length: count }, (_, i) => from + i);
  const hashes = await node.ask(heights.map((height) => ({ method: 'getblockhash', params: [height] })));
  const answers = await node.ask(hashes.map((hash) => ({ method: 'getblockheader', params: [hash, false] })));
  return Buffer.concat(
    answers.map((answer, i) => {
      const where = `${node.label} header ${heights[i]}`;
      const bytes = asBytes(answer, where);
      if (bytes.length === HEADER_BYTES) return bytes;
      throw new AshiatoError('E_TRUNCATED', `a header of ${bytes.length} bytes came`, {
        where,
        limit: `${HEADER_BYTES} bytes`,
        next: 'Use another node.',
      });
    }),
  );
}

export const reorganised = (node: CoreNode, height: number, found: string, wanted: string): AshiatoError =>
  new AshiatoError('E_REORG', `the node has ${found} at height ${height}, not ${wanted}`, {
    where: `${node.label} block ${height}`,
    next: 'The chain was reorganised meanwhile; start again.',
    retryable: true,
  });

const SMALL = 1_000;

/** Only progress is shown by it. */
const guessSize = ({ chain }: Network, height: number): number =>
  getChain(chain).laboratory === true ? SMALL : averageBlockBytes(height);

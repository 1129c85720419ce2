/** The node's chain as it stood when a trace was pinned to it, and where in it a block or a transaction stands. */
import type { ArchivedBlock } from '../../../core/chains/bitcoin/archive.ts';
import { lastHeightBy } from '../../../core/chains/bitcoin/median-time.ts';
import type { Tip } from '../../../core/model/case.ts';
import type { TxId } from '../../../core/model/location.ts';
import { asCount, asHash, asObject } from '../wire/answers.ts';
import { type BlockReader, blockReader } from './blocks.ts';
import type { HeadersOptions } from './chain.ts';
import { type NodeState, readHeaders, readState, renewHeaders, reorganised } from './chain.ts';
import type { Connection } from './connect.ts';
import { failure } from './node.ts';

export type PinnedChain = {
  readonly state: NodeState;
  readonly tip: Tip;
  readonly blocks: readonly ArchivedBlock[];
  readonly reader: BlockReader;
};

export async function pinNewest(connection: Connection, options: HeadersOptions): Promise<PinnedChain> {
  const { node, network, state } = connection;
  return pinAt(connection, state, await readHeaders(node, network, state, options), state.height);
}

/** The chain as the node has it now, cut at a time (median time past); null where it begins after that. */
export async function pinAnew(
  connection: Connection,
  known: PinnedChain,
  asOf: number | null,
): Promise<PinnedChain | null> {
  const { node, network, offers } = connection;
  const state = await readState(node, network);
  const blocks =
    state.tip === known.state.tip
      ? known.blocks
      : await renewHeaders(node, network, state, known.blocks, offers.rest);
  const height = asOf === null ? state.height : lastHeightBy(blocks, asOf);
  return height === -1 ? null : pinAt(connection, state, blocks, height);
}

function pinAt(
  { node, network, offers }: Connection,
  state: NodeState,
  blocks: readonly ArchivedBlock[],
  height: number,
): PinnedChain {
  const { hash, time } = blocks[height]!;
  const tip = { chain: network.chain, height, hash, time };
  return { state, tip, blocks, reader: blockReader(node, network, state, blocks, offers.rest) };
}

/** The height of a block that the node names; null where it comes after the tip. */
export async function heightOf(
  { node }: Connection,
  { tip, blocks }: PinnedChain,
  hash: string,
): Promise<number | null> {
  const [header] = await node.ask([{ method: 'getblockheader', params: [hash, true] }]);
  const where = `${node.label} getblockheader`;
  const height = asCount(asObject(header, where).height, where);
  if (height > tip.height) return null;
  if (blocks[height]!.hash === hash) return height;
  throw reorganised(node, height, hash, blocks[height]!.hash);
}

/** By the node's index, where a transaction stands; null where it is in no block up to the tip. */
export async function placeByIndex(
  connection: Connection,
  pinned: PinnedChain,
  txid: TxId,
): Promise<number | null> {
  const { node } = connection;
  const [reply] = await node.settle([{ method: 'getrawtransaction', params: [txid, true] }]);
  if (reply?.type !== 'result' || reply.result === null) {
    // The first transaction of all is in no index.
    if ((await pinned.reader.open(0)).txids[0] === txid) return 0;
    throw failure('E_RPC_NULL', `the node knows no transaction ${txid}`, node, 'Check its id.');
  }
  const where = `${node.label} getrawtransaction`;
  const { blockhash } = asObject(reply.result, where);
  return blockhash === undefined ? null : heightOf(connection, pinned, asHash(blockhash, where));
}

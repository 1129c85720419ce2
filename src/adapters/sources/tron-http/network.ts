/** Which network a node serves, and what it can and cannot do, found out by asking it. */
import { asObject, parseCount } from '../../../core/chains/tron/bytes.ts';
import { type Header, readHeader } from '../../../core/chains/tron/header.ts';
import type { Chain } from '../../../core/model/chain.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { HttpNode } from './node.ts';

export type Capabilities = {
  readonly node: string;
  /** Where it serves blocks: a full node, or one that has only what is solidified. */
  readonly base: 'wallet' | 'walletsolidity';
  /** How it names its newest solidified block. */
  readonly solid: 'walletsolidity' | 'nodeinfo' | 'no';
  /** Headers without the transactions, which are most of a block's answer. */
  readonly headers: boolean;
  /** TronGrid's lists of an account's transactions. */
  readonly index: boolean;
};

export type CapableNode = HttpNode & {
  readonly can: Capabilities;
  /** Whether it told of an internal transfer yet: full nodes keep them only with `vm.saveInternalTx`. */
  internals: boolean;
};

/** The chain id is the last four bytes of the first block's id; four bytes could be ground, so all are pinned. */
const GENESIS: Readonly<Record<string, string>> = {
  'tron:0x2b6653dc': '00000000000000001ebf88508a03865c71d452e25f4d51194196a1d22b6653dc',
};

const NOBODY = 'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb';

export async function probe(node: HttpNode, chain: Chain): Promise<{ node: CapableNode; genesis: Header }> {
  const [base, first] = await firstBlock(node);
  const genesis = readHeader(first, `${node.label} block 0`);
  const expected = GENESIS[chain.id];
  if (genesis.height !== 0 || (expected !== undefined && genesis.id !== expected))
    throw wrongChain(node.label, chain, genesis.id);
  const offers = async (path: string, holds: (answer: unknown) => boolean): Promise<boolean> => {
    try {
      return holds(await node.ask(path));
    } catch (error) {
      // A node that cannot be reached is not a node that cannot.
      if (error instanceof AshiatoError && !error.retryable) return false;
      throw error;
    }
  };
  const isBlock = (answer: unknown): boolean => readHeader(answer, node.label).height >= 0;
  const solidified = await offers('/walletsolidity/getnowblock', isBlock);
  const told = solidified || (await offers('/wallet/getnodeinfo', (answer) => solidOf(answer) >= 0));
  const headers = await offers(
    `/${base}/getblock?id_or_num=0&detail=false`,
    (answer) => readHeader(answer, node.label).id === genesis.id,
  );
  const index = await offers(`/v1/accounts/${NOBODY}/transactions?limit=1`, (answer) =>
    Array.isArray(asObject(answer, node.label).data),
  );
  const solid = solidified ? 'walletsolidity' : told ? 'nodeinfo' : 'no';
  return {
    node: { ...node, can: { node: node.label, base, solid, headers, index }, internals: false },
    genesis,
  };
}

async function firstBlock(node: HttpNode): Promise<['wallet' | 'walletsolidity', unknown]> {
  try {
    return ['wallet', await node.ask('/wallet/getblockbynum?num=0')];
  } catch (error) {
    if (!(error instanceof AshiatoError) || error.code !== 'E_RPC_METHOD') throw error;
    return ['walletsolidity', await node.ask('/walletsolidity/getblockbynum?num=0')];
  }
}

export const wrongChain = (where: string, chain: Chain, id: string): AshiatoError =>
  new AshiatoError('E_WRONG_CHAIN', `the node’s first block is ${id}: not ${chain.name}`, {
    where,
    next: `Give the address of a node of ${chain.name}.`,
  });

/** `Num:123,ID:0000…`, as `/wallet/getnodeinfo` writes its solidified block. */
function solidOf(answer: unknown): number {
  const { solidityBlock } = asObject(answer, 'node info');
  const number =
    typeof solidityBlock === 'string' ? /^Num:(\d{1,15}),ID:/.exec(solidityBlock)?.[1] : undefined;
  if (number === undefined)
    throw new AshiatoError('E_RPC_VALUE', 'the node names no solidified block', { where: 'node info' });
  return Number(number);
}

export type Finality = 'solidified' | 'latest';

/** The height of a node's newest block. */
export async function heightOf(node: CapableNode, finality: Finality): Promise<number> {
  if (finality === 'latest')
    return readHeader(await node.ask(`/${node.can.base}/getnowblock`), `${node.label} newest block`).height;
  switch (node.can.solid) {
    case 'walletsolidity':
      return readHeader(await node.ask('/walletsolidity/getnowblock'), `${node.label} solidified block`)
        .height;
    case 'nodeinfo':
      return solidOf(await node.ask('/wallet/getnodeinfo'));
    case 'no':
      throw new AshiatoError('E_RPC_METHOD', 'the node names no solidified block', {
        where: node.label,
        next: 'Use a node that offers /walletsolidity or /wallet/getnodeinfo, or ask for the latest block.',
      });
  }
}

/** One header, verified and of the height asked for. */
export async function fetchHeader(node: CapableNode, height: number): Promise<Header> {
  const path = node.can.headers ? `getblock?id_or_num=${height}&detail=false` : `getblockbynum?num=${height}`;
  return expectHeight(
    readHeader(await node.ask(`/${node.can.base}/${path}`), `${node.label} block ${height}`),
    height,
    node.label,
  );
}

export function expectHeight(header: Header, height: number, where: string): Header {
  if (header.height === height) return header;
  throw new AshiatoError('E_BLOCK_ID', `block ${header.height} came for block ${height}`, {
    where,
    next: 'The node mixes up blocks; use another node.',
  });
}

/** The height that a node names for a transaction; the block must then hold it. */
export async function claimedHeight(node: CapableNode, txid: string): Promise<number> {
  const where = `${node.label} info of ${txid}`;
  const info = asObject(await node.ask(`/${node.can.base}/gettransactioninfobyid?value=${txid}`), where);
  return parseCount(info.blockNumber ?? 0, where);
}

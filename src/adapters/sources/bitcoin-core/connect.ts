/** A node that answers, is of the right network and up to date, and what it offers beyond that: found by asking. */
import type { Network } from '../../../core/chains/bitcoin/network.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Ability } from '../../../ports/chain-source.ts';
import { asObject } from '../wire/answers.ts';
import type { BlockReader } from './blocks.ts';
import { type NodeState, readState } from './chain.ts';
import { type Access, type CoreNode, coreNode, failure, type NodeOptions } from './node.ts';

export type ConnectOptions = Access & {
  readonly network: Network;
  /** `probe` (default): used where the node offers it. */
  readonly rest?: boolean | 'probe';
} & Partial<NodeOptions>;

export type Offers = {
  readonly version: string;
  /** Peers; without one the node hears of no new block. */
  readonly peers: number;
  readonly rest: boolean;
  /** `/rest/spenttxouts`. */
  readonly spentOutputs: boolean;
  /** `getblock` with verbosity 3. */
  readonly prevouts: boolean;
  /** Null: the node does not tell which indexes it has. */
  readonly txindex: boolean | null;
  readonly spenderIndex: boolean;
};

export type Connection = {
  readonly node: CoreNode;
  readonly network: Network;
  readonly state: NodeState;
  readonly offers: Offers;
};

/** The first version whose `getblock` gives previous outputs. */
const PREVOUTS_SINCE = 230_000;

export async function connect(options: ConnectOptions): Promise<Connection> {
  const { network, rest = 'probe', url, cookieFile, user, password, ...limits } = options;
  const node = coreNode({ url, cookieFile, user, password }, limits);
  const state = await readState(node, network);
  return { node, network, state, offers: await probe(node, state, rest) };
}

async function probe(node: CoreNode, state: NodeState, wanted: boolean | 'probe'): Promise<Offers> {
  const rest = wanted !== false && (await offersRest(node));
  if (wanted === true && !rest)
    throw failure(
      'E_RPC_METHOD',
      'the node does not offer REST',
      node,
      'Start it with -rest, or leave out "rest".',
    );
  const spentOutputs = rest && (await node.rest(`rest/spenttxouts/${state.tip}.bin`)) !== null;
  const [about, indexes] = await node.settle([
    { method: 'getnetworkinfo', params: [] },
    { method: 'getindexinfo', params: [] },
  ]);
  const info = about?.type === 'result' ? asObject(about.result, `${node.label} getnetworkinfo`) : {};
  const index = indexes?.type === 'result' ? asObject(indexes.result, `${node.label} getindexinfo`) : null;
  const synced = (name: string): boolean =>
    (index?.[name] as { synced?: unknown } | undefined)?.synced === true;
  return {
    version: String(info.subversion ?? 'of an unknown version')
      .slice(0, 60)
      .replace(/[^\x20-\x7e]/g, '?'),
    peers: Number.isSafeInteger(info.connections) ? Number(info.connections) : 0,
    rest,
    spentOutputs,
    prevouts: typeof info.version === 'number' && info.version >= PREVOUTS_SINCE,
    txindex: index === null ? null : synced('txindex'),
    spenderIndex: synced('txospenderindex'),
  };
}

async function offersRest(node: CoreNode): Promise<boolean> {
  try {
    const bytes = await node.rest('rest/chaininfo.json');
    return bytes !== null && /^\s*\{/.test(Buffer.from(bytes).toString('latin1'));
  } catch (error) {
    // A node that cannot be reached is not a node that cannot.
    if (error instanceof AshiatoError && !error.retryable) return false;
    throw error;
  }
}

/** A node that does not tell its indexes either has the oldest ordinary transaction at hand, or no index. */
export async function hasTxindex(
  { node, state, offers }: Connection,
  { open }: Pick<BlockReader, 'open'>,
): Promise<boolean> {
  if (offers.txindex !== null) return offers.txindex;
  const height = Math.max(1, state.prunedFrom ?? 1);
  if (state.height < height) return false;
  const [txid] = (await open(height)).txids;
  const [reply] = await node.settle([{ method: 'getrawtransaction', params: [txid, false] }]);
  return reply?.type === 'result';
}

/** For `check`. */
export function abilitiesOf({ network, state, offers }: Connection, txindex: boolean): Ability[] {
  const { rest, spentOutputs, prevouts, spenderIndex, peers } = offers;
  const spent = spentOutputs
    ? 'from undo data over REST'
    : prevouts
      ? 'from undo data with getblock'
      : txindex
        ? 'from previous transactions, each proven by its id'
        : 'nobody tells; such branches end as input-value-unknown';
  const yes = (can: boolean): Ability['can'] => (can ? 'yes' : 'no');
  return [
    { name: 'network', can: 'yes', detail: `${network.name}: every header joins from the first block on` },
    {
      name: 'blocks of the past',
      can: state.prunedFrom === null ? 'yes' : 'partly',
      detail: state.prunedFrom === null ? 'all of them' : `pruned: from height ${state.prunedFrom} on`,
    },
    {
      name: 'REST',
      can: yes(rest),
      detail: rest ? 'headers and blocks come as bytes' : 'start it with -rest',
    },
    { name: 'values of spent outputs', can: yes(spentOutputs || prevouts || txindex), detail: spent },
    {
      name: 'transactions by id',
      can: yes(txindex),
      detail: txindex ? 'txindex' : 'start it with -txindex',
    },
    {
      name: 'who spends an output',
      can: spenderIndex ? 'yes' : 'partly',
      detail: spenderIndex
        ? 'txospenderindex'
        : 'by walking through the blocks after it; version 31 has -txospenderindex',
    },
    {
      name: 'new blocks',
      can: yes(peers > 0),
      detail: peers > 0 ? `${peers} peers` : 'the node has no peer',
    },
    { name: 'mempool', can: 'no', detail: 'only what stands in a block is followed' },
  ];
}

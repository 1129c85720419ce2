/** A chain of EVM nodes as a chain source: every block verified before a transaction of it is handed out. */
import { parseCount } from '../../../core/chains/evm/bytes.ts';
import type { DecodedBlock } from '../../../core/chains/evm/decode.ts';
import { profileOf } from '../../../core/chains/evm/profiles.ts';
import { asObject } from '../../../core/chains/evm/raw.ts';
import { nativeAsset } from '../../../core/model/asset.ts';
import type { Tip } from '../../../core/model/case.ts';
import { getChain } from '../../../core/model/chain.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import { type Location, type LocationId, locationId } from '../../../core/model/location.ts';
import { type Block, type Place, pays, type Transaction } from '../../../core/model/transaction.ts';
import type { Want } from '../../../core/trace/frontier.ts';
import type { ChainSource } from '../../../ports/chain-source.ts';
import { readEndpoint } from '../wire/http.ts';
import { sleep, untilAgreed } from '../wire/patience.ts';
import { type Caught, newPool } from '../wire/pool.ts';
import { reachable, withDefaults } from '../wire/reach.ts';
import { type PinnedChain, type Proof, pinChain } from './anchor.ts';
import { blockReader, type Concerns } from './blocks.ts';
import { type Capabilities, type CapableNode, probe } from './capabilities.ts';
import { newCaveats, witnessesOf } from './caveats.ts';
import { reportOf } from './check.ts';
import { blocksThatPay, historyOf, type Reading } from './histories.ts';
import { type HistoryIndex, indexesOf } from './history-index.ts';
import { type NodeOptions, rpcNode } from './node.ts';
import { balanceAt, changeBefore } from './openings.ts';
import { type Finality, findTip } from './tip.ts';

export type EvmRpcOptions = {
  /** Nodes of the chain. With two or more, what no root proves is believed only where two agree. */
  readonly urls: readonly string[];
  /** CAIP-2, for instance `eip155:1`. */
  readonly chain: string;
  readonly proof?: Proof;
  readonly finality?: Finality;
  /** Headers to hash at most; a day of Ethereum has 7,200. */
  readonly maxHeaders?: number;
  /** Blocks to read whole at most, for the history of a native balance. */
  readonly maxBlocks?: number;
  /** Indexes that name the blocks of a native history, beside what the nodes themselves keep. */
  readonly histories?: readonly HistoryIndex[];
  /** Up to so many blocks are walked even where an index would name fewer: it is quick, and nothing can be kept quiet. */
  readonly walkBlocks?: number;
  readonly maxTipAgeS?: number | null;
  readonly now?: () => number;
} & Partial<NodeOptions>;

export type EvmRpcSource = ChainSource & {
  readonly capabilities: readonly Capabilities[];
  /** Nodes that were caught out so far, with the proof. */
  readonly caught: readonly Caught[];
};

const AT_ONCE = 32;

const DEFAULTS: NodeOptions = {
  timeoutMs: 30_000,
  maxBytes: 128 * 1024 * 1024,
  maxWaitMs: 10_000,
  batchSize: 50,
  retries: 3,
  sleep,
};

export async function openEvmRpc(options: EvmRpcOptions): Promise<EvmRpcSource> {
  const chain = getChain(options.chain);
  if (chain.family !== 'evm') {
    throw new AshiatoError('E_CHAIN_UNSUPPORTED', `${chain.name} is not an EVM chain`, {
      where: 'chain',
      next: 'Give an EVM chain, such as eip155:1.',
    });
  }
  const {
    proof = 'headers',
    finality = chain.laboratory ? 'latest' : 'finalized',
    maxHeaders = 200_000,
    maxBlocks = 50_000,
    walkBlocks = 256,
    histories = [],
  } = options;
  const maxAgeS = options.maxTipAgeS === undefined ? (chain.laboratory ? null : 3_600) : options.maxTipAgeS;
  const rules = { finality, maxAgeS, now: options.now ?? (() => Math.floor(Date.now() / 1000)) };
  if (proof === 'sources' && options.urls.length < 2) {
    throw new AshiatoError('E_CONFIG_VALUE', 'proof by sources needs two nodes', {
      where: 'urls',
      next: 'Give a second node, or prove by headers.',
    });
  }
  const settings = withDefaults(DEFAULTS, options);
  const nodes = await reachable(options.urls.map(readEndpoint), (endpoint) =>
    probe(rpcNode(endpoint, chain, settings)),
  );
  const profile = profileOf(chain.id);
  const pool = newPool(nodes);
  const caveats = newCaveats();
  const witnesses = witnessesOf(pool, caveats);
  const reader = blockReader(pool, witnesses, nodes, chain, profile);
  const indexes = [...histories, ...indexesOf(nodes)];
  const native = nativeAsset(chain).id;
  /** Why more may have changed at a place, or of an asset, than is told. */
  const unread = new Map<string, string>();
  const gaps = new Map<LocationId, string>();
  let pinned: PinnedChain | null = null;

  const tipAt = (asOf: number | null, maxTipAgeS = maxAgeS): Promise<Tip | null> =>
    untilAgreed(() => findTip(witnesses, nodes, chain, { ...rules, maxAgeS: maxTipAgeS }, asOf), settings);
  const pin = async (asOf: number | null): Promise<PinnedChain | null> => {
    const tip = await tipAt(asOf);
    reader.forget();
    pinned = tip === null ? null : pinChain(pool, witnesses, profile, tip, proof, maxHeaders);
    return pinned;
  };
  const current = async (): Promise<PinnedChain> => {
    const now = pinned ?? (await pin(null));
    if (now === null)
      throw new AshiatoError('E_RPC_NULL', 'the chain has no block', {
        where: chain.name,
        next: 'Wait for its first block.',
      });
    return now;
  };
  const read = async (heights: readonly number[], concerns: Concerns): Promise<readonly DecodedBlock[]> => {
    const decoded = await reader.read(await current(), heights, concerns);
    for (const { unread: logs } of decoded)
      for (const log of logs) unread.set(log.asset, `${log.code} in ${log.txid}`);
    for (const sentence of profile.untold) caveats.note(`not told: ${sentence}`);
    if (!reader.traced) caveats.note('internal transfers unknown: no node offers traces');
    if (profile.stack === 'op')
      caveats.note('single-source: what a transaction pays for the chain below is what one node says');
    return decoded;
  };

  /** A few at a time: of a long walk only what is wanted is held. */
  async function* inTurn(heights: readonly number[], concerns: Concerns): AsyncIterable<DecodedBlock> {
    for (let from = 0; from < heights.length; from += AT_ONCE)
      yield* await read(heights.slice(from, from + AT_ONCE), concerns);
  }

  const reading = async (): Promise<Reading> => ({
    ...{ pool, witnesses, caveats, proof, indexes, maxBlocks, walkBlocks, native },
    pinned: await current(),
    traced: reader.traced,
    tipToMiner: profile.tipToMiner,
    read: inTurn,
  });

  /** A node names the block, the verified block must hold the transaction. Null where it stands after the tip. */
  const findTransaction = async (txid: string): Promise<Transaction | null> => {
    const { tip } = await current();
    try {
      return await pool.first(async (node) => {
        const height = await claimedHeight(node, txid);
        if (height > tip.height)
          throw new AshiatoError('E_TIME_RANGE', `${txid} stands after the tip`, { where: node.label });
        const [decoded] = await read([height], (tx) => tx.txid === txid);
        const tx = decoded?.block.transactions.find((candidate) => candidate.txid === txid);
        if (tx !== undefined) return tx;
        throw new AshiatoError('E_RPC_VALUE', `block ${height} does not hold ${txid}`, {
          where: node.label,
          next: 'Use another node.',
        });
      });
    } catch (error) {
      if (error instanceof AshiatoError && error.code === 'E_TIME_RANGE') return null;
      throw error;
    }
  };

  const answer = async (want: Want): Promise<readonly Transaction[]> => {
    switch (want.type) {
      case 'transaction': {
        const tx = await findTransaction(want.txid);
        return tx === null ? [] : [tx];
      }
      case 'history': {
        const { transactions, gap } = await historyOf(await reading(), want.location, want.after);
        const place = locationId(want.location);
        if (gap === null) gaps.delete(place);
        else gaps.set(place, gap);
        return transactions;
      }
      // Outpoints and coinbases are of UTXO chains.
      case 'spend':
      case 'coinbase':
        return [];
    }
  };

  return {
    chains: [chain.id],
    capabilities: nodes.map((node) => node.can),
    caught: pool.caught,
    async tips(asOf): Promise<readonly Tip[]> {
      const chainNow = await pin(asOf);
      return chainNow === null ? [] : [chainNow.tip];
    },
    async fetch(wants) {
      const found = new Map<string, Transaction>();
      // One after the other: they share the walk and the kept blocks.
      for (const want of wants) for (const tx of await answer(want)) found.set(tx.txid, tx);
      return [...found.values()];
    },
    async openings(_chain, before, locations) {
      return openingsBefore(await reading(), before, locations);
    },
    async *blocks(_chain, from, to) {
      const last = Math.min(to, (await current()).tip.height);
      const heights = Array.from({ length: Math.max(0, last - from + 1) }, (_, i) => from + i);
      for await (const { block } of inTurn(heights, 'every transaction')) yield block;
    },
    missing(location) {
      if (location.type !== 'account') return null;
      if (location.asset === native && !reader.traced)
        return 'internal transfers unknown: no node offers trace_block or debug_traceBlockByNumber';
      const log = unread.get(location.asset);
      if (log === undefined) return gaps.get(locationId(location)) ?? null;
      return location.asset === native
        ? `coins cross to another chain outside all transactions (${log})`
        : `a transfer of this token has a shape that is not read (${log})`;
    },
    async paid(_chain, address, since) {
      const before = await tipAt(since - 1);
      const heights = await blocksThatPay(await reading(), address, before === null ? 0 : before.height + 1);
      const found: Transaction[] = [];
      const paying = (tx: Transaction): boolean => pays(tx, address);
      for await (const { block } of inTurn(heights, paying)) found.push(...block.transactions.filter(paying));
      return found;
    },
    caveats: () => caveats.list(),
    async check() {
      const tip = await tipAt(null, null);
      return Promise.all(nodes.map((node) => reportOf(node, chain, tip)));
    },
  };
}

async function claimedHeight(node: CapableNode, txid: string): Promise<number> {
  const where = `${node.label} receipt of ${txid}`;
  const [receipt] = await node.ask([{ method: 'eth_getTransactionReceipt', params: [txid] }]);
  return parseCount(asObject(receipt, where).blockNumber, where);
}

async function openingsBefore(
  { pool, witnesses, pinned, traced, native, read }: Reading,
  before: Place,
  locations: readonly Location[],
): Promise<(bigint | null)[]> {
  if (before.height === 0) return locations.map(() => 0n);
  // Fees are paid by senders: where coins are asked about, all before the place must be named rightly.
  const coins = locations.some((location) => location.type === 'account' && location.asset === native);
  const earlier = (tx: Transaction): boolean => coins && tx.place.index < before.index;
  const blocks: Block[] = [];
  for await (const { block } of read([before.height], earlier)) blocks.push(block);
  const anchor = await pinned.at(before.height - 1);
  const balances: (bigint | null)[] = [];
  for (const location of locations) {
    // Without traces an earlier transaction of the same block may have paid the account unseen.
    const unseen = !traced && before.index > 0 && location.type === 'account' && location.asset === native;
    if (location.type !== 'account' || unseen) balances.push(null);
    else {
      const balance = await balanceAt(pool, witnesses, location, before.height - 1, anchor);
      const now = balance === null ? null : balance + changeBefore(blocks[0]!, before, location);
      balances.push(now === null || now < 0n ? null : now);
    }
  }
  return balances;
}

/** Bitcoin Core as a chain source: every answer comes out of a block of the pinned chain that was hashed whole. */
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Outpoint, TxId } from '../../../core/model/location.ts';
import { pays, type Transaction, type UtxoTransaction } from '../../../core/model/transaction.ts';
import type { ChainSource } from '../../../ports/chain-source.ts';
import { openCache } from '../wire/cache.ts';
import { type ArchiveOptions, report, spentOf, TRUSTED_VALUES } from './archive.ts';
import { connect, hasTxindex } from './connect.ts';
import { newDecoder } from './decoder.ts';
import { failure } from './node.ts';
import { heightOf, type PinnedChain, pinAnew, pinNewest, placeByIndex } from './pinned.ts';
import { namedSpenders, walkToSpenders } from './spenders.ts';

export type SourceOptions = ArchiveOptions & {
  /** Blocks to read at most for one question that no index answers; a day has 144. */
  readonly maxBlocks?: number;
};

const MAX_BLOCKS = 5_000;

const TRUSTED_SPENDERS =
  'single-source: that outputs rest unspent is the word of one Bitcoin node’s index of spenders';

export async function openBitcoinCoreSource(options: SourceOptions): Promise<ChainSource> {
  const { cacheFolder = null, onHeaders, maxBlocks = MAX_BLOCKS, ...access } = options;
  const connection = await connect(access);
  const { node, network, offers } = connection;
  const headers = { rest: offers.rest, cache: openCache(cacheFolder), onHeaders };
  let pinned: PinnedChain = await pinNewest(connection, headers);
  const txindex = await hasTxindex(connection, pinned.reader);
  const spent = spentOf(connection, txindex);
  const decoder = newDecoder(spent);
  const spenderIndex = { offered: offers.spenderIndex, trusted: false };

  const placeOf = async (txid: TxId): Promise<number | null> => {
    const known = decoder.heights.get(txid);
    if (known !== undefined) return known <= pinned.tip.height ? known : null;
    if (txindex) return placeByIndex(connection, pinned, txid);
    throw failure(
      'E_UNSUPPORTED',
      `the node cannot find transaction ${txid} without an index`,
      node,
      'Start it with -txindex; or use ashiato scan, which needs no index.',
    );
  };

  const transactionAt = async (height: number, txid: TxId): Promise<UtxoTransaction> => {
    const block = await pinned.reader.open(height);
    const i = block.txids.indexOf(txid);
    if (i !== -1) return decoder.one(block, i);
    throw failure('E_RPC_VALUE', `block ${height} does not hold ${txid}`, node, 'Use another node.');
  };

  const refuseLong = (from: number, what: string): void => {
    const count = pinned.tip.height - from + 1;
    if (count <= maxBlocks) return;
    throw new AshiatoError('E_SCAN_LIMIT', `${count} blocks would have to be read for ${what}`, {
      where: `${node.label} block ${from}`,
      limit: `${maxBlocks} blocks`,
      next: 'Use ashiato scan, which reads the chain once for all; or a node with -txospenderindex (version 31).',
    });
  };

  const spendersByIndex = async (outpoints: readonly Outpoint[]): Promise<Transaction[] | null> => {
    const named = await namedSpenders(node, outpoints);
    if (named === null) return null;
    const found: Transaction[] = [];
    for (const [n, spender] of named.entries()) {
      const height = spender === null ? null : await heightOf(connection, pinned, spender.blockhash);
      if (spender === null || height === null) {
        spenderIndex.trusted = true;
        continue;
      }
      const tx = await transactionAt(height, spender.txid);
      const { txid, vout } = outpoints[n]!;
      if (!tx.inputs.some((input) => input.txid === txid && input.vout === vout))
        throw failure('E_RPC_VALUE', `${tx.txid} does not spend ${txid}:${vout}`, node, 'Use another node.');
      found.push(tx);
    }
    return found;
  };

  /** One walk for all: from the first block that holds one of them to the tip. */
  const spendersByWalk = async (outpoints: readonly Outpoint[]): Promise<Transaction[]> => {
    const places: number[] = [];
    for (const { txid } of outpoints) places.push((await placeOf(txid)) ?? pinned.tip.height);
    const from = Math.min(...places);
    refuseLong(from, `the spenders of ${outpoints.length} outputs`);
    const found: Transaction[] = [];
    for (const { block, i } of await walkToSpenders(pinned.reader.read(from, pinned.tip.height), outpoints))
      found.push(await decoder.one(block, i));
    return found;
  };

  const spendersOf = async (outpoints: readonly Outpoint[]): Promise<Transaction[]> => {
    const named = spenderIndex.offered ? await spendersByIndex(outpoints) : null;
    if (named !== null) return named;
    spenderIndex.offered = false;
    return spendersByWalk(outpoints);
  };

  async function* blocksBetween(from: number, to: number): ReturnType<ChainSource['blocks']> {
    for await (const batch of pinned.reader.read(from, Math.min(to, pinned.tip.height)))
      for (const block of batch) yield await decoder.whole(block);
  }

  return {
    chains: [network.chain],
    async tips(asOf) {
      const { height, tip } = pinned.state;
      const now = await pinAnew(connection, pinned, asOf);
      if (now === null) return [];
      if (now.blocks[height]?.hash !== tip) decoder.heights.clear();
      pinned = now;
      return [pinned.tip];
    },
    async fetch(wants) {
      const found = new Map<string, Transaction>();
      const outpoints: Outpoint[] = [];
      for (const want of wants) {
        if (want.type === 'spend') outpoints.push(want.location);
        else if (want.type === 'coinbase' && want.height <= pinned.tip.height) {
          const tx = await decoder.one(await pinned.reader.open(want.height), 0);
          found.set(tx.txid, tx);
        } else if (want.type === 'transaction') {
          const height = await placeOf(want.txid);
          if (height !== null) found.set(want.txid, await transactionAt(height, want.txid));
        }
      }
      const spenders = outpoints.length === 0 ? [] : await spendersOf(outpoints);
      for (const tx of spenders) found.set(tx.txid, tx);
      return [...found.values()];
    },
    openings: async (_chain, _before, locations) => locations.map(() => null),
    blocks: (_chain, from, to) => blocksBetween(from, to),
    async paid(_chain, address, since) {
      const from = pinned.blocks.findIndex((block) => block.time >= since);
      if (from === -1 || from > pinned.tip.height) return [];
      refuseLong(from, `what ${address} was paid`);
      const found: Transaction[] = [];
      for await (const { time, transactions } of blocksBetween(from, pinned.tip.height))
        if (time >= since) found.push(...transactions.filter((tx) => pays(tx, address)));
      return found;
    },
    missing: () => null,
    caveats: () => [
      ...(spent.trusted() ? [TRUSTED_VALUES] : []),
      ...(spenderIndex.trusted ? [TRUSTED_SPENDERS] : []),
    ],
    check: async () => [report({ ...connection, state: pinned.state }, pinned.blocks, txindex)],
  };
}

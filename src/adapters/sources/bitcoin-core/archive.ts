/** Bitcoin Core as an archive of blocks for the scan: no folder of the node has to be at hand. */
import type { ArchivedBlock, BlockArchive } from '../../../core/chains/bitcoin/archive.ts';
import type { BlockUndo } from '../../../core/chains/bitcoin/undo.ts';
import type { SourceReport } from '../../../ports/chain-source.ts';
import { nativeHash, newHashMany } from '../bitcoin-files/hash-many.ts';
import { openCache } from '../wire/cache.ts';
import { blockReader } from './blocks.ts';
import { readHeaders } from './chain.ts';
import { abilitiesOf, type Connection, type ConnectOptions, connect, hasTxindex } from './connect.ts';
import { type SpentReader, spentReader } from './spent.ts';

export type ArchiveOptions = ConnectOptions & {
  /** Where headers are kept between two runs; null: nowhere. */
  readonly cacheFolder?: string | null;
  readonly onHeaders?: (height: number, of: number) => void;
};

export type CoreArchive = BlockArchive & { check(): Promise<readonly SourceReport[]> };

export const TRUSTED_VALUES =
  'single-source: what inputs of others were worth is the undo data of one Bitcoin node; no block hash covers it';

export async function openBitcoinCore(options: ArchiveOptions): Promise<CoreArchive> {
  const { cacheFolder = null, onHeaders, ...access } = options;
  const { network } = options;
  const connection = await connect(access);
  const { node, state, offers } = connection;
  const blocks = await readHeaders(node, network, state, {
    rest: offers.rest,
    cache: openCache(cacheFolder),
    onHeaders,
  });
  const reader = blockReader(node, network, state, blocks, offers.rest);
  const txindex = await hasTxindex(connection, reader);
  const spent = spentOf(connection, txindex);
  return {
    network,
    blocks,
    stale: 0,
    unconnected: 0,
    cutTail: false,
    verified: true,
    hash: nativeHash,
    hashMany: newHashMany(),
    async *read(from, to) {
      for await (const batch of reader.read(from, to))
        yield batch.map(({ height, bytes }) => ({ height, bytes }));
    },
    undo: async (height) => spent.ofBlock(await reader.open(height)),
    caveats: () => (spent.trusted() ? [TRUSTED_VALUES] : []),
    check: async () => [report(connection, blocks, txindex)],
  };
}

/** Undo data for block files that lack it, from a node: the headers of its chain are not needed for that. */
export async function openCoreUndo(
  options: ConnectOptions,
): Promise<(hash: string, height: number, transactions: number) => Promise<BlockUndo | null>> {
  const connection = await connect(options);
  const { node, state, offers } = connection;
  const reader = blockReader(node, options.network, state, [], offers.rest);
  // Where the indexes are not told, a previous transaction that is refused says so soon enough.
  const spent = spentOf(connection, offers.txindex ?? true);
  return async (hash, height) => spent.ofBlock(await reader.openByHash(hash, height));
}

export const spentOf = ({ node, offers }: Connection, txindex: boolean): SpentReader =>
  spentReader(node, { rest: offers.spentOutputs, prevouts: offers.prevouts, transactions: txindex });

export function report(
  connection: Connection,
  blocks: readonly ArchivedBlock[],
  txindex: boolean,
): SourceReport {
  const { node, network, offers, state } = connection;
  const { hash, time } = blocks.at(-1)!;
  return {
    source: `bitcoin-core ${node.label} ${offers.version}`,
    chain: network.chain,
    tip: { chain: network.chain, height: state.height, hash, time },
    abilities: abilitiesOf(connection, txindex),
  };
}

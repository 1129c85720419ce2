/**
 * Blocks read whole, every id in them hashed: of which blocks that is worth it, and those at hand. A transaction
 * alone costs two requests, its bytes and its path; a whole block costs one, however many are wanted of it.
 */
import { type OpenBlock, openBlock, rawTransaction } from '../../../core/chains/bitcoin/block.ts';
import { layOut, newLayout } from '../../../core/chains/bitcoin/layout.ts';
import { averageBlockBytes } from '../../../core/chains/bitcoin/network.ts';
import type { RawTransaction } from '../../../core/chains/bitcoin/transaction.ts';
import { getChain } from '../../../core/model/chain.ts';
import type { TxId } from '../../../core/model/location.ts';
import type { Height } from '../../../core/model/transaction.ts';
import { readBack } from '../wire/cache.ts';
import { type ChainContext, FINAL_DEPTH, type PinnedChain } from './chain.ts';

export type Blocks = {
  whole(pinned: PinnedChain, height: Height): Promise<OpenBlock>;
  /** Counts one more transaction that is wanted of a block; whether it is looked for in the whole of it. */
  isWorthWhole(pinned: PinnedChain, height: Height): Promise<boolean>;
  /** A transaction of a block at hand. */
  find(txid: string): RawTransaction | null;
};

/** What a request may cost in bytes: about what a server reads and a line carries in the time of a round trip. */
const BYTES_A_REQUEST = 256 * 1024;
/** The height of a block says how large it may be, but not where blocks are made in a laboratory. */
const NEWEST = Number.POSITIVE_INFINITY;
/** Whole blocks kept in memory: some forty of today's. */
const MOST_BLOCK_BYTES = 64 * 1024 * 1024;
/** Blocks of which it is remembered how many transactions were wanted. */
const MOST_COUNTED = 50_000;

export function newBlocks({ pool, network, cache, hash }: ChainContext): Blocks {
  const reading = new Map<string, Promise<OpenBlock>>();
  const atHand = new Map<string, OpenBlock>();
  const placeOf = new Map<string, { readonly block: OpenBlock; readonly index: number }>();
  const wanted = new Map<string, number>();
  let bytesAtHand = 0;
  const { laboratory } = getChain(network.chain);

  const open = (bytes: Uint8Array, height: Height, id: string): OpenBlock => {
    const layout = newLayout();
    layOut(bytes, layout, id);
    return openBlock(bytes, layout, { network, height, hash: id }, hash);
  };

  const read = async ({ tip }: PinnedChain, height: Height, id: string): Promise<OpenBlock> => {
    const kept = await readBack(cache, 'block', id, (bytes) => open(bytes, height, id));
    if (kept !== null) return kept;
    const block = await pool.first(async (node) => open(await node.block(id), height, id));
    if (tip.height - height >= FINAL_DEPTH) await cache.put('block', id, block.bytes);
    return block;
  };

  const keep = (block: OpenBlock): void => {
    atHand.set(block.header.hash, block);
    bytesAtHand += block.bytes.length;
    for (const [index, txid] of block.txids.entries()) placeOf.set(txid, { block, index });
    for (const [id, oldest] of atHand) {
      if (bytesAtHand <= MOST_BLOCK_BYTES || oldest === block) break;
      atHand.delete(id);
      bytesAtHand -= oldest.bytes.length;
      for (const txid of oldest.txids) placeOf.delete(txid);
    }
  };

  return {
    async whole(pinned, height) {
      const { hash: id } = await pinned.at(height);
      const known = atHand.get(id) ?? reading.get(id);
      if (known !== undefined) return known;
      const asking = read(pinned, height, id);
      reading.set(id, asking);
      try {
        keep(await asking);
      } finally {
        reading.delete(id);
      }
      return asking;
    },
    async isWorthWhole(pinned, height) {
      const { hash: id } = await pinned.at(height);
      const before = wanted.get(id) ?? 0;
      wanted.delete(id);
      wanted.set(id, before + 1);
      if (wanted.size > MOST_COUNTED) wanted.delete(wanted.keys().next().value!);
      // Whoever asks within the same turn of the loop is counted too.
      await new Promise((resolve) => setImmediate(resolve));
      if (atHand.has(id) || reading.has(id)) return true;
      const spared = 2 * (wanted.get(id) ?? 1) - 1;
      return (
        (pinned.sizeOf(height) ?? averageBlockBytes(laboratory ? NEWEST : height)) <= spared * BYTES_A_REQUEST
      );
    },
    find(txid) {
      const place = placeOf.get(txid as TxId);
      return place === undefined ? null : rawTransaction(place.block, place.index);
    },
  };
}

/** Verified blocks in the words of the model, with what their inputs were worth as far as the node can tell. */
import {
  type OpenBlock,
  rawTransaction,
  toCoinbase,
  toTransaction,
} from '../../../core/chains/bitcoin/block.ts';
import type { BlockUndo, Coin } from '../../../core/chains/bitcoin/undo.ts';
import type { TxId } from '../../../core/model/location.ts';
import type { Block, UtxoTransaction } from '../../../core/model/transaction.ts';
import type { SpentReader } from './spent.ts';

export type Decoder = {
  one(block: OpenBlock, i: number): Promise<UtxoTransaction>;
  whole(block: OpenBlock): Promise<Block>;
  /** The heights of all transactions handed out: their outputs are asked for next. */
  readonly heights: Map<TxId, number>;
};

export function newDecoder(spent: SpentReader): Decoder {
  const heights = new Map<TxId, number>();
  const undoOf = async (block: OpenBlock): Promise<BlockUndo | null> =>
    block.layout.count === 1 ? [] : spent.ofBlock(block);
  const decode = (block: OpenBlock, i: number, undo: BlockUndo | null): UtxoTransaction => {
    heights.set(block.txids[i]!, block.height);
    return i === 0 ? toCoinbase(block, undo) : toTransaction(block, i, rawTransaction(block, i), undo);
  };
  return {
    heights,
    async one(block, i) {
      if (i === 0) return decode(block, 0, await undoOf(block));
      const coins = await spent.ofTransaction(block, i);
      const undo: (readonly Coin[])[] = [];
      if (coins !== null) undo[i - 1] = coins;
      return decode(block, i, coins === null ? null : undo);
    },
    async whole(block) {
      const undo = await undoOf(block);
      const transactions = block.txids
        .map((_, i) => decode(block, i, undo))
        .sort((a, b) => a.place.index - b.place.index);
      const { hash, parent, time } = block.header;
      return { chain: block.network.chain, height: block.height, hash, parent, time, transactions };
    },
  };
}

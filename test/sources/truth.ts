/** The chain against which a source's other answers are held, where nobody else knows it. */
import type { Recording } from '../../src/core/model/case.ts';
import type { Block } from '../../src/core/model/transaction.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';

/** What a source hands out block by block, as the chain against which its other answers are held. */
export async function truthOf(source: ChainSource, subject: Recording): Promise<Recording> {
  const chains = new Map<Block['chain'], Block[]>();
  for (const tip of await source.tips(null)) {
    const blocks: Block[] = [];
    for await (const block of source.blocks(tip.chain, 0, tip.height)) blocks.push(block);
    chains.set(tip.chain, blocks);
  }
  return { ...subject, chains, openings: { type: 'unknown' } };
}

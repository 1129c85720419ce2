/** Traces the world's theft through a source, by the machinery every trace runs on. */
import {
  openTronHttp,
  type TronHttpOptions,
  type TronHttpSource,
} from '../../src/adapters/sources/tron-http/source.ts';
import { nativeAsset, tokenAsset } from '../../src/core/model/asset.ts';
import type { Recording } from '../../src/core/model/case.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { Block } from '../../src/core/model/transaction.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';
import { followTheft, recordingOfTheft } from '../sources/theft.ts';
import { STOLEN_SUN, STOLEN_TOKENS, type World, who } from './world.ts';

export const LAB = getChain('tron:lab');
export const NATIVE = nativeAsset(LAB);
export const TOKEN = tokenAsset(LAB, who.token, 'TOKEN', 6);

export const open = (
  urls: readonly string[],
  options: Partial<TronHttpOptions> = {},
): Promise<TronHttpSource> =>
  openTronHttp({ urls, chain: LAB.id, timeoutMs: 5_000, sleep: async () => {}, ...options });

/** Two seeds: the coins paid to the thief, and the tokens. */
export const recordingOf = (world: World, blocks: readonly Block[] = []): Recording =>
  recordingOfTheft(
    [
      { txid: world.txid('theft'), amount: STOLEN_SUN, asset: NATIVE },
      { txid: world.txid('tokenTheft'), amount: STOLEN_TOKENS, asset: TOKEN },
    ],
    { type: 'genesis' },
    blocks,
  );

export const follow = followTheft;

export async function allBlocks(source: ChainSource): Promise<Block[]> {
  const [tip] = await source.tips(null);
  const blocks: Block[] = [];
  for await (const block of source.blocks(LAB.id, 0, tip!.height)) blocks.push(block);
  return blocks;
}

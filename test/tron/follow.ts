/** Traces the world's theft through a source, by the machinery every trace runs on. */
import {
  openTronHttp,
  type TronHttpOptions,
  type TronHttpSource,
} from '../../src/adapters/sources/tron-http/source.ts';
import { trace } from '../../src/app/trace.ts';
import { nativeAsset, tokenAsset } from '../../src/core/model/asset.ts';
import type { Recording } from '../../src/core/model/case.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { TxId } from '../../src/core/model/location.ts';
import type { PolicyName } from '../../src/core/model/rules.ts';
import type { Block } from '../../src/core/model/transaction.ts';
import { DEFAULT_REQUEST } from '../../src/core/trace/request.ts';
import type { Trace } from '../../src/core/trace/result.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';
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
export function recordingOf(world: World, blocks: readonly Block[] = []): Recording {
  const seed = (
    txid: string,
    amount: bigint,
    stolen: typeof TOKEN.id,
  ): Recording['readings']['meanings'][number] => ({
    txid: txid as TxId,
    chain: LAB.id,
    meaning: { type: 'seed', event: 1, amount, stolen, origin: amount },
    evidence: { author: 'test', source: 'the world itself' },
  });
  const text = { en: 'Theft', ja: 'Theft', ko: 'Theft' };
  return {
    id: 'tron-theft',
    incident: null,
    title: text,
    summary: text,
    laboratory: true,
    assets: [NATIVE, TOKEN],
    chains: new Map(blocks.length === 0 ? [] : [[LAB.id, blocks]]),
    readings: {
      meanings: [
        seed(world.txid('theft'), STOLEN_SUN, NATIVE.id),
        seed(world.txid('tokenTheft'), STOLEN_TOKENS, TOKEN.id),
      ],
      stops: [],
      freezes: [],
      rejected: [],
    },
    coverage: { type: 'all' },
    openings: { type: 'genesis' },
    gaps: [],
    provenance: [],
    digests: {},
    names: new Map(),
  };
}

export function follow(
  recording: Recording,
  source: ChainSource,
  policy: PolicyName = 'fifo',
  asOf: string | null = null,
  driver: 'frontier' | 'scan' = 'frontier',
): Promise<Trace> {
  return trace(recording, source, { ...DEFAULT_REQUEST, policy, asOf }, { driver });
}

export async function allBlocks(source: ChainSource): Promise<Block[]> {
  const [tip] = await source.tips(null);
  const blocks: Block[] = [];
  for await (const block of source.blocks(LAB.id, 0, tip!.height)) blocks.push(block);
  return blocks;
}

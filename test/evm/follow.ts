/** Traces the world's theft through a source, by the machinery every trace runs on. */
import {
  type EvmRpcOptions,
  type EvmRpcSource,
  openEvmRpc,
} from '../../src/adapters/sources/evm-rpc/source.ts';
import { trace } from '../../src/app/trace.ts';
import { nativeAsset, tokenAsset } from '../../src/core/model/asset.ts';
import type { Recording } from '../../src/core/model/case.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { TxId } from '../../src/core/model/location.ts';
import type { PolicyName } from '../../src/core/model/rules.ts';
import { DEFAULT_REQUEST } from '../../src/core/trace/request.ts';
import type { Trace } from '../../src/core/trace/result.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';
import { STOLEN_TOKENS, STOLEN_WEI, type World } from './world.ts';

export const LAB = getChain('eip155:31337');
export const NATIVE = nativeAsset(LAB);

export const open = (urls: readonly string[], options: Partial<EvmRpcOptions> = {}): Promise<EvmRpcSource> =>
  openEvmRpc({ urls, chain: LAB.id, timeoutMs: 5_000, sleep: async () => {}, ...options });

/** Two seeds: the coins paid to the thief, and the tokens. */
export function recordingOf(world: World): Recording {
  const token = tokenAsset(LAB, world.token, 'TOKEN', 6);
  const seed = (
    txid: string,
    amount: bigint,
    stolen: typeof token.id,
  ): Recording['readings']['meanings'][number] => ({
    txid: txid as TxId,
    chain: LAB.id,
    meaning: { type: 'seed', event: 1, amount, stolen, origin: amount },
    evidence: { author: 'test', source: 'the world itself' },
  });
  const text = { en: 'Theft', ja: 'Theft', ko: 'Theft' };
  return {
    id: 'anvil-theft',
    incident: null,
    title: text,
    summary: text,
    laboratory: true,
    assets: [NATIVE, token],
    chains: new Map(),
    readings: {
      meanings: [
        seed(world.tx.theft, STOLEN_WEI, NATIVE.id),
        seed(world.tx.tokenTheft, STOLEN_TOKENS, token.id),
      ],
      stops: [],
      freezes: [],
      rejected: [],
    },
    coverage: { type: 'all' },
    openings: { type: 'unknown' },
    gaps: [],
    provenance: [],
    digests: {},
    names: new Map(),
  };
}

export function follow(
  world: World,
  source: ChainSource,
  policy: PolicyName = 'fifo',
  asOf: string | null = null,
  driver: 'frontier' | 'scan' = 'frontier',
): Promise<Trace> {
  return trace(recordingOf(world), source, { ...DEFAULT_REQUEST, policy, asOf }, { driver });
}

/** Traces the world's theft through a source, by the machinery every trace runs on. */
import {
  type EvmRpcOptions,
  type EvmRpcSource,
  openEvmRpc,
} from '../../src/adapters/sources/evm-rpc/source.ts';
import { nativeAsset, tokenAsset } from '../../src/core/model/asset.ts';
import type { Recording } from '../../src/core/model/case.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { PolicyName } from '../../src/core/model/rules.ts';
import type { Trace } from '../../src/core/trace/result.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';
import { followTheft, recordingOfTheft } from '../sources/theft.ts';
import { STOLEN_TOKENS, STOLEN_WEI, type World } from './world.ts';

export const LAB = getChain('eip155:31337');
export const NATIVE = nativeAsset(LAB);

export const open = (urls: readonly string[], options: Partial<EvmRpcOptions> = {}): Promise<EvmRpcSource> =>
  openEvmRpc({ urls, chain: LAB.id, timeoutMs: 5_000, sleep: async () => {}, ...options });

/** Two seeds: the coins paid to the thief, and the tokens. */
export const recordingOf = ({ token, tx }: World): Recording =>
  recordingOfTheft(
    [
      { txid: tx.theft, amount: STOLEN_WEI, asset: NATIVE },
      { txid: tx.tokenTheft, amount: STOLEN_TOKENS, asset: tokenAsset(LAB, token, 'TOKEN', 6) },
    ],
    { type: 'unknown' },
  );

export const follow = (
  world: World,
  source: ChainSource,
  ...how: [policy?: PolicyName, asOf?: string | null, driver?: 'frontier' | 'scan']
): Promise<Trace> => followTheft(recordingOf(world), source, ...how);

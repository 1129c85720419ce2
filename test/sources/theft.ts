/** A theft on an account chain as a recording, and following it through a source: the same for EVM chains and TRON. */
import { trace } from '../../src/app/trace/trace.ts';
import type { Asset } from '../../src/core/model/asset.ts';
import type { Recording } from '../../src/core/model/case.ts';
import type { TxId } from '../../src/core/model/location.ts';
import type { PolicyName } from '../../src/core/model/rules.ts';
import type { Block } from '../../src/core/model/transaction.ts';
import { DEFAULT_REQUEST } from '../../src/core/trace/request.ts';
import type { Trace } from '../../src/core/trace/result.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';

/** What was taken: the first transfer after the fee. */
export type Taken = { readonly txid: string; readonly amount: bigint; readonly asset: Asset };

export function recordingOfTheft(
  taken: readonly Taken[],
  openings: Recording['openings'],
  blocks: readonly Block[] = [],
): Recording {
  const text = { en: 'Theft', ja: 'Theft', ko: 'Theft' };
  const { chain } = taken[0]!.asset;
  return {
    id: 'theft',
    incident: null,
    title: text,
    summary: text,
    laboratory: true,
    assets: taken.map(({ asset }) => asset),
    chains: new Map(blocks.length === 0 ? [] : [[chain, blocks]]),
    readings: {
      meanings: taken.map(({ txid, amount, asset }) => ({
        txid: txid as TxId,
        chain,
        meaning: { type: 'seed', event: 1, amount, stolen: asset.id, origin: amount },
        evidence: { author: 'test', source: 'the world itself' },
      })),
      stops: [],
      freezes: [],
      rejected: [],
    },
    coverage: { type: 'all' },
    openings,
    gaps: [],
    provenance: [],
    digests: {},
    names: new Map(),
  };
}

export const followTheft = (
  recording: Recording,
  source: ChainSource,
  policy: PolicyName = 'fifo',
  asOf: string | null = null,
  driver: 'frontier' | 'scan' = 'frontier',
): Promise<Trace> => trace(recording, source, { ...DEFAULT_REQUEST, policy, asOf }, { driver });

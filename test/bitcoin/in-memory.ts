/** A made-up chain in memory, with a theft in it: what every source of Bitcoin is held against. */
import { decodeBlock } from '../../src/core/chains/bitcoin/block.ts';
import { hash256 } from '../../src/core/chains/bitcoin/bytes.ts';
import { parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { decodeUndo } from '../../src/core/chains/bitcoin/undo.ts';
import { nativeAsset } from '../../src/core/model/asset.ts';
import type { Recording } from '../../src/core/model/case.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { TxId } from '../../src/core/model/location.ts';
import { NO_READINGS, type Stop } from '../../src/core/model/reading.ts';
import type { Trace } from '../../src/core/trace/result.ts';
import { canonicalJson, movementLine } from '../../src/core/trace/seal.ts';
import type { ChainBlock } from './chain.ts';
import { txidOf } from './writer.ts';

export const REGTEST = parseNetwork('regtest');
export const ASSET = nativeAsset(getChain(REGTEST.chain));

export type Stolen = { readonly txid: string; readonly vout: number };

/** The blocks as a recording; without undo data nobody knows what inputs were worth. */
export function recordingOf(
  chain: readonly ChainBlock[],
  stolen: readonly Stolen[],
  noUndo: (block: ChainBlock) => boolean = () => false,
  stops: readonly Stop[] = [],
): Recording {
  const blocks = chain.map((block) => {
    const undo = block.undo === null || noUndo(block) ? null : decodeUndo(block.undo, 'undo');
    return decodeBlock(
      block.bytes,
      { network: REGTEST, height: block.height, hash: block.hash },
      undo,
      hash256,
    );
  });
  const meanings = stolen.map(({ txid, vout }) => {
    const amount = chain.flatMap((block) => block.txs).find((tx) => txidOf(tx) === txid)!.outputs[
      vout
    ]!.value;
    return {
      txid: txid as TxId,
      chain: REGTEST.chain,
      meaning: { type: 'seed', event: vout, amount, stolen: ASSET.id, origin: amount } as const,
      evidence: { author: 'test', source: 'test' },
    };
  });
  const text = { en: 'x', ja: 'x', ko: 'x' };
  return {
    id: 'x',
    incident: null,
    title: text,
    summary: text,
    laboratory: true,
    assets: [ASSET],
    chains: new Map([[REGTEST.chain, blocks]]),
    readings: { ...NO_READINGS, meanings, stops },
    coverage: { type: 'all' },
    openings: { type: 'genesis' },
    gaps: [],
    provenance: [],
    digests: {},
    names: new Map(),
  };
}

/** Everything a trace says but what its source was. */
export const outcome = (result: Trace): string =>
  [
    ...result.movements.map(movementLine),
    canonicalJson(result.assets),
    canonicalJson(result.gaps.filter((gap) => gap.type !== 'coverage')),
    canonicalJson(result.tips),
    result.stateHash,
  ].join('\n');

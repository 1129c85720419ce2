/** One theft on a made-up chain, followed through a source and through the same blocks in memory. */

import { type EsploraOptions, openEsplora } from '../../src/adapters/sources/esplora/source.ts';
import { trace } from '../../src/app/trace.ts';
import { decodeBlock } from '../../src/core/chains/bitcoin/block.ts';
import { hash256 } from '../../src/core/chains/bitcoin/bytes.ts';
import { parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { decodeUndo } from '../../src/core/chains/bitcoin/undo.ts';
import { nativeAsset } from '../../src/core/model/asset.ts';
import type { Recording } from '../../src/core/model/case.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { TxId } from '../../src/core/model/location.ts';
import { NO_READINGS } from '../../src/core/model/reading.ts';
import { DEFAULT_REQUEST, type TraceRequest } from '../../src/core/trace/request.ts';
import type { Trace } from '../../src/core/trace/result.ts';
import { canonicalJson, digest, movementLine } from '../../src/core/trace/seal.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';
import type { ChainBlock } from '../bitcoin/chain.ts';
import { coinbase, mine, p2pkh, serializeUndo, type Tx, txidOf } from '../bitcoin/writer.ts';

export const REGTEST = parseNetwork('regtest');
export const ASSET = nativeAsset(getChain(REGTEST.chain));

export type Stolen = { readonly txid: string; readonly vout: number };

/** The blocks in memory, with these outputs as stolen. */
export function recordingOf(chain: readonly ChainBlock[], stolen: readonly Stolen[]): Recording {
  const blocks = chain.map((block) =>
    decodeBlock(
      block.bytes,
      { network: REGTEST, height: block.height, hash: block.hash },
      block.undo === null ? null : decodeUndo(block.undo, 'undo'),
      hash256,
    ),
  );
  const made = new Map(chain.flatMap((block) => block.txs).map((tx) => [txidOf(tx), tx]));
  const meanings = stolen.map(({ txid, vout }) => {
    const amount = made.get(txid)!.outputs[vout]!.value;
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
    readings: { ...NO_READINGS, meanings },
    coverage: { type: 'all' },
    openings: { type: 'genesis' },
    gaps: [],
    provenance: [],
    digests: {},
    names: new Map(),
  };
}

export const open = (urls: readonly string[], options: Partial<EsploraOptions> = {}) =>
  openEsplora({ urls, network: REGTEST, ...options });

export const follow = (
  recording: Recording,
  source: ChainSource,
  request: Partial<TraceRequest> = {},
): Promise<Trace> => trace(recording, source, { ...DEFAULT_REQUEST, ...request });

/** Everything a trace says but what its source was. A digest: a difference of 300,000 letters helps nobody. */
export const outcome = (result: Trace): string =>
  digest(
    [
      ...result.movements.map(movementLine),
      canonicalJson(result.assets),
      canonicalJson(result.gaps.filter((gap) => gap.type !== 'coverage')),
      canonicalJson(result.tips),
      result.stateHash,
    ].join('\n'),
  );

/** The chain goes on after a height with other blocks, as many as before. */
export function forkAt(chain: readonly ChainBlock[], height: number): ChainBlock[] {
  const fork = chain.slice(0, height);
  while (fork.length < chain.length) {
    const at = fork.length;
    const txs = [coinbase(at, [{ value: 1n, script: p2pkh(0xee) }])];
    const parent = fork.at(-1)!.hash;
    const time = chain[at]!.bytes.readUInt32LE(68) + 1;
    fork.push({ ...mine(parent, time, txs), parent, height: at, txs, undo: serializeUndo([]) });
  }
  return fork;
}

/** One block more, whose transaction spends everything that is unspent: its inputs come from many transactions. */
export function mergeAll(chain: readonly ChainBlock[]): ChainBlock[] {
  const spent = new Set(
    chain.flatMap(({ txs }) => txs.flatMap((tx) => tx.inputs.map(({ txid, vout }) => `${txid}:${vout}`))),
  );
  const coins = chain.flatMap(({ txs, height }) =>
    txs.flatMap((tx, i) => {
      const txid = txidOf(tx);
      return tx.outputs.flatMap((output, vout) =>
        spent.has(`${txid}:${vout}`) ? [] : [{ ...output, txid, vout, height, coinbase: i === 0 }],
      );
    }),
  );
  const height = chain.length;
  const value = coins.reduce((sum, coin) => sum + coin.value, 0n);
  const txs: Tx[] = [
    coinbase(height, [{ value: 1n, script: p2pkh(0xcc) }]),
    { inputs: coins, outputs: [{ value, script: p2pkh(0xdd) }], witness: true },
  ];
  const tip = chain.at(-1)!;
  const block = mine(tip.hash, tip.bytes.readUInt32LE(68) + 600, txs);
  return [...chain, { ...block, parent: tip.hash, height, txs, undo: serializeUndo([coins]) }];
}

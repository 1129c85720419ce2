/** One theft on a made-up chain, followed through a source and through the same blocks in memory. */

import { type EsploraOptions, openEsplora } from '../../src/adapters/sources/esplora/source.ts';
import { trace } from '../../src/app/trace/trace.ts';
import type { Recording } from '../../src/core/model/case.ts';
import { DEFAULT_REQUEST, type TraceRequest } from '../../src/core/trace/request.ts';
import type { Trace } from '../../src/core/trace/result.ts';
import { digest } from '../../src/core/trace/seal.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';
import type { ChainBlock } from '../bitcoin/chain.ts';
import { outcome as everythingIn, REGTEST, recordingOf } from '../bitcoin/in-memory.ts';
import { coinbase, mine, p2pkh, serializeUndo, type Tx, txidOf } from '../bitcoin/writer.ts';

export { REGTEST, recordingOf };

export const open = (urls: readonly string[], options: Partial<EsploraOptions> = {}) =>
  openEsplora({ urls, network: REGTEST, ...options });

export const follow = (
  recording: Recording,
  source: ChainSource,
  request: Partial<TraceRequest> = {},
): Promise<Trace> => trace(recording, source, { ...DEFAULT_REQUEST, ...request });

/** A digest: a difference of 300,000 letters helps nobody. */
export const outcome = (result: Trace): string => digest(everythingIn(result));

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

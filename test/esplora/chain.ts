/** A made-up chain, what is stolen in it, and outputs to ask about. */
import { medianTime } from '../../src/core/chains/bitcoin/median-time.ts';
import { type ChainBlock, makeChain } from '../bitcoin/chain.ts';
import type { Stolen } from '../bitcoin/in-memory.ts';
import { txidOf } from '../bitcoin/writer.ts';

export const CHAIN = makeChain(7, 40);
export const STOLEN: readonly Stolen[] = [
  { txid: txidOf(CHAIN[5]!.txs.at(-1)!), vout: 0 },
  { txid: txidOf(CHAIN[3]!.txs[0]!), vout: 0 },
];
const TIMES = CHAIN.map((block) => block.bytes.readUInt32LE(68));
export const MEDIANS = TIMES.map((_, height) =>
  medianTime(TIMES.slice(Math.max(0, height - 10), height + 1)),
);

/** An output that nobody spends, and one that is spent, with its spender. */
function someOutputs(chain: readonly ChainBlock[]): {
  unspent: Stolen;
  spent: Stolen & { by: string; height: number };
} {
  const spenders = new Map(
    chain.flatMap((block) =>
      block.txs.flatMap((tx) =>
        tx.inputs.map((input): [string, { by: string; height: number }] => [
          `${input.txid}:${input.vout}`,
          { by: txidOf(tx), height: block.height },
        ]),
      ),
    ),
  );
  const outputs = chain.flatMap((block) =>
    block.txs.flatMap((tx) => tx.outputs.map((_, vout) => ({ txid: txidOf(tx), vout }))),
  );
  const spent = outputs.find(({ txid, vout }) => (spenders.get(`${txid}:${vout}`)?.height ?? 0) > 15)!;
  return {
    unspent: outputs.find(({ txid, vout }) => !spenders.has(`${txid}:${vout}`))!,
    spent: { ...spent, ...spenders.get(`${spent.txid}:${spent.vout}`)! },
  };
}

export const { unspent: UNSPENT, spent: SPENT } = someOutputs(CHAIN);

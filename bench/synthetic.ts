/** A made-up Bitcoin history, the same for the same seed: stolen coins that are split and merged with clean ones. */

import { nativeAsset } from '../src/core/model/asset.ts';
import type { ChainId } from '../src/core/model/chain.ts';
import { getChain } from '../src/core/model/chain.ts';
import type { TxId } from '../src/core/model/location.ts';
import type { NotedMeaning } from '../src/core/model/reading.ts';
import type { Block, UtxoTransaction } from '../src/core/model/transaction.ts';

export const CHAIN = 'bip122:0f9188f13cb7b2c71f2a335e3a4fc328' as ChainId;
export const ASSET = nativeAsset(getChain(CHAIN));

/** Mulberry32: enough for shapes that need only be the same each time. */
export function prng(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Coin = { readonly txid: TxId; readonly vout: number; readonly value: bigint };

/** More unspent coins than this are merged again, so that the theft stays in motion. */
const MOST_COINS = 5000;

export type Shape = {
  readonly transactions: number;
  readonly perBlock: number;
  readonly seedValue: bigint;
  readonly seed: number;
};

/** The theft's own transaction: one output, all of it stolen. */
export const theftOf = (shape: Shape): NotedMeaning => ({
  chain: CHAIN,
  txid: 'theft' as TxId,
  meaning: { type: 'seed', event: 0, amount: shape.seedValue, stolen: ASSET.id, origin: shape.seedValue },
  evidence: { author: 'bench', source: 'generated' },
});

export function* history(shape: Shape): Generator<Block> {
  const random = prng(shape.seed);
  const below = (n: number): number => Math.floor(random() * n);
  const coins: Coin[] = [];
  const take = (): Coin => {
    const i = below(coins.length);
    const coin = coins[i]!;
    coins[i] = coins.at(-1)!;
    coins.pop();
    return coin;
  };
  let count = 0;
  for (let height = 0; count < shape.transactions; height += 1) {
    const transactions: UtxoTransaction[] = [];
    for (let index = 0; index < shape.perBlock && count < shape.transactions; index += 1, count += 1) {
      const txid = (count === 0 ? 'theft' : count.toString(16).padStart(64, '0')) as TxId;
      const spent: Coin[] =
        count === 0
          ? []
          : Array.from(
              { length: coins.length > MOST_COINS ? 3 : coins.length > 1 && below(4) === 0 ? 2 : 1 },
              take,
            );
      const total = spent.reduce((sum, coin) => sum + coin.value, 0n);
      const clean = count === 0 ? shape.seedValue : below(16) === 0 ? total / 8n + 1n : 0n;
      const inputs = [
        ...spent.map((coin) => ({ ...coin })),
        ...(clean > 0n ? [{ txid: `clean${count}` as TxId, vout: 0, value: clean }] : []),
      ];
      const left = total + clean - (count === 0 ? 0n : (total + clean) / 1000n);
      const first = count === 0 ? left : (left * BigInt(1 + below(9))) / 10n;
      const outputs = [first, left - first]
        .filter((value) => value > 0n)
        .map((value) => ({ value, owner: null }));
      for (const [vout, output] of outputs.entries()) coins.push({ txid, vout, value: output.value });
      transactions.push({
        type: 'utxo',
        chain: CHAIN,
        txid,
        place: { height, index },
        time: height,
        inputs,
        outputs,
      });
    }
    yield { chain: CHAIN, height, hash: `${height}`, parent: `${height - 1}`, time: height, transactions };
  }
}

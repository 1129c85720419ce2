/** A made-up regtest chain, the same for the same seed: coins split and merged, some blocks with many spends. */
import {
  coinbase,
  type MinedBlock,
  mine,
  p2pkh,
  p2wpkh,
  regtestGenesis,
  serializeUndo,
  type Tx,
  txidOf,
  type UndoCoin,
} from './writer.ts';

export type ChainBlock = MinedBlock & {
  readonly parent: string;
  readonly height: number;
  readonly txs: readonly Tx[];
  /** Serialised; null for the first block. */
  readonly undo: Buffer | null;
};

/** Mulberry32: enough for shapes that need only be the same each time. */
export function prng(seed: number): (below: number) => number {
  let a = seed >>> 0;
  return (below) => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

type Coin = UndoCoin & { readonly txid: string; readonly vout: number };

const FIRST_TIME = 1_700_000_000;
const subsidyAt = (height: number): bigint => 5_000_000_000n >> BigInt(Math.floor(height / 150));

/** Blocks 0 to `blocks`; every output can be spent at once, also in the block that made it. */
export function makeChain(seed: number, blocks: number, perBlock = 6): ChainBlock[] {
  const random = prng(seed);
  const genesis = regtestGenesis();
  const chain: ChainBlock[] = [{ ...genesis, parent: '0'.repeat(64), height: 0, txs: [], undo: null }];
  const coins: Coin[] = [];
  for (let height = 1; height <= blocks; height += 1) {
    const txs: Tx[] = [];
    const undo: UndoCoin[][] = [];
    let fees = 0n;
    for (let n = random(perBlock + 1); n > 0 && coins.length > 0; n -= 1) {
      const spent: Coin[] = [];
      for (let inputs = 1 + random(3); inputs > 0 && coins.length > 0; inputs -= 1) {
        // Mostly the newest coins, so that trails grow long.
        const back = random(3) === 0 ? random(coins.length) : random(Math.min(coins.length, 6));
        spent.push(...coins.splice(coins.length - 1 - back, 1));
      }
      let left = spent.reduce((sum, coin) => sum + coin.value, 0n);
      const fee = left > 1000n ? BigInt(random(1000)) : 0n;
      left -= fee;
      fees += fee;
      const outputs = [];
      for (let count = 1 + random(4); count > 0; count -= 1) {
        const value = count === 1 ? left : (left * BigInt(random(100))) / 100n;
        left -= value;
        outputs.push({ value, script: random(2) === 0 ? p2pkh(random(256)) : p2wpkh(random(256)) });
      }
      const tx: Tx = { inputs: spent, outputs, witness: random(2) === 0, note: random(2 ** 30) };
      txs.push(tx);
      undo.push(spent);
      addCoins(coins, tx, height);
    }
    const minted = coinbase(height, [{ value: subsidyAt(height) + fees, script: p2pkh(random(256)) }]);
    addCoins(coins, minted, height);
    const parent = chain.at(-1)!.hash;
    const block = mine(parent, FIRST_TIME + 600 * height, [minted, ...txs]);
    chain.push({ ...block, parent, height, txs: [minted, ...txs], undo: serializeUndo(undo) });
  }
  return chain;
}

function addCoins(coins: Coin[], tx: Tx, height: number): void {
  const txid = txidOf(tx);
  const minted = tx.inputs[0]!.vout === 0xffffffff;
  tx.outputs.forEach(({ value, script }, vout) => {
    if (value > 0n) coins.push({ txid, vout, value, script, height, coinbase: minted });
  });
}

/** A block that competes with the one of its height. */
export function staleBlock(chain: readonly ChainBlock[], height: number): ChainBlock {
  const parent = chain[height - 1]!.hash;
  const txs = [coinbase(height, [{ value: 1n, script: p2pkh(0xee) }])];
  return {
    ...mine(parent, FIRST_TIME + 600 * height + 1, txs),
    parent,
    height,
    txs,
    undo: serializeUndo([]),
  };
}

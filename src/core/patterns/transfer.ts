/** A plain transfer between accounts, as patterns of account chains read it. */
import type { Amount } from '../model/amount.ts';
import type { AssetId } from '../model/asset.ts';
import type { ChainId } from '../model/chain.ts';
import type { TxId } from '../model/location.ts';

export type Transfer = {
  readonly chain: ChainId;
  readonly txid: TxId;
  readonly block: number;
  /** Seconds, UTC. */
  readonly time: number;
  readonly from: string;
  readonly to: string;
  readonly asset: AssetId;
  readonly amount: Amount;
};

export const byTime = (a: Transfer, b: Transfer): number => a.time - b.time || a.block - b.block;

/** Mean and coefficient of variation of positive numbers; amounts go in as numbers, for shape and not for counting. */
export function spreadOf(values: readonly number[]): { readonly mean: number; readonly variation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
  return { mean, variation: mean === 0 ? 0 : Math.sqrt(variance) / mean };
}

/** An amount in whole units, for shape only. */
export const whole = (amount: Amount, decimals: number): number => Number(amount) / 10 ** decimals;

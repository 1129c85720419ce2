/** Small worlds of transfers for the account patterns: one asset of six decimals worth a dollar. */
import { tokenAsset } from '../../../src/core/model/asset.ts';
import { getChain } from '../../../src/core/model/chain.ts';
import type { TxId } from '../../../src/core/model/location.ts';
import type { Transfer } from '../../../src/core/patterns/transfer.ts';

export const ETHEREUM = getChain('eip155:1');
export const DOLLAR = tokenAsset(ETHEREUM, '0xdac17f958d2ee523a2206206994597c13d831ec7', 'USDT', 6).id;
export const DAY = 86_400;
export const START = 1_700_000_000;

let made = 0;
/** `at` in days after the start, `amount` in dollars. */
export function pay(from: string, to: string, amount: number, at: number): Transfer {
  made += 1;
  const time = START + Math.round(at * DAY);
  return {
    chain: ETHEREUM.id,
    txid: `0x${made.toString(16).padStart(64, '0')}` as TxId,
    block: Math.floor(time / 12),
    time,
    from,
    to,
    asset: DOLLAR,
    amount: BigInt(Math.round(amount * 1e6)),
  };
}

export const usd = ({ amount }: Transfer): number => Number(amount) / 1e6;

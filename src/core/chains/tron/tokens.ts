/** TRC-20 logs as transfers, read by hand. Every contract's are read; recognising a token is a reading's business. */
import { hex } from '@scure/base';
import { addressOfTwenty } from './bytes.ts';
import type { Log } from './info.ts';

/** Null at `from`: newly made. Null at `to`: destroyed. */
export type TokenTransfer = {
  readonly contract: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly amount: bigint;
};

/** keccak256 of Transfer(address,address,uint256); TRC-20 has it from EIP-20. */
export const TRANSFER = 'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const ZERO = '00'.repeat(20);
/** An address fills the last 20 of 32 bytes. TRON's first compilers left its prefix standing before them. */
const PADDING = /^(?:0{24}|0{22}41)/;

/**
 * The transfer a log announces; null where it announces none. `unread` is a Transfer of another shape than
 * TRC-20's, for instance with nothing indexed. TRC-721's has its token id as a fourth topic: no amount.
 */
export function readTokenLog(log: Log): TokenTransfer | 'unread' | null {
  const [topic, first, second] = log.topics;
  if (topic !== TRANSFER || log.topics.length === 4) return null;
  if (log.topics.length !== 3 || log.data.length !== 32) return 'unread';
  if (first === undefined || second === undefined || !PADDING.test(first) || !PADDING.test(second))
    return 'unread';
  return {
    contract: log.contract,
    from: partyOf(first),
    to: partyOf(second),
    amount: BigInt(`0x${hex.encode(log.data)}`),
  };
}

function partyOf(topic: string): string | null {
  const twenty = topic.slice(24);
  return twenty === ZERO ? null : addressOfTwenty(hex.decode(twenty));
}

/** Token logs as transfers. Every contract's are read; whether a token is recognised is a reading's business. */
import { wholeNumber } from './bytes.ts';
import type { EvmProfile } from './profiles.ts';
import type { Log } from './receipt.ts';

/** Null at `from`: newly made. Null at `to`: destroyed. */
export type TokenTransfer = {
  readonly contract: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly amount: bigint;
};

/** keccak256 of Transfer(address,address,uint256), Deposit(address,uint256), Withdrawal(address,uint256). */
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const DEPOSIT = '0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c';
const WITHDRAWAL = '0x7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65';

const ZERO = `0x${'00'.repeat(20)}`;

/**
 * The transfer a log announces; null where it announces none. `unread` is a Transfer of another shape than
 * ERC-20's (EIP-20: two indexed addresses and one number), for instance with nothing indexed. ERC-721's has
 * its token id as a fourth topic: not an amount of anything.
 */
export function readTokenLog(profile: EvmProfile, log: Log): TokenTransfer | 'unread' | null {
  const [topic, first, second] = log.topics;
  if (topic === TRANSFER) {
    if (log.topics.length === 4) return null;
    const from = addressOf(first);
    const to = addressOf(second);
    if (log.topics.length !== 3 || from === null || to === null || log.data.length !== 32) return 'unread';
    return {
      contract: log.address,
      from: from === ZERO ? null : from,
      to: to === ZERO ? null : to,
      amount: wholeNumber(log.data),
    };
  }
  // WETH9 makes and destroys its token without a Transfer.
  if (log.address !== profile.wrapper || (topic !== DEPOSIT && topic !== WITHDRAWAL)) return null;
  const owner = addressOf(first);
  if (log.topics.length !== 2 || owner === null || log.data.length !== 32) return 'unread';
  const amount = wholeNumber(log.data);
  return topic === DEPOSIT
    ? { contract: log.address, from: null, to: owner, amount }
    : { contract: log.address, from: owner, to: null, amount };
}

/** The address in a topic: 20 bytes behind 12 zeros. */
const addressOf = (topic: string | undefined): string | null =>
  topic?.startsWith(`0x${'00'.repeat(12)}`) ? `0x${topic.slice(26)}` : null;

/** What the bloom filter of a block must hold where a log of the token, or of any (null), names the account. */
export function bloomItems(contract: Uint8Array | null, account: Uint8Array): Uint8Array[] {
  const topic = new Uint8Array(32);
  topic.set(account, 12);
  return contract === null ? [topic] : [contract, topic];
}

/**
 * What every bridge has in common: somebody pays in here, somebody is paid there. One file a protocol reads both
 * sides out of single transactions; `pair.ts` joins them.
 */
import type { AssetId } from '../../model/asset.ts';
import type { ChainId } from '../../model/chain.ts';
import type { DetectorCard } from '../../model/finding.ts';
import type { TxId } from '../../model/location.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { Known } from '../known.ts';

export type Deposit = {
  readonly protocol: string;
  readonly chain: ChainId;
  readonly txid: TxId;
  /** The event or output that carries the value away from its owner. */
  readonly event: number;
  readonly asset: AssetId;
  readonly amount: bigint;
  readonly time: number;
  /** What the far side repeats, so that it names this deposit and no other; null where the protocol has nothing. */
  readonly key: string | null;
  readonly to: Destination;
  /** Where it goes back to if it fails, as far as the deposit says. */
  readonly refund: string | null;
  /** Who paid in, where the chain says. */
  readonly from: string | null;
  /** Whether a contract that is known said so. Otherwise it is the payer's own word, and a payout must confirm it. */
  readonly proven: boolean;
  readonly note: string;
};

/** Null where it is not said, or is on a chain that is not followed. */
export type Destination = {
  readonly chain: ChainId | null;
  readonly address: string | null;
  readonly asset: AssetId | null;
};

export type Payout = {
  readonly protocol: string;
  readonly chain: ChainId;
  readonly txid: TxId;
  readonly event: number;
  readonly asset: AssetId;
  readonly amount: bigint;
  readonly time: number;
  readonly to: string | null;
  readonly key: string | null;
  /** Whether this gives the deposit back instead of carrying it over. */
  readonly refund: boolean;
  readonly proven: boolean;
  readonly note: string;
};

export type Bridge = {
  /** As `protocol` of its deposits and payouts. */
  readonly protocol: string;
  readonly card: DetectorCard;
  /** First topics of the events that only its own contracts may be believed about. */
  readonly events: readonly string[];
  /** Seconds after which nobody waits for a payout any more. */
  readonly window: number;
  /** The most that may be missing on the far side where both sides count in the same asset, in basis points. */
  readonly feeBand: number;
  /** Anybody may write a payout of it: then it must be worth the deposit, as far as a price tells. */
  readonly byAnybody?: true;
  readonly deposits: (tx: Transaction, known: Known) => readonly Deposit[];
  readonly payouts: (tx: Transaction, known: Known) => readonly Payout[];
};

export const HOUR = 3_600;
export const DAY = 24 * HOUR;

/** The name of the edge a deposit begins: the same for the same deposit, whoever computes it. */
export const edgeOf = ({ protocol, chain, txid, event }: Deposit): string =>
  `${protocol.toLowerCase().replace(/[^a-z0-9]+/g, '-')}:${chain}:${txid}:${event}`;

export const hereOf = (tx: Transaction): Pick<Transaction, 'chain' | 'txid' | 'time'> => ({
  chain: tx.chain,
  txid: tx.txid,
  time: tx.time,
});

/** The journal's record: some stolen value went from here to there in this transaction. */
import type { Amount } from './amount.ts';
import type { AssetId } from './asset.ts';
import type { ChainId } from './chain.ts';
import type { Location, TxId } from './location.ts';
import type { Place } from './transaction.ts';

/** Where a branch stops and why. */
export const END_KINDS = [
  'unspent',
  'frozen',
  'service',
  'probable-service',
  'mixer',
  'bridged-unmatched',
  'recovered',
  'burnt',
  'fee',
  'below-threshold',
  'budget',
  'no-data',
] as const;
export type EndKind = (typeof END_KINDS)[number];

/** `label` names the service or mixer, or the reason of a `no-data` or `budget`; empty where the kind says all. */
export type End = { readonly kind: EndKind; readonly label: string };

export type MovementType = 'seed' | 'transfer' | 'swap' | 'bridge-out' | 'bridge-in' | 'lend' | 'fee';

export type Movement = {
  readonly type: MovementType;
  readonly chain: ChainId;
  readonly place: Place;
  readonly txid: TxId;
  /** Order within the transaction. */
  readonly seq: number;
  /** Null for a seed. */
  readonly from: Location | null;
  /** Where it arrived; null for what has no place (fees, burns). */
  readonly to: Location | null;
  /** Set where the branch ends on arrival; otherwise the value rests at `to`. */
  readonly end: End | null;
  /** Tainted units that left, in the asset of `from`. */
  readonly sent: Amount;
  /** Tainted units that arrived, in `asset`. */
  readonly asset: AssetId;
  readonly amount: Amount;
  /** The asset stolen, and how much of it this stands for. */
  readonly stolen: AssetId;
  readonly origin: Amount;
  readonly hops: number;
};

/** What the data could not say. A gap is listed, never guessed over. */
export type Gap = {
  readonly type: 'unexplained-credit' | 'opening-unknown' | 'input-value-unknown' | 'declared' | 'coverage';
  readonly text: string;
  readonly chain?: ChainId;
  readonly txid?: TxId;
  readonly location?: Location;
  readonly asset?: AssetId;
  readonly amount?: Amount;
};

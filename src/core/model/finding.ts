/** A detector's result: what it saw, how strongly it speaks, and what innocent thing would look the same. */
import type { Amount } from './amount.ts';
import type { AssetId } from './asset.ts';
import type { ChainId } from './chain.ts';
import type { TxId } from './location.ts';

/** What a detector asks and how; shown beside each of its findings. */
export type DetectorCard = {
  /** `family/name`, such as `coinjoin/whirlpool-mix`. */
  readonly id: string;
  readonly question: string;
  /** The machine test, with its numbers. */
  readonly definition: string;
  /** The paper, advisory or code the definition comes from. */
  readonly source: string;
  /** Who does the same for honest reasons. */
  readonly innocent: string;
  /** For n transactions. */
  readonly cost: string;
};

/** One row that anybody can look up. */
export type EvidenceRow = {
  readonly what: string;
  readonly chain: ChainId;
  readonly txid?: TxId;
  readonly address?: string;
  readonly asset?: AssetId;
  readonly amount?: Amount;
};

export type Subject =
  | { readonly type: 'transaction'; readonly chain: ChainId; readonly txid: TxId }
  | { readonly type: 'address'; readonly chain: ChainId; readonly address: string };

export type Finding = {
  /** The id of the detector's card. */
  readonly detector: string;
  readonly subject: Subject;
  /** One sentence. */
  readonly says: string;
  /** 0–1: how far it may be believed, never that somebody is guilty. */
  readonly strength: number;
  readonly evidence: readonly EvidenceRow[];
};

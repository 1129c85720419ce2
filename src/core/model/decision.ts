/**
 * The answer of a screening: one of three outcomes, the checks it rests on, and what was not checked. `clear` is
 * the one that must be earned: every check that the rules require, done, on lists that are whole and current.
 */
import type { Amount } from './amount.ts';
import type { AssetId } from './asset.ts';
import type { Chain, ChainId } from './chain.ts';
import type { ErrorCode } from './errors.ts';
import type { Day, EntryId, LegalEffect, ListId, Origin } from './list.ts';

export type Outcome = 'hit' | 'clear' | 'indeterminate';

/** What is asked about. `families`: where an address is valid; TRON's three spellings are one account. */
export type ScreenedSubject =
  | {
      readonly type: 'address';
      readonly text: string;
      readonly accounts: readonly { readonly family: Chain['family']; readonly address: string }[];
    }
  | { readonly type: 'transaction'; readonly text: string; readonly chain: ChainId | null }
  | {
      readonly type: 'name';
      readonly text: string;
      readonly births: readonly string[];
      readonly countries: readonly string[];
    };

export type CheckName = 'lists' | 'exposure' | 'name' | 'ownership';

/** One check's own outcome. A name may be met in several lists, each with its entry. */
export type Check = {
  readonly name: CheckName;
  readonly outcome: Outcome;
  /** Why it is not clear: `E_STALE_LIST`, `E_LIST_PARTIAL`; null where it is. */
  readonly code: ErrorCode | null;
  /** One sentence. */
  readonly says: string;
  readonly matches: readonly Match[];
};

export type Match =
  | {
      readonly type: 'listed';
      readonly list: ListId;
      readonly entry: EntryId;
      /** SHA-256 of the entry: what a disposition is bound to. */
      readonly entryHash: string;
      readonly names: readonly string[];
      readonly effect: LegalEffect;
      readonly programmes: readonly string[];
      readonly addressListedOn: Day | null;
      readonly entryListedOn: Day | null;
      /** 0–1; 1 for an address. */
      readonly score: number;
      /** Feature by feature, for a name. */
      readonly features: readonly {
        readonly feature: string;
        readonly value: number;
        readonly says: string;
      }[];
    }
  | {
      readonly type: 'exposure';
      readonly incident: string;
      readonly hops: number;
      readonly asset: AssetId;
      /** Base units of the stolen asset, over the policies that conserve. */
      readonly min: Amount;
      readonly max: Amount;
      readonly path: readonly string[];
    };

export type ListStanding = {
  readonly list: ListId;
  readonly edition: string;
  readonly published: Day;
  readonly digest: string;
  readonly origin: Origin;
  /** Seconds, UTC; null: no publisher ever said that this is current. */
  readonly verifiedAt: number | null;
  /** Seconds since then; null where there is no then. */
  readonly age: number | null;
  readonly partial: boolean;
  readonly state: 'current' | 'warn' | 'stale';
};

export type DepositAction = 'credit' | 'review' | 'hold';
export type WithdrawalAction = 'send' | 'review' | 'refuse';

export type Decision = {
  readonly subject: ScreenedSubject;
  readonly direction: 'deposit' | 'withdrawal';
  readonly outcome: Outcome;
  readonly action: DepositAction | WithdrawalAction;
  /** Which rule led to the action, and its reason in words. */
  readonly rule: { readonly id: string; readonly reason: string };
  readonly checks: readonly Check[];
  readonly notChecked: readonly { readonly name: CheckName; readonly why: string }[];
  readonly lists: readonly ListStanding[];
  /** What an exposure answer covers; null where exposure was not measured. */
  readonly coverage: {
    readonly tips: readonly { readonly chain: ChainId; readonly height: number; readonly hash: string }[];
    readonly maxHops: number | null;
    readonly complete: boolean;
  } | null;
  readonly rules: { readonly version: string; readonly digest: string };
  readonly environment: 'production' | 'laboratory';
  /** Seconds, UTC. */
  readonly decidedAt: number;
  readonly validUntil: number;
};

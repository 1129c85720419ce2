/**
 * The answer of a screening: one of three outcomes, the checks it rests on, and what was not checked. `clear` is
 * the one that must be earned: every check that the rules require, done, on lists that are whole and current.
 */
import type { Amount } from './amount.ts';
import type { AssetId } from './asset.ts';
import type { Chain, ChainId } from './chain.ts';
import type { ErrorCode } from './errors.ts';
import type { Day, EntryId, LegalEffect, ListId, Origin } from './list.ts';
import type { End } from './movement.ts';

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
  /** The exact next step, where there is one. */
  readonly next: string | null;
  readonly matches: readonly Match[];
  /** Editions that were looked through in vain. It is no `clear`: an edition may be old, or a part of its list. */
  readonly notFoundIn: readonly { readonly list: ListId; readonly edition: string }[];
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
      /** Null: the entry names the subject. Otherwise the address that it names, whose key spends from the subject, too. */
      readonly sameKeyAs: string | null;
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
      /** The day of the theft. */
      readonly stolenOn: Day | null;
      /** The days on which stolen value first and last arrived; null where no block's time is at hand. */
      readonly firstArrived: Day | null;
      readonly lastArrived: Day | null;
      /** Movements since the theft; 0: an address at which the stolen value first rested, or that a source names. */
      readonly hops: number;
      /** The asset stolen; null with `min` and `max` where a source names the address and no trace measured it. */
      readonly asset: AssetId | null;
      /** Base units of the stolen asset, over the policies that conserve. */
      readonly min: Amount | null;
      readonly max: Amount | null;
      /** The envelope that `min` and `max` span: what each policy says arrived. */
      readonly policies: readonly { readonly policy: string; readonly amount: Amount }[];
      /** The shortest way from the theft to the subject, address by address. */
      readonly path: readonly string[];
      /** Whom the traces saw it take the stolen value from, and give it to: the largest of them. */
      readonly counterparties: {
        readonly count: number;
        readonly largest: readonly Counterparty[];
      };
      /** Who is spent together with it in traced transactions; null: nobody is. A lead, and no identity. */
      readonly cluster: Cluster | null;
      /** What it rests on: a trace, or who says so. */
      readonly ground: string;
    };

export type Counterparty = {
  readonly family: Chain['family'];
  readonly address: string;
  /** Seen from the subject: it took from them, or gave to them. */
  readonly direction: 'from' | 'to';
  /** Base units of the stolen asset; the most that any policy which conserves says. */
  readonly amount: Amount;
  /** Where the trace says that the value ended with them, and who they are: a mixer, a service; null: it does not. */
  readonly end: End | null;
  /** Lists that name them. */
  readonly listedOn: readonly ListId[];
};

export type Cluster = {
  readonly size: number;
  /** The first of them, in the order of their spelling. */
  readonly members: readonly string[];
  /** Those that lists name, all of them. */
  readonly listed: readonly { readonly address: string; readonly list: ListId }[];
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

/** What two people decided about a match or about a list's age, as it stands in every answer that it touched. */
export type ShownOverride = {
  readonly id: string;
  readonly type: 'false-match' | 'staleness';
  readonly by: readonly string[];
  readonly reason: string;
  readonly until: number;
};

/** What a hold asks of a person, by when. */
export type HoldTask = {
  readonly jurisdiction: string;
  readonly says: string;
  /** Seconds, UTC; null: the law names no day. */
  readonly dueBy: number | null;
  readonly source: string;
  /** Whether somebody read it there; what was not read is no deadline to rely on. */
  readonly verified: boolean;
};

export type Decision = {
  readonly subject: ScreenedSubject;
  readonly direction: 'deposit' | 'withdrawal';
  /** The day asked about; null: now. */
  readonly asOf: Day | null;
  readonly outcome: Outcome;
  readonly action: DepositAction | WithdrawalAction;
  /** Which rule led to the action, and its reason in words. */
  readonly rule: { readonly id: string; readonly reason: string };
  readonly checks: readonly Check[];
  readonly notChecked: readonly { readonly name: CheckName; readonly why: string }[];
  readonly lists: readonly ListStanding[];
  readonly overrides: readonly ShownOverride[];
  readonly task: HoldTask | null;
  /** What a reader must know beside the outcome: exposure below the customer's dust limit, an answer not registered. */
  readonly caveats: readonly string[];
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

/** A decision but whom it is about, which many may share. */
export type Findings = Omit<Decision, 'subject'>;

export type Found = { readonly subject: ScreenedSubject; readonly findings: Findings };

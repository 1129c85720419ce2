/**
 * What screening remembers: who was asked about, so that a later listing finds them again; alerts that wait to be
 * sent; tasks of holds; and what two people decided. Every row belongs to one tenant, and no call reads across.
 */
import type { Outcome } from '../core/model/decision.ts';
import type { Override } from '../core/screening/overrides.ts';
import type { Question } from '../core/screening/subject.ts';

/** `answer`: was called clear; `transfer` and `withdrawal`: registered by the customer; `watch`: until taken back. */
export type ScreenedKind = 'answer' | 'transfer' | 'withdrawal' | 'watch';

/** A subject under watch. The same question of the same tenant and kind is one row. */
export type Screened = {
  readonly id: string;
  readonly tenant: string;
  readonly kind: ScreenedKind;
  /** The customer's own name for it, such as a transfer's id. */
  readonly reference: string | null;
  readonly question: Question;
  /** What overrides and erasure go by. */
  readonly keys: readonly string[];
  readonly outcome: Outcome;
  readonly action: string;
  /** Seconds, UTC. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Re-screened until then; null: until somebody says otherwise. */
  readonly until: number | null;
};

export type Alert = {
  /** The same reversal is one alert, however often it is found. */
  readonly id: string;
  readonly tenant: string;
  /** `threshold_crossed`: a holding came to lie above the sum of the configuration. */
  readonly type: 'retroactive_hit' | 'threshold_crossed';
  /** The subject under watch that it is about; null: none is. */
  readonly screened: string | null;
  readonly createdAt: number;
  /** What happened (such as the decision that reverses the earlier answer, and what that was), as canonical JSON. */
  readonly body: string;
  readonly deliveredAt: number | null;
};

export type Task = {
  readonly id: string;
  readonly tenant: string;
  readonly screened: string;
  readonly openedAt: number;
  readonly dueBy: number | null;
  readonly body: string;
  readonly doneAt: number | null;
  readonly doneBy: string | null;
};

/** An override with the signatures that make it one. */
export type KeptOverride = { readonly override: Override; readonly approvals: string };

export type ScreeningStore = {
  /** Adds, or renews `lastAt`, `until`, outcome and action; `firstAt` stays. Tasks are opened in the same transaction. */
  readonly record: (rows: readonly Screened[], tasks: readonly Task[]) => Promise<void>;
  /** All that is under watch at this time, in the order of ids, a page at a time. */
  readonly watched: (now: number, after: string | null, limit: number) => Promise<readonly Screened[]>;
  readonly screened: (tenant: string, id: string) => Promise<Screened | null>;
  /** What the tenant registered (no mere answers), oldest first: `limit` of them after the first `skip`. */
  readonly registered: (
    tenant: string,
    skip: number,
    limit: number,
  ) => Promise<{ readonly total: number; readonly rows: readonly Omit<Screened, 'keys'>[] }>;
  /** New outcomes, the alerts they raise and the tasks they open, in one transaction: none is lost, none stands for nothing. */
  readonly revise: (
    rows: readonly Screened[],
    alerts: readonly Alert[],
    tasks: readonly Task[],
  ) => Promise<void>;
  /** Oldest first. */
  readonly alerts: (tenant: string, pendingOnly: boolean) => Promise<readonly Alert[]>;
  readonly markDelivered: (tenant: string, ids: readonly string[], at: number) => Promise<void>;
  readonly tasks: (tenant: string, openOnly: boolean) => Promise<readonly Task[]>;
  readonly closeTask: (tenant: string, id: string, by: string, at: number) => Promise<void>;
  readonly addOverride: (kept: KeptOverride) => Promise<void>;
  /** All that have not ended at this time. */
  readonly overrides: (now: number) => Promise<readonly KeptOverride[]>;
  readonly withdrawOverride: (id: string, at: number) => Promise<void>;
  /** Forgets every row, alert and done task of these subjects; how many rows were forgotten. */
  readonly erase: (tenant: string, keys: readonly string[]) => Promise<number>;
  /** Forgets what is no longer watched, with its delivered alerts; how many rows were forgotten. */
  readonly prune: (now: number) => Promise<number>;
};

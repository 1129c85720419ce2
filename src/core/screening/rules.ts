/**
 * A customer's policy: what an answer must rest on to be clear, and which action follows from what was found. It
 * can be stricter than the outcome, never laxer: no rule credits what hit or what nobody knows.
 */
import type { Amount } from '../model/amount.ts';
import type { AssetId } from '../model/asset.ts';
import type {
  CheckName,
  Decision,
  DepositAction,
  Match,
  Outcome,
  WithdrawalAction,
} from '../model/decision.ts';
import type { Day, LegalEffect, ListId } from '../model/list.ts';

/** What a rule may ask of a match. All that is said must hold; what is not said is not asked. */
export type Condition = {
  readonly category: readonly LegalEffect[] | null;
  readonly by: 'address' | 'name' | null;
  readonly exposure: 'direct' | 'indirect' | null;
  readonly maxHops: number | null;
  /** Base units; the most that any policy says is compared, and an amount that nobody measured counts as above. */
  readonly amountAtLeast: { readonly asset: AssetId; readonly amount: Amount } | null;
  /** Of the payment itself; one that is not said, or in another asset, counts as above. */
  readonly paymentAtLeast: { readonly asset: AssetId; readonly amount: Amount } | null;
  /** Days since the theft or the listing; an unknown day counts as today. */
  readonly olderThanDays: number | null;
  readonly newerThanDays: number | null;
  /** Days since stolen value last arrived; an unknown day counts as today. */
  readonly arrivedOverDays: number | null;
  readonly arrivedWithinDays: number | null;
  readonly scoreAtLeast: number | null;
};

export type Rule = {
  readonly id: string;
  readonly when: Condition;
  readonly deposit: 'review' | 'hold';
  readonly withdrawal: 'review' | 'refuse';
  readonly reason: string;
};

export type SubjectType = Decision['subject']['type'];

export type Ruleset = {
  readonly version: string;
  /** SHA-256 of the canonical form; pins an answer, and an override, to just these rules. */
  readonly digest: string;
  readonly jurisdiction: string | null;
  readonly requiredLists: readonly ListId[];
  readonly requiredChecks: Readonly<Record<SubjectType, readonly CheckName[]>>;
  /** Seconds after which a list that nobody confirmed refuses to say clear. */
  readonly staleAfter: number;
  readonly nameThreshold: number;
  readonly exposure: {
    readonly maxHops: number | null;
    /** Seconds that the newest block behind an exposure answer may be old. */
    readonly maxTipAge: number;
    /** Incidents whose traces must be complete for a clear; null: all that are known. */
    readonly incidents: readonly string[] | null;
    /** Exposures that sum to less are noted, not matched; direct contact with a listed address always is. */
    readonly dust: ReadonlyMap<AssetId, Amount>;
  };
  readonly indeterminate: { readonly deposit: 'review' | 'hold'; readonly withdrawal: 'review' | 'refuse' };
  readonly rules: readonly Rule[];
};

export type Chosen = {
  readonly action: DepositAction | WithdrawalAction;
  readonly rule: { readonly id: string; readonly reason: string };
};

const CLEAR = Object.freeze({ id: 'clear', reason: 'every required check was done and found nothing' });
const INDETERMINATE = Object.freeze({
  id: 'indeterminate',
  reason: 'a required check could not be done in full',
});

const names = new WeakMap<Rule, Chosen['rule']>();

/** Frozen, as all that many answers share. */
function named(rule: Rule): Chosen['rule'] {
  const known = names.get(rule);
  if (known !== undefined) return known;
  const made = Object.freeze({ id: rule.id, reason: rule.reason });
  names.set(rule, made);
  return made;
}

const SEVERITY: Readonly<Record<Chosen['action'], number>> = {
  credit: 0,
  send: 0,
  review: 1,
  hold: 2,
  refuse: 2,
};

/** What is to be paid, in base units; null: not said. */
export type Payment = { readonly asset: AssetId; readonly amount: Amount } | null;

/** What is weighed beside the matches. */
export type Occasion = {
  readonly direction: Decision['direction'];
  readonly payment: Payment;
  /** Seconds, UTC. */
  readonly now: number;
};

/** Every match meets its first rule; the severest action of all matches stands. */
export function chooseAction(
  rules: Ruleset,
  occasion: Occasion,
  outcome: Outcome,
  matches: readonly Match[],
): Chosen {
  const { direction } = occasion;
  switch (outcome) {
    case 'clear':
      return {
        action: direction === 'deposit' ? 'credit' : 'send',
        rule: CLEAR,
      };
    case 'indeterminate':
      return {
        action: rules.indeterminate[direction],
        rule: INDETERMINATE,
      };
    case 'hit':
      return severest(matches.map((match) => chooseFor(rules, occasion, match)));
  }
}

function severest([first, ...others]: readonly Chosen[]): Chosen {
  if (first === undefined)
    return { action: 'review', rule: { id: 'hit', reason: 'something was found that no rule can weigh' } };
  return others.reduce(
    (worst, each) => (SEVERITY[each.action] > SEVERITY[worst.action] ? each : worst),
    first,
  );
}

function chooseFor(rules: Ruleset, occasion: Occasion, match: Match): Chosen {
  const { direction } = occasion;
  const rule = rules.rules.find(({ when }) => holds(when, match, occasion));
  if (rule === undefined)
    return {
      action: direction === 'deposit' ? 'hold' : 'refuse',
      rule: { id: 'no-rule', reason: 'no rule speaks of this match, so nothing moves' },
    };
  return { action: rule[direction], rule: named(rule) };
}

const holds = (when: Condition, match: Match, { payment, now }: Occasion): boolean =>
  (when.category === null || when.category.includes(categoryOf(match))) &&
  (when.by === null || (match.type === 'listed' && when.by === foundBy(match))) &&
  (when.exposure === null || (match.type === 'exposure' && when.exposure === directness(match))) &&
  (when.maxHops === null || (match.type === 'exposure' && match.hops <= when.maxHops)) &&
  (when.amountAtLeast === null || reaches(when.amountAtLeast, match)) &&
  (when.paymentAtLeast === null || isAsMuch(when.paymentAtLeast, payment)) &&
  (when.olderThanDays === null || daysKnown(match, now) > when.olderThanDays) &&
  (when.newerThanDays === null || daysKnown(match, now) < when.newerThanDays) &&
  (when.arrivedOverDays === null || daysThere(match, now) > when.arrivedOverDays) &&
  (when.arrivedWithinDays === null || daysThere(match, now) <= when.arrivedWithinDays) &&
  (when.scoreAtLeast === null || (match.type === 'listed' && match.score >= when.scoreAtLeast));

/** Since it was listed or stolen. */
const daysKnown = (match: Match, now: number): number =>
  daysSince(match.type === 'listed' ? (match.addressListedOn ?? match.entryListedOn) : match.stolenOn, now);

/** Since the last of it arrived; not a number, of which no condition holds, where nothing is said to arrive. */
const daysThere = (match: Match, now: number): number =>
  match.type === 'exposure' ? daysSince(match.lastArrived, now) : Number.NaN;

const categoryOf = (match: Match): LegalEffect =>
  match.type === 'listed' ? match.effect : 'stolen-funds-lead';

/** An address has no features to weigh: it is the one or it is not. */
const foundBy = (match: Extract<Match, { type: 'listed' }>): 'address' | 'name' =>
  match.features.length === 0 ? 'address' : 'name';

/** The theft's own addresses and whoever they paid are direct; what came further is not. */
const directness = (match: Extract<Match, { type: 'exposure' }>): 'direct' | 'indirect' =>
  match.hops <= 1 ? 'direct' : 'indirect';

const reaches = (least: NonNullable<Condition['amountAtLeast']>, match: Match): boolean =>
  match.type === 'exposure' &&
  (match.max === null || (match.asset === least.asset && match.max >= least.amount));

const isAsMuch = (least: NonNullable<Condition['paymentAtLeast']>, payment: Payment): boolean =>
  payment === null || payment.asset !== least.asset || payment.amount >= least.amount;

const DAY_S = 86_400;

const daysSince = (day: Day | null, now: number): number =>
  day === null ? 0 : Math.floor((now - Date.parse(`${day}T00:00:00Z`) / 1000) / DAY_S);

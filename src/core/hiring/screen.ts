/**
 * The screen of one candidate: evidence with its question, what could not be checked, and until when it stands. It is
 * for a person to read. There is no total, no rank and no verdict in it, because nothing labelled exists by which any
 * of them could be measured.
 */
import { type Day, daysAfter } from '../strategy/day.ts';
import { checkCandidate, type Found, likenessOfNames, NEEDS } from './checks.ts';
import { CIRCLE_NEEDS, checkCircle, type Others, samePerson } from './circles.ts';
import type { Candidate } from './fields.ts';
import type { Identifier } from './identifiers.ts';
import { ASKED, type CheckId, type Indicator, LEFT_OUT, NOT_READ, OWN } from './indicators.ts';
import { checkNames, type NameLook } from './listed-names.ts';

/** Of a rejected application what was kept of it is of no use after the time in which it may be contested. */
export const KEPT_DAYS = 180;

export const UNVALIDATED = 'weights unvalidated: no labelled data';

export type Evidence = Found & {
  readonly indicator: Indicator;
  readonly question: string;
  readonly innocent: string;
};

export type NotChecked = { readonly check: string; readonly why: string };

export type Screen = {
  readonly ref: string;
  readonly evidence: readonly Evidence[];
  readonly notChecked: readonly NotChecked[];
  /** Other records with this name and birth: probably one person twice, which explains what they share. */
  readonly samePerson: readonly string[];
  readonly names: NameLook;
  /** What is kept of this candidate is erased after this day. */
  readonly expires: Day;
};

/** What is known of one of the candidate's wallets: findings of traced thefts and listings, never a guess. */
export type PayoutKnown = { readonly found: readonly Found[]; readonly unsure: string | null };

export type HiringWorld = {
  readonly today: Day;
  readonly indicators: ReadonlyMap<string, Indicator>;
  /** What the candidate is known by, and who of the tenant's other candidates has it, too. */
  readonly own: readonly Identifier[];
  readonly others: Others;
  readonly payouts: readonly PayoutKnown[];
  readonly names: NameLook;
};

export function screenCandidate(candidate: Candidate, world: HiringWorld): Screen {
  const { today, indicators, own, others, payouts, names } = world;
  const found = [
    ...checkCandidate(candidate, today),
    ...checkCircle(candidate, own, others),
    ...payouts.flatMap((payout) => payout.found),
    ...checkNames(names),
  ];
  return {
    ref: candidate.ref,
    evidence: found.map((each) => ({
      ...each,
      ...ASKED[each.check],
      indicator: indicatorOf(each.check, indicators),
    })),
    notChecked: notChecked(candidate, payouts, names),
    samePerson: [...new Set(samePerson(own, others))],
    names,
    expires: daysAfter(today, KEPT_DAYS),
  };
}

function indicatorOf(check: CheckId, indicators: ReadonlyMap<string, Indicator>): Indicator {
  const known = indicators.get(check) ?? OWN.find(({ id }) => id === check);
  if (known !== undefined) return known;
  return { id: check, says: check, signal: '', advisories: [], weight: null, confidence: '' };
}

/** Every sign that was not looked at says so, by itself: silence would read as an answer. */
function notChecked(candidate: Candidate, payouts: readonly PayoutKnown[], names: NameLook): NotChecked[] {
  const missing = Object.entries({ ...NEEDS, ...CIRCLE_NEEDS }).flatMap(([check, needs]): NotChecked[] =>
    needs.some((all) => all.every((field) => candidate[field] !== undefined))
      ? []
      : [{ check, why: `not given: ${needs.map((all) => all.join(' with ')).join(', or ')}` }],
  );
  const { name, payout_holder } = candidate;
  const unread =
    name !== undefined && payout_holder !== undefined && likenessOfNames(name, payout_holder) === null
      ? [{ check: 'IT04', why: 'the two names are in scripts that cannot be compared' }]
      : [];
  return [
    ...missing,
    ...unread,
    ...payouts.flatMap(({ unsure }) => (unsure === null ? [] : [{ check: 'IT48', why: unsure }])),
    ...(candidate.payout_addresses === undefined
      ? ['IT48', 'IT49'].map((check) => ({ check, why: 'not given: payout_addresses' }))
      : []),
    ...(names.unsure === null ? [] : [{ check: 'L1', why: names.unsure }]),
    ...Object.entries(NOT_READ).map(([check, why]) => ({ check, why })),
  ];
}

/** What stands in every answer, whoever is asked about. */
export const STANDING = {
  weights: UNVALIDATED,
  decides:
    'A person decides, after asking. Nothing here rejects anybody, nothing is added up, and nobody else is told: candidates of one tenant are never seen by another.',
  appeal: [
    'Tell the candidate which statements were checked, what was found and where it comes from, and ask the question beside it.',
    'Take the answer, and papers where there are some, before you decide; let somebody decide who did not screen.',
    'A candidate may see what is kept, have it corrected, and have it erased: erase by the ref.',
  ],
  leftOut: LEFT_OUT,
} as const;

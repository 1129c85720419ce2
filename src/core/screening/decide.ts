/**
 * The decision: pure, from a question and what answers of this second rest on. `clear` is earned by every check that
 * the rules require; whatever is stale, partial, unreadable or unknown is `indeterminate`; what is found stays a hit
 * however stale the list. Ownership (OFAC's 50 % rule) is nowhere assessed, and every answer says so.
 */

import { getChain } from '../model/chain.ts';
import type {
  Check,
  CheckName,
  Decision,
  Findings,
  Found,
  Match,
  Outcome,
  ScreenedSubject,
} from '../model/decision.ts';
import { AshiatoError } from '../model/errors.ts';
import type { Basis } from './basis.ts';
import {
  checkExposure,
  checkLists,
  checkName,
  checkTransactionLists,
  type Exposures,
  exposuresOf,
  listedMatches,
  silenceOfParties,
  transactionExposures,
} from './checks.ts';
import { checkAsOf } from './days-past.ts';
import type { Coverage } from './exposure.ts';
import { isInForce, type Override, showOverride } from './overrides.ts';
import { chooseAction } from './rules.ts';
import {
  askedAccounts,
  type ParsedSubject,
  parseSubject,
  type Question,
  readAs,
  subjectKeys,
  unreadSubject,
} from './subject.ts';

type NotChecked = Decision['notChecked'][number];

const OWNERSHIP: NotChecked = Object.freeze({
  name: 'ownership',
  why: 'who owns the subject was not assessed (no ownership data; the 50 % rule of OFAC reaches unlisted companies)',
});

/** Frozen, as all that many answers share. */
const ONLY_OWNERSHIP: readonly NotChecked[] = Object.freeze([OWNERSHIP]);

/** What the checks gave, before rules are asked. */
type Examined = {
  readonly checks: readonly Check[];
  readonly notChecked: readonly NotChecked[];
  readonly coverage: Coverage | null;
  readonly caveats: readonly string[];
};

/** Throws where the subject cannot be read: whoever asks for one answer is told so. */
export function decide(question: Question, basis: Basis): Decision {
  const parsed = parseSubject(question.subject);
  return { subject: parsed.subject, ...weigh(question, parsed, basis) };
}

/** The same for one of many: what cannot be read is indeterminate with its code, and the rest is answered. */
export function decideOrDoubt(question: Question, basis: Basis): Decision {
  try {
    return decide(question, basis);
  } catch (error) {
    const { subject, findings } = doubt(question, error, basis);
    return { subject, ...findings };
  }
}

/** All of a decision but whom it is about. */
export function weigh(question: Question, parsed: ParsedSubject, basis: Basis): Findings {
  const unreal = parsed.chains.map((id) => getChain(id)).find((chain) => chain.laboratory === true);
  if (unreal !== undefined && basis.environment === 'production')
    throw new AshiatoError('E_CHAIN_UNSUPPORTED', `${unreal.name} is a chain of the laboratory`, {
      next: 'Name the real chain of the payment.',
    });
  return conclude(question, parsed.subject, examine(question, parsed, basis), basis);
}

/** What is said of a question that could not be read; throws whatever else went wrong. */
export function doubt(question: Question, error: unknown, basis: Basis): Found {
  if (!(error instanceof AshiatoError) || error.code === 'E_INTERNAL') throw error;
  const subject = unreadSubject(question.subject);
  const check: Check = {
    name: subject.type === 'name' ? 'name' : 'lists',
    outcome: 'indeterminate',
    code: error.code,
    says: error.message,
    next: error.next ?? null,
    matches: [],
    notFoundIn: [],
  };
  const examined = { checks: [check], notChecked: ONLY_OWNERSHIP, coverage: null, caveats: [] };
  return { subject, findings: conclude(question, subject, examined, basis) };
}

function examine({ asOf }: Question, parsed: ParsedSubject, basis: Basis): Examined {
  const { subject, chains } = parsed;
  if (asOf !== null) return examineAsOf(parsed, asOf, basis);
  switch (subject.type) {
    case 'name':
      return {
        checks: [checkName(subject, basis)],
        notChecked: ONLY_OWNERSHIP,
        coverage: null,
        caveats: [],
      };
    case 'address': {
      const lists = checkLists(listedMatches(subject.accounts, basis), basis);
      const examined = withExposure(subject, lists, exposuresOf(subject.accounts, basis), chains, basis);
      const beside = besideAsked(parsed);
      return beside === null ? examined : { ...examined, caveats: [...examined.caveats, beside] };
    }
    case 'transaction': {
      const lists = checkTransactionLists(subject.text, basis);
      return withExposure(subject, lists, transactionExposures(subject.text, basis), chains, basis);
    }
  }
}

/** An exposure check that nobody requires and that could not be done stands under what was not checked. */
function withExposure(
  subject: ScreenedSubject,
  lists: Check,
  exposures: Exposures,
  chains: ParsedSubject['chains'],
  basis: Basis,
): Examined {
  const coverage = basis.coverageOf(chains);
  const exposure = checkExposure(exposures, coverage, basis);
  const required = basis.rules.requiredChecks[subject.type].includes('exposure');
  if (exposure.outcome === 'indeterminate' && !required)
    return {
      checks: [lists],
      notChecked: withoutExposure(exposure),
      coverage: null,
      caveats: exposures.dust,
    };
  const caveats = [...exposures.dust, ...coverage.caveats];
  return { checks: [lists, exposure], notChecked: ONLY_OWNERSHIP, coverage, caveats };
}

const notExposed = new WeakMap<Check, readonly NotChecked[]>();

/** As the check is shared by many answers, so is this. */
function withoutExposure(exposure: Check): readonly NotChecked[] {
  const known = notExposed.get(exposure);
  if (known !== undefined) return known;
  const made = Object.freeze([{ name: 'exposure' as const, why: exposure.says }, OWNERSHIP]);
  notExposed.set(exposure, made);
  return made;
}

/** Where one key holds two accounts and only one was asked about. */
function besideAsked(parsed: ParsedSubject): string | null {
  const { subject } = parsed;
  if (subject.type !== 'address' || subject.accounts.length === 1) return null;
  const asked = askedAccounts(parsed);
  return asked.length < subject.accounts.length ? readAs(asked) : null;
}

function examineAsOf(parsed: ParsedSubject, day: NonNullable<Question['asOf']>, basis: Basis): Examined {
  const { subject } = parsed;
  const notChecked: NotChecked[] = [
    { name: 'exposure', why: 'flows are not screened for days past' },
    OWNERSHIP,
  ];
  if (subject.type === 'address') {
    const beside = besideAsked(parsed);
    return {
      checks: [checkAsOf(subject.accounts, askedAccounts(parsed), day, basis)],
      notChecked,
      coverage: null,
      caveats: [`says who was listed on ${day}, not who is today`, ...(beside === null ? [] : [beside])],
    };
  }
  const check: Check = {
    name: subject.type === 'name' ? 'name' : 'lists',
    outcome: 'indeterminate',
    code: 'E_UNSUPPORTED',
    says: 'only addresses can be asked about for days past',
    next: 'Ask without a day.',
    matches: [],
    notFoundIn: [],
  };
  return { checks: [check], notChecked, coverage: null, caveats: [] };
}

function conclude(question: Question, subject: ScreenedSubject, examined: Examined, basis: Basis): Findings {
  const { rules, clock } = basis;
  const { direction, payment, asOf } = question;
  // What two people judge is about the lists in force; whether somebody was listed on a day past is no judgement.
  const { checks, used } =
    asOf === null ? applyOverrides(subject, examined.checks, basis) : { checks: examined.checks, used: [] };
  const outcome = outcomeOf(subject, checks, asOf !== null, basis);
  const matches = checks.flatMap((check) => (check.outcome === 'hit' ? standing(check, used) : []));
  const chosen =
    asOf === null
      ? chooseAction(rules, { direction, payment, now: clock.now }, outcome, matches)
      : {
          action: 'review' as const,
          rule: { id: 'as-of', reason: 'an answer about the past moves no money' },
        };
  const relied = outcome === 'clear' && asOf === null ? basis.relied : [];
  const overrides = used.length + relied.length === 0 ? [] : [...used, ...relied].map(showOverride);
  return {
    direction,
    asOf,
    outcome,
    action: chosen.action,
    rule: chosen.rule,
    checks,
    notChecked: examined.notChecked,
    lists: basis.standings,
    overrides,
    task: chosen.action === 'hold' ? basis.holdTask : null,
    caveats: examined.caveats,
    coverage: examined.coverage === null ? null : showCoverage(examined.coverage),
    rules: basis.inForce,
    environment: basis.environment,
    decidedAt: clock.now,
    validUntil: basis.validUntil,
  };
}

const shown = new WeakMap<Coverage, NonNullable<Decision['coverage']>>();

function showCoverage(coverage: Coverage): NonNullable<Decision['coverage']> {
  const known = shown.get(coverage);
  if (known !== undefined) return known;
  const { tips, maxHops, incomplete } = coverage;
  const made = Object.freeze({
    tips: tips.map(({ chain, height, hash }) => ({ chain, height, hash })),
    maxHops,
    complete: incomplete === null,
  });
  shown.set(coverage, made);
  return made;
}

/** A hit of any check is a hit; clear is every required check done and clear. */
function outcomeOf(
  subject: ScreenedSubject,
  checks: readonly Check[],
  past: boolean,
  { rules }: Basis,
): Outcome {
  if (checks.some(({ outcome }) => outcome === 'hit')) return 'hit';
  const required: readonly CheckName[] = past ? ['lists'] : rules.requiredChecks[subject.type];
  const earned =
    required.length > 0 &&
    required.every((name) => checks.find((check) => check.name === name)?.outcome === 'clear') &&
    checks.every(({ outcome }) => outcome === 'clear');
  return earned ? 'clear' : 'indeterminate';
}

/** A check whose every match was judged to be somebody else falls back to what silence means; matches stay visible. */
function applyOverrides(
  subject: ScreenedSubject,
  checks: readonly Check[],
  basis: Basis,
): { checks: readonly Check[]; used: readonly Override[] } {
  if (basis.overrides.length === 0 || checks.every(({ outcome }) => outcome !== 'hit'))
    return { checks, used: [] };
  const keys = subjectKeys(subject);
  const used = basis.overrides.filter(
    (override) =>
      override.type === 'false-match' &&
      isInForce(override, basis.clock.now) &&
      override.rulesDigest === basis.rules.digest &&
      keys.includes(override.subject) &&
      checks.some((check) => check.matches.some((match) => excuses(override, match))),
  );
  const silence =
    subject.type === 'transaction'
      ? silenceOfParties(basis.exposure.partiesOf(subject.text).length)
      : basis.silence;
  return {
    checks: checks.map((check) => {
      if (check.outcome !== 'hit' || check.name === 'exposure' || standing(check, used).length > 0)
        return check;
      return {
        ...check,
        ...silence,
        says: `every match was judged to be somebody else by two people; ${silence.says}`,
      };
    }),
    used,
  };
}

const excuses = (override: Override, match: Match): boolean =>
  override.type === 'false-match' && match.type === 'listed' && match.entryHash === override.entryHash;

const standing = (check: Check, used: readonly Override[]): readonly Match[] =>
  used.length === 0
    ? check.matches
    : check.matches.filter((match) => !used.some((override) => excuses(override, match)));

/**
 * The story of a hiring screen: candidates are read one by one, their identifiers become marks under the tenant's own
 * key, whoever of the same tenant has a mark in common is found, wallets and names are held against lists and traced
 * thefts, and the evidence goes back to whoever asked. What is kept are the marks and the ref, until their day.
 */
import { createHmac } from 'node:crypto';
import type { HiringAnswer } from '../../contract/hiring.ts';
import type { Found } from '../../core/hiring/checks.ts';
import type { Candidate } from '../../core/hiring/fields.ts';
import {
  type Identifier,
  identifiersOf,
  identifiersOfContact,
  keyOf,
} from '../../core/hiring/identifiers.ts';
import type { Indicator } from '../../core/hiring/indicators.ts';
import { lookAtNames, type NameLook } from '../../core/hiring/listed-names.ts';
import { readCandidate } from '../../core/hiring/read-candidate.ts';
import {
  KEPT_DAYS,
  type PayoutKnown,
  type Screen,
  STANDING,
  screenCandidate,
} from '../../core/hiring/screen.ts';
import type { Match } from '../../core/model/decision.ts';
import { AshiatoError, type ErrorCode } from '../../core/model/errors.ts';
import { PAYROLL } from '../../core/patterns/payroll.ts';
import type { Basis } from '../../core/screening/basis.ts';
import { decideOrDoubt } from '../../core/screening/decide.ts';
import { parseSubject } from '../../core/screening/subject.ts';
import { dayAt, dayNumber, SECONDS_OF_DAY } from '../../core/strategy/day.ts';
import type { HiringStore } from '../../ports/hiring-store.ts';
import { eachInTurn, nextTurn } from '../common/in-turns.ts';
import type { PayFinding } from '../explain/payroll-findings.ts';
import type { CandidateRow } from './read-candidates.ts';

export type HiringParts = {
  readonly indicators: ReadonlyMap<string, Indicator>;
  /** Lists, names and traced flows, as screening holds them this second. */
  readonly basis: () => Basis;
  readonly payFindings: (
    addresses: ReadonlySet<string>,
  ) => Promise<ReadonlyMap<string, readonly PayFinding[]>>;
  readonly store: HiringStore;
  /** What marks are made with; asked for only where one is made. */
  readonly secret: () => Buffer;
};

export type HiringRequest = {
  readonly tenant: string;
  readonly rows: readonly CandidateRow[];
  readonly keep: boolean;
};

export async function screenCandidates(
  parts: HiringParts,
  { tenant, rows, keep }: HiringRequest,
): Promise<HiringAnswer> {
  const basis = parts.basis();
  const { now } = basis.clock;
  const today = dayAt(now);
  const { candidates, refused } = await readAll(rows, (row) => readCandidate(row.value, row.where, today));

  const mark = markerOf(parts.secret(), tenant);
  const known = await eachInTurn(candidates, (candidate): Known => {
    const own = identifiersOf(candidate);
    return { candidate, own, marks: own.map(mark) };
  });
  await parts.store.prune(now);
  const others = await findOthers(parts.store, { tenant, known, mark, now });

  const accounts = new Set(
    candidates.flatMap((candidate) => payoutsOf(candidate).flatMap((payout) => payout.accounts)),
  );
  const payFindings = await parts.payFindings(accounts);
  const screens = await eachInTurn(known, ({ candidate, own, marks }) => {
    const screen = screenCandidate(candidate, {
      today,
      indicators: parts.indicators,
      own,
      others: (identifier) => others(candidate.ref, identifier),
      payouts: payoutsOf(candidate).map((payout) => payoutKnown(payout, payFindings, basis)),
      names: namesOf(candidate, basis),
    });
    return screenToJson(screen, keep ? marks.length : 0);
  });
  if (keep) {
    const until = (dayNumber(today) + KEPT_DAYS + 1) * SECONDS_OF_DAY;
    for (const some of slicesOf(known, KEPT_AT_ONCE)) {
      await parts.store.keep(
        some.map(({ candidate: { ref }, marks }) => ({ tenant, ref, marks, keptAt: now, until })),
      );
      await nextTurn();
    }
  }
  return {
    candidates: screens,
    refused,
    left_out: STANDING.leftOut.map((each) => ({ ...each })),
    weights: STANDING.weights,
    decides: STANDING.decides,
    appeal: [...STANDING.appeal],
    lists: basis.standings.map(({ list, edition, state, partial }) => ({ list, edition, state, partial })),
    asked_on: today,
  };
}

/** What must not be asked for, of anybody, refuses the whole request; a slip in one row refuses that row. */
const REFUSE_ALL: readonly ErrorCode[] = ['E_HIRING_FIELD', 'E_HIRING_NOTICE'];

async function readAll(
  rows: readonly CandidateRow[],
  read: (row: CandidateRow) => Candidate,
): Promise<{ readonly candidates: readonly Candidate[]; readonly refused: HiringAnswer['refused'] }> {
  const candidates = new Map<string, Candidate>();
  const refused: HiringAnswer['refused'] = [];
  await eachInTurn(rows, (row) => {
    try {
      const candidate = read(row);
      if (candidates.has(candidate.ref))
        throw new AshiatoError('E_CANDIDATE', `the ref "${candidate.ref}" stands twice`, {
          where: row.where,
          next: 'Give each candidate a ref of its own, or send the newer one alone.',
        });
      candidates.set(candidate.ref, candidate);
    } catch (error) {
      if (!(error instanceof AshiatoError) || rows.length === 1 || REFUSE_ALL.includes(error.code))
        throw error;
      const { ref } = row.value as { readonly ref?: unknown };
      refused.push({
        where: row.where,
        ref: typeof ref === 'string' ? ref.slice(0, 80) : null,
        error: error.toJSON(),
      });
    }
  });
  return { candidates: [...candidates.values()], refused };
}

type Known = {
  readonly candidate: Candidate;
  readonly own: readonly Identifier[];
  /** Of `own`, in its order. */
  readonly marks: readonly string[];
};

/** A store answers nobody else while it writes or looks up. */
const KEPT_AT_ONCE = 20;
const MARKS_AT_ONCE = 500;

type Marker = (identifier: Identifier) => string;

/** Under a key of each tenant's own, so that the same telephone gives two tenants two marks. */
function markerOf(secret: Buffer, tenant: string): Marker {
  const key = createHmac('sha256', secret).update(`hiring ${tenant}`).digest();
  const made = new Map<string, string>();
  return (identifier) => {
    const name = keyOf(identifier);
    const known = made.get(name) ?? createHmac('sha256', key).update(name).digest('hex');
    made.set(name, known);
    return known;
  };
}

type Asked = {
  readonly tenant: string;
  readonly known: readonly Known[];
  readonly mark: Marker;
  readonly now: number;
};

/** Of what is kept and of what came in the same request: who has the identifier, too. */
async function findOthers(
  store: HiringStore,
  { tenant, known, mark, now }: Asked,
): Promise<(ref: string, identifier: Identifier) => readonly string[]> {
  const contacts = known.flatMap(({ candidate: { references = [], recommended = [], reviewers = [] } }) =>
    [...references, ...recommended, ...reviewers].flatMap(identifiersOfContact).map(mark),
  );
  const asked = [...new Set([...known.flatMap(({ marks }) => marks), ...contacts])];
  const asking = new Set(known.map(({ candidate }) => candidate.ref));
  const sharing: { readonly mark: string; readonly ref: string }[] = known.flatMap(
    ({ candidate: { ref }, marks }) => marks.map((each) => ({ mark: each, ref })),
  );
  for (const some of slicesOf(asked, MARKS_AT_ONCE)) {
    // What a candidate of this request said before stands no longer.
    for (const each of await store.sharing(tenant, some, now)) if (!asking.has(each.ref)) sharing.push(each);
    await nextTurn();
  }
  const refs = new Map<string, Set<string>>();
  for (const { mark: each, ref } of sharing.sort((a, b) => (a.ref < b.ref ? -1 : 1)))
    refs.set(each, (refs.get(each) ?? new Set()).add(ref));
  return (ref, identifier) => [...(refs.get(mark(identifier)) ?? [])].filter((other) => other !== ref);
}

function* slicesOf<T>(items: readonly T[], length: number): Iterable<readonly T[]> {
  for (let from = 0; from < items.length; from += length) yield items.slice(from, from + length);
}

/** A `0x…` may be an account of several families. */
type Payout = { readonly text: string; readonly accounts: readonly string[] };

const payoutsOf = ({ payout_addresses = [] }: Candidate): Payout[] =>
  payout_addresses.map((text) => {
    const { subject } = parseSubject({ type: 'address', address: text, chain: null });
    return {
      text,
      accounts: subject.type === 'address' ? subject.accounts.map(({ address }) => address) : [],
    };
  });

function payoutKnown(
  { text, accounts }: Payout,
  payFindings: ReadonlyMap<string, readonly PayFinding[]>,
  basis: Basis,
): PayoutKnown {
  const decision = decideOrDoubt(
    {
      subject: { type: 'address', address: text, chain: null },
      direction: 'withdrawal',
      payment: null,
      asOf: null,
    },
    basis,
  );
  const given = [{ what: 'payout_addresses', value: text }];
  const matches = decision.checks.flatMap((check) => check.matches);
  const unsure =
    decision.checks.find(({ outcome }) => outcome === 'indeterminate')?.says ??
    decision.notChecked.find(({ name }) => name === 'exposure')?.why ??
    null;
  return {
    found: [
      ...matches.map((match): Found => ({ check: 'IT48', given, ...saidOf(match) })),
      ...accounts
        .flatMap((account) => payFindings.get(account) ?? [])
        .map(({ incident, finding }): Found => {
          const consolidated = finding.detector === PAYROLL.id;
          return {
            check: consolidated ? 'IT49' : 'IT47',
            says: consolidated
              ? 'Monthly pay at this wallet was swept into one hand with that of others.'
              : 'Consolidated pay at this wallet met a theft.',
            given,
            against: [
              { what: 'trace', value: incident },
              { what: 'finding', value: finding.says },
            ],
          };
        }),
    ],
    unsure: matches.length > 0 ? null : unsure,
  };
}

function saidOf(match: Match): Pick<Found, 'says' | 'against'> {
  if (match.type === 'listed')
    return {
      says:
        match.sameKeyAs === null
          ? 'The wallet is on a list.'
          : `The wallet is on no list; the key of the listed ${match.sameKeyAs} spends from it, too.`,
      against: [{ what: 'list', value: `${match.list} ${match.entry}: ${match.names[0] ?? ''}` }],
    };
  return {
    says:
      match.hops === 0
        ? 'The wallet is named in a theft, or held its money first.'
        : `Stolen value reached the wallet in ${match.hops} ${match.hops === 1 ? 'step' : 'steps'}.`,
    against: [
      { what: 'trace', value: match.incident },
      { what: 'source', value: match.ground },
      ...(match.cluster === null
        ? []
        : [{ what: 'cluster', value: `${match.cluster.size} addresses spent together` }]),
    ],
  };
}

function namesOf({ name, birth, document_country: country }: Candidate, basis: Basis): NameLook {
  if (name === undefined) return lookAtNames([], 'not given: name');
  if (basis.names === null) return lookAtNames([], 'no index of names is loaded');
  const query = {
    name,
    births: birth === undefined ? [] : [birth],
    countries: country === undefined ? [] : [country],
  };
  try {
    const found = basis
      .names(query, basis.rules.nameThreshold)
      .filter(({ entry }) => entry.effect !== 'stolen-funds-lead');
    const alone = birth === undefined && country === undefined;
    const silence = basis.silence.outcome === 'clear' ? null : basis.silence.says;
    return lookAtNames(
      found,
      alone ? 'no second identifier was given, and a like name alone adds nothing' : silence,
    );
  } catch (error) {
    if (!(error instanceof AshiatoError)) throw error;
    return lookAtNames([], error.message);
  }
}

const STRENGTHS = { 1: 'weak', 2: 'medium', 3: 'strong' } as const;

const screenToJson = (
  { ref, evidence, notChecked, samePerson, names, expires }: Screen,
  marks: number,
): HiringAnswer['candidates'][number] => ({
  ref,
  evidence: evidence.map(({ check, says, given, against, innocent, question, indicator }) => ({
    check,
    indicator: indicator.says,
    says,
    given: [...given],
    against: [...against],
    advised: {
      strength: indicator.weight === null ? null : STRENGTHS[indicator.weight],
      confidence: indicator.confidence,
      by: indicator.advisories.map((advisory) => ({ ...advisory })),
    },
    innocent,
    question,
  })),
  not_checked: [...notChecked],
  same_person: [...samePerson],
  names: { alike: names.alike, agreeing: names.agreeing.length },
  kept: { marks, expires },
});

/**
 * Many questions on one basis. Whoever is found nowhere fares like everybody else who is found nowhere: what is said of
 * them is worked out once and shared; `decideOrDoubt` says the same of each.
 */
import type { Findings, Found, ScreenedSubject } from '../model/decision.ts';
import type { Basis } from './basis.ts';
import { doubt, weigh } from './decide.ts';
import { type ParsedSubject, parseSubject, type Question } from './subject.ts';

/** As `decideOrDoubt`: what cannot be read is indeterminate. */
export function findOrDoubt(question: Question, basis: Basis): Found {
  try {
    return find(question, basis);
  } catch (error) {
    return doubt(question, error, basis);
  }
}

/** As `decide`: throws where the subject cannot be read. */
export function find(question: Question, basis: Basis): Found {
  const parsed = parseSubject(question.subject);
  const { subject } = parsed;
  const unknown = subject.type === 'address' && question.asOf === null && isUnknown(subject.accounts, basis);
  return {
    subject,
    findings: unknown ? sharedFindings(question, parsed, basis) : weigh(question, parsed, basis),
  };
}

type Accounts = Extract<ScreenedSubject, { type: 'address' }>['accounts'];

/** Whether nothing at all is held of these accounts: no listing, no lead, no flow. */
function isUnknown(accounts: Accounts, { snapshot, exposure }: Basis): boolean {
  for (const { family, address } of accounts)
    if (snapshot.lookup(family, address).length > 0 || exposure.of(family, address).length > 0) return false;
  return true;
}

type Shared = Readonly<Record<Question['direction'], Map<string, Findings>>>;

const shared = new WeakMap<Basis, Shared>();

function sharedOf(basis: Basis): Shared {
  const known = shared.get(basis);
  if (known !== undefined) return known;
  const made = { deposit: new Map(), withdrawal: new Map() };
  shared.set(basis, made);
  return made;
}

/** Frozen, as all that many answers share. */
function sharedFindings(question: Question, parsed: ParsedSubject, basis: Basis): Findings {
  const made = sharedOf(basis)[question.direction];
  const place = placeOf(parsed);
  const known = made.get(place);
  if (known !== undefined) return known;
  const findings = Object.freeze(weigh(question, parsed, basis));
  made.set(place, findings);
  return findings;
}

/** Where the account may be: with the way the money goes, all that a decision depends on where nothing is found. */
function placeOf({ subject, chains }: ParsedSubject): string {
  const [chain, otherChain] = chains;
  const accounts = subject.type === 'address' ? subject.accounts : [];
  return chain !== undefined && otherChain === undefined && accounts.length === 1
    ? chain
    : `${chains.join(' ')} ${accounts.map(({ family }) => family).join(' ')}`;
}

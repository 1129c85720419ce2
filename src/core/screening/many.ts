/**
 * Many questions on one basis. Whoever is found nowhere fares like everybody else who is found nowhere, and whoever is
 * asked about again fares as before: what is said of them is worked out once and shared; `decideOrDoubt` says the same
 * of each.
 */
import type { ChainId } from '../model/chain.ts';
import type { Decision, ScreenedSubject } from '../model/decision.ts';
import { AshiatoError } from '../model/errors.ts';
import type { Basis } from './basis.ts';
import { decide, decideOrDoubt } from './decide.ts';
import { parseSubject, type Question } from './subject.ts';

/** A decision but whom it is about. */
export type Findings = Omit<Decision, 'subject'>;

export type Found = { readonly subject: ScreenedSubject; readonly findings: Findings };

type Shared = Readonly<Record<Question['direction'], Map<string, Findings>>>;

/** Of those who are found: more would outlive a collection of the young, which then holds answers up for longer. */
const MOST_FOUND = 100;

const shared = new WeakMap<Basis, Shared>();

function sharedOf(basis: Basis): Shared {
  const known = shared.get(basis);
  if (known !== undefined) return known;
  const made = { deposit: new Map(), withdrawal: new Map() };
  shared.set(basis, made);
  return made;
}

/** As `decideOrDoubt`: what cannot be read is indeterminate. */
export function findOrDoubt(question: Question, basis: Basis): Found {
  if (question.subject.type !== 'address') return apart(decideOrDoubt(question, basis));
  try {
    return find(question, basis);
  } catch (error) {
    if (!(error instanceof AshiatoError) || error.code === 'E_INTERNAL') throw error;
    return apart(decideOrDoubt(question, basis));
  }
}

/** As `decide`: throws where the subject cannot be read. */
export function find(question: Question, basis: Basis): Found {
  if (question.subject.type !== 'address' || question.asOf !== null) return apart(decide(question, basis));
  const { subject, chains } = parseSubject(question.subject);
  if (subject.type !== 'address') return apart(decide(question, basis));
  const made = sharedOf(basis)[question.direction];
  const unknown = isUnknown(subject.accounts, basis);
  // What is found may weigh differently by what is paid.
  if (!unknown && question.payment !== null) return apart(decide(question, basis));
  const place = placeOf(chains, subject.accounts);
  const key = unknown ? place : `${place} ${subject.accounts.map(({ address }) => address).join(' ')}`;
  let findings = made.get(key);
  if (findings === undefined) {
    findings = apart(decide(question, basis)).findings;
    if (unknown || made.size < MOST_FOUND) made.set(key, Object.freeze(findings));
  }
  return { subject, findings };
}

type Accounts = Extract<ScreenedSubject, { type: 'address' }>['accounts'];

/** Whether nothing at all is held of these accounts: no listing, no lead, no flow. */
function isUnknown(accounts: Accounts, { snapshot, exposure }: Basis): boolean {
  for (const { family, address } of accounts)
    if (snapshot.lookup(family, address).length > 0 || exposure.of(family, address).length > 0) return false;
  return true;
}

/** Where the account may be: with the way the money goes, all that a decision depends on where nothing is found. */
function placeOf(chains: readonly ChainId[], accounts: Accounts): string {
  const [chain, otherChain] = chains;
  return chain !== undefined && otherChain === undefined && accounts.length === 1
    ? chain
    : `${chains.join(' ')} ${accounts.map(({ family }) => family).join(' ')}`;
}

function apart({ subject, ...findings }: Decision): Found {
  return { subject, findings };
}

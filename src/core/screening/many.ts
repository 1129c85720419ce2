/**
 * Many questions on one basis. Whoever is found nowhere fares like everybody else who is found nowhere, so what is
 * said of them is worked out once and shared; `decideOrDoubt` says the same of each.
 */
import type { Decision, ScreenedSubject } from '../model/decision.ts';
import { AshiatoError } from '../model/errors.ts';
import type { Basis } from './basis.ts';
import { decide, decideOrDoubt } from './decide.ts';
import { parseSubject, type Question } from './subject.ts';

/** A decision but whom it is about. */
export type Findings = Omit<Decision, 'subject'>;

export type Found = { readonly subject: ScreenedSubject; readonly findings: Findings };

const shared = new WeakMap<Basis, Map<string, Findings>>();

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
  const { subject } = parseSubject(question.subject);
  if (subject.type !== 'address' || !isUnknown(subject.accounts, basis))
    return apart(decide(question, basis));
  const key = keyOf(question, subject.accounts);
  const made = shared.get(basis) ?? new Map<string, Findings>();
  shared.set(basis, made);
  let findings = made.get(key);
  if (findings === undefined) {
    findings = Object.freeze(apart(decide(question, basis)).findings);
    made.set(key, findings);
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

/** All that a decision depends on where nothing is found: where the account may be, and which way the money goes. */
function keyOf({ direction, subject }: Question, accounts: Accounts): string {
  const chain = subject.type === 'address' ? (subject.chain ?? '') : '';
  return accounts.length === 1
    ? `${direction} ${chain} ${accounts[0]!.family}`
    : `${direction} ${chain} ${accounts.map(({ family }) => family).join(' ')}`;
}

function apart({ subject, ...findings }: Decision): Found {
  return { subject, findings };
}

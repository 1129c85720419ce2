/**
 * Decisions as what is signed: text. What many answers share (the lists, a listing, what is said of whoever is found
 * nowhere) is written out once and then copied; together it is always the canonical JSON of the whole answer.
 */
import { hash } from 'node:crypto';
import type { Check, ListStanding, Match, Outcome } from '../../core/model/decision.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Basis } from '../../core/screening/basis.ts';
import { type Findings, type Found, findOrDoubt } from '../../core/screening/many.ts';
import { canonicalJson } from '../../core/trace/seal.ts';
import { openItems } from './items.ts';
import { type Beginning, begin, goOn, type Written } from './written.ts';

const versions = new WeakMap<readonly ListStanding[], string>();

export function listVersion(lists: readonly ListStanding[]): string {
  const known = versions.get(lists);
  if (known !== undefined) return known;
  const version = hash(
    'sha256',
    canonicalJson(lists.map(({ list, edition, digest }) => ({ list, edition, digest }))),
  );
  versions.set(lists, version);
  return version;
}

/** What led to the outcome: each check in its own words, then the rule that chose the action. */
const basisOf = ({ checks, rule }: Findings): string[] => [
  ...checks.map(({ name, outcome, says }) => `${name}: ${outcome}: ${says}`),
  `rule ${rule.id}: ${rule.reason}`,
];

/*
 * Objects whose keys are written here in their order are canonical as the engine prints them, which is ten times as
 * fast as sorting. test/api/screen.test.ts holds every kind of answer to `canonicalJson`.
 */

const written = new WeakMap<object, string>();

/** What is frozen is shared by many answers: written once, and known again by its identity. */
function shared<T extends object>(value: T, print: (value: T) => string): string {
  if (!Object.isFrozen(value)) return print(value);
  const known = written.get(value);
  if (known !== undefined) return known;
  const text = print(value);
  written.set(value, text);
  return text;
}

/** All up to where a subject belongs in the order of keys. */
function findingsText(findings: Findings): string {
  const { action, asOf, caveats, checks, coverage, decidedAt, direction, environment } = findings;
  const { lists, notChecked, outcome, overrides, rule, rules } = findings;
  return (
    `{"action":"${action}","asOf":${quote(asOf)},"caveats":${quoteAll(caveats)}` +
    `,"checks":[${checks.map((check) => shared(check, checkText)).join(',')}]` +
    `,"coverage":${coverage === null ? 'null' : shared(coverage, canonicalJson)}` +
    `,"decidedAt":${decidedAt},"decisionBasis":${quoteAll(basisOf(findings))},"direction":"${direction}"` +
    `,"environment":"${environment}","listVersion":"${listVersion(lists)}","lists":${shared(lists, canonicalJson)}` +
    `,"notChecked":${shared(notChecked, canonicalJson)}` +
    `,"outcome":"${outcome}","overrides":${overrides.length === 0 ? '[]' : canonicalJson(overrides)}` +
    `,"rule":{"id":${quote(rule.id)},"reason":${quote(rule.reason)}}` +
    `,"rules":{"digest":${quote(rules.digest)},"version":${quote(rules.version)}}`
  );
}

/** One at a time: an object made for the engine to print costs more than its text. */
const quote = (text: string | null): string => JSON.stringify(text);
const quoteAll = (texts: readonly string[]): string => `[${texts.map(quote).join(',')}]`;

/** "subject" stands before "task", which stands last but for "validUntil". */
const afterSubject = (findings: Findings): string =>
  `,"task":${findings.task === null ? 'null' : shared(findings.task, taskText)},"validUntil":${findings.validUntil}}`;

const taskText = ({ dueBy, jurisdiction, says, source, verified }: NonNullable<Findings['task']>): string =>
  JSON.stringify({ dueBy, jurisdiction, says, source, verified });

function checkText({ code, matches, name, next, notFoundIn, outcome, says }: Check): string {
  const found = notFoundIn.map(({ edition, list }) => `{"edition":${quote(edition)},"list":${quote(list)}}`);
  return (
    `{"code":${quote(code)},"matches":[${matches.map((match) => shared(match, matchText)).join(',')}]` +
    `,"name":"${name}","next":${quote(next)},"notFoundIn":[${found.join(',')}]` +
    `,"outcome":"${outcome}","says":${quote(says)}}`
  );
}

function matchText(match: Match): string {
  if (match.type === 'exposure') return canonicalJson(match);
  const { addressListedOn, effect, entry, entryHash, entryListedOn } = match;
  const { list, names, programmes, sameKeyAs, score, type } = match;
  const features = match.features.map(({ feature, says, value }) => ({ feature, says, value }));
  return JSON.stringify({
    addressListedOn,
    effect,
    entry,
    entryHash,
    entryListedOn,
    features,
    list,
    names,
    programmes,
    sameKeyAs,
    score,
    type,
  });
}

const beginnings = new WeakMap<Findings, Beginning>();

/** Of an answer to one question, up to its subject. */
function beginningOf(findings: Findings): Beginning {
  const known = beginnings.get(findings);
  if (known !== undefined) return known;
  const made = begin(`{"decision":${findingsText(findings)},"subject":`);
  if (Object.isFrozen(findings)) beginnings.set(findings, made);
  return made;
}

export const singleAnswer = ({ subject, findings }: Found, request: string): Written =>
  goOn(
    beginningOf(findings),
    `${subjectText(subject)}${afterSubject(findings)},"request":"${request}","type":"single"}`,
  );

const NOTHING_YET = begin('');

export function batchAnswer(found: readonly Found[], request: string): Written {
  const numbers = new Map<Findings, number>();
  let kinds = '';
  const items = openItems(subjectText);
  let last: Findings | null = null;
  let number = -1;
  for (const { subject, findings } of found) {
    // Most fare like the one before them.
    if (findings !== last) {
      last = findings;
      number = numbers.get(findings) ?? numbers.size;
      if (number === numbers.size) {
        kinds += `${number === 0 ? '' : ','}${shared(findings, findingsText)}${afterSubject(findings)}`;
        numbers.set(findings, number);
      }
    }
    items.add(number, subject);
  }
  return goOn(
    NOTHING_YET,
    `{"findings":[${kinds}],"items":[${items.text()}],"outcome":"${worst(found)}","request":"${request}","type":"batch"}`,
  );
}

function subjectText(subject: Found['subject']): string {
  if (subject.type !== 'address') return canonicalJson(subject);
  const { accounts, text } = subject;
  const [account, other] = accounts;
  const held =
    account !== undefined && other === undefined
      ? `{"address":"${account.address}","family":"${account.family}"}`
      : accounts.map(({ address, family }) => `{"address":"${address}","family":"${family}"}`).join(',');
  // Canonical addresses are letters and digits, which JSON leaves as they are.
  const shown = text === account?.address ? `"${text}"` : JSON.stringify(text);
  return `{"accounts":[${held}],"text":${shown},"type":"address"}`;
}

/** A batch is clear only where every item is. */
export function worst(found: readonly Found[]): Outcome {
  let outcome: Outcome = 'clear';
  for (const { findings } of found) {
    if (findings.outcome === 'hit') return 'hit';
    if (findings.outcome === 'indeterminate') outcome = 'indeterminate';
  }
  return found.length === 0 ? 'indeterminate' : outcome;
}

/** It was read and could not be answered, which is our lack and not the asker's: 503, whatever the code. */
export class Undecided extends AshiatoError {}

/** Why an answer is no answer, in the form of every refusal; null where it is one. */
export function refusalOf({ findings }: Found): Undecided | null {
  if (findings.outcome !== 'indeterminate') return null;
  const doubt = findings.checks.find(({ outcome }) => outcome === 'indeterminate');
  const why = doubt?.says ?? findings.notChecked.map(({ why }) => why).join('; ');
  return new Undecided(doubt?.code ?? 'E_COVERAGE', `not known, which is not clear: ${why}`, {
    where: doubt?.name ?? 'checks',
    next: doubt?.next ?? 'Treat it as blocked.',
    retryable: true,
  });
}

/** An item that is no question, as an answer among others. */
export function doubtOfItem(error: AshiatoError, basis: Basis): Found {
  const subject = { type: 'address', address: '', chain: null } as const;
  const { findings } = findOrDoubt({ subject, direction: 'deposit', payment: null, asOf: null }, basis);
  const check: Check = {
    name: 'lists',
    outcome: 'indeterminate',
    code: error.code,
    says: error.message,
    next: error.next ?? null,
    matches: [],
    notFoundIn: [],
  };
  return { subject: { type: 'address', text: '', accounts: [] }, findings: { ...findings, checks: [check] } };
}

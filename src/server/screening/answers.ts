/**
 * Decisions as signed text. What many answers share (the lists, the rules, what is said of whoever is found nowhere)
 * is written out once for each basis and then copied as text; it is always the canonical JSON of the whole answer.
 */
import { hash } from 'node:crypto';
import type { Check, ListStanding, Match, Outcome } from '../../core/model/decision.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Basis } from '../../core/screening/basis.ts';
import { type Findings, type Found, findOrDoubt } from '../../core/screening/many.ts';
import { canonicalJson } from '../../core/trace/seal.ts';

/** Findings as text, cut where a subject belongs in the order of keys. */
type Written = { readonly whole: string; readonly before: string; readonly after: string };

const written = new WeakMap<Findings, Written>();
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

function write(findings: Findings): Written {
  const known = written.get(findings);
  if (known !== undefined) return known;
  const text = findingsText(findings);
  // "subject" stands before "task", which stands last but for "validUntil".
  const after = `,"task":${JSON.stringify(taskOf(findings))},"validUntil":${findings.validUntil}}`;
  const made = { whole: `${text}${after}`, before: text, after };
  written.set(findings, made);
  return made;
}

/*
 * Objects whose keys are written here in their order are canonical as the engine prints them, which is ten times as
 * fast as sorting. test/api/screen.test.ts holds every kind of answer to `canonicalJson`.
 */

const shared = new WeakMap<object, string>();

/** The text of what many answers share, by identity. */
function sharedText<T extends object>(value: T, print: (value: T) => string): string {
  const known = shared.get(value);
  if (known !== undefined) return known;
  const text = print(value);
  shared.set(value, text);
  return text;
}

function findingsText(findings: Findings): string {
  const { action, asOf, caveats, checks, coverage, decidedAt, direction, environment } = findings;
  const { lists, notChecked, outcome, overrides, rule, rules } = findings;
  const first = JSON.stringify({ action, asOf, caveats });
  const flows = coverage === null ? 'null' : canonicalJson(coverage);
  return (
    `${first.slice(0, -1)},"checks":[${checks.map(checkText).join(',')}],"coverage":${flows}` +
    `,"decidedAt":${decidedAt},"decisionBasis":${JSON.stringify(basisOf(findings))},"direction":"${direction}"` +
    `,"environment":"${environment}","listVersion":"${listVersion(lists)}","lists":${sharedText(lists, canonicalJson)}` +
    `,"notChecked":${JSON.stringify(notChecked.map(({ name, why }) => ({ name, why })))}` +
    `,"outcome":"${outcome}","overrides":${overrides.length === 0 ? '[]' : canonicalJson(overrides)}` +
    `,"rule":${JSON.stringify({ id: rule.id, reason: rule.reason })}` +
    `,"rules":${JSON.stringify({ digest: rules.digest, version: rules.version })}`
  );
}

function taskOf({ task }: Findings) {
  if (task === null) return null;
  const { dueBy, jurisdiction, says, source, verified } = task;
  return { dueBy, jurisdiction, says, source, verified };
}

function checkText({ code, matches, name, next, notFoundIn, outcome, says }: Check): string {
  const found = notFoundIn.map(({ edition, list }) => ({ edition, list }));
  const last = JSON.stringify({ name, next, notFoundIn: found, outcome, says });
  return `{"code":${JSON.stringify(code)},"matches":[${matches.map(matchText).join(',')}],${last.slice(1)}`;
}

function matchText(match: Match): string {
  if (match.type === 'exposure') return canonicalJson(match);
  const { addressListedOn, effect, entry, entryHash, entryListedOn } = match;
  const { list, names, programmes, score, type } = match;
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
    score,
    type,
  });
}

export function singleText({ subject, findings }: Found, request: string): string {
  const { before, after } = write(findings);
  return `{"decision":${before},"subject":${subjectText(subject)}${after},"request":"${request}","type":"single"}`;
}

export function batchText(found: readonly Found[], request: string): string {
  const numbers = new Map<Findings, number>();
  const texts: string[] = [];
  const items: string[] = [];
  for (const { subject, findings } of found) {
    let number = numbers.get(findings);
    if (number === undefined) {
      number = texts.length;
      numbers.set(findings, number);
      texts.push(write(findings).whole);
    }
    items.push(`{"findings":${number},"subject":${subjectText(subject)}}`);
  }
  return `{"findings":[${texts.join(',')}],"items":[${items.join(',')}],"outcome":"${worst(found)}","request":"${request}","type":"batch"}`;
}

function subjectText(subject: Found['subject']): string {
  if (subject.type !== 'address') return canonicalJson(subject);
  let accounts = '';
  for (const { address, family } of subject.accounts)
    accounts += `${accounts === '' ? '' : ','}{"address":"${address}","family":"${family}"}`;
  const plain = subject.text === subject.accounts[0]?.address || PLAIN.test(subject.text);
  const text = plain ? `"${subject.text}"` : JSON.stringify(subject.text);
  return `{"accounts":[${accounts}],"text":${text},"type":"address"}`;
}

/** Letters and digits, which JSON leaves as they are. Canonical addresses are nothing else. */
const PLAIN = /^\w+$/;

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

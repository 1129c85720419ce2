/**
 * Decisions as what is signed: text. What many answers share (the lists, a listing, what is said of whoever is found
 * nowhere) is written out once and then copied; together it is always the canonical JSON of the whole answer.
 */
import { hash } from 'node:crypto';
import type { Check, Findings, Found, ListStanding, Match, Outcome } from '../../core/model/decision.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Basis } from '../../core/screening/basis.ts';
import { doubt } from '../../core/screening/decide.ts';
import type { Question } from '../../core/screening/subject.ts';
import { canonicalJson } from '../../core/trace/seal.ts';
import { openItems } from './items.ts';
import { type Written, type WrittenBytes, write, writeBytes } from './written.ts';

/** What is frozen is shared by many answers: written once, and known again by its identity. */
function once<T extends object, Text>(print: (value: T) => Text): (value: T) => Text {
  const written = new WeakMap<T, Text>();
  return (value) => {
    const known = written.get(value);
    if (known !== undefined) return known;
    const text = print(value);
    if (Object.isFrozen(value)) written.set(value, text);
    return text;
  };
}

export const listVersion = once((lists: readonly ListStanding[]) =>
  hash('sha256', canonicalJson(lists.map(({ list, edition, digest }) => ({ list, edition, digest })))),
);

/*
 * Objects whose keys are written here in their order are canonical as the engine prints them, which is ten times as
 * fast as sorting. test/api/screen.test.ts holds every kind of answer to `canonicalJson`.
 */

/** All up to where a subject belongs in the order of keys. */
function findingsText(findings: Findings): string {
  const { action, asOf, caveats, checks, coverage, decidedAt, direction, environment } = findings;
  const { lists, notChecked, outcome, overrides, rule, rules } = findings;
  const checked = checks.map(checkText);
  const ruled = ruleText(rule);
  return (
    `{"action":"${action}","asOf":${quote(asOf)},"caveats":${textOf(caveats)}` +
    `,"checks":[${checked.map(({ text }) => text).join(',')}]` +
    `,"coverage":${coverage === null ? 'null' : textOf(coverage)}` +
    `,"decidedAt":${decidedAt},"decisionBasis":[${checked.map(({ basis }) => basis).join(',')},${ruled.basis}]` +
    `,"direction":"${direction}","environment":"${environment}"` +
    `,"listVersion":"${listVersion(lists)}","lists":${textOf(lists)},"notChecked":${textOf(notChecked)}` +
    `,"outcome":"${outcome}","overrides":${overrides.length === 0 ? '[]' : canonicalJson(overrides)}` +
    `,"rule":${ruled.text},"rules":${textOf(rules)}`
  );
}

const quote = (text: string | null): string => JSON.stringify(text);

const textOf = once<object, string>(canonicalJson);

/** "subject" stands before "task", which stands last but for "validUntil". */
const afterSubject = ({ task, validUntil }: Findings): string =>
  `,"task":${task === null ? 'null' : textOf(task)},"validUntil":${validUntil}}`;

/** As itself, and as what led to the outcome: each check in its own words, then the rule that chose the action. */
type Twice = { readonly text: string; readonly basis: string };

const ruleText = once<Findings['rule'], Twice>(({ id, reason }) => ({
  text: JSON.stringify({ id, reason }),
  basis: quote(`rule ${id}: ${reason}`),
}));

const checkText = once<Check, Twice>(({ code, matches, name, next, notFoundIn, outcome, says }) => {
  const found = notFoundIn.map(({ edition, list }) => `{"edition":${quote(edition)},"list":${quote(list)}}`);
  const text =
    `{"code":${quote(code)},"matches":[${matches.map(matchText).join(',')}]` +
    `,"name":"${name}","next":${quote(next)},"notFoundIn":[${found.join(',')}]` +
    `,"outcome":"${outcome}","says":${quote(says)}}`;
  return { text, basis: quote(`${name}: ${outcome}: ${says}`) };
});

const matchText = once<Match, string>((match) => {
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
});

/** What stands before an answer where it is sent, and is not signed. */
export const BEFORE_ANSWER = '{"answer":';

/** Of an answer to one question, up to its subject. */
const beginningOf = once<Findings, string>((findings) => `{"decision":${findingsText(findings)},"subject":`);

export const singleAnswer = ({ subject, findings }: Found, request: string): Written =>
  write(
    beginningOf(findings),
    `${subjectText(subject)}${afterSubject(findings)},"request":"${request}","type":"single"}`,
  );

export function batchAnswer(found: readonly Found[], request: string): WrittenBytes {
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
        kinds += `${number === 0 ? '' : ','}${findingsText(findings)}${afterSubject(findings)}`;
        numbers.set(findings, number);
      }
    }
    items.add(number, subject);
  }
  return writeBytes(BEFORE_ANSWER, [
    Buffer.from(`{"findings":[${kinds}],"items":[`),
    items.bytes(),
    Buffer.from(`],"outcome":"${worst(found)}","request":"${request}","type":"batch"}`),
  ]);
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

const NO_QUESTION: Question = {
  subject: { type: 'address', address: '', chain: null },
  direction: 'deposit',
  payment: null,
  asOf: null,
};

/** An item that is no question, as an answer among others. */
export const doubtOfItem = (error: AshiatoError, basis: Basis): Found => doubt(NO_QUESTION, error, basis);

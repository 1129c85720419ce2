/** What may be done to the library: which proposals could stand, who may review them, what can be taken back. */
import { AshiatoError } from '../model/errors.ts';
import type { Edit, Proposal } from './edit.ts';
import { type Entry, type EntryRef, type Kind, refText, statementsOf } from './entry.ts';
import { checkValue, fieldOf, hasUnseen, REQUIRED } from './fields.ts';

/** Who decides, and why. */
type Said = { readonly by: string; readonly reason: string };

/** Refuses a proposal that could not stand as it is: unknown fields, impossible values, nothing said, no source. */
export function checkProposal(proposal: Proposal, entries: readonly Entry[]): void {
  const { entry: ref, creates, changes } = proposal;
  const has = (kind: Kind, id: string): boolean =>
    entries.some((each) => each.kind === kind && each.id === id);
  const entry = entries.find((each) => refText(each) === refText(ref));
  checkPerson(proposal.by, 'Name the person who proposes.');
  if (proposal.source.says.trim() === '')
    throw refuse(
      'no source is named',
      'source',
      'Say who states this and where: an address, a document, an article.',
    );
  checkNote(proposal.source.says, 'source');
  checkNote(proposal.reason, 'reason');
  if (changes.length === 0) throw refuse('nothing is proposed', 'changes', 'Name a field and a value.');
  if (creates) {
    if (entry !== undefined)
      throw refuse(`${refText(ref)} exists already`, refText(ref), 'Propose a change of it instead.');
    if (!/^[a-z0-9][a-z0-9-]{1,60}$/.test(ref.id))
      throw refuse(
        `"${ref.id}" cannot be an id`,
        'id',
        'Use small letters, digits and dashes, such as bybit-2025.',
      );
    const lacking = REQUIRED[ref.kind].filter((name) => !changes.some(({ field }) => field === name));
    if (lacking.length > 0)
      throw refuse(
        'a new entry needs more',
        lacking.join(', '),
        'Propose a value for each of these fields too.',
      );
  } else if (entry === undefined) throw unknownEntry(ref);
  for (const { field, was, value } of changes) {
    const spec = fieldOf(ref.kind, field);
    const standing = entry === undefined ? [] : statementsOf(entry, field).map((each) => each.value);
    if (was === null && value === null)
      throw refuse(
        'neither an old nor a new value is named',
        field,
        'Name the new value, or the one to strike.',
      );
    if (was !== null && !standing.includes(was))
      throw refuse(
        `"${was}" does not stand in "${field}"`,
        field,
        standing.length === 0 ? 'The field is empty.' : `What stands: ${standing.join('; ')}.`,
      );
    if (value !== null) checkValue(spec, value, has);
    if (value !== null && standing.includes(value) && was !== value)
      throw refuse(`"${value}" stands in "${field}" already`, field, 'Nothing needs to be proposed.');
  }
}

/** Refuses a review by the proposer, unless this installation says that it has a single operator. */
export function checkReview(
  edit: Edit,
  { by, reason }: Said,
  singleOperator: boolean,
): { readonly selfReviewed: boolean } {
  checkPerson(by, 'Name the person who reviews.');
  checkNote(reason, 'reason');
  if (edit.state !== 'open')
    throw new AshiatoError('E_LIBRARY_REVIEW', `edit ${edit.id} is ${edit.state} already`, {
      where: edit.id,
      next: 'Its history says by whom; propose again, or retract it.',
    });
  const own = samePerson(by, edit.proposal.by);
  if (own && !singleOperator)
    throw new AshiatoError('E_LIBRARY_REVIEW', 'the proposer cannot review alone', {
      where: edit.id,
      next: 'Ask another person; where there is none, set "singleOperator": true, and the edit is marked self-reviewed.',
    });
  return { selfReviewed: own };
}

/** Refuses to take back what does not stand. */
export function checkRetraction(edit: Edit, { by, reason }: Said): void {
  checkPerson(by, 'Name the person who takes it back.');
  checkNote(reason, 'reason');
  if (edit.state === 'open' || edit.state === 'accepted') return;
  throw new AshiatoError('E_LIBRARY_REVIEW', `edit ${edit.id} is ${edit.state} already`, {
    where: edit.id,
    next: 'Nothing of it stands; its history says why.',
  });
}

const MOST = { by: 80, note: 1000 } as const;

function checkPerson(by: string, next: string): void {
  if (by.trim() === '' || by.length > MOST.by || hasUnseen(by))
    throw refuse('nobody is named', 'by', `${next} Up to ${MOST.by} plain characters.`);
}

function checkNote(text: string, where: string): void {
  if (text.length > MOST.note || hasUnseen(text))
    throw refuse(
      `the ${where} is too long, or has control characters`,
      where,
      `Write up to ${MOST.note} characters on one line.`,
    );
}

const samePerson = (a: string, b: string): boolean =>
  a.normalize('NFKC').trim().toLowerCase() === b.normalize('NFKC').trim().toLowerCase();

export const unknownEntry = (ref: EntryRef): AshiatoError =>
  new AshiatoError('E_LIBRARY_UNKNOWN', `the library has no ${ref.kind} "${ref.id}"`, {
    where: refText(ref),
    next: 'Run "ashiato library search <words>" to find it.',
  });

const refuse = (what: string, where: string, next: string): AshiatoError =>
  new AshiatoError('E_LIBRARY_FIELD', what, { where, next });

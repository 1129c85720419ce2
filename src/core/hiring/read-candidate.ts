/**
 * What somebody sent about a candidate, field by field, from JSON or from the cells of a row alike. Every text is
 * data, whatever it says; what cannot be meant (a field that is left out, an unknown one, a day that no calendar has)
 * is refused by name.
 */
import { describeCharacter, latinLookAlike } from '../model/confusable.ts';
import { AshiatoError } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import { readName } from '../names/read-name.ts';
import { parseSubject } from '../screening/subject.ts';
import { type Day, parseDay } from '../strategy/day.ts';
import { type Candidate, FIELD_NAMES, FIELDS, type FieldKind, type FieldName, isField } from './fields.ts';
import { refuseLeftOut } from './left-out.ts';
import { blankZone } from './mrz.ts';

/** Letters. A CV may be long; nothing else is. */
const LONGEST = 400;
const LONGEST_TEXT = 20_000;
const MOST_ITEMS = 50;
const LONG: readonly FieldName[] = ['cv_text', 'bid_text'];
const NAMES: readonly FieldName[] = ['name', 'payout_holder'];
/** Texts that machines compare letter by letter: a Cyrillic а in them is there to be overlooked. */
const EXACT: readonly FieldName[] = [
  'emails',
  'references',
  'recommended',
  'reviewers',
  'document_number',
  'payout_addresses',
];

/** The field of this name; refuses those that are left out and those that do not exist. */
export function fieldNamed(name: string, where: string): FieldName {
  const plain = name.trim().toLowerCase();
  if (isField(plain)) return plain;
  refuseLeftOut(name, where);
  const guess = nearest(plain.replace(/[^a-z0-9]+/g, '_'), FIELD_NAMES);
  throw new AshiatoError(
    'E_CANDIDATE',
    `there is no field "${name.slice(0, 60)}"${guess === null ? '' : `; did you mean "${guess}"?`}`,
    { where, limit: FIELD_NAMES.join(', '), next: 'Name the fields as docs/hiring.md does.' },
  );
}

/** `today`: the day on which is asked; no day of a candidate may lie after it. */
export function readCandidate(given: unknown, where: string, today: Day): Candidate {
  if (given === null || typeof given !== 'object' || Array.isArray(given))
    throw refuse('a candidate is an object of fields', where, 'such as { "ref": "C-17", "name": "…" }');
  const fields = Object.entries(given).map(([name, value]) => [fieldNamed(name, where), value] as const);
  const read = Object.fromEntries(
    fields.flatMap(([name, value]) => {
      const own = readValue(name, value, where, today);
      return own === null ? [] : [[name, own]];
    }),
  ) as Partial<Candidate>;
  const { ref } = read;
  if (ref === undefined)
    throw refuse('the candidate has no ref', where, 'your own number, 1 to 80 characters');
  if (ref.length > 80) throw refuse(`the ref has ${ref.length} characters`, where, '80 characters');
  refuseUntold(read, where);
  return { ...read, ref };
}

/** Device and network signals are somebody's private life unless they were told. */
function refuseUntold(read: Partial<Candidate>, where: string): void {
  const observed = FIELD_NAMES.filter(
    (name) => FIELDS[name].group === 'account' && name !== 'notice_given' && read[name] !== undefined,
  );
  if (read.notice_given === true || observed.length === 0) return;
  throw new AshiatoError(
    'E_HIRING_NOTICE',
    `${observed.join(', ')}: network and device signals count only for account holders who were told of them`,
    {
      where,
      limit: 'notice_given: true',
      next: 'Tell the account’s holder what is observed and why, then send notice_given: true; or leave these fields out.',
    },
  );
}

function readValue(name: FieldName, value: unknown, where: string, today: Day): Candidate[FieldName] | null {
  if (value === null || value === undefined || value === '') return null;
  const at = `${where}, ${name}`;
  const kind: FieldKind = FIELDS[name].kind;
  switch (kind) {
    case 'text':
      return readText(name, value, at);
    case 'texts':
      return items(value, at).map((item) => readText(name, item, at));
    case 'day':
      return readDay(name, value, at, today);
    case 'days':
      return items(value, at)
        .map((item) => readDay(name, item, at, today))
        .sort();
    case 'count':
      return readCount(value, at);
    case 'yes':
      return readYes(value, at);
  }
}

/** A list, or a cell in which semicolons part the items. */
function items(value: unknown, where: string): readonly unknown[] {
  const list =
    typeof value === 'string'
      ? value
          .split(';')
          .map((item) => item.trim())
          .filter((item) => item !== '')
      : value;
  if (!Array.isArray(list)) throw refuse('a list was expected', where, 'a list of texts');
  if (list.length > MOST_ITEMS)
    throw refuse(`the list has ${list.length} items`, where, `${MOST_ITEMS} items`);
  return list;
}

function readText(name: FieldName, value: unknown, where: string): string {
  if (typeof value !== 'string') throw refuse('a text was expected', where, 'a text');
  const text = value.trim();
  const longest = LONG.includes(name) ? LONGEST_TEXT : LONGEST;
  if (text === '' || text.length > longest)
    throw refuse(`the text has ${text.length} characters`, where, `1 to ${longest} characters`);
  const hidden = /[\p{Cc}\p{Cs}\p{Cn}\u202a-\u202e\u2066-\u2069]/u.exec(text.replace(/[\t\r\n]/g, ' '));
  if (hidden !== null)
    throw refuse(
      `the text holds ${describeCharacter(hidden[0])}, which no reader sees`,
      where,
      'text without control characters',
    );
  if (NAMES.includes(name)) readName(text, where);
  if (EXACT.includes(name)) refuseMixed(text, where);
  if (name === 'payout_addresses') parseSubject({ type: 'address', address: text, chain: null });
  return name === 'document_mrz' ? blankZone(text, where) : text;
}

function refuseMixed(text: string, where: string): void {
  if (!/[a-z]/i.test(text)) return;
  const foreign = [...text].find((letter) => latinLookAlike(letter) !== null && !/[！-～]/u.test(letter));
  if (foreign === undefined) return;
  throw refuse(
    `the text mixes scripts: ${describeCharacter(foreign)}`,
    where,
    'letters of one script',
    'Look at who wrote it so, then type it in plain letters.',
  );
}

const EARLIEST = '1900-01-01';

function readDay(name: FieldName, value: unknown, where: string, today: Day): Day {
  if (typeof value !== 'string') throw refuse('a day was expected', where, 'a day such as 2026-04-30');
  const day = parseDay(value.trim(), where);
  if (day < EARLIEST || day > today)
    throw new AshiatoError('E_TIME_RANGE', `${day} cannot be: ${FIELDS[name].means}`, {
      where,
      limit: `${EARLIEST} to ${today}`,
      next: 'Correct the day, or leave the field out.',
    });
  return day;
}

function readCount(value: unknown, where: string): number {
  const count = typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value) : value;
  if (typeof count === 'number' && Number.isInteger(count) && count >= 0 && count < 1e9) return count;
  throw refuse('a whole number was expected', where, '0 to 999,999,999');
}

function readYes(value: unknown, where: string): boolean {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (word === true || word === 'yes' || word === 'true') return true;
  if (word === false || word === 'no' || word === 'false') return false;
  throw refuse('yes or no was expected', where, 'true, false, yes or no');
}

const refuse = (
  what: string,
  where: string,
  limit: string,
  next = 'Correct the field, or leave it out.',
): AshiatoError => new AshiatoError('E_CANDIDATE', what, { where, limit, next });

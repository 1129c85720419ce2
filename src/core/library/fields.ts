/** Which fields an entry of each kind has, how many values a field may hold at once, and what a value looks like. */
import { AshiatoError } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import { parseDay } from '../strategy/day.ts';
import type { Kind } from './entry.ts';

export type FieldSpec = {
  readonly name: string;
  /** `one`: two different values contradict each other and are shown side by side. */
  readonly holds: 'one' | 'many';
  readonly is: ValueType;
  /** Worked out from other entries or from the program itself: not for editing here. */
  readonly derived: boolean;
};

export type ValueType =
  | { readonly type: 'text' }
  | { readonly type: 'day' }
  | { readonly type: 'dollars' }
  | { readonly type: 'choice'; readonly of: readonly string[] }
  | { readonly type: 'entry'; readonly kind: Kind }
  | { readonly type: 'mitre' }
  | { readonly type: 'detector' };

const text: ValueType = { type: 'text' };
const day: ValueType = { type: 'day' };
const dollars: ValueType = { type: 'dollars' };
const mitre: ValueType = { type: 'mitre' };
const choice = (...of: string[]): ValueType => ({ type: 'choice', of });
const entry = (kind: Kind): ValueType => ({ type: 'entry', kind });

const one = (name: string, is: ValueType = text): FieldSpec => ({ name, holds: 'one', is, derived: false });
const many = (name: string, is: ValueType = text): FieldSpec => ({ name, holds: 'many', is, derived: false });
const derived = (name: string, is: ValueType): FieldSpec => ({ name, holds: 'many', is, derived: true });

const names = [one('name.en'), one('name.ja'), one('name.ko')];

export const FIELDS: Readonly<Record<Kind, readonly FieldSpec[]>> = {
  incident: [
    one('victim'),
    many('alias'),
    one('date', day),
    one('datePrecision', choice('day', 'month', 'season')),
    one('victimType'),
    one('country'),
    many('chain'),
    many('taken'),
    one('loss', dollars),
    one('actor'),
    one('cluster'),
    one('status', choice('official', 'multilateral', 'vendor', 'researcher', 'suspected')),
    one('confidence', choice('high', 'medium', 'low')),
    many('attributedBy'),
    derived('actors', entry('actor')),
    many('accessTechnique', entry('technique')),
    one('access'),
    many('launderingTechnique', entry('technique')),
    one('laundering'),
    one('recovered'),
    one('recoveredUsd', dollars),
    derived('responses', entry('response')),
    one('notes'),
  ],
  actor: [
    ...names,
    many('alias'),
    one('kind'),
    one('parent', entry('actor')),
    one('mitreGroup', mitre),
    many('designation'),
    one('notes'),
    derived('incidents', entry('incident')),
  ],
  technique: [
    ...names,
    many('alias'),
    one('phase', choice('access', 'theft', 'layering', 'cash-out')),
    one('signature'),
    derived('detector', { type: 'detector' }),
    many('mitre', mitre),
    many('seenIn', entry('incident')),
  ],
  response: [
    ...names,
    many('incident', entry('incident')),
    one('date'),
    one('lever'),
    many('by'),
    one('froze'),
    one('worked'),
    one('limits'),
    many('figure'),
  ],
};

/** Without these an entry says nothing. */
export const REQUIRED: Readonly<Record<Kind, readonly string[]>> = {
  incident: ['victim', 'date', 'status', 'confidence'],
  actor: ['name.en', 'kind'],
  technique: ['name.en', 'phase', 'signature'],
  response: ['name.en', 'lever'],
};

const MAX_LENGTH = 2000;

/** Plain dollars and cents. */
export const isDollars = (text: string): boolean => /^\d{1,15}(\.\d{1,2})?$/.test(text);

/** Control characters, and marks that turn letters round on the screen (UAX 9). */
export const hasUnseen = (text: string): boolean => /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text);

/** Refuses a field that is not there or not for editing. */
export function fieldOf(kind: Kind, name: string): FieldSpec {
  const spec = FIELDS[kind].find((each) => each.name === name);
  if (spec !== undefined && !spec.derived) return spec;
  const editable = FIELDS[kind].filter((each) => !each.derived).map((each) => each.name);
  const guess = nearest(name, editable);
  throw refuse(
    spec === undefined
      ? `${kind} entries have no field "${name}"${guess === null ? '' : `; did you mean "${guess}"?`}`
      : `"${name}" is worked out from other entries and cannot be edited`,
    name,
    `Fields of an entry of this kind: ${editable.join(', ')}.`,
  );
}

/** Refuses a value that the field cannot hold. `has` says whether an entry exists. */
export function checkValue(spec: FieldSpec, value: string, has: (kind: Kind, id: string) => boolean): void {
  const { name, is } = spec;
  if (value.trim() === '' || value.length > MAX_LENGTH || hasUnseen(value))
    throw refuse(
      `the value of "${name}" is empty, too long, or has control characters`,
      name,
      `Write 1 to ${MAX_LENGTH} characters on one line.`,
    );
  switch (is.type) {
    case 'text':
    case 'detector':
      return;
    case 'day':
      parseDay(value, name, 'E_LIBRARY_FIELD');
      return;
    case 'dollars':
      if (!isDollars(value))
        throw refuse(`"${value}" is not dollars`, name, 'Write plain dollars, such as 1460000000.');
      return;
    case 'choice':
      if (!is.of.includes(value))
        throw refuse(`"${value}" is not a value of "${name}"`, name, `Use one of: ${is.of.join(', ')}.`);
      return;
    case 'mitre':
      if (!/^(G\d{4}|T\d{4}(\.\d{3})?)$/.test(value))
        throw refuse(
          `"${value}" is not an ATT&CK id`,
          name,
          'Write the id of a group or technique, such as G0032.',
        );
      return;
    case 'entry':
      if (!has(is.kind, value))
        throw refuse(`there is no ${is.kind} "${value}"`, name, `Write the id of an entry of that kind.`);
  }
}

const refuse = (what: string, where: string, next: string): AshiatoError =>
  new AshiatoError('E_LIBRARY_FIELD', what, { where, next });

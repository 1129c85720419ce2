/** What every reader of a list gives back, and how it refuses. */
import { AshiatoError, type ErrorCode } from '../model/errors.ts';
import type { Day, EntryId, ListEntry } from '../model/list.ts';

export type ReadList = {
  readonly entries: readonly ListEntry[];
  /** The publisher's own date of this edition, where the file says it. */
  readonly published: Day | null;
  /** What was read but not understood in full; the list is not activated while any stands unexplained. */
  readonly doubts: readonly Doubt[];
};

export type Doubt = { readonly code: ErrorCode; readonly says: string; readonly where: string };

/** A row of a table that was split into cells by somebody who knows the format. */
export type Row = readonly string[];

/** An element of a document whose size, depth and entities were limited when it was parsed. */
export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Text directly inside, trimmed. */
  readonly text: string;
};

export const childrenOf = (element: Element, name: string): Element[] =>
  element.children.filter((child) => child.name === name);

/** The text of the first child of this name; empty where there is none. */
export const textOf = (element: Element, name: string): string => childrenOf(element, name)[0]?.text ?? '';

export const malformed = (what: string, where: string, code: ErrorCode = 'E_LIST_FORMAT'): AshiatoError =>
  new AshiatoError(code, what, {
    where,
    next: 'Fetch the file again from its publisher; until then the edition before stays in force.',
  });

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `2009-07-16`, `20090716`, `16.7.2009`, `24 Feb 2022`; null for what is no day. */
export function readDay(text: string): Day | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (iso !== null) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (dotted !== null) return dayOf(Number(dotted[3]), Number(dotted[2]), Number(dotted[1]));
  const named = /^(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4})$/.exec(text);
  if (named === null) return null;
  return dayOf(Number(named[3]), MONTHS.indexOf(named[2]!.toLowerCase()) + 1, Number(named[1]));
}

function dayOf(year: number, month: number, day: number): Day | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? (date.toISOString().slice(0, 10) as Day) : null;
}

/** Children that the reader does not know are not passed over in silence: one doubt a name. */
export function unknownChildren(
  elements: readonly Element[],
  known: ReadonlySet<string>,
  where: string,
): readonly Doubt[] {
  const names = new Set(elements.flatMap((each) => each.children.map((child) => child.name)));
  return [...names]
    .filter((name) => !known.has(name))
    .map((name) => ({
      code: 'E_LIST_UNKNOWN_ELEMENT',
      says: `the element "${name.slice(0, 60)}" is new and was not read`,
      where,
    }));
}

/** For lists without numbers of their own: what names an entry may stand there twice. */
export function freeId(entries: ReadonlyMap<string, unknown>, id: string): EntryId {
  let free = id;
  for (let twin = 2; entries.has(free); twin += 1) free = `${id}#${twin}`;
  return free as EntryId;
}

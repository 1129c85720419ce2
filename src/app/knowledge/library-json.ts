/** Entries, hits and edits in the shape of the contract, with what their ids stand for. */
import type { EditJson, EntryJson, HitJson, SearchJson } from '../../contract/library.ts';
import { contradictionsIn, type Edit, type EditEvent } from '../../core/library/edit.ts';
import {
  type Entry,
  type EntryRef,
  KINDS,
  type Kind,
  leadOf,
  statementsOf,
  titleOf,
} from '../../core/library/entry.ts';
import { FIELDS, type FieldSpec } from '../../core/library/fields.ts';
import type { Hit } from '../../core/library/search.ts';
import { DETECTORS } from '../../core/patterns/detectors.ts';
import type { LibraryDesk } from './edit-library.ts';

export type MitreNames = Readonly<Record<string, string>>;

type Titles = EntryJson['titles'];

export function entryToJson(entry: Entry, entries: readonly Entry[], mitre: MitreNames): EntryJson {
  const contradictions = contradictionsIn(entry);
  return {
    kind: entry.kind,
    id: entry.id,
    titles: titlesOf(entry),
    fields: FIELDS[entry.kind].map((spec) => ({
      name: spec.name,
      holds: spec.holds,
      type: spec.is.type,
      refers: spec.is.type === 'entry' ? spec.is.kind : null,
      editable: !spec.derived,
      contradicts: contradictions.includes(spec.name),
      statements: statementsOf(entry, spec.name).map(({ sources, ...statement }) => ({
        ...statement,
        sources: [...sources],
        label: labelOf(spec, statement.value, entries, mitre),
      })),
    })),
  };
}

function labelOf(
  { is }: FieldSpec,
  value: string,
  entries: readonly Entry[],
  mitre: MitreNames,
): Titles | null {
  const english = (text: string | undefined): Titles | null =>
    text === undefined ? null : { en: text, ja: null, ko: null };
  switch (is.type) {
    case 'entry': {
      const entry = entries.find(({ kind, id }) => kind === is.kind && id === value);
      return entry === undefined ? null : titlesOf(entry);
    }
    case 'mitre':
      return english(mitre[value]);
    case 'detector':
      return english(DETECTORS.find(({ id }) => id === value)?.question);
    default:
      return null;
  }
}

/** What tells hits of a kind apart at a glance. */
const BRIEF: Readonly<Record<Kind, readonly string[]>> = {
  incident: ['date', 'loss', 'cluster'],
  actor: ['kind', 'mitreGroup'],
  technique: ['phase', 'signature'],
  response: ['date', 'lever', 'froze'],
};

const hitToJson = ({ entry, by, matched }: Hit): HitJson => ({
  kind: entry.kind,
  id: entry.id,
  titles: titlesOf(entry),
  by,
  matched,
  brief: BRIEF[entry.kind].flatMap((field) => {
    const value = leadOf(entry, field);
    return value === null ? [] : [{ field, value }];
  }),
});

/** Every kind is counted; the hits are those of the kind asked for. */
export function searchToJson(desk: LibraryDesk, query: string, kind: Kind | null, limit: number): SearchJson {
  const all = desk.search(query, null);
  const count = (each: Kind): number => all.filter(({ entry }) => entry.kind === each).length;
  return {
    query,
    counts: Object.fromEntries(KINDS.map((each) => [each, count(each)])) as Record<Kind, number>,
    hits: all
      .filter(({ entry }) => kind === null || entry.kind === kind)
      .slice(0, limit)
      .map(hitToJson),
  };
}

export function editToJson({ id, state, proposal, events }: Edit, entries: readonly Entry[]): EditJson {
  const { entry: ref, creates, changes, source, confidence, by, reason } = proposal;
  return {
    id,
    state,
    entry: { ...ref },
    titles: titlesOfRef(ref, entries),
    creates,
    changes: [...changes],
    source,
    confidence,
    by,
    reason,
    at: events[0]?.at ?? '',
    selfReviewed: events.some((event) => event.type === 'reviewed' && event.selfReviewed),
    deeds: events.flatMap(deedToJson),
  };
}

function deedToJson(event: EditEvent): EditJson['deeds'] {
  if (event.type === 'proposed') return [];
  const { by, at, reason } = event;
  return event.type === 'reviewed'
    ? [{ type: event.verdict, by, at, reason, selfReviewed: event.selfReviewed }]
    : [{ type: 'retracted', by, at, reason, selfReviewed: false }];
}

function titlesOfRef(ref: EntryRef, entries: readonly Entry[]): Titles {
  const entry = entries.find(({ kind, id }) => kind === ref.kind && id === ref.id);
  return entry === undefined ? { en: ref.id, ja: null, ko: null } : titlesOf(entry);
}

/** An incident has no title of its own: in Japanese and Korean it is called as articles call its victim. */
function titlesOf(entry: Entry): Titles {
  const inScript = (field: string, script: RegExp): string | null =>
    leadOf(entry, field) ??
    (entry.kind === 'incident'
      ? (statementsOf(entry, 'alias').find(({ value }) => script.test(value))?.value ?? null)
      : null);
  return {
    en: titleOf(entry),
    ja: inScript('name.ja', /[\p{Script=Katakana}\p{Script=Hiragana}]/u),
    ko: inScript('name.ko', /\p{Script=Hangul}/u),
  };
}

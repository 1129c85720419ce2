/**
 * Edits of the library. A person proposes, another accepts or rejects, and either can be taken back in one step;
 * nothing is ever deleted. What stands is the shipped facts with the accepted edits laid over them, so that taking
 * one back shows again what stood before it. An edit describes: it changes no seed of a trace and no screening list.
 */
import {
  type Confidence,
  type Entry,
  type EntryRef,
  type Field,
  refText,
  type Source,
  type Statement,
  statementsOf,
} from './entry.ts';
import { FIELDS } from './fields.ts';

/** `was` null: the value stands beside the others. `value` null: the old one no longer stands. Both: it takes its place. */
export type Change = { readonly field: string; readonly was: string | null; readonly value: string | null };

export type Proposal = {
  readonly entry: EntryRef;
  /** The entry is new. */
  readonly creates: boolean;
  readonly changes: readonly Change[];
  readonly source: Source;
  readonly confidence: Confidence;
  readonly by: string;
  readonly reason: string;
};

export type Verdict = 'accepted' | 'rejected';

/** Times are ISO 8601, UTC. */
export type EditEvent =
  | { readonly type: 'proposed'; readonly edit: string; readonly at: string; readonly proposal: Proposal }
  | {
      readonly type: 'reviewed';
      readonly edit: string;
      readonly at: string;
      readonly verdict: Verdict;
      readonly by: string;
      /** The proposer reviewed alone, on an installation that says it has a single operator. */
      readonly selfReviewed: boolean;
      readonly reason: string;
    }
  | {
      readonly type: 'retracted';
      readonly edit: string;
      readonly at: string;
      readonly by: string;
      readonly reason: string;
    };

export type EditState = 'open' | Verdict | 'retracted';

export type Edit = {
  readonly id: string;
  readonly state: EditState;
  readonly proposal: Proposal;
  readonly events: readonly EditEvent[];
};

/** In the order of their proposal. */
export function editsOf(events: readonly EditEvent[]): readonly Edit[] {
  const edits = new Map<string, Edit>();
  for (const event of events) {
    if (event.type === 'proposed') {
      const { edit: id, proposal } = event;
      edits.set(id, { id, state: 'open', proposal, events: [event] });
      continue;
    }
    const before = edits.get(event.edit);
    if (before === undefined) continue;
    const state = event.type === 'reviewed' ? event.verdict : 'retracted';
    edits.set(event.edit, { ...before, state, events: [...before.events, event] });
  }
  return [...edits.values()];
}

/** The shipped entries with every accepted edit laid over them, in the order of acceptance. */
export function overlay(shipped: readonly Entry[], events: readonly EditEvent[]): readonly Entry[] {
  const standing = new Map(editsOf(events).map((edit) => [edit.id, edit]));
  const entries = new Map(shipped.map((entry) => [refText(entry), entry]));
  for (const event of events) {
    const edit = standing.get(event.edit);
    if (event.type !== 'reviewed' || edit?.state !== 'accepted') continue;
    const { entry: ref, creates } = edit.proposal;
    // An edit of an entry whose own proposal was taken back waits in the history.
    const entry = entries.get(refText(ref)) ?? (creates ? { ...ref, fields: [] } : null);
    if (entry !== null) entries.set(refText(ref), withEdit(entry, edit));
  }
  return [...entries.values()];
}

function withEdit(entry: Entry, { id, proposal }: Edit): Entry {
  const { changes, source, confidence } = proposal;
  let edited = entry;
  for (const { field, was, value } of changes) {
    const standing = statementsOf(edited, field);
    const at = standing.findIndex((each) => each.value === was);
    const added: Statement[] =
      value === null ? [] : [{ value, sources: [source], confidence, rated: true, edit: id }];
    // Where what it replaces no longer stands, the new value stands beside: a contradiction is shown, not settled.
    const after =
      at < 0 ? [...standing, ...added] : [...standing.slice(0, at), ...added, ...standing.slice(at + 1)];
    edited = withField(edited, { name: field, statements: after });
  }
  return edited;
}

const withField = (entry: Entry, field: Field): Entry => ({
  ...entry,
  fields: FIELDS[entry.kind].flatMap(({ name }) => {
    const own = name === field.name ? field : entry.fields.find((each) => each.name === name);
    return own === undefined || own.statements.length === 0 ? [] : [own];
  }),
});

/** Fields of one value that hold several: shown side by side until somebody settles it. */
export const contradictionsIn = ({ kind, fields }: Entry): readonly string[] =>
  fields
    .filter(
      ({ name, statements }) =>
        FIELDS[kind].find((each) => each.name === name)?.holds === 'one' &&
        new Set(statements.map(({ value }) => value)).size > 1,
    )
    .map(({ name }) => name);

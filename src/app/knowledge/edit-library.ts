/**
 * The library as it stands, and how it changes: proposed by one person, reviewed by another, taken back in one step.
 * The shipped facts are never written to; what is decided goes to a journal and is laid over them. Whoever reads
 * articles proposes here too, with the passage of the article as the source: nothing enters without a person's accept.
 */
import {
  type Edit,
  type EditEvent,
  editsOf,
  overlay,
  type Proposal,
  type Verdict,
} from '../../core/library/edit.ts';
import { type Entry, type EntryRef, type Kind, refText } from '../../core/library/entry.ts';
import { checkProposal, checkRetraction, checkReview, unknownEntry } from '../../core/library/rules.ts';
import { type Hit, indexLibrary, searchLibrary } from '../../core/library/search.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Journal } from '../../ports/journal.ts';
import { remembered } from '../common/remembered.ts';

/** A decision on an edit; `at` is ISO 8601, UTC. */
export type Deed = {
  readonly edit: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
};

export type LibraryDesk = {
  /** Every entry as it stands. */
  entries(): readonly Entry[];
  /** Refuses an entry that is not there. */
  entry(ref: EntryRef): Entry;
  search(query: string, kind: Kind | null): readonly Hit[];
  /** Every edit that was ever proposed, oldest first. */
  edits(): readonly Edit[];
  historyOf(ref: EntryRef): readonly Edit[];
  propose(proposal: Proposal, at: string): Edit;
  review(deed: Deed & { readonly verdict: Verdict }): Edit;
  retract(deed: Deed): Edit;
  /** Whether a proposer may review alone here. */
  readonly singleOperator: boolean;
};

export type LibraryParts = {
  readonly shipped: () => readonly Entry[];
  readonly journal: Journal<EditEvent>;
  readonly singleOperator: boolean;
};

type View = { readonly entries: readonly Entry[]; readonly edits: readonly Edit[] };

export function openLibraryDesk({ shipped, journal, singleOperator }: LibraryParts): LibraryDesk {
  let facts: readonly Entry[] | null = null;
  const viewOf = (events: readonly EditEvent[]): View => {
    facts ??= shipped();
    return { entries: overlay(facts, events), edits: editsOf(events) };
  };
  const now = remembered(journal.size, () => viewOf(journal.read()));
  const index = remembered(now, ({ entries }) => indexLibrary(entries));
  const decided = (id: string, decide: (view: View, edit: Edit) => EditEvent): Edit => {
    journal.add((events) => {
      const view = viewOf(events);
      return [decide(view, editNamed(view.edits, id))];
    });
    return editNamed(now().edits, id);
  };
  return {
    singleOperator,
    entries: () => now().entries,
    entry: (ref) => {
      const found = now().entries.find((each) => refText(each) === refText(ref));
      if (found === undefined) throw unknownEntry(ref);
      return found;
    },
    search: (query, kind) => searchLibrary(index(), query, kind),
    edits: () => now().edits,
    historyOf: (ref) => now().edits.filter(({ proposal }) => refText(proposal.entry) === refText(ref)),
    propose(proposal, at) {
      const [added] = journal.add((events) => {
        const { entries, edits } = viewOf(events);
        checkProposal(proposal, entries);
        return [{ type: 'proposed', edit: `e${edits.length + 1}`, at, proposal }];
      });
      return editNamed(now().edits, added?.edit ?? '');
    },
    review: ({ edit: id, verdict, by, reason, at }) =>
      decided(id, ({ entries }, edit) => {
        const { selfReviewed } = checkReview(edit, { by, reason }, singleOperator);
        // What was proposed when something else stood is not accepted blindly.
        if (verdict === 'accepted') checkProposal(edit.proposal, entries);
        return { type: 'reviewed', edit: id, at, verdict, by, selfReviewed, reason };
      }),
    retract: ({ edit: id, by, reason, at }) =>
      decided(id, (_, edit) => {
        checkRetraction(edit, { by, reason });
        return { type: 'retracted', edit: id, at, by, reason };
      }),
  };
}

function editNamed(edits: readonly Edit[], id: string): Edit {
  const found = edits.find((edit) => edit.id === id);
  if (found !== undefined) return found;
  throw new AshiatoError('E_LIBRARY_UNKNOWN', `there is no edit "${id}"`, {
    where: id,
    next: 'Run "ashiato library queue" to see the edits.',
  });
}

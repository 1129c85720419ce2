/** The intake, step by step: read a document, hold it against what is known, note it, and note what a person decides. */
import {
  type ArticleEntry,
  type Decision,
  type DecisionEntry,
  decisionsOn,
  type Intake,
  intakeOf,
  noteArticle,
} from '../../core/intel/intake.ts';
import type { Edit } from '../../core/library/edit.ts';
import { proposalFrom, wasProposed } from '../../core/library/from-claim.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { parseDay } from '../../core/strategy/day.ts';
import type { IntelShelf, RawDocument, ReadDocument, ToldOfDocument } from '../../ports/intel-shelf.ts';
import { remembered } from '../common/remembered.ts';
import type { LibraryDesk } from './edit-library.ts';

export type TakenIn = { readonly entry: ArticleEntry; readonly isNew: boolean };

/** ISO 8601, UTC. */
export type Told = ToldOfDocument & { readonly at: string };

export type IntelDesk = {
  readonly intake: () => Intake;
  /** Null: no such article. */
  readonly textOf: (article: string) => string | null;
  /** An article that was taken in already is not taken in again. */
  readonly takeIn: (document: RawDocument, told: Told) => Promise<TakenIn>;
  /** All of the claims or none. What was accepted and has its place in the library is proposed there for review. */
  readonly decide: (claims: readonly string[], decision: Decision) => Decided;
};

export type Decided = { readonly decisions: readonly DecisionEntry[]; readonly proposed: readonly Edit[] };

export type IntelDeskParts = {
  readonly shelf: IntelShelf;
  readonly read: ReadDocument;
  readonly library: LibraryDesk;
};

export function openIntelDesk({ shelf, read, library }: IntelDeskParts): IntelDesk {
  const intake = remembered(shelf.size, () => intakeOf(shelf.read()));
  return {
    intake,
    textOf: shelf.textOf,
    async takeIn(document, told) {
      if (told.published !== null) parseDay(told.published, 'published');
      const { article, reading } = await read(document, told);
      // The text goes first: a journal that names spans of a text that is not there would be worse than a spare file.
      shelf.keepText(article.id, article.text);
      const added = shelf.add((before) => {
        const { articles } = intakeOf(before);
        return articles.some(({ id }) => id === article.id)
          ? []
          : [noteArticle(article, reading, told.at, articles)];
      });
      const entry = intake().articles.find(({ id }) => id === article.id);
      if (entry === undefined)
        throw new AshiatoError(
          'E_JOURNAL',
          `the article ${article.id} is not in the journal it was added to`,
          {
            where: article.file,
            next: 'Check the data folder, then take the article in again.',
          },
        );
      return { entry, isNew: added.length > 0 };
    },
    decide(claims, decision) {
      const added = shelf.add((before) => decisionsOn(claims, decision, intakeOf(before)));
      const proposed = proposeAccepted(intake(), library, decision.at);
      return { decisions: added.filter((entry) => entry.type === 'decision'), proposed };
    },
  };
}

/** All that is accepted and was not proposed yet: so nothing is lost where an earlier run was cut off between the two. */
function proposeAccepted({ articles, decisionOn }: Intake, library: LibraryDesk, at: string): Edit[] {
  return articles.flatMap((article) =>
    article.claims.flatMap((claim, i) => {
      const decision = decisionOn(article.id, i + 1);
      const passage = { article: article.id, ...claim.span, quote: claim.quote };
      if (decision?.verdict !== 'accepted' || wasProposed(passage, library.edits())) return [];
      const { by, reason } = decision;
      const proposal = proposalFrom({ article, claim, by, reason }, library.entries());
      return proposal === null ? [] : [library.propose(proposal, at)];
    }),
  );
}

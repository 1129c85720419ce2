/** The intake, step by step: read a document, hold it against what is known, note it, and note what a person decides. */
import {
  type ArticleEntry,
  type Decision,
  type DecisionEntry,
  decisionsOn,
  type Intake,
  intakeOf,
  noteArticle,
} from '../core/intel/intake.ts';
import type { Knowledge } from '../core/intel/knowledge.ts';
import { AshiatoError } from '../core/model/errors.ts';
import { parseDay } from '../core/strategy/day.ts';
import type { IntelShelf, RawDocument, ReadDocument } from '../ports/intel-shelf.ts';

export type TakenIn = { readonly entry: ArticleEntry; readonly isNew: boolean };

export type Told = {
  /** The day of publication, where a person says it. */
  readonly published: string | null;
  readonly encoding: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
};

export type IntelDesk = {
  readonly intake: () => Intake;
  /** Null: no such article. */
  readonly textOf: (article: string) => string | null;
  /** An article that was taken in already is not taken in again. */
  readonly takeIn: (document: RawDocument, told: Told) => Promise<TakenIn>;
  /** All of the claims or none. */
  readonly decide: (claims: readonly string[], decision: Decision) => readonly DecisionEntry[];
};

export function openIntelDesk(shelf: IntelShelf, read: ReadDocument, knowledge: () => Knowledge): IntelDesk {
  return {
    intake: () => intakeOf(shelf.read()),
    textOf: shelf.textOf,
    async takeIn(document, told) {
      if (told.published !== null) parseDay(told.published, 'published');
      const article = await read(document, told.encoding);
      // The text goes first: a journal that names spans of a text that is not there would be worse than a spare file.
      shelf.keepText(article.id, article.text);
      const added = shelf.add((before) => {
        const { articles } = intakeOf(before);
        return articles.some(({ id }) => id === article.id)
          ? []
          : [noteArticle(article, told, knowledge(), articles)];
      });
      const entry = intakeOf(shelf.read()).articles.find(({ id }) => id === article.id);
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
    decide: (claims, decision) => {
      const added = shelf.add((before) => decisionsOn(claims, decision, intakeOf(before)));
      return added.filter((entry) => entry.type === 'decision');
    },
  };
}

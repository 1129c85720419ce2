/** Where articles come from and where what was taken in is kept. */
import type { Article, IntakeEntry } from '../core/intel/intake.ts';
import type { Journal } from './journal.ts';

/** A document as it came: under which name, and its bytes. */
export type RawDocument = { readonly name: string; readonly bytes: Uint8Array };

export type IntelShelf = Journal<IntakeEntry> & {
  readonly keepText: (article: string, text: string) => void;
  /** The text that spans count; null: no such article. */
  readonly textOf: (article: string) => string | null;
};

/** `encoding` where a document does not say its own. */
export type ReadDocument = (document: RawDocument, encoding: string | null) => Promise<Article>;

/** One page, as its server sends it: nothing that it names is fetched. */
export type FetchDocument = (address: string) => Promise<RawDocument>;

/** Where articles come from and where what was taken in is kept. */
import type { Article, IntakeEntry } from '../core/intel/intake.ts';
import type { Reading } from '../core/intel/read-article.ts';
import type { Journal } from './journal.ts';

/** A document as it came: under which name, and its bytes. */
export type RawDocument = { readonly name: string; readonly bytes: Uint8Array };

export type IntelShelf = Journal<IntakeEntry> & {
  readonly keepText: (article: string, text: string) => void;
  /** The text that spans count; null: no such article. */
  readonly textOf: (article: string) => string | null;
};

/** What a person says of a document that it may not say itself. */
export type ToldOfDocument = {
  /** The day of publication. */
  readonly published: string | null;
  readonly encoding: string | null;
};

/** Its readable text, and what it claims. */
export type ReadDocument = (
  document: RawDocument,
  told: ToldOfDocument,
) => Promise<{ readonly article: Article; readonly reading: Reading }>;

/** One page, as its server sends it: nothing that it names is fetched. */
export type FetchDocument = (address: string) => Promise<RawDocument>;

/** What the page shows, kept in the address bar so that a view can be sent to a colleague. */
import { type EntryRef, KINDS, type Kind } from '../../../src/core/library/entry.ts';

export type LibrarySearch = {
  q?: string | undefined;
  kind?: Kind | undefined;
  /** `actor/lazarus`. */
  entry?: string | undefined;
  review?: boolean | undefined;
};

export function readLibrarySearch(search: Record<string, unknown>): LibrarySearch {
  const { q, kind, entry, review } = search;
  const known = KINDS.find((each) => each === kind);
  return {
    // The router reads bare digits as a number; a search for "2022" is still text.
    ...((typeof q === 'string' || typeof q === 'number') && q !== '' ? { q: String(q) } : {}),
    ...(known === undefined ? {} : { kind: known }),
    ...(typeof entry === 'string' && refOf(entry) !== null ? { entry } : {}),
    ...(review === true ? { review } : {}),
  };
}

export function refOf(entry: string | undefined): EntryRef | null {
  const at = entry?.indexOf('/') ?? -1;
  const kind = KINDS.find((each) => each === entry?.slice(0, at));
  return entry === undefined || kind === undefined ? null : { kind, id: entry.slice(at + 1) };
}

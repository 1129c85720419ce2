/** The library as queries, and what a person does with its edits. */
import { queryOptions } from '@tanstack/react-query';
import type {
  EditJson,
  EditsJson,
  EntryJson,
  ProposalJson,
  SearchJson,
} from '../../../src/contract/library.ts';
import type { EntryRef, Kind } from '../../../src/core/library/entry.ts';
import { getJson, sendJson } from './http.ts';

const base = '/api/v1/library';

export const entryPath = ({ kind, id }: EntryRef): string => `${base}/${kind}/${encodeURIComponent(id)}`;

export const searchQuery = (words: string, kind: Kind | undefined) =>
  queryOptions({
    queryKey: ['library', 'search', words, kind ?? null],
    queryFn: ({ signal }) =>
      getJson<SearchJson>(
        `${base}?limit=500&q=${encodeURIComponent(words)}${kind === undefined ? '' : `&kind=${kind}`}`,
        signal,
      ),
    // The list stays while the next letter is typed.
    placeholderData: (before) => before,
  });

export const entryQuery = (ref: EntryRef) =>
  queryOptions({
    queryKey: ['library', 'entry', ref.kind, ref.id],
    queryFn: ({ signal }) => getJson<EntryJson>(entryPath(ref), signal),
  });

export const historyQuery = (ref: EntryRef) =>
  queryOptions({
    queryKey: ['library', 'history', ref.kind, ref.id],
    queryFn: ({ signal }) => getJson<EditsJson>(`${entryPath(ref)}/history`, signal),
  });

export const queueQuery = queryOptions({
  queryKey: ['library', 'queue'],
  queryFn: ({ signal }) => getJson<EditsJson>(`${base}/edits`, signal),
});

export const proposeEdit = (proposal: ProposalJson): Promise<EditJson> => sendJson(`${base}/edits`, proposal);

export type Deed = {
  readonly edit: string;
  readonly deed: 'accepted' | 'rejected' | 'retracted';
  readonly by: string;
  readonly reason: string;
};

export const decideEdit = ({ edit, deed, by, reason }: Deed): Promise<EditJson> =>
  deed === 'retracted'
    ? sendJson(`${base}/edits/${edit}/retract`, { by, reason })
    : sendJson(`${base}/edits/${edit}/review`, { verdict: deed, by, reason });

/** Articles taken in, as queries; and the two things a person does with them. */
import { queryOptions } from '@tanstack/react-query';
import type {
  ArticleJson,
  ArticleTextJson,
  DecidedClaimsJson,
  DecideJson,
  TakeInJson,
  TakenInJson,
} from '../../../src/contract/intel.ts';
import { getJson, sendJson } from './http.ts';

const path = '/api/v1/intel';

export const articlesQuery = queryOptions({
  queryKey: ['intel'],
  queryFn: async ({ signal }) => (await getJson<{ articles: ArticleJson[] }>(path, signal)).articles,
});

export const articleQuery = (id: string) =>
  queryOptions({
    queryKey: ['intel', id],
    queryFn: ({ signal }) => getJson<ArticleTextJson>(`${path}/${encodeURIComponent(id)}`, signal),
  });

export const takeIn = (document: TakeInJson): Promise<TakenInJson> => sendJson(path, document);

export const decideClaims = (decision: DecideJson): Promise<DecidedClaimsJson> =>
  sendJson(`${path}/decisions`, decision);

/** The ledger and the yearly totals, as queries. */
import { queryOptions } from '@tanstack/react-query';
import type { ReservesJson, TotalsJson } from '../../../src/contract/reserves.ts';
import { getJson } from './http.ts';

/** What of the page's address the server is asked. */
export type ReservesAsk = {
  readonly actor?: string | undefined;
  readonly asOf?: string | undefined;
  readonly threshold?: number | undefined;
  readonly par?: true | undefined;
};

export const reservesQuery = ({ actor, asOf, threshold, par }: ReservesAsk) => {
  const asked = Object.entries({ actor, asOf, threshold, stablecoinsAtPar: par }).flatMap(
    ([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]),
  );
  return queryOptions({
    queryKey: ['reserves', ...asked],
    queryFn: ({ signal }) =>
      getJson<ReservesJson>(`/api/v1/reserves?${new URLSearchParams(asked).toString()}`, signal),
  });
};

export const totalsQuery = queryOptions({
  queryKey: ['totals'],
  queryFn: ({ signal }) => getJson<TotalsJson>('/api/v1/totals', signal),
});

/** What may come, and how such forecasts have done. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { BacktestJson, OutlookJson } from '../../../src/contract/outlook.ts';
import { getJson } from './http.ts';

/** `exceed`: dollars, beside the usual sums. */
export const outlookQuery = (exceed: string | undefined) =>
  queryOptions({
    queryKey: ['outlook', exceed ?? null],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      getJson<OutlookJson>(
        `/api/v1/outlook${exceed === undefined ? '' : `?exceed=${encodeURIComponent(exceed)}`}`,
        signal,
      ),
  });

export const backtestQuery = queryOptions({
  queryKey: ['backtest'],
  queryFn: ({ signal }) => getJson<BacktestJson>('/api/v1/outlook/backtest', signal),
});

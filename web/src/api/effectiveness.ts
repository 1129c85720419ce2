/** What worked, and what a designation would have touched. */
import { queryOptions } from '@tanstack/react-query';
import type { EffectivenessJson, WhatIfJson } from '../../../src/contract/effectiveness.ts';
import { getJson } from './http.ts';

export const effectivenessQuery = queryOptions({
  queryKey: ['effectiveness'],
  queryFn: ({ signal }) => getJson<EffectivenessJson>('/api/v1/effectiveness', signal),
});

export const whatIfQuery = (subject: string, cluster: boolean) =>
  queryOptions({
    queryKey: ['what-if', subject, cluster],
    enabled: subject !== '',
    queryFn: ({ signal }) =>
      getJson<WhatIfJson>(
        `/api/v1/effectiveness/what-if?subject=${encodeURIComponent(subject)}&cluster=${cluster}`,
        signal,
      ),
  });

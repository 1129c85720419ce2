/** Incidents, cases, traces and explanations as typed queries. The contract is the single source of the types. */
import { queryOptions } from '@tanstack/react-query';
import type { Explanation } from '../../../src/contract/explain.ts';
import type { CaseJson, EnvelopeJson, IncidentJson, TraceViewJson } from '../../../src/contract/trace.ts';
import { getJson } from './http.ts';

const base = '/api/v1';

export const paths = {
  incidents: `${base}/incidents`,
  incident: (id: string) => `${base}/incidents/${encodeURIComponent(id)}`,
  cases: `${base}/cases`,
  case: (id: string) => `${base}/cases/${encodeURIComponent(id)}`,
  trace: (id: string, policy: string, asOf?: string) =>
    `${base}/cases/${encodeURIComponent(id)}/trace?policy=${encodeURIComponent(policy)}${asOf === undefined ? '' : `&asOf=${encodeURIComponent(asOf)}`}`,
  envelope: (id: string, asOf?: string) =>
    `${base}/cases/${encodeURIComponent(id)}/envelope${asOf === undefined ? '' : `?asOf=${encodeURIComponent(asOf)}`}`,
  explain: (subject: string) => `${base}/explain?subject=${encodeURIComponent(subject)}`,
};

export const incidentsQuery = queryOptions({
  queryKey: ['incidents'],
  queryFn: async ({ signal }) =>
    (await getJson<{ incidents: IncidentJson[] }>(paths.incidents, signal)).incidents,
});

export const casesQuery = queryOptions({
  queryKey: ['cases'],
  queryFn: async ({ signal }) => (await getJson<{ cases: CaseJson[] }>(paths.cases, signal)).cases,
});

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id],
    queryFn: ({ signal }) => getJson<IncidentJson>(paths.incident(id), signal),
  });

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id],
    queryFn: ({ signal }) => getJson<CaseJson>(paths.case(id), signal),
  });

export const traceQuery = (id: string, policy: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: ['trace', id, policy, asOf ?? null],
    queryFn: ({ signal }) => getJson<TraceViewJson>(paths.trace(id, policy, asOf), signal),
  });

export const envelopeQuery = (id: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: ['envelope', id, asOf ?? null],
    queryFn: ({ signal }) => getJson<EnvelopeJson>(paths.envelope(id, asOf), signal),
  });

export const explainQuery = (subject: string) =>
  queryOptions({
    queryKey: ['explain', subject],
    queryFn: ({ signal }) => getJson<Explanation>(paths.explain(subject), signal),
  });

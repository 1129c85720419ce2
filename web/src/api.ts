/** The JSON of the server, as typed queries. The contract is the single source of the types. */
import { queryOptions } from '@tanstack/react-query';
import type { Explanation } from '../../src/contract/explain.ts';
import type {
  CaseJson,
  EnvelopeJson,
  ErrorJson,
  IncidentJson,
  TraceViewJson,
} from '../../src/contract/trace.ts';

/** A refusal of the server, or its silence (`E_UNREACHABLE`). */
export class ApiError extends Error {
  readonly detail: ErrorJson;

  constructor(detail: ErrorJson) {
    super(detail.message);
    this.name = 'ApiError';
    this.detail = detail;
  }
}

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

async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { signal, headers: { accept: 'application/json' } });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new ApiError({ code: 'E_UNREACHABLE', message: path, retryable: true });
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as T;
  throw new ApiError(
    readError(body) ?? { code: `HTTP_${response.status}`, message: path, retryable: response.status >= 500 },
  );
}

function readError(body: unknown): ErrorJson | null {
  if (typeof body !== 'object' || body === null || !('error' in body)) return null;
  const { error } = body;
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error
    ? (error as ErrorJson)
    : null;
}

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

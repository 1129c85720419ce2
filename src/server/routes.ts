/** What can be asked over HTTP. Every route is read-only and names its schema. */
import type { FastifyPluginAsync } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { caseToJson } from '../app/trace/cases.ts';
import { explanationSchema } from '../contract/explain.ts';
import {
  caseSchema,
  envelopeSchema,
  incidentSchema,
  refusalSchema,
  traceViewSchema,
} from '../contract/trace.ts';
import { CHAINS } from '../core/model/chain.ts';
import { AshiatoError } from '../core/model/errors.ts';
import { POLICIES, parsePolicy } from '../core/model/rules.ts';
import { envelopeToJson } from '../core/report/envelope.ts';
import { traceViewToJson } from '../core/report/json.ts';
import { DEFAULT_REQUEST, type TraceRequest } from '../core/trace/request.ts';
import type { ServerParts } from './parts.ts';

const id = z.object({ id: z.string().min(1).max(80) });
const question = z.object({
  policy: z.string().max(20).default(DEFAULT_REQUEST.policy),
  asOf: z.string().max(30).optional(),
  knownAt: z.string().max(30).optional(),
  maxHops: z.coerce.number().int().min(1).max(999999).optional(),
  minAmount: z.string().max(80).optional(),
});

export const CHAIN_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  CHAINS.map((chain) => [chain.id, chain.name]),
);

export function apiRoutes({ library, desk, explain, minConfidence }: ServerParts): FastifyPluginAsync {
  const ask = (q: z.infer<typeof question>): TraceRequest => ({
    ...DEFAULT_REQUEST,
    policy: parsePolicy(q.policy),
    asOf: q.asOf ?? null,
    knownAt: q.knownAt ?? null,
    maxHops: q.maxHops ?? null,
    minAmount: q.minAmount ?? null,
    minConfidence,
  });

  const routes: FastifyPluginAsyncZod = async (server) => {
    server.get('/openapi.json', { schema: { hide: true } }, async () => server.swagger());

    server.get(
      '/incidents',
      {
        schema: {
          summary: 'Every known incident',
          response: { 200: z.object({ incidents: z.array(incidentSchema) }) },
        },
      },
      async () => ({
        incidents: [...library.incidents],
      }),
    );

    server.get(
      '/incidents/:id',
      {
        schema: {
          summary: 'One incident',
          params: id,
          response: { 200: incidentSchema, '4xx': refusalSchema },
        },
      },
      async (request) => {
        const incident = library.incidents.find((each) => each.id === request.params.id);
        if (incident === undefined)
          throw new AshiatoError('E_CASE_UNKNOWN', `there is no incident "${request.params.id}"`, {
            next: 'See /api/v1/incidents.',
          });
        return incident;
      },
    );

    server.get(
      '/cases',
      {
        schema: {
          summary: 'The recorded cases that can be traced',
          response: { 200: z.object({ cases: z.array(caseSchema) }) },
        },
      },
      async () => ({
        cases: library.caseIds.map((caseId) => caseToJson(library.openCase(caseId))),
      }),
    );

    server.get(
      '/cases/:id',
      {
        schema: {
          summary: 'One recorded case',
          params: id,
          response: { 200: caseSchema, '4xx': refusalSchema },
        },
      },
      async (request) => caseToJson(library.openCase(request.params.id)),
    );

    server.get(
      '/cases/:id/trace',
      {
        schema: {
          summary: 'Where the money ended, under one policy',
          params: id,
          querystring: question,
          response: { 200: traceViewSchema, '4xx': refusalSchema },
        },
      },
      async (request) =>
        traceViewToJson(await desk.answer(request.params.id, ask(request.query)), CHAIN_NAMES),
    );

    server.get(
      '/cases/:id/envelope',
      {
        schema: {
          summary: 'The same ends under every policy',
          params: id,
          querystring: question.omit({ policy: true }),
          response: { 200: envelopeSchema, '4xx': refusalSchema },
        },
      },
      async (request) => {
        const traces = await Promise.all(
          POLICIES.map((policy) => desk.answer(request.params.id, ask({ ...request.query, policy }))),
        );
        return envelopeToJson(traces);
      },
    );

    server.get(
      '/explain',
      {
        schema: {
          summary: 'What is known about an address or a transaction: claims, incidents, traces, findings',
          querystring: z.object({ subject: z.string().min(1).max(100) }),
          response: { 200: explanationSchema, '4xx': refusalSchema },
        },
      },
      async (request) => explain(request.query.subject, new Date().toISOString().slice(0, 10)),
    );
  };
  return routes as FastifyPluginAsync;
}

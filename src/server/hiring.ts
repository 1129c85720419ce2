/**
 * `POST /v1/hiring/screen`: candidates as JSON or as CSV, answered with evidence and questions. The tenant is the
 * key's; nothing that was sent is logged, and nothing is asked of any other machine.
 */
import type { FastifyPluginAsync } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type CandidateRow, MOST_BYTES, rowsOfCsv, rowsOfJson } from '../app/hiring/read-candidates.ts';
import { type HiringParts, screenCandidates } from '../app/hiring/screen-candidates.ts';
import { hiringAnswerSchema, hiringDocumentSchema, hiringRequestSchema } from '../contract/hiring.ts';
import { refusalSchema } from '../contract/trace.ts';
import { AshiatoError } from '../core/model/errors.ts';
import type { Callers } from './callers.ts';

const BODY = 'candidates';

export function hiringRoutes(parts: HiringParts, callers: Callers): FastifyPluginAsync {
  const routes: FastifyPluginAsyncZod = async (server) => {
    server.addContentTypeParser('text/csv', { parseAs: 'string', bodyLimit: MOST_BYTES }, (_, body, done) =>
      done(null, body),
    );

    server.post(
      '/v1/hiring/screen',
      {
        bodyLimit: MOST_BYTES,
        // The body is read by hand: each candidate on its own, each refusal with its code.
        validatorCompiler: () => () => true,
        schema: {
          summary: 'Evidence of misrepresentation and what to ask; no score, no verdict',
          consumes: ['application/json', 'text/csv'],
          querystring: z.object({ keep: z.enum(['true', 'false']).optional() }),
          body: z.union([hiringDocumentSchema, z.string()]),
          response: { 200: hiringAnswerSchema, '4xx': refusalSchema },
        },
        // Who may not ask is told so before anything is read.
        onRequest: async (request) => {
          callers(request, 'hire');
        },
      },
      async (request) => {
        const { tenant } = callers(request, 'hire');
        const { body, query } = request as {
          readonly body: unknown;
          readonly query: { readonly keep?: string };
        };
        const { rows, keep } = await read(body, query.keep !== 'false');
        return screenCandidates(parts, { tenant, rows, keep });
      },
    );

    server.delete(
      '/v1/hiring/candidates/:ref',
      {
        schema: {
          summary: 'Erase what is kept of one candidate',
          params: z.object({ ref: z.string().min(1).max(80) }),
          response: { 200: z.object({ erased: z.boolean() }), '4xx': refusalSchema },
        },
      },
      async (request) => {
        const { tenant } = callers(request, 'hire');
        return { erased: await parts.store.erase(tenant, request.params.ref) };
      },
    );
  };
  return routes as FastifyPluginAsync;
}

async function read(
  body: unknown,
  keepFile: boolean,
): Promise<{ readonly rows: readonly CandidateRow[]; readonly keep: boolean }> {
  if (typeof body === 'string') return { rows: await rowsOfCsv(body, BODY), keep: keepFile };
  const { data, error } = hiringRequestSchema.safeParse(body);
  if (data !== undefined) return { rows: rowsOfJson(data.candidates, BODY), keep: data.keep };
  throw new AshiatoError('E_CANDIDATE', error.issues[0]?.message ?? 'the request cannot be read', {
    where: error.issues[0]?.path.join('.') || BODY,
    next: 'Send { "candidates": [ … ] } as JSON, or a table as text/csv.',
  });
}

/**
 * `POST /v1/hiring/screen`: candidates as JSON or as CSV, answered with evidence and questions. The tenant is the
 * key's; nothing that was sent is logged, and nothing is asked of any other machine.
 */
import type { FastifyPluginAsync } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type CandidateRow, MOST_BYTES, rowsOfCsv, rowsOfJson } from '../app/read-candidates.ts';
import { type HiringParts, screenCandidates } from '../app/screen-candidates.ts';
import { hiringAnswerSchema, hiringRequestSchema } from '../contract/hiring.ts';
import { errorSchema } from '../contract/trace.ts';
import { AshiatoError } from '../core/model/errors.ts';
import type { Callers } from './callers.ts';

const failed = z.object({ error: errorSchema });
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
        schema: {
          summary: 'Evidence of misrepresentation and what to ask; no score, no verdict',
          consumes: ['application/json', 'text/csv'],
          querystring: z.object({ keep: z.enum(['true', 'false']).default('true') }),
          body: z.union([hiringRequestSchema, z.string()]),
          response: { 200: hiringAnswerSchema, '4xx': failed },
        },
        // Who may not ask is told so before anything is read.
        onRequest: async (request) => {
          callers(request, 'hire');
        },
        errorHandler: (error, _request, reply) => {
          const { code } = error as { readonly code?: string };
          if (code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
          const refusal = new AshiatoError(
            'E_TOO_LARGE',
            'the request is larger than a file of candidates may be',
            {
              limit: `${MOST_BYTES} bytes`,
              next: 'Split the file.',
            },
          );
          return reply.status(413).send({ error: refusal.toJSON() });
        },
      },
      async (request) => {
        const { tenant } = callers(request, 'hire');
        const { body, query } = request;
        const rows: readonly CandidateRow[] =
          typeof body === 'string' ? rowsOfCsv(body, BODY) : rowsOfJson(body.candidates, BODY);
        const keep = typeof body === 'string' ? query.keep === 'true' : body.keep;
        return screenCandidates(parts, { tenant, rows, keep });
      },
    );

    server.delete(
      '/v1/hiring/candidates/:ref',
      {
        schema: {
          summary: 'Erase what is kept of one candidate',
          params: z.object({ ref: z.string().min(1).max(80) }),
          response: { 200: z.object({ erased: z.boolean() }), '4xx': failed },
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

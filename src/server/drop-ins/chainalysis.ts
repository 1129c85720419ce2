/**
 * Chainalysis' sanctions API as its public pages show it: `GET /api/v1/address/{address}` answers
 * `{"identifications": […]}`, empty where there is none.
 */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Ask, describeMatch, matchesOf, nameOf, question } from './asking.ts';

const answer = z.object({
  identifications: z.array(
    z.object({ category: z.string(), name: z.string(), description: z.string(), url: z.string() }),
  ),
});

export function chainalysisSanctions(ask: Ask): FastifyPluginAsyncZod {
  return async (server) => {
    server.get(
      '/api/v1/address/:address',
      {
        schema: {
          summary: 'Chainalysis’ sanctions API: empty only where the native answer is clear, else 503',
          params: z.object({ address: z.string().max(400) }),
          response: { 200: answer },
        },
      },
      async (request, reply) => {
        const { address } = request.params;
        const [found] = await ask(request, reply, [question({ type: 'address', address, chain: null })]);
        return {
          identifications: matchesOf(found!).map((match) => ({
            category: match.type === 'listed' ? 'sanctions' : 'stolen funds',
            name: nameOf(match),
            description: describeMatch(match),
            url: '',
          })),
        };
      },
    );
  };
}

/** `GET /api/v1/effectiveness` and `…/what-if`: what worked, as `ashiato effectiveness --json` gives it. */
import type { FastifyPluginAsync } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { EffectivenessDesk } from '../app/strategy/effectiveness-json.ts';
import { effectivenessSchema, whatIfSchema } from '../contract/effectiveness.ts';
import { refusalSchema } from '../contract/trace.ts';

export function effectivenessRoutes(desk: EffectivenessDesk): FastifyPluginAsync {
  const routes: FastifyPluginAsyncZod = async (server) => {
    server.get(
      '/api/v1/effectiveness',
      {
        schema: {
          summary: 'What was frozen, recovered and cashed out, how fast, and whether designations show',
          response: { 200: effectivenessSchema, '4xx': refusalSchema },
        },
      },
      async () => desk.found(),
    );

    server.get(
      '/api/v1/effectiveness/what-if',
      {
        schema: {
          summary: 'Which flows a designation would have touched; ways around only as counts',
          querystring: z.object({
            subject: z.string().min(1).max(100).describe('an address, a service or a listed entity'),
            cluster: z
              .enum(['true', 'false'])
              .default('false')
              .describe('with whatever is spent together with the address'),
          }),
          response: { 200: whatIfSchema, '4xx': refusalSchema },
        },
      },
      async ({ query: { subject, cluster } }) => desk.whatIf(subject, cluster === 'true'),
    );
  };
  return routes as FastifyPluginAsync;
}

/** `GET /api/v1/outlook` and `…/backtest`: what may come and how such forecasts have done, as `ashiato outlook --json`. */
import type { FastifyPluginAsync } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { OutlookDesk } from '../app/strategy/outlook-json.ts';
import { backtestSchema, outlookSchema } from '../contract/outlook.ts';
import { refusalSchema } from '../contract/trace.ts';

export function outlookRoutes(desk: OutlookDesk): FastifyPluginAsync {
  const routes: FastifyPluginAsyncZod = async (server) => {
    server.get(
      '/api/v1/outlook',
      {
        schema: {
          summary:
            'How probable losses above a sum are in the next 30, 90 and 365 days, and what was forecast before',
          querystring: z.object({
            exceed: z.string().min(1).max(30).optional().describe('dollars: a sum of your own'),
          }),
          response: { 200: outlookSchema, '4xx': refusalSchema },
        },
      },
      async ({ query: { exceed } }) => desk.drawn(exceed ?? null),
    );

    server.get(
      '/api/v1/outlook/backtest',
      {
        schema: {
          summary: 'How such forecasts would have done since 2019, good or bad',
          response: { 200: backtestSchema },
        },
      },
      async () => desk.backtest(),
    );
  };
  return routes as FastifyPluginAsync;
}

/** `GET /api/v1/reserves` and `/api/v1/totals`: the ledger and the yearly totals, as `ashiato reserves --json` gives them. */
import type { FastifyPluginAsync } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ReservesDesk } from '../app/strategy/reserves.ts';
import { reservesSchema, totalsSchema } from '../contract/reserves.ts';
import { refusalSchema } from '../contract/trace.ts';
import { parseDecimal } from '../core/model/amount.ts';
import { parseDay } from '../core/strategy/day.ts';

const name = z.string().min(1).max(100).optional();
const question = z.object({
  actor: name.describe('part of the name of an actor or cluster'),
  incident: name,
  chain: name.describe('as the facts name it'),
  asset: name.describe('a symbol as the facts write it'),
  asOf: z.string().max(30).optional().describe('what had happened by this day; holdings are priced on it'),
  threshold: z.string().max(30).optional().describe('dollars, in place of the threshold that is set'),
  stablecoinsAtPar: z.enum(['true', 'false']).default('false'),
});

export function reservesRoutes(desk: ReservesDesk): FastifyPluginAsync {
  const routes: FastifyPluginAsyncZod = async (server) => {
    server.get(
      '/api/v1/reserves',
      {
        schema: {
          summary: 'What was stolen, what became of it, and what could still be held, as ranges',
          querystring: question,
          response: { 200: reservesSchema, '4xx': refusalSchema },
        },
      },
      async ({ query: { actor, incident, chain, asset, asOf, threshold, stablecoinsAtPar } }) =>
        desk.ask({
          question: {
            actor: actor ?? null,
            incident: incident ?? null,
            chain: chain ?? null,
            asset: asset ?? null,
          },
          asOf: asOf === undefined ? null : parseDay(asOf, 'asOf'),
          rules: { stablecoinsAtPar: stablecoinsAtPar === 'true' },
          threshold: threshold === undefined ? null : parseDecimal(threshold, 2, 'threshold'),
        }),
    );

    server.get(
      '/api/v1/totals',
      {
        schema: {
          summary: 'Yearly totals of all publishers beside our rows of the same days',
          response: { 200: totalsSchema },
        },
      },
      async () => desk.totals(),
    );
  };
  return routes as FastifyPluginAsync;
}

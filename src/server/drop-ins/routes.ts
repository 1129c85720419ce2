/** Routes of other vendors' shapes, each below a prefix of its own, so that a client changes its base address and no more. */
import type { FastifyPluginAsync } from 'fastify';
import type { ScreeningDesk } from '../screening/desk.ts';
import type { Gate } from '../screening/gate.ts';
import { openAsk } from './asking.ts';
import { chainalysisSanctions } from './chainalysis.ts';
import { kytAlerts, kytModelled } from './kyt.ts';
import { trmScreening } from './trm.ts';
import { watchmanSearch } from './watchman.ts';
import { yenteMatch } from './yente.ts';

export function dropInRoutes(desk: ScreeningDesk, gate: Gate): FastifyPluginAsync {
  const ask = openAsk(desk, gate);
  return async (server) => {
    // HEAD says what GET says by its status alone, and a hit is 200 there: only a clear may look like one.
    server.addHook('onSend', async (request, reply) => {
      if (
        request.method === 'HEAD' &&
        reply.statusCode === 200 &&
        reply.getHeader('ashiato-outcome') !== 'clear'
      )
        reply.code(503);
    });
    await server.register(chainalysisSanctions(ask), { prefix: '/chainalysis' });
    await server.register(kytModelled(desk, gate, ask), { prefix: '/chainalysis/api/kyt/v2' });
    await server.register(kytAlerts(desk, gate), { prefix: '/chainalysis/api/kyt' });
    await server.register(trmScreening(ask), { prefix: '/trm' });
    await server.register(yenteMatch(ask), { prefix: '/yente' });
    await server.register(watchmanSearch(ask), { prefix: '/watchman' });
  };
}

/**
 * The screening routes as one plugin, apart from the pages: its own way with bodies, its own gate, no other hooks. What is
 * turned away is turned away here, with one envelope.
 */
import type { FastifyPluginAsync } from 'fastify';
import { dropInRoutes } from '../drop-ins/routes.ts';
import { dropRest } from '../drop-rest.ts';
import type { ScreeningDesk } from './desk.ts';
import type { Door } from './door.ts';
import { openGate } from './gate.ts';
import { nativeRoutes } from './native.ts';
import { headersOf, refusalFor } from './refusals.ts';
import { registerRoutes } from './register-routes.ts';
import { openSealer } from './sealing.ts';

export function screeningRoutes(desk: ScreeningDesk, door: Door): FastifyPluginAsync {
  const gate = openGate(desk);
  return async (server) => {
    server.addHook('onClose', async () => gate.close());
    server.setErrorHandler(async (error, request, reply) => {
      const { status, body } = refusalFor(error, request.routeOptions.bodyLimit);
      if (status === 413) await dropRest(request.raw);
      const [name, value] = headersOf(status);
      if (name !== undefined) reply.header(name, value);
      return reply.status(status).type('application/json; charset=utf-8').send(body.text);
    });
    server.removeContentTypeParser('application/json');
    server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
      done(null, body);
    });
    const seal = openSealer(desk.screening.sign);
    await server.register(nativeRoutes(desk, gate, seal, door));
    await server.register(registerRoutes(desk, gate, seal));
    await server.register(dropInRoutes(desk, gate));
  };
}

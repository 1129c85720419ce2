/**
 * The screening routes as one plugin, apart from the pages: its own way with bodies, its own gate, no other hooks. What is
 * turned away is turned away here, with one envelope.
 */
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { AshiatoError } from '../../core/model/errors.ts';
import { dropInRoutes } from '../drop-ins/routes.ts';
import { statusOf } from '../status.ts';
import { Undecided } from './answers.ts';
import type { ScreeningDesk } from './desk.ts';
import { openGate } from './gate.ts';
import { nativeRoutes, RETRY_AFTER_S } from './native.ts';
import { registerRoutes } from './register-routes.ts';
import { openSealer } from './sealing.ts';

export function screeningRoutes(desk: ScreeningDesk): FastifyPluginAsync {
  const gate = openGate(desk);
  return async (server) => {
    server.addHook('onClose', async () => gate.close());
    server.setErrorHandler((error, _request, reply) => sendRefusal(reply, readError(error)));
    server.removeContentTypeParser('application/json');
    server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
      done(null, body);
    });
    const seal = openSealer(desk.screening.sign);
    await server.register(nativeRoutes(desk, gate, seal));
    await server.register(registerRoutes(desk, gate, seal));
    await server.register(dropInRoutes(desk, gate));
  };
}

function readError(error: unknown): AshiatoError {
  if (error instanceof AshiatoError) return error;
  const { statusCode = 500, message = '' } = error as { statusCode?: number; message?: string };
  if (statusCode === 413)
    return new AshiatoError('E_TOO_LARGE', 'the body is too large', {
      limit: '1 MiB, and 1,000 questions',
      next: 'Send it as several requests.',
    });
  if (statusCode === 415)
    return new AshiatoError('E_USAGE', 'the body is not announced as JSON', {
      where: 'Content-Type',
      next: 'Send the header "content-type: application/json".',
    });
  if (statusCode >= 400 && statusCode < 500)
    return new AshiatoError('E_USAGE', message, { next: 'See docs/screening.md.' });
  return new AshiatoError('E_INTERNAL', 'the server failed on this question: nothing was decided', {
    next: 'Treat it as blocked, and report it with the question you sent.',
    cause: error,
  });
}

function sendRefusal(reply: FastifyReply, error: AshiatoError): FastifyReply {
  const status = error instanceof Undecided ? 503 : statusOf(error);
  if (status === 429 || status === 503) reply.header('retry-after', RETRY_AFTER_S);
  return reply.status(status).type('application/json; charset=utf-8').send(JSON.stringify({ error }));
}

/**
 * The screening routes as one plugin, apart from the pages: its own way with bodies, its own gate, no other hooks. What is
 * turned away is turned away here, with one envelope.
 */
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { AshiatoError, type ErrorCode } from '../../core/model/errors.ts';
import { dropInRoutes } from '../drop-ins/routes.ts';
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
  if (statusCode >= 400 && statusCode < 500)
    return new AshiatoError('E_USAGE', message, { next: 'See docs/screening.md.' });
  return new AshiatoError('E_INTERNAL', 'the server failed on this question: nothing was decided', {
    next: 'Treat it as blocked, and report it with the question you sent.',
    cause: error,
  });
}

function sendRefusal(reply: FastifyReply, error: AshiatoError): FastifyReply {
  const status = statusOfRefusal(error);
  if (status === 429 || status === 503) reply.header('retry-after', RETRY_AFTER_S);
  return reply.status(status).type('application/json; charset=utf-8').send(JSON.stringify({ error }));
}

const BY_CODE: Partial<Record<ErrorCode, number>> = {
  E_OVERLOAD: 503,
  E_SIGNING_KEY: 503,
  E_DISK_FULL: 503,
  E_STORE_LOCKED: 503,
  E_DB_UNAVAILABLE: 503,
  E_QUOTA: 429,
  E_TOO_LARGE: 413,
  E_IDEMPOTENCY: 422,
  E_NOT_FOUND: 404,
  E_INTERNAL: 500,
};

function statusOfRefusal(error: AshiatoError): number {
  if (error instanceof Undecided) return 503;
  if (error.code === 'E_API_KEY') return error.where === 'scope' ? 403 : 401;
  return BY_CODE[error.code] ?? 422;
}

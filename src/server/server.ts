/** The HTTP face: routes, their schemas, one error envelope, and the built pages. */
import { existsSync } from 'node:fs';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import Fastify, {
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifySchemaCompiler,
} from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AshiatoError } from '../core/model/errors.ts';
import { nearest } from '../core/model/nearest.ts';
import { systemError } from '../core/model/system-error.ts';
import { dropRest } from './drop-rest.ts';
import { readJsonBody } from './json-body.ts';
import type { ServerParts } from './parts.ts';
import { apiRoutes } from './routes.ts';
import { openDoor } from './screening/door.ts';
import { screeningRoutes } from './screening/plugin.ts';
import { statusOf } from './status.ts';

/** Loopback pages are one person's; the limit only stops a loop that went wrong. */
const REQUESTS_PER_MINUTE = 1200;

/** A question that comes a byte at a time holds nothing up, but it may not hold its connection forever. */
const REQUEST_TIMEOUT_MS = 60_000;

/** For what is under way when the server stops: the rest of a question, an answer taken slowly. Supervisors kill after 10 s. */
const STOPPING_MS = 5_000;

const SEE_ROUTES = 'See /api/v1/openapi.json for what each route takes.';

export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const server = Fastify({
    logger: false,
    bodyLimit: 64 * 1024,
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: (error, _request, reply) =>
      sendError(reply as unknown as FastifyReply, toAshiatoError(error)),
  }).withTypeProvider<ZodTypeProvider>();
  const door = openDoor(server.server);
  server.addHook('preClose', async () => {
    setTimeout(() => server.server.closeAllConnections(), STOPPING_MS).unref();
  });
  server.setValidatorCompiler(strictQueries);
  server.setSerializerCompiler(serializerCompiler);
  server.setErrorHandler(async (error, request, reply) => {
    const refusal = toAshiatoError(error, request.routeOptions.bodyLimit);
    if (refusal.code === 'E_TOO_LARGE') await dropRest(request.raw);
    return sendError(reply, refusal);
  });

  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Ashiato', version: parts.version, license: { name: 'Apache-2.0' } },
    },
    transform: jsonSchemaTransform,
  });
  // Each within itself: what protects pages costs answers to programs as much as the answer itself.
  if (parts.screening !== null) await server.register(screeningRoutes(parts.screening, door));
  await server.register(pagesAndApi(parts));
  return server;
}

type Compiler = FastifySchemaCompiler<z.ZodType>;

/** The queries of other vendors' routes are theirs to define; in ours an unknown name is a slip of the pen. */
const OUR_QUERIES = /^\/(api|v\d+)\//;

/** Left alone, `?as_of=…` would be answered with today's figures. */
const strictQueries: Compiler = (route) => {
  const validate = (validatorCompiler as Compiler)(route);
  const { schema, httpPart, url = '' } = route;
  if (httpPart !== 'querystring' || !(schema instanceof z.ZodObject) || !OUR_QUERIES.test(url))
    return validate;
  const known = Object.keys(schema.shape);
  return (query: Readonly<Record<string, unknown>>) => {
    const unknown = Object.keys(query).find((name) => !known.includes(name));
    return unknown === undefined ? validate(query) : { error: unknownName(unknown, known) };
  };
};

function unknownName(name: string, known: readonly string[]): AshiatoError {
  const guess = nearest(name, known);
  return new AshiatoError(
    'E_USAGE',
    `there is no parameter "${name.slice(0, 80)}"${guess === null ? '' : `; did you mean "${guess}"?`}`,
    { where: 'query', limit: known.join(', '), next: SEE_ROUTES },
  );
}

/**
 * A page's own files are there or not, and a mistyped screening route, or a vendor's without its prefix, must not be
 * answered with 200 and a page: only addresses of pages lead to the page.
 */
const NO_PAGES = /^\/+(api|assets|v\d+|chainalysis|trm|yente|watchman|public|match|search)(\/|\?|$)/i;

const mayBePage = (url: string): boolean => !NO_PAGES.test(url.replace(/%2f/gi, '/'));

const pagesAndApi =
  (parts: ServerParts): FastifyPluginAsync =>
  async (inner) => {
    await inner.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        // Everything comes from this server or not at all.
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          fontSrc: ["'self'"],
          imgSrc: ["'self'"],
          connectSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: false,
    });
    inner.removeContentTypeParser('application/json');
    inner.addContentTypeParser(
      'application/json',
      { parseAs: 'string' },
      async (_request: unknown, body: string) => readJsonBody(body, SEE_ROUTES),
    );
    await inner.register(rateLimit, { max: REQUESTS_PER_MINUTE, timeWindow: '1 minute' });
    await inner.register(apiRoutes(parts), { prefix: '/api/v1' });
    for (const room of parts.rooms) await inner.register(room);
    if (existsSync(parts.pages))
      await inner.register(fastifyStatic, { root: parts.pages, wildcard: false, maxAge: '1h' });
    inner.setNotFoundHandler((request, reply) => {
      const page = request.method === 'GET' && mayBePage(request.url) && existsSync(parts.pages);
      if (page) return reply.sendFile('index.html', { maxAge: 0 });
      return sendError(
        reply,
        new AshiatoError('E_NOT_FOUND', `there is nothing at ${request.url}`, {
          next: 'See /api/v1/openapi.json for what there is.',
        }),
      );
    });
  };

function toAshiatoError(error: unknown, bodyLimit?: number): AshiatoError {
  if (error instanceof AshiatoError) return error;
  if ((error as { readonly code?: string }).code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new AshiatoError('E_TOO_LARGE', 'the request is larger than its route takes', {
      ...(bodyLimit === undefined ? {} : { limit: `${bodyLimit} bytes` }),
      next: 'Send less at once; docs/errors.md.',
    });
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  const message = error instanceof Error ? error.message : String(error);
  if (status >= 400 && status < 500)
    return new AshiatoError('E_USAGE', message, {
      next: SEE_ROUTES,
      retryable: status === 429,
    });
  return (
    systemError(error) ??
    new AshiatoError('E_INTERNAL', 'the server failed on this request', {
      next: 'Please report it with the request you made.',
      cause: error,
    })
  );
}

function sendError(reply: FastifyReply, error: AshiatoError): FastifyReply {
  return reply
    .status(statusOf(error))
    .type('application/json')
    .send(JSON.stringify({ error: ofQuery(error.toJSON()) }));
}

/** Stories name the option of a command; over HTTP it is the parameter of the same name: `--as-of` is `asOf`. */
function ofQuery<Refusal extends { readonly where?: string }>(refusal: Refusal): Refusal {
  const option = /^--([a-z-]+)$/.exec(refusal.where ?? '')?.[1];
  if (option === undefined) return refusal;
  return { ...refusal, where: option.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) };
}

/** Articles in, cited claims out, and a person's decisions: what the page /intel and programs ask. */
import type { FastifyPluginAsync } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { articleToJson } from '../app/knowledge/intel-json.ts';
import type { IntelDesk } from '../app/knowledge/take-in.ts';
import {
  articlesSchema,
  articleTextSchema,
  decidedClaimsSchema,
  decideSchema,
  takeInSchema,
  takenInSchema,
} from '../contract/intel.ts';
import { refusalSchema } from '../contract/trace.ts';
import { refText } from '../core/library/entry.ts';
import { AshiatoError } from '../core/model/errors.ts';
import type { FetchDocument, RawDocument } from '../ports/intel-shelf.ts';
import type { Caller, Callers } from './callers.ts';

/** A document of 20 MB in base64, and what stands around it. */
const BODY_LIMIT = 28 * 1024 * 1024;

export type IntelParts = {
  readonly intel: IntelDesk;
  readonly fetchDocument: FetchDocument;
  readonly callers: Callers;
};

export function intelRoutes({ intel, fetchDocument, callers }: IntelParts): FastifyPluginAsync {
  /** A stranger's key must not make this machine ask addresses of its own network. */
  const open = (body: z.infer<typeof takeInSchema>, { key }: Caller): RawDocument | Promise<RawDocument> => {
    if ('base64' in body) return { name: body.name, bytes: Buffer.from(body.base64, 'base64') };
    if ('text' in body) return { name: body.name, bytes: Buffer.from(body.text) };
    if (key === null) return fetchDocument(body.url);
    throw new AshiatoError('E_USAGE', 'pages are fetched only for the person at the server', {
      where: 'url',
      next: 'Save the page and send it as a file.',
    });
  };

  const routes: FastifyPluginAsyncZod = async (server) => {
    server.addHook('onRequest', async (request) => void callers(request, 'edit'));

    server.get(
      '/api/v1/intel',
      { schema: { summary: 'Articles taken in, newest first', response: { 200: articlesSchema } } },
      async () => {
        const intake = intel.intake();
        return { articles: intake.articles.map((entry) => articleToJson(entry, intake)).reverse() };
      },
    );

    server.get(
      '/api/v1/intel/:id',
      {
        schema: {
          summary: 'One article with its text',
          params: z.object({ id: z.string().max(40) }),
          response: { 200: articleTextSchema, '4xx': refusalSchema },
        },
      },
      async ({ params: { id } }) => {
        const intake = intel.intake();
        const entry = intake.articles.find((each) => each.id === id);
        const text = entry === undefined ? null : intel.textOf(id);
        if (entry === undefined || text === null)
          throw new AshiatoError('E_INTEL_UNKNOWN', `no article "${id}" was taken in`, {
            where: id,
            next: 'See /api/v1/intel.',
          });
        return { ...articleToJson(entry, intake), text };
      },
    );

    server.post(
      '/api/v1/intel',
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          summary: 'Take an article in: as a file, as text or by its address',
          body: takeInSchema,
          response: { 200: takenInSchema, '4xx': refusalSchema },
        },
      },
      async (request) => {
        const { published, encoding } = request.body;
        const document = await open(request.body, callers(request, 'edit'));
        const at = new Date().toISOString();
        const { entry, isNew } = await intel.takeIn(document, { published, encoding, at });
        return { article: articleToJson(entry, intel.intake()), new: isNew };
      },
    );

    server.post(
      '/api/v1/intel/decisions',
      {
        schema: {
          summary: 'Accept or reject claims: all of them or none',
          body: decideSchema,
          response: { 200: decidedClaimsSchema, '4xx': refusalSchema },
        },
      },
      async ({ body: { claims, ...decision } }) => {
        const { decisions, proposed } = intel.decide(claims, { ...decision, at: new Date().toISOString() });
        const intake = intel.intake();
        const ids = new Set(decisions.map(({ article }) => article));
        return {
          proposed: proposed.flatMap(({ id, proposal: { entry, changes } }) =>
            changes.map(({ field, value }) => ({
              edit: id,
              entry: refText(entry),
              field,
              value: value ?? '',
            })),
          ),
          articles: intake.articles
            .filter(({ id }) => ids.has(id))
            .map((entry) => articleToJson(entry, intake)),
        };
      },
    );
  };
  return routes as FastifyPluginAsync;
}

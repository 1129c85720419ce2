/**
 * `/api/v1/library`: search and entries for whoever may read incidents; proposals, reviews and their history for people
 * who may edit. With a key the key's name is who acts, so that nobody reviews himself under another name.
 */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { LibraryDesk } from '../app/knowledge/edit-library.ts';
import { editToJson, entryToJson, type MitreNames, searchToJson } from '../app/knowledge/library-json.ts';
import {
  editSchema,
  editsSchema,
  entrySchema,
  kindSchema,
  proposalSchema,
  retractionSchema,
  reviewSchema,
  searchSchema,
} from '../contract/library.ts';
import { refusalSchema } from '../contract/trace.ts';
import type { Edit } from '../core/library/edit.ts';
import type { Callers } from './callers.ts';

const ref = z.object({ kind: kindSchema, id: z.string().min(1).max(80) });
const editId = z.object({ id: z.string().regex(/^e\d{1,9}$/) });

export function libraryRoutes(desk: LibraryDesk, mitre: MitreNames, callers: Callers): FastifyPluginAsync {
  const told = (edits: readonly Edit[]) => edits.map((edit) => editToJson(edit, desk.entries()));
  const actorOf = (request: FastifyRequest, by: string): string => callers(request, 'edit').key?.name ?? by;
  const now = (): string => new Date().toISOString();

  const routes: FastifyPluginAsyncZod = async (server) => {
    server.get(
      '/api/v1/library',
      {
        schema: {
          summary: 'Incidents, actors, techniques and responses, by words of any script',
          querystring: z.object({
            q: z.string().max(200).default(''),
            kind: kindSchema.optional(),
            limit: z.coerce.number().int().min(1).max(500).default(100),
          }),
          response: { 200: searchSchema, '4xx': refusalSchema },
        },
      },
      async ({ query: { q, kind, limit } }) => searchToJson(desk, q, kind ?? null, limit),
    );

    server.get(
      '/api/v1/library/:kind/:id',
      {
        schema: {
          summary: 'One entry: every statement with its sources and confidence',
          params: ref,
          response: { 200: entrySchema, '4xx': refusalSchema },
        },
      },
      async ({ params }) => entryToJson(desk.entry(params), desk.entries(), mitre),
    );

    server.get(
      '/api/v1/library/:kind/:id/history',
      {
        schema: {
          summary: 'Every edit of an entry that was ever proposed',
          params: ref,
          response: { 200: editsSchema, '4xx': refusalSchema },
        },
      },
      async (request) => {
        callers(request, 'edit');
        return { singleOperator: desk.singleOperator, edits: told(desk.historyOf(request.params)) };
      },
    );

    server.get(
      '/api/v1/library/edits',
      {
        schema: {
          summary: 'Edits by state; those that wait for a review unless told otherwise',
          querystring: z.object({ state: z.enum(['open', 'all']).default('open') }),
          response: { 200: editsSchema, '4xx': refusalSchema },
        },
      },
      async (request) => {
        callers(request, 'edit');
        const all = desk.edits();
        const wanted = request.query.state === 'all' ? all : all.filter(({ state }) => state === 'open');
        return { singleOperator: desk.singleOperator, edits: told(wanted) };
      },
    );

    server.post(
      '/api/v1/library/edits',
      {
        schema: {
          summary: 'Propose an edit; nothing changes before somebody else accepts it',
          body: proposalSchema,
          response: { 200: editSchema, '4xx': refusalSchema },
        },
      },
      async (request) => {
        const { source, by, ...rest } = request.body;
        const edit = desk.propose(
          { ...rest, by: actorOf(request, by), source: { says: source, seen: null, passage: null } },
          now(),
        );
        return editToJson(edit, desk.entries());
      },
    );

    server.post(
      '/api/v1/library/edits/:id/review',
      {
        schema: {
          summary: 'Accept or reject an edit that another proposed',
          params: editId,
          body: reviewSchema,
          response: { 200: editSchema, '4xx': refusalSchema },
        },
      },
      async (request) => {
        const { verdict, by, reason } = request.body;
        const deed = { edit: request.params.id, verdict, by: actorOf(request, by), reason, at: now() };
        return editToJson(desk.review(deed), desk.entries());
      },
    );

    server.post(
      '/api/v1/library/edits/:id/retract',
      {
        schema: {
          summary: 'Take an edit back in one step',
          params: editId,
          body: retractionSchema,
          response: { 200: editSchema, '4xx': refusalSchema },
        },
      },
      async (request) => {
        const { by, reason } = request.body;
        const deed = { edit: request.params.id, by: actorOf(request, by), reason, at: now() };
        return editToJson(desk.retract(deed), desk.entries());
      },
    );
  };
  return routes as FastifyPluginAsync;
}

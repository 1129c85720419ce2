/**
 * Transfers, withdrawals and watched subjects: answered now, and asked again whenever what answers rest on changes
 * (promise P14). What reverses a clear waits here as an alert until it is said to have arrived.
 */
import { hash } from 'node:crypto';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { register } from '../../app/screening/register.ts';
import {
  alertsSchema,
  deliveredSchema,
  registeredSchema,
  registrationSchema,
} from '../../contract/screen.ts';
import { errorSchema } from '../../contract/trace.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { find } from '../../core/screening/many.ts';
import type { ScreeningStore } from '../../ports/screening-store.ts';
import { sealed } from './answering.ts';
import { refusalOf, singleAnswer } from './answers.ts';
import type { ScreeningDesk } from './desk.ts';
import type { Gate } from './gate.ts';
import { readJson, readQuestion } from './questions.ts';
import { RETRY_AFTER_S } from './refusals.ts';
import type { Sealer } from './sealing.ts';

const failed = z.object({ error: errorSchema });

export function registerRoutes(
  { screening, store }: ScreeningDesk,
  gate: Gate,
  seal: Sealer,
): FastifyPluginAsyncZod {
  return async (server) => {
    server.post(
      '/v1/register',
      {
        validatorCompiler: () => () => true,
        schema: {
          summary: 'Screen a transfer, a withdrawal or a subject, and have it watched',
          body: registrationSchema,
          response: {
            200: registeredSchema,
            '4xx': failed,
            '5xx': z.union([registeredSchema, failed]),
          },
        },
      },
      async (request, reply) => {
        const caller = gate.admit(request, 'register');
        const text = String(request.body);
        const { kind, reference, question: asked } = readJson(text, registrationSchema);
        const read = readQuestion(asked, 'question');
        // What is registered as a withdrawal is never answered with "credit", though nobody said the direction again.
        const question = kind === 'withdrawal' ? { ...read, direction: kind } : read;
        const done = gate.take(caller, 1);
        try {
          // Decided and handed to the store in one breath: what is asked again when a list changes has it in its queue.
          const found = find(question, screening.basis());
          const decision = { subject: found.subject, ...found.findings };
          const { id } = await register(
            needed(store),
            { tenant: caller.tenant, kind, reference },
            { question, decision },
          );
          const answer = singleAnswer(found, hash('sha256', text));
          const sealOfIt = await new Promise<string>((done, failed) => seal(answer, done, failed));
          const error = refusalOf(found);
          if (error !== null) reply.header('retry-after', RETRY_AFTER_S);
          return reply
            .status(error === null ? 200 : 503)
            .type('application/json; charset=utf-8')
            .send(`{"id":"${id}",${sealed(answer, sealOfIt, error).text.slice(1)}` as never);
        } finally {
          done();
        }
      },
    );

    server.get(
      '/v1/alerts',
      {
        schema: {
          summary:
            'What waits to be told, oldest first: answers that were clear and no longer are, holdings above your sum',
          querystring: z.object({ all: z.enum(['true', 'false']).default('false') }),
          response: { 200: alertsSchema },
        },
      },
      async (request) => {
        const { tenant } = gate.admit(request, 'register');
        const alerts = await needed(store).alerts(tenant, request.query.all === 'false');
        return {
          alerts: alerts.map(({ id, type, screened, createdAt, deliveredAt, body }) => ({
            id,
            type,
            registered: screened,
            createdAt,
            deliveredAt,
            body: JSON.parse(body) as unknown,
          })),
        };
      },
    );

    server.post(
      '/v1/alerts/delivered',
      {
        validatorCompiler: () => () => true,
        schema: { summary: 'Say that alerts have arrived', body: deliveredSchema },
      },
      async (request, reply) => {
        const { tenant } = gate.admit(request, 'register');
        const { ids } = readJson(String(request.body), deliveredSchema);
        await needed(store).markDelivered(tenant, ids, screening.basis().clock.now);
        return reply.status(204).send();
      },
    );
  };
}

export function needed(store: ScreeningStore | null): ScreeningStore {
  if (store !== null) return store;
  throw new AshiatoError('E_UNSUPPORTED', 'this server keeps no register', {
    next: 'Start "ashiato serve" with a data folder or a database.',
  });
}

/**
 * `POST /v1/screen`: one question or up to 1,000, answered with a signature that binds the answer to the very bytes
 * that were sent. An answer to one question that is neither clear nor a hit comes with 503, so that who only looks at
 * the status is safe, too.
 */
import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  batchDocumentSchema,
  keysSchema,
  listsSchema,
  questionSchema,
  signedAnswerSchema,
} from '../../contract/screen.ts';
import { errorSchema } from '../../contract/trace.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Caller } from '../callers.ts';
import { openAnswering } from './answering.ts';
import { listVersion } from './answers.ts';
import type { ScreeningDesk } from './desk.ts';
import type { Door } from './door.ts';
import { type Failed, type Give, readBody, send } from './exchange.ts';
import type { Gate } from './gate.ts';
import { headersOf, refusalFor } from './refusals.ts';
import type { Answered } from './repeats.ts';
import type { Sealer } from './sealing.ts';

/** 1,000 questions of ordinary length; whoever sends more than this sends no questions. */
const BODY_LIMIT = 1024 * 1024;

const MOST_OF_A_KEY = 200;

type Read = (done: (bytes: Buffer) => void, failed: Failed) => void;

const failed = z.object({ error: errorSchema });

export function nativeRoutes(
  { screening, attempts }: ScreeningDesk,
  gate: Gate,
  seal: Sealer,
  door: Door,
): FastifyPluginAsyncZod {
  const { answer, answerOnce } = openAnswering(screening, gate, seal);

  /** One question or many: `read` brings the body, `give` takes the answer or why there is none. */
  const exchange = (headers: IncomingHttpHeaders, read: Read, give: Give): void => {
    const say = ({ status, body }: Pick<Answered, 'status' | 'body'>): void =>
      give(status, body, headersOf(status));
    const refuse = (cause: unknown): void => say(refusalFor(cause));
    const answerBody = (caller: Caller, bytes: Buffer): void => {
      const text = bytes.toString('utf8');
      const request = hash('sha256', bytes);
      const key = headers['idempotency-key'];
      if (typeof key !== 'string') answer(text, request, caller, say, refuse);
      else if (key.length > MOST_OF_A_KEY) throw tooLong();
      else answerOnce(key, text, request, caller).then(say).catch(refuse);
    };
    const orRefuse = (job: () => void): void => {
      try {
        job();
      } catch (cause) {
        refuse(cause);
      }
    };
    // Whoever may not ask is told so before the question is read.
    orRefuse(() => {
      const caller = gate.admit({ headers }, 'screen');
      read((bytes) => orRefuse(() => answerBody(caller, bytes)), refuse);
    });
  };

  return async (server) => {
    // The body is read by hand: each item of a batch on its own, and the signature is bound to its bytes.
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('application/json', (_request, _body, done) => done(null));
    server.post(
      '/v1/screen',
      {
        validatorCompiler: () => () => true,
        schema: {
          summary: 'May I take this money? One question, or up to 1,000',
          body: z.union([questionSchema, batchDocumentSchema]),
          response: { 200: signedAnswerSchema, '4xx': failed, '5xx': z.union([signedAnswerSchema, failed]) },
        },
      },
      ({ raw }, reply) => {
        reply.hijack();
        exchange(
          raw.headers,
          (done, failed) => readBody(raw, BODY_LIMIT, done, failed),
          (status, body, headers) => send(reply.raw, status, body, headers),
        );
      },
    );
    door.open(({ head, body }, give) => exchange(head.headers, (done) => done(body), give));
    server.addHook('preClose', async () => door.close());

    server.get(
      '/v1/lists',
      { schema: { summary: 'The lists in force, and how old they are', response: { 200: listsSchema } } },
      async (request) => {
        gate.admit(request, 'screen');
        const { standings, silence, environment, clock } = screening.basis();
        return {
          lists: [...standings],
          attempts: [...attempts()],
          listVersion: listVersion(standings),
          canClear: silence.outcome === 'clear',
          says: silence.says,
          environment,
          at: clock.now,
        };
      },
    );

    server.get(
      '/v1/keys',
      { schema: { summary: 'The keys that answers are signed with', response: { 200: keysSchema } } },
      async () => ({ keys: [...screening.publicKeys()] }),
    );
  };
}

const tooLong = (): AshiatoError =>
  new AshiatoError('E_IDEMPOTENCY', 'this Idempotency-Key is too long', {
    where: 'Idempotency-Key',
    limit: `${MOST_OF_A_KEY} characters`,
    next: 'Use a shorter one, such as a UUID.',
  });

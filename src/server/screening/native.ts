/**
 * `POST /v1/screen`: one question or up to 1,000, answered with a signature that binds the answer to the very bytes
 * that were sent. An answer to one question that is neither clear nor a hit comes with 503, so that who only looks at
 * the status is safe, too.
 */
import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  batchDocumentSchema,
  keysSchema,
  listsSchema,
  questionSchema,
  type SealJson,
  signedAnswerSchema,
} from '../../contract/screen.ts';
import { errorSchema } from '../../contract/trace.ts';
import type { AshiatoError } from '../../core/model/errors.ts';
import type { Found } from '../../core/screening/many.ts';
import type { Question } from '../../core/screening/subject.ts';
import type { Caller } from '../callers.ts';
import { batchAnswer, doubtOfItem, listVersion, refusalOf, singleAnswer } from './answers.ts';
import type { ScreeningDesk } from './desk.ts';
import { type Body, type Failed, readBody, send } from './exchange.ts';
import type { Gate } from './gate.ts';
import type { Lane } from './lane.ts';
import { readSent, type Unread } from './questions.ts';
import { headersOf, refusalFor } from './refusals.ts';
import { type Answered, openRepeats } from './repeats.ts';
import type { Sealer } from './sealing.ts';
import type { Written } from './written.ts';

/** 1,000 questions of ordinary length; whoever sends more than this sends no questions. */
const BODY_LIMIT = 1024 * 1024;

const MOST_OF_A_KEY = 200;

const failed = z.object({ error: errorSchema });

/** No promise stands on the way of one question: each would cost as much as looking an address up. */
type Answer<Asked> = (
  asked: Asked,
  request: string,
  caller: Caller,
  done: (answered: Answered) => void,
  failed: Failed,
) => void;

export function nativeRoutes(
  { screening, attempts }: ScreeningDesk,
  gate: Gate,
  seal: Sealer,
  lane: Lane,
): FastifyPluginAsyncZod {
  const repeats = openRepeats();

  const answerOne: Answer<Question> = (question, request, caller, done, failed) => {
    const give = (found: Found): void => {
      const answered = singleAnswer(found, request);
      const error = refusalOf(found);
      const { validUntil } = found.findings;
      seal(
        answered,
        (by) => done({ status: error === null ? 200 : 503, body: sealed(answered, by, error), validUntil }),
        failed,
      );
    };
    const found = screening.findOne(question, caller.tenant);
    if (found instanceof Promise) found.then(give).catch(failed);
    else give(found);
  };

  const answerAll: Answer<readonly (Question | Unread)[]> = (questions, request, caller, done, failed) => {
    const give = (found: readonly Found[]): void => {
      const answered = batchAnswer(found, request);
      const validUntil = Math.min(...found.map(({ findings }) => findings.validUntil));
      seal(answered, (by) => done({ status: 200, body: sealed(answered, by, null), validUntil }), failed);
    };
    inTurns(questions, caller.tenant, screening).then(give).catch(failed);
  };

  /** Books the questions until they are answered. */
  const answer: Answer<string> = (text, request, caller, done, failed) => {
    const sent = readSent(text);
    const leave = gate.take(caller, sent.type === 'single' ? 1 : sent.questions.length);
    const give = (answered: Answered): void => {
      leave();
      done(answered);
    };
    const refuse = (cause: unknown): void => {
      leave();
      failed(cause);
    };
    try {
      if (sent.type === 'single') answerOne(sent.question, request, caller, give, refuse);
      else answerAll(sent.questions, request, caller, give, refuse);
    } catch (cause) {
      refuse(cause);
    }
  };

  /** What was asked under an `Idempotency-Key` is answered once. */
  const answerOnce = (key: string, text: string, request: string, caller: Caller): Promise<Answered> =>
    repeats.once(
      `${caller.key?.id ?? ''} ${key}`,
      request,
      screening.basis().clock.now,
      () => new Promise((done, failed) => answer(text, request, caller, done, failed)),
    );

  const exchange = (asking: IncomingMessage, response: ServerResponse): void => {
    const give = ({ status, body }: Pick<Answered, 'status' | 'body'>): void =>
      send(response, status, body, headersOf(status));
    const refuse = (cause: unknown): void => give(refusalFor(cause));
    const answerBody = (caller: Caller, bytes: Buffer): void => {
      const text = bytes.toString('utf8');
      const request = hash('sha256', bytes);
      const key = asking.headers['idempotency-key'];
      if (typeof key === 'string' && key.length <= MOST_OF_A_KEY)
        answerOnce(key, text, request, caller).then(give).catch(refuse);
      else answer(text, request, caller, give, refuse);
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
      const caller = gate.admit(asking, 'screen');
      readBody(asking, BODY_LIMIT, (bytes) => orRefuse(() => answerBody(caller, bytes)), refuse);
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
      (request, reply) => {
        reply.hijack();
        exchange(request.raw, reply.raw);
      },
    );
    lane.open((request, response) => {
      if (!isPlain(request)) return false;
      exchange(request, response);
      return true;
    });
    server.addHook('preClose', async () => lane.close());

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

const isPlain = ({ method, url, headers }: IncomingMessage): boolean =>
  url === '/v1/screen' &&
  method === 'POST' &&
  /^application\/json *(;|$)/.test(headers['content-type'] ?? '');

/** The whole body, and its length in bytes. */
export function sealed(
  { text, bytes }: Written,
  { algorithm, keyId, path, signature }: SealJson,
  error: AshiatoError | null,
): Body {
  const ways = path.length === 0 ? '' : `"${path.join('","')}"`;
  const before = '{"answer":';
  const after =
    `,${error === null ? '' : `"error":${JSON.stringify(error)},`}"seal":{"algorithm":"${algorithm}"` +
    `,"keyId":"${keyId}","path":[${ways}],"signature":"${signature}"}}`;
  return { text: before + text + after, bytes: before.length + bytes + Buffer.byteLength(after) };
}

/** How long others wait for a batch at most: names take milliseconds each. */
const TURN_MS = 4;
const AT_ONCE = 250;

/** A batch is answered in turns, so that the questions of others come between. */
async function inTurns(
  questions: readonly (Question | Unread)[],
  tenant: string,
  { findMany, basis }: Pick<ScreeningDesk['screening'], 'findMany' | 'basis'>,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  let turn = performance.now();
  for (let i = 0; i < questions.length; ) {
    const slice: Question[] = [];
    // Names are slow, addresses are not.
    for (; i + slice.length < questions.length && slice.length < AT_ONCE; ) {
      const next = questions[i + slice.length]!;
      if ('error' in next) break;
      slice.push(next);
      if (next.subject.type === 'name') break;
    }
    if (slice.length > 0) {
      for (const each of await findMany(slice, tenant)) found.push(each);
      i += slice.length;
    } else {
      const bad = questions[i]!;
      if ('error' in bad) found.push(doubtOfItem(bad.error, basis()));
      i += 1;
    }
    if (i < questions.length && performance.now() - turn > TURN_MS) {
      await new Promise<void>((next) => setImmediate(next));
      turn = performance.now();
    }
  }
  return found;
}

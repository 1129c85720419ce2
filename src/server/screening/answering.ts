/**
 * From the text of a request to the body of its answer: read, booked, decided, written, sealed. One question or many,
 * and under an `Idempotency-Key` once.
 */
import type { Found } from '../../core/model/decision.ts';
import type { AshiatoError } from '../../core/model/errors.ts';
import type { Question } from '../../core/screening/subject.ts';
import type { Caller } from '../callers.ts';
import { BEFORE_ANSWER, batchAnswer, doubtOfItem, refusalOf, singleAnswer } from './answers.ts';
import { openAwake } from './awake.ts';
import type { ScreeningDesk } from './desk.ts';
import type { Failed, TextBody } from './exchange.ts';
import type { Gate } from './gate.ts';
import { readSent, type Unread } from './questions.ts';
import { type Answered, openRepeats } from './repeats.ts';
import type { Sealer } from './sealing.ts';
import type { Written } from './written.ts';

/** No promise stands on the way of one question: each would cost as much as looking an address up. */
export type Answer<Asked> = (
  asked: Asked,
  /** SHA-256 of the bytes that were sent, in hex. */
  request: string,
  caller: Caller,
  done: (answered: Answered) => void,
  failed: Failed,
) => void;

export type Answering = {
  readonly answer: Answer<string>;
  readonly answerOnce: (key: string, text: string, request: string, caller: Caller) => Promise<Answered>;
};

export function openAnswering(screening: ScreeningDesk['screening'], gate: Gate, seal: Sealer): Answering {
  const repeats = openRepeats();
  const stayAwake = openAwake();

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
      let validUntil = Number.POSITIVE_INFINITY;
      for (const { findings } of found) validUntil = Math.min(validUntil, findings.validUntil);
      seal(
        answered,
        (by) => done({ status: 200, body: answered.seal(`,"seal":${by}}`), validUntil }),
        failed,
      );
    };
    inTurns(questions, caller.tenant, screening).then(give).catch(failed);
  };

  /** Books the questions until they are answered. */
  const answer: Answer<string> = (text, request, caller, done, failed) => {
    stayAwake();
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

  const answerOnce: Answering['answerOnce'] = (key, text, request, caller) =>
    repeats.once(
      `${caller.key?.id ?? ''} ${key}`,
      request,
      screening.basis().clock.now,
      () => new Promise((done, failed) => answer(text, request, caller, done, failed)),
    );

  return { answer, answerOnce };
}

/** The whole body; `seal` as its JSON. */
export function sealed({ text, bytes }: Written, seal: string, error: AshiatoError | null): TextBody {
  const after = `${error === null ? '' : `,"error":${JSON.stringify(error)}`},"seal":${seal}}`;
  return {
    text: BEFORE_ANSWER + text + after,
    bytes: BEFORE_ANSWER.length + bytes + Buffer.byteLength(after),
  };
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

/**
 * Who is let in, and how many at once: a key with the right scope within its pace, and only while answers keep up.
 * Whoever is turned away is told so before the question is read: 401, 403, 429 or 503, never an empty answer.
 */
import type { FastifyRequest } from 'fastify';
import type { ApiKey, Scope } from '../../app/api-keys.ts';
import { LOCAL_TENANT } from '../../app/screen.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { ScreeningDesk } from './desk.ts';

/** Who asks: a key, or the one person of a loopback server without keys. */
export type Caller = { readonly tenant: string; readonly key: ApiKey | null };

export type Gate = {
  readonly admit: (request: FastifyRequest, scope: Scope) => Caller;
  /** Books questions against the caller's pace and the server's queue; give back what this returns. */
  readonly take: (caller: Caller, questions: number) => () => void;
  readonly close: () => void;
};

const SAMPLE_MS = 20;
/** Of the newest sample in the usual delay, and the most that one counts: a single stall stays below any limit. */
const WEIGHT = 0.15;
const MOST_MS = 400;

/** Keys that are not in use for this long start with a full second again; forgetting them bounds the table. */
const FORGET_AFTER_MS = 60_000;

export function openGate({
  keys,
  loopback,
  limits,
}: Pick<ScreeningDesk, 'keys' | 'loopback' | 'limits'>): Gate {
  const paces = new Map<string, { left: number; at: number }>();
  let waiting = 0;
  let sampledAt = performance.now();
  let usual = 0;
  // The timer is late by as much as the loop was held up. Once (a new list is read) is no overload; again and again is.
  const timer = setInterval(() => {
    const now = performance.now();
    usual += (Math.min(now - sampledAt - SAMPLE_MS, MOST_MS) - usual) * WEIGHT;
    sampledAt = now;
    for (const [id, { at }] of paces) if (sampledAt - at > FORGET_AFTER_MS) paces.delete(id);
  }, SAMPLE_MS);
  timer.unref();

  const keep = ({ id, perSecond }: ApiKey, questions: number): void => {
    const now = performance.now();
    const before = paces.get(id) ?? { left: perSecond, at: now };
    const left = Math.min(perSecond, before.left + ((now - before.at) / 1000) * perSecond);
    if (left <= 0) {
      paces.set(id, { left, at: now });
      throw new AshiatoError('E_QUOTA', 'this key asks for more than it may', {
        limit: `${perSecond} questions a second`,
        next: 'Wait as long as Retry-After says.',
        retryable: true,
      });
    }
    // A batch may go below nothing, and is paid off before the next question.
    paces.set(id, { left: left - questions, at: now });
  };

  return {
    admit(request, scope) {
      if (usual > limits.maxDelayMs) throw overload(`answers are ${Math.round(usual)} ms late`);
      const text = presentedKey(request);
      if (text === null) {
        if (loopback && !keys.inUse()) return { tenant: LOCAL_TENANT, key: null };
        throw refuseKey('a key is needed here');
      }
      const key = keys.find(text);
      if (key === null) throw refuseKey('this key is not known, or was revoked');
      if (!key.scopes.includes(scope))
        throw new AshiatoError('E_API_KEY', `this key has no scope "${scope}"`, {
          where: 'scope',
          next: `Use a key made with "ashiato keys add <name> --scope ${scope}".`,
        });
      return { tenant: key.tenant, key };
    },
    take({ key }, questions) {
      if (waiting > 0 && waiting + questions > limits.maxWaiting)
        throw overload(`${waiting} questions are waiting`);
      if (key !== null) keep(key, questions);
      waiting += questions;
      let held = true;
      return () => {
        if (held) waiting -= questions;
        held = false;
      };
    },
    close: () => clearInterval(timer),
  };
}

const overload = (why: string): AshiatoError =>
  new AshiatoError('E_OVERLOAD', `the server has too much to answer: ${why}`, {
    next: 'Ask again after Retry-After; nothing was decided, so nothing is clear.',
    retryable: true,
  });

const refuseKey = (what: string): AshiatoError =>
  new AshiatoError('E_API_KEY', what, {
    where: 'Authorization',
    next: 'Send "Authorization: Bearer <key>"; "ashiato keys add" makes one.',
  });

/** As each vendor's clients send it: Bearer, `X-API-Key`, `Token`, or the user of Basic. */
function presentedKey({ headers }: FastifyRequest): string | null {
  const { authorization } = headers;
  if (authorization !== undefined) {
    const bearer = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    if (bearer !== undefined) return bearer;
    const basic = /^Basic (\S+)$/i.exec(authorization)?.[1];
    // Some clients send the bare key after "Basic", without encoding it.
    if (basic?.startsWith('ash_')) return basic;
    if (basic !== undefined) return Buffer.from(basic, 'base64').toString('utf8').split(':')[0]!;
    return authorization;
  }
  for (const name of ['x-api-key', 'token']) {
    const value = headers[name];
    if (typeof value === 'string') return value;
  }
  return null;
}

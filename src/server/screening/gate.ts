/**
 * Who is let in, and how many at once: a key with the right scope within its pace, and only while answers keep up.
 * Whoever is turned away is told so before the question is read: 401, 403, 429 or 503, never an empty answer.
 */
import { AshiatoError } from '../../core/model/errors.ts';
import type { ApiKey } from '../../ports/key-cabinet.ts';
import { type Caller, type Callers, openCallers } from '../callers.ts';
import type { ScreeningDesk } from './desk.ts';

export type Gate = {
  readonly admit: Callers;
  /** Books questions against the caller's pace and the server's queue; give back what this returns. */
  readonly take: (caller: Caller, questions: number) => () => void;
  readonly close: () => void;
};

const SAMPLE_MS = 20;
/** Of the newest sample in the usual delay, and the most that one counts: a single stall stays below any limit. */
const WEIGHT = 0.15;
const MOST_MS = 400;
/** Once a quarter of what is allowed is usual, each turn of the loop is held to all of it. */
const LONG_TURNS = 4;

/** Keys that are not in use for this long start with a full second again; forgetting them bounds the table. */
const FORGET_AFTER_MS = 60_000;

export function openGate({
  keys,
  loopback,
  limits,
}: Pick<ScreeningDesk, 'keys' | 'loopback' | 'limits'>): Gate {
  const callers = openCallers({ keys, loopback });
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
      // Whoever is read late in a long turn has waited that long; in the first long turn, which may be a stall, nobody is refused.
      const turn = performance.now() - sampledAt - SAMPLE_MS;
      const late = usual * LONG_TURNS > limits.maxDelayMs ? Math.max(usual, turn) : usual;
      if (late > limits.maxDelayMs) throw overload(`answers are ${Math.round(late)} ms late`);
      return callers(request, scope);
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

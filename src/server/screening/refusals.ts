/** What is turned away, with one envelope, whoever turns it away: a route, the framework, or the reader of a body. */
import { AshiatoError } from '../../core/model/errors.ts';
import { statusOf } from '../status.ts';
import { Undecided } from './answers.ts';
import type { TextBody } from './exchange.ts';

/** A list that is refreshed, or a queue that is worked off, may make it answerable. */
export const RETRY_AFTER_S = 1;

/** What else such a status says: names and values in turn. */
export function headersOf(status: number): readonly string[] {
  if (status === 429 || status === 503) return ['retry-after', String(RETRY_AFTER_S)];
  // The rest of what is too large is not waited for.
  return status === 413 ? ['connection', 'close'] : [];
}

export type Refusal = { readonly status: number; readonly body: TextBody };

/** `bodyLimit` in bytes: what the route takes, where the framework read the body. */
export function refusalFor(cause: unknown, bodyLimit?: number): Refusal {
  const error = readError(cause, bodyLimit);
  const text = JSON.stringify({ error });
  return {
    status: error instanceof Undecided ? 503 : statusOf(error),
    body: { text, bytes: Buffer.byteLength(text) },
  };
}

function readError(error: unknown, bodyLimit?: number): AshiatoError {
  if (error instanceof AshiatoError) return error;
  const { statusCode = 500, message = '' } = error as { statusCode?: number; message?: string };
  if (statusCode === 413)
    return new AshiatoError('E_TOO_LARGE', 'the body is too large', {
      ...(bodyLimit === undefined ? {} : { limit: `${bodyLimit} bytes` }),
      next: 'Send it as several requests.',
    });
  if (statusCode === 415)
    return new AshiatoError('E_USAGE', 'the body is not announced as JSON', {
      where: 'Content-Type',
      next: 'Send the header "content-type: application/json".',
    });
  if (statusCode >= 400 && statusCode < 500)
    return new AshiatoError('E_USAGE', message, { next: 'See docs/screening.md.' });
  return new AshiatoError('E_INTERNAL', 'the server failed on this question: nothing was decided', {
    next: 'Treat it as blocked, and report it with the question you sent.',
    cause: error,
  });
}

/**
 * The same request sent again under one `Idempotency-Key` gets the same answer, while that answer is valid; another
 * request under the same key is refused. Bounded in number and bytes: the oldest are forgotten.
 */
import { AshiatoError } from '../../core/model/errors.ts';
import { type Body, lengthOf } from './exchange.ts';

export type Answered = {
  readonly status: number;
  readonly body: Body;
  /** Seconds, UTC. */
  readonly validUntil: number;
};

type Kept = {
  readonly request: string;
  readonly answered: Promise<Answered>;
  readonly since: number;
  bytes: number;
  until: number;
};

export type Repeats = {
  readonly once: (
    key: string,
    request: string,
    now: number,
    answer: () => Promise<Answered>,
  ) => Promise<Answered>;
};

const MOST = 10_000;
const MOST_BYTES = 64 * 1024 * 1024;

export function openRepeats(): Repeats {
  const kept = new Map<string, Kept>();
  let bytes = 0;
  const forget = (key: string): void => {
    bytes -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  };
  return {
    once(key, request, now, answer) {
      const known = kept.get(key);
      // A clock that was set back would find an answer of its future, which does not hold for ever.
      if (known !== undefined && known.since <= now && now < known.until) {
        if (known.request === request) return known.answered;
        throw new AshiatoError('E_IDEMPOTENCY', 'this Idempotency-Key was used for another request', {
          where: 'Idempotency-Key',
          next: 'Use a fresh one for each request.',
        });
      }
      forget(key);
      const answered = answer();
      const row: Kept = { request, answered, since: now, bytes: 0, until: Number.POSITIVE_INFINITY };
      kept.set(key, row);
      answered.then(
        ({ body, validUntil }) => {
          if (kept.get(key) !== row) return;
          row.until = validUntil;
          row.bytes = lengthOf(body);
          bytes += row.bytes;
          for (const oldest of kept.keys()) {
            if (kept.size <= MOST && bytes <= MOST_BYTES) break;
            forget(oldest);
          }
        },
        () => {
          // What failed was not answered: asking again is a first time.
          if (kept.get(key) === row) forget(key);
        },
      );
      return answered;
    },
  };
}

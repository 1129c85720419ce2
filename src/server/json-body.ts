/** The body of a request as JSON, for every route of ours: what says a key twice is refused and not half read. */
import { parseStrictJson } from '../adapters/sources/wire/json.ts';
import { AshiatoError } from '../core/model/errors.ts';

/** Of two equal keys `JSON.parse` takes the last without a word: who asked about both would be told of one. */
export function readJsonBody(text: string, next: string): unknown {
  try {
    return withoutRepeats(text) ?? parseStrictJson(text, 'body');
  } catch (cause) {
    if (!(cause instanceof AshiatoError)) throw cause;
    const { code, message } = cause;
    if (code === 'E_DUP_KEY' || code === 'E_KEY')
      throw new AshiatoError(code, message, { where: 'body', next, cause });
    throw new AshiatoError('E_USAGE', 'the body is not JSON', { next, cause });
  }
}

/**
 * Each member of an object has one colon in the text, and of two with the same key one is left: what has as many colons
 * as keys holds no key twice. Null: not so, or it holds what only the strict reader can judge (bad input 51).
 */
function withoutRepeats(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return colonsIn(text) === keysIn(json) ? json : null;
  } catch {
    return null;
  }
}

function colonsIn(text: string): number {
  let colons = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) colons += 1;
  return colons;
}

/** NaN where one of them is a name that gets lost on the way. */
function keysIn(json: unknown): number {
  if (json === null || typeof json !== 'object') return 0;
  let keys = 0;
  if (Array.isArray(json)) for (const each of json) keys += keysIn(each);
  else
    for (const key in json)
      keys +=
        key === '__proto__' || key === 'constructor' || key === 'prototype'
          ? Number.NaN
          : 1 + keysIn((json as Record<string, unknown>)[key]);
  return keys;
}

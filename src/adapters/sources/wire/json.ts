/**
 * JSON from a node that may be anyone: depth, keys and completeness are checked in one pass over the text,
 * before `JSON.parse`, which would accept five million nested lists, and of two equal keys keeps the last.
 */
import { AshiatoError, type ErrorCode } from '../../../core/model/errors.ts';

/** The EVM nests calls 1,024 deep; a frame and its list of calls are two levels. */
const MAX_DEPTH = 2_100;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** As `JSON.parse`'s reviver; `source` is how a value that is neither list nor object was written. */
export type Revive = (key: string, value: unknown, source: string) => unknown;

export function parseStrictJson(text: string, where: string, revive?: Revive): unknown {
  if (!/^\s*[[{]/.test(text)) {
    const seen =
      text.trim() === ''
        ? 'an empty answer'
        : text.trimStart().startsWith('<')
          ? 'HTML or XML'
          : 'neither an object nor a list';
    throw refuse(
      'E_NOT_JSON',
      `the answer is not JSON: ${seen}`,
      where,
      'Check the address: something else answers there.',
    );
  }
  check(text, where);
  try {
    if (revive === undefined) return JSON.parse(text);
    return JSON.parse(text, (key, value: unknown, context?: { source?: string }) =>
      revive(key, value, context?.source ?? ''),
    );
  } catch {
    throw refuse(
      'E_NOT_JSON',
      'the answer is not JSON',
      where,
      'Check the address: something else answers there.',
    );
  }
}

/** `keys` are the open objects' keys so far; null stands for an open list. */
function check(text: string, where: string): void {
  const open: (Set<string> | null)[] = [];
  let atKey = false;
  for (let i = 0; i < text.length; i += 1) {
    switch (text[i]) {
      case '{':
      case '[':
        open.push(text[i] === '{' ? new Set() : null);
        if (open.length > MAX_DEPTH) {
          throw refuse(
            'E_DEPTH',
            `the answer is nested deeper than ${MAX_DEPTH} levels`,
            where,
            'Use another node.',
          );
        }
        atKey = text[i] === '{';
        break;
      case '}':
      case ']':
        open.pop();
        atKey = false;
        break;
      case ',':
        atKey = open.at(-1) instanceof Set;
        break;
      case '"': {
        const end = endOfString(text, i);
        if (end === -1) throw truncated(text.length, where);
        if (atKey) noteKey(open.at(-1)!, text.slice(i, end + 1), where);
        atKey = false;
        i = end;
        break;
      }
    }
  }
  if (open.length > 0) throw truncated(text.length, where);
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; ; i += 1) {
    i = text.indexOf('"', i);
    if (i === -1) return -1;
    let slashes = 0;
    while (text.charCodeAt(i - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0 && text.charCodeAt(i) === QUOTE) return i;
  }
}

/** Keys are compared as what they say: `"\u0061"` is `"a"`. */
function noteKey(keys: Set<string>, quoted: string, where: string): void {
  const key = quoted.includes('\\') ? decodeKey(quoted, where) : quoted.slice(1, -1);
  if (FORBIDDEN.has(key))
    throw refuse('E_KEY', `the key "${key}" is not allowed`, where, 'Use another node.');
  if (keys.has(key))
    throw refuse(
      'E_DUP_KEY',
      `the key "${key.slice(0, 40)}" stands twice in one object`,
      where,
      'Use another node.',
    );
  keys.add(key);
}

function decodeKey(quoted: string, where: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw refuse('E_NOT_JSON', 'a key is not a JSON string', where, 'Use another node.');
  }
}

const truncated = (length: number, where: string): AshiatoError =>
  new AshiatoError('E_TRUNCATED', `the answer ends after ${length} characters, before it is complete`, {
    where,
    next: 'Try again, or use another node.',
    retryable: true,
  });

const refuse = (code: ErrorCode, what: string, where: string, next: string): AshiatoError =>
  new AshiatoError(code, what, { where, next });

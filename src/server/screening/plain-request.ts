/**
 * The one request that is asked all day, recognised in the bytes that a connection brings: a whole POST /v1/screen, by
 * itself, in which nothing has two meanings (RFC 9112). Whatever else comes is left to Node's parser, never guessed at: so
 * no bytes can be one request here and another one there.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** All before the body. */
export type PlainHead = { readonly bytes: Buffer; readonly headers: IncomingHttpHeaders };

export type PlainRequest = { readonly head: PlainHead; readonly body: Buffer };

const START = 'POST /v1/screen HTTP/1.1\r\n';
const HEAD_END = '\r\n\r\n';
/** Far below what Node takes (16 KiB): what is longer, or has more lines, it may judge itself. */
const MOST_OF_HEAD = 4_096;
const MOST_LINES = 32;

/** A token, a colon, and letters that are seen: no line that goes on in the next, no bare CR or LF (RFC 9110, 5.5 and 5.6.2). */
const LINE = /^([!#$%&'*+.^_`|~0-9a-z-]+):[ \t]*([\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)[ \t]*$/i;

/** They say how the bytes are to be cut, or that more is asked for than an answer. */
const NOT_PLAIN = new Set([
  ...['transfer-encoding', 'content-encoding', 'te', 'trailer', 'upgrade', 'expect', 'keep-alive'],
  ...['proxy-connection', 'http2-settings', 'idempotency-key'],
]);

/** Null: it is not plainly that. `last`: of the same connection, where most heads are the one before. */
export function readPlainRequest(bytes: Buffer, last: PlainHead | null): PlainRequest | null {
  const head = last !== null && beginsWith(bytes, last.bytes) ? last : readHead(bytes);
  if (head === null) return null;
  const body = bytes.subarray(head.bytes.length);
  // Once in decimal digits, and as many bytes as came: not one fewer, and nothing behind it.
  return head.headers['content-length'] === String(body.length) ? { head, body } : null;
}

const beginsWith = (bytes: Buffer, head: Buffer): boolean =>
  bytes.length >= head.length && bytes.compare(head, 0, head.length, 0, head.length) === 0;

function readHead(sent: Buffer): PlainHead | null {
  const end = sent.indexOf(HEAD_END, 0, 'latin1') + HEAD_END.length;
  if (end > MOST_OF_HEAD) return null;
  // A copy: it is kept for longer than what came with it.
  const bytes = Buffer.from(sent.subarray(0, end));
  const text = bytes.toString('latin1');
  if (!text.startsWith(START) || !text.endsWith(HEAD_END)) return null;
  const headers = readHeaders(text.slice(START.length, -HEAD_END.length).split('\r\n'));
  return headers === null ? null : { bytes, headers };
}

function readHeaders(lines: readonly string[]): IncomingHttpHeaders | null {
  if (lines.length > MOST_LINES) return null;
  // As Node's own are, so that a name which every object knows (`__proto__`) is found here already, and goes to Node.
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, spelt, value] = LINE.exec(line) ?? [];
    if (spelt === undefined || value === undefined) return null;
    const name = spelt.toLowerCase();
    // Said twice, which of them holds is not ours to choose.
    if (NOT_PLAIN.has(name) || name in headers) return null;
    headers[name] = value;
  }
  const { host, connection = 'keep-alive' } = headers;
  const plain =
    host !== undefined &&
    connection.toLowerCase() === 'keep-alive' &&
    /^application\/json *(;|$)/.test(headers['content-type'] ?? '');
  return plain ? headers : null;
}

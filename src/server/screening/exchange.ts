/**
 * A body read and an answer written on Node's own request and response, or on the bare connection, without a promise on
 * the way: the framework's parsers, hooks and serialisers cost as much as the rest of an answer (docs/benchmarks.md).
 */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AshiatoError } from '../../core/model/errors.ts';
import { dropRest } from '../drop-rest.ts';

export type Failed = (cause: unknown) => void;

/** Fails with `E_TOO_LARGE` once the limit in bytes is passed, or is going to be. */
export function readBody(
  request: IncomingMessage,
  limit: number,
  done: (body: Buffer) => void,
  failed: Failed,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const take = (chunk: Buffer): void => {
    length += chunk.length;
    if (length > limit) stop();
    else chunks.push(chunk);
  };
  const end = (): void => done(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
  const stop = (): void => {
    request.off('data', take);
    request.off('end', end);
    void dropRest(request).then(() =>
      failed(
        new AshiatoError('E_TOO_LARGE', 'the body is too large', {
          limit: `${limit / 1024 / 1024} MiB, and 1,000 questions`,
          next: 'Send it as several requests.',
        }),
      ),
    );
  };
  request.on('data', take);
  request.on('end', end);
  request.on('error', failed);
  if (Number(request.headers['content-length'] ?? 0) > limit) stop();
}

/** JSON that is already text, and its length in UTF-8; or, where it is long, its bytes. */
export type TextBody = { readonly text: string; readonly bytes: number };
export type Body = TextBody | Buffer;

/** Names and values of further headers in turn. */
export type Give = (status: number, body: Body, headers: readonly string[]) => void;

const ALWAYS = ['content-type', 'application/json; charset=utf-8', 'cache-control', 'no-store'];

/** Whole, and kept by nobody on the way. Once: who was refused gets no answer after that, and who went away none. */
export function send(response: ServerResponse, status: number, body: Body, headers: readonly string[]): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, [...ALWAYS, 'content-length', String(lengthOf(body)), ...headers]);
  if (Buffer.isBuffer(body)) response.end(body);
  else response.end(body.text, encodingOf(body));
}

const ALWAYS_LINES = 'content-type: application/json; charset=utf-8\r\ncache-control: no-store\r\n';

/** The same on a bare connection, whose own header lines the caller knows; false: it is not being read. */
export function sendBare(socket: Socket, status: number, body: Body, lines: string): boolean {
  const head =
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${ALWAYS_LINES}` +
    `content-length: ${lengthOf(body)}\r\ndate: ${httpDate()}\r\n${lines}\r\n`;
  if (!Buffer.isBuffer(body)) return socket.write(head + body.text, encodingOf(body));
  socket.write(head, 'latin1');
  return socket.write(body);
}

export const lengthOf = (body: Body): number => (Buffer.isBuffer(body) ? body.length : body.bytes);

/** A text of which every letter is one byte goes out without being encoded. */
const encodingOf = ({ text, bytes }: TextBody): BufferEncoding => (bytes === text.length ? 'latin1' : 'utf8');

let dated = 0;
let date = '';

/** Of this second (RFC 9110, 6.6.1). */
function httpDate(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dated) {
    dated = second;
    date = new Date(second * 1000).toUTCString();
  }
  return date;
}

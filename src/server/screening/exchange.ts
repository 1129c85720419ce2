/**
 * A body read and an answer written on Node's own request and response. The framework's parsers, hooks and serialisers
 * cost as much as the rest of an answer (docs/benchmarks.md); routing, refusals and limits of time stay with it.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AshiatoError } from '../../core/model/errors.ts';

/** Rejects with `E_TOO_LARGE` as soon as the limit in bytes is passed, or is going to be. */
export function readBody({ raw }: FastifyRequest, limit: number): Promise<Buffer> {
  return new Promise((done, failed) => {
    const refuse = (): void => {
      raw.pause();
      failed(
        new AshiatoError('E_TOO_LARGE', 'the body is too large', {
          limit: `${limit / 1024 / 1024} MiB, and 1,000 questions`,
          next: 'Send it as several requests.',
        }),
      );
    };
    if (Number(raw.headers['content-length'] ?? 0) > limit) return refuse();
    const chunks: Buffer[] = [];
    let length = 0;
    raw.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) return refuse();
      chunks.push(chunk);
    });
    raw.on('end', () => done(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    raw.on('error', failed);
  });
}

/** JSON that is already text, and its length in UTF-8. */
export type Body = { readonly text: string; readonly bytes: number };

/** Whole, and kept by nobody on the way. */
export function send(
  reply: FastifyReply,
  status: number,
  { text, bytes }: Body,
  headers: readonly string[],
): void {
  reply.hijack();
  reply.raw.writeHead(status, [
    ...['content-type', 'application/json; charset=utf-8', 'cache-control', 'no-store'],
    ...['content-length', String(bytes), ...headers],
  ]);
  // A text of which every letter is one byte goes out without being encoded.
  reply.raw.end(text, bytes === text.length ? 'latin1' : 'utf8');
}

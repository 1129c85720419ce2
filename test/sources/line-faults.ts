/** What goes wrong on the way, whatever is asked: shared by the proxies in front of JSON-RPC and REST servers. */
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

export const LINE_FAULTS = [
  'refuse',
  'delay',
  'reset',
  'truncate',
  'cut clean',
  'drip',
  'html',
  '429',
  '500',
  'redirect',
  'gzip bomb',
  'deep',
  'duplicate key',
  'proto key',
] as const;

export type LineFault = (typeof LINE_FAULTS)[number];

const BOMB = gzipSync(Buffer.alloc(40 * 1024 * 1024, ' '));

/** Faults that need no answer of the node; true where the response is done with. */
export async function breakLine(fault: LineFault, response: ServerResponse): Promise<boolean> {
  switch (fault) {
    case 'refuse':
      response.destroy();
      return true;
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'delay':
      setTimeout(() => response.destroy(), 2_000).unref();
      return true;
    case 'html':
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>Please sign in</title>');
      return true;
    case '429':
      response.writeHead(429, { 'retry-after': '1000000000' }).end('slow down');
      return true;
    case '500':
      response.writeHead(500).end('oops');
      return true;
    case 'redirect':
      response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end();
      return true;
    case 'gzip bomb':
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' }).end(BOMB);
      return true;
    case 'deep':
      response.end(`${'['.repeat(200_000)}${']'.repeat(200_000)}`);
      return true;
    default:
      return false;
  }
}

/** Keys doubled, or one that must not be; a text without keys stays as it is. */
function withBadKeys(body: Buffer, fault: LineFault): Buffer {
  const extra = fault === 'proto key' ? '{"__proto__":{"x":1},"$1":' : '{"$1":0,"$1":';
  return Buffer.from(body.toString('latin1').replace(/\{"(\w+)":/g, extra), 'latin1');
}

/** Whether a fault makes any difference to an answer. */
export const canHurt = (fault: LineFault, body: Buffer): boolean =>
  fault === 'duplicate key' || fault === 'proto key'
    ? !withBadKeys(body, fault).equals(body)
    : fault !== 'cut clean' || body.length > 0;

/** Sends an answer, whole or hurt on the way. */
export async function deliver(
  response: ServerResponse,
  body: Buffer,
  fault: LineFault | undefined,
): Promise<void> {
  const half = body.subarray(0, Math.floor(body.length / 2));
  switch (fault) {
    case 'truncate':
      response.setHeader('content-length', body.length);
      response.write(half, () => response.destroy());
      return;
    case 'cut clean':
      response.end(half);
      return;
    case 'drip':
      for (const byte of body) {
        if (response.destroyed) return;
        response.write(Buffer.of(byte));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      response.end();
      return;
    case 'duplicate key':
    case 'proto key':
      response.end(withBadKeys(body, fault));
      return;
    default:
      response.end(body);
  }
}

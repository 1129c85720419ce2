/** One request to a stranger who is slow: the whole of it has one limit, not each of its bytes. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { get, post, readEndpoint } from '../../src/adapters/sources/wire/http.ts';

test('a server that sends a byte at a time is cut off at the total time', async () => {
  const dripping: NodeJS.Timeout[] = [];
  const server = createServer((_, response) => {
    response.write('{');
    dripping.push(setInterval(() => response.write(' '), 20));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const endpoint = readEndpoint(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 0);
  const limits = { timeoutMs: 200, maxBytes: 1_000_000, maxWaitMs: 0 };
  const started = Date.now();
  await assert.rejects(get(endpoint, '/anything', limits), { code: 'E_TIMEOUT', retryable: true });
  assert.ok(Date.now() - started < 5_000);
  for (const timer of dripping) clearInterval(timer);
  server.closeAllConnections();
  server.close();
});

test('of a path, HTTP 400 is a refusal and no answer; of JSON-RPC, what is in it is judged', async () => {
  const server = createServer((_, response) => void response.writeHead(400).end('{"error":{"code":1}}'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const endpoint = readEndpoint(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 0);
  const limits = { timeoutMs: 5_000, maxBytes: 1_000, maxWaitMs: 0 };
  await assert.rejects(get(endpoint, '/anything', limits), {
    code: 'E_HTTP',
    message: /400/,
    retryable: false,
  });
  assert.equal(await post(endpoint, '{}', limits), '{"error":{"code":1}}');
  server.closeAllConnections();
  server.close();
});

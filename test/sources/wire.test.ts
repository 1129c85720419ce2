/** What all sources share: requests to strangers who are slow, and answers kept on disk. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCache } from '../../src/adapters/sources/wire/cache.ts';
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

test('what is kept on disk has a limit: what was not used for longest goes, and whatever is left is right', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashiato-cache-'));
  const most = 200 * 4096;
  const content = (n: number): Uint8Array => Buffer.alloc(1_000, n % 256);
  const long = new Date(Date.now() - 30 * 24 * 3600 * 1000);
  const first = openCache(folder, most);
  for (let n = 0; n < 150; n += 1) {
    await first.put('tx', `first-${n}`, content(n));
    const path = join(folder, 'tx', `first-${n}`.slice(-2), `first-${n}`);
    utimesSync(path, long, long);
  }
  // Another process: it uses some of what is there, and writes more than fits.
  const second = openCache(folder, most);
  for (let n = 0; n < 40; n += 1) assert.ok(await second.get('tx', `first-${n}`));
  for (let n = 0; n < 300; n += 1) {
    await second.put('proof', `second-${n}`, content(n));
    if (n === 60)
      for (let used = 0; used < 40; used += 1)
        assert.deepEqual(
          await second.get('tx', `first-${used}`),
          content(used),
          'used, so not the first to go',
        );
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  assert.ok(files.length <= 200, `${files.length} files`);
  assert.ok(files.length > 150, 'no more goes than must');
  for (const { name, parentPath } of files) {
    const kind = parentPath.includes('proof') ? 'proof' : 'tx';
    assert.deepEqual(await second.get(kind, name), content(Number(name.split('-')[1])));
  }
  rmSync(folder, { recursive: true });
});

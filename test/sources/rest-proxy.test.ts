/** A proxy that cannot hurt proves nothing: each trouble must reach the answer. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { type FaultyServer, startRestProxy } from './rest-proxy.ts';
import { restTroubles } from './rest-troubles.ts';

const ANSWERS: Readonly<Record<string, string>> = {
  '/list': '[{"id":"ab","n":1},{"id":"cd","n":2}]',
  '/other-list': '[{"id":"ef","n":3}]',
  '/text': 'abcdef',
  '/other-text': '012345',
};

const server = createServer((request, response) => {
  const bytes = request.url === '/bytes' ? Buffer.of(1, 2, 3, 4) : Buffer.from(ANSWERS[request.url!] ?? '');
  response.setHeader('content-type', request.url === '/bytes' ? 'application/octet-stream' : 'text/plain');
  response.end(bytes);
});
let proxy: FaultyServer;
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy = await startRestProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
after(async () => {
  await proxy.stop();
  server.close();
  server.closeAllConnections();
});

/** Patient, for this machine may be busy; slowness is met by a short wait. */
const ask = async (path: string, timeoutMs = 5_000): Promise<string> => {
  try {
    const response = await fetch(`${proxy.url}${path}`, {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'manual',
    });
    return `${response.status} ${Buffer.from(await response.arrayBuffer())
      .toString('latin1')
      .slice(0, 200)}`;
  } catch {
    return 'failed';
  }
};

test('every trouble reaches the answers it is meant for, and is counted', async () => {
  for (const [name, trouble] of restTroubles(/./, {}, null)) {
    const wait = name === 'delay' || name === 'drip' ? 100 : 5_000;
    let reached = 0;
    for (const [warm, path] of [
      ['/other-list', '/list'],
      ['/other-text', '/text'],
      ['/other-text', '/bytes'],
    ] as const) {
      proxy.trouble = null;
      const honest = await ask(path);
      proxy.trouble = trouble;
      await ask(warm, wait);
      const before = proxy.touched;
      const said = await ask(path, wait);
      if (said !== honest) reached += 1;
      // Four bytes at twenty milliseconds each come through in time.
      if (name !== 'drip')
        assert.equal(proxy.touched > before, said !== honest, `${name} of ${path} is counted as it is`);
    }
    assert.ok(reached > 0, `${name} reaches an answer`);
  }
});

test('what a trouble does not name is left alone', async () => {
  const before = proxy.touched;
  proxy.trouble = { path: /^\/list/, lie: () => ({ status: 200, body: { type: 'text', text: 'lie' } }) };
  assert.equal(await ask('/text'), '200 abcdef');
  assert.equal(await ask('/list'), '200 lie');
  assert.equal(proxy.touched, before + 1);
  assert.deepEqual(proxy.asked.slice(-2), ['/text', '/list']);
});

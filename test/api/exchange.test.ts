/** The way of a question past the framework: whoever goes away, sends too much or sends in pieces harms nobody else. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openLine, postRequest } from '../../bench/http-load.ts';
import { writeBytes } from '../../src/server/screening/written.ts';
import { LISTED, type ServedScreening, serveScreening } from './served.ts';

const FREE = '0x1111111111111111111111111111111111111111';

describe('a question on a bare connection', () => {
  let served: ServedScreening;
  let port: number;
  before(async () => {
    served = await serveScreening();
    port = Number(new URL(served.url).port);
  });
  after(() => served.close());

  const open = (at = port): Promise<Socket> =>
    new Promise((ready) => {
      const socket = connect(at, '127.0.0.1', () => ready(socket));
      socket.on('error', () => {});
    });
  const allOf = (socket: Socket): Promise<string> =>
    new Promise((done) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('close', () => done(text));
    });

  it('that is left before its answer leaves the answers of the same moment whole', async () => {
    // Nobody is called clear before it is written down, so that there is a while in which to go away.
    const slow = await serveScreening({ record: () => setTimeout(60) });
    const request = postRequest('/v1/screen', JSON.stringify({ address: FREE }));
    try {
      const at = Number(new URL(slow.url).port);
      const lines = await Promise.all(Array.from({ length: 4 }, () => openLine(at)));
      const leaving = await Promise.all(Array.from({ length: 4 }, () => open(at)));
      for (const socket of leaving) socket.write(request);
      const answers = Promise.all(lines.map(({ send }) => send(request)));
      await setTimeout(20);
      for (const socket of leaving) socket.resetAndDestroy();
      for (const { status, body } of await answers) {
        assert.equal(status, 200);
        assert.match(body, /"outcome":"clear"/);
      }
      for (const line of lines) line.close();
    } finally {
      await slow.close();
    }
  });

  it('is read in pieces of any size, and two behind one another are answered in their order', async () => {
    const socket = await open();
    const answers = allOf(socket);
    for (const byte of postRequest('/v1/screen', JSON.stringify({ address: FREE }))) {
      socket.write(Buffer.from([byte]));
      if (byte === 0x0a) await setTimeout(1);
    }
    socket.write(postRequest('/v1/screen', JSON.stringify({ address: LISTED })));
    await setTimeout(200);
    socket.destroySoon();
    const outcomes = [...(await answers).matchAll(/"outcome":"(\w+)","overrides"/g)].map(([, word]) => word);
    assert.deepEqual(outcomes, ['clear', 'hit']);
  });

  it('of endless length is refused and its connection closed, though it begins like a whole one', async () => {
    const socket = await open();
    const answers = allOf(socket);
    socket.write(
      'POST /v1/screen HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    const piece = `${JSON.stringify({ address: FREE })}${' '.repeat(100_000)}`;
    let closed = false;
    socket.on('close', () => {
      closed = true;
    });
    for (let sent = 0; !closed && sent < 10_000; sent += 1) {
      socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
      await setTimeout(1);
    }
    assert.ok(closed, 'the connection was closed');
    const text = await answers;
    if (text !== '') assert.match(text, /^HTTP\/1.1 413 .*"E_TOO_LARGE"/s);
    assert.doesNotMatch(text, /"clear"/);
  });

  it('with an announced length beyond the limit is refused, though it never comes', async () => {
    const socket = await open();
    const answers = allOf(socket);
    socket.write(
      'POST /v1/screen HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 99999999\r\n\r\n',
    );
    assert.match(await answers, /^HTTP\/1.1 413 .*connection: close.*"E_TOO_LARGE"/is);
  });

  it('goes the framework’s way where it is not plain, and is answered the same', async () => {
    const line = await openLine(port);
    for (const body of [{ address: LISTED }, { address: FREE }, { address: 'nonsense' }]) {
      const [plain, other] = [
        await line.send(postRequest('/v1/screen', JSON.stringify(body))),
        await line.send(postRequest('/v1/screen?', JSON.stringify(body))),
      ];
      const { seal: _, ...said } = JSON.parse(plain.body) as Record<string, unknown>;
      const { seal: __, ...alsoSaid } = JSON.parse(other.body) as Record<string, unknown>;
      assert.deepEqual([other.status, alsoSaid], [plain.status, said]);
    }
    line.close();
  });

  it('keeps no server from stopping: who asks meanwhile is answered or told, and the connection ends', async () => {
    const stopping = await serveScreening({ record: () => setTimeout(100) });
    const line = await openLine(Number(new URL(stopping.url).port));
    const request = postRequest('/v1/screen', JSON.stringify({ address: FREE }));
    const before = line.send(request);
    await setTimeout(20);
    const stopped = stopping.close();
    assert.equal((await before).status, 200);
    const after = await line.send(request).catch(() => null);
    assert.ok(after === null || after.status === 503, String(after?.status));
    await stopped;
    line.close();
  });
});

it('a batch is whole whatever stands behind it', () => {
  for (const length of [0, 4_096, 4_097, 100_000]) {
    const seal = 's'.repeat(length);
    const written = writeBytes('before', [Buffer.from('{"a":1'), Buffer.from('}')]);
    assert.equal(written.seal(seal).toString(), `before{"a":1}${seal}`);
  }
});

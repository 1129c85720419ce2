/** A connection at the door from its first byte to its end: who waits, leaves, asks too soon or never reads harms nobody. */
import assert from 'node:assert/strict';
import dns from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { describe, it, mock } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openLine, postRequest } from '../../bench/http-load.ts';
import { FREE, LISTED, type ServedScreening, serveScreening } from './served.ts';
import { answersIn, talkTo } from './talk.ts';

const QUESTION = postRequest('/v1/screen', JSON.stringify({ address: FREE }));
const HIT = postRequest('/v1/screen', JSON.stringify({ address: LISTED }));
/** Fits one chunk, and its answer no socket. */
const BATCH = postRequest(
  '/v1/screen',
  JSON.stringify({ questions: Array.from({ length: 900 }, () => ({ address: LISTED })) }),
);

const portOf = ({ url }: ServedScreening): number => Number(new URL(url).port);

const outcomesIn = (text: string): readonly (string | undefined)[] =>
  [...text.matchAll(/"outcome":"(\w+)","overrides"/g)].map(([, word]) => word);

/** Its other end of each connection, too. */
async function withServed(
  parts: Parameters<typeof serveScreening>[0],
  story: (served: ServedScreening, sockets: readonly Socket[]) => Promise<void>,
): Promise<void> {
  const served = await serveScreening(parts);
  const sockets: Socket[] = [];
  served.server.server.on('connection', (socket) => sockets.push(socket));
  try {
    await story(served, sockets);
  } finally {
    await served.close();
  }
}

/** Nobody is called clear before it is written down, so that there is a while before the answer. */
const SLOW = { record: () => setTimeout(80) };

async function until(holds: () => boolean, ms = 5_000): Promise<void> {
  for (const end = performance.now() + ms; !holds(); await setTimeout(5))
    assert.ok(performance.now() < end, `not within ${ms} ms: ${holds}`);
}

const inTime = (what: Promise<unknown>, ms: number): Promise<unknown> =>
  Promise.race([
    what,
    setTimeout(ms, undefined, { ref: false }).then(() => assert.fail(`not within ${ms} ms`)),
  ]);

describe('a connection at the door', () => {
  it('is closed once it is idle for so long as it was told, and a second for the way', () =>
    withServed({}, async ({ server, ...served }) => {
      server.server.keepAliveTimeout = 100;
      const { socket, text, closed } = await talkTo(portOf({ server, ...served }));
      const started = performance.now();
      socket.write(QUESTION);
      await until(() => text().length > 0);
      assert.match(text(), /keep-alive: timeout=0\r\n/);
      await inTime(closed, 5_000);
      assert.ok(performance.now() - started >= 1_000, 'whoever asks in the last moment is still heard');
    }));

  it('that ends its side after a question gets the answer, which says that it is the last', () =>
    withServed(SLOW, async (served) => {
      const { socket, text, closed } = await talkTo(portOf(served));
      socket.end(QUESTION);
      await inTime(closed, 5_000);
      assert.match(text(), /^HTTP\/1.1 200 .*\r\nconnection: close\r\n/s);
      assert.equal(answersIn(text()).length, 1);
    }));

  it('gets the answers in order where it does not wait for them, the end of its side or not', () =>
    withServed(SLOW, async (served) => {
      for (const ends of [true, false]) {
        const { socket, text } = await talkTo(portOf(served));
        for (const request of [QUESTION, HIT, QUESTION]) {
          socket.write(request);
          await setTimeout(10);
        }
        if (ends) socket.end();
        await until(() => outcomesIn(text()).length === 3);
        assert.deepEqual(outcomesIn(text()), ['clear', 'hit', 'clear']);
        socket.destroy();
      }
    }));

  it('gets what it asked at the door before what it brings next is anything else, and goes in then', () =>
    withServed(SLOW, async (served) => {
      const { socket, text } = await talkTo(portOf(served));
      socket.write(QUESTION);
      await setTimeout(10);
      // In one chunk or two: what comes while an answer is under way is kept as it came.
      socket.write(Buffer.concat([HIT, HIT.subarray(0, 30)]));
      await setTimeout(10);
      socket.write(
        Buffer.concat([HIT.subarray(30), Buffer.from('GET /v1/keys HTTP/1.1\r\nhost: localhost\r\n\r\n')]),
      );
      await until(() => answersIn(text()).length === 4);
      assert.deepEqual(outcomesIn(text()), ['clear', 'hit', 'hit']);
      assert.match(text(), /"keys":\[/);
      socket.destroy();
    }));

  it('that brings what is no request behind a question, and ends, leaves the server whole', () =>
    withServed(SLOW, async (served) => {
      for (const request of [QUESTION, BATCH]) {
        const { socket, text } = await talkTo(portOf(served));
        socket.pause();
        socket.write(request);
        await setTimeout(10);
        socket.end('no request\r\n\r\n');
        await setTimeout(150);
        socket.resume();
        await until(() => text().includes('"seal"'));
        assert.match(text(), /^HTTP\/1.1 200 /);
        socket.destroy();
      }
      assert.equal((await served.post({ address: FREE })).status, 200);
    }));

  it('of whoever never reads is not read either, takes no memory, and holds nobody up', () =>
    withServed({}, async (served, sockets) => {
      const greedy = await talkTo(portOf(served));
      greedy.socket.pause();
      await until(() => sockets.length === 1);
      const [socket] = sockets as readonly [Socket];
      let sent = 0;
      // A MB of answer each, asked one by one, until no more comes.
      for (let before = -1; sent < 40 && socket.bytesWritten !== before; sent += 1) {
        before = socket.bytesWritten;
        greedy.socket.write(BATCH);
        for (let ms = 0; ms < 400 && socket.bytesWritten === before; ms += 10) await setTimeout(10);
      }
      assert.equal((socket as { parser?: unknown }).parser, undefined, 'it is still at the door');
      assert.ok(sent < 40, 'it was not answered for ever');
      assert.ok(socket.writableLength < 3_000_000, `${socket.writableLength} bytes wait for it`);
      assert.ok(socket.readableLength < 200_000, `${socket.readableLength} bytes of it wait`);
      const line = await openLine(portOf(served));
      assert.equal((await line.send(QUESTION)).status, 200);
      line.close();
      // And who reads again is answered again.
      const seen = greedy.text().length;
      greedy.socket.resume();
      await until(() => greedy.text().length > seen + 2_000_000);
      greedy.socket.destroy();
    }));

  it('is asked no more on once the answer said that it is closed', () =>
    withServed({}, async (served, sockets) => {
      const tooMany = `{"questions":[${Array.from({ length: 1_001 }, () => '{"address":"1"}').join()}]}`;
      const { socket, text, closed } = await talkTo(portOf(served));
      socket.write(postRequest('/v1/screen', tooMany));
      socket.write(QUESTION);
      await inTime(closed, 5_000);
      assert.match(text(), /^HTTP\/1.1 413 /);
      assert.equal(answersIn(text()).length, 1);
      await until(() => sockets.every(({ destroyed }) => destroyed));
    }));

  it('leaves no listener behind when it goes in', () =>
    withServed({}, async (served, sockets) => {
      const [straight, later] = [await talkTo(portOf(served)), await talkTo(portOf(served))];
      for (const [first, { socket, text }] of [
        ['GET', straight],
        [QUESTION, later],
      ] as const) {
        socket.write(first);
        await setTimeout(20);
        socket.write(
          first === 'GET'
            ? ' /v1/keys HTTP/1.1\r\nhost: localhost\r\n\r\n'
            : 'GET /v1/keys HTTP/1.1\r\nhost: localhost\r\n\r\n',
        );
        await until(() => text().includes('"keys"'));
      }
      // As on a connection that never was at a door.
      const plain = createServer();
      const untouched = new Promise<Socket>((done) => plain.prependListener('connection', done));
      await new Promise<void>((done) => plain.listen(0, '127.0.0.1', done));
      const beside = await talkTo((plain.address() as AddressInfo).port);
      const [expected, ...found] = [await untouched, ...sockets].map((socket) =>
        ['data', 'end', 'timeout', 'error', 'close', 'drain'].map((name) => socket.listenerCount(name)),
      );
      for (const counts of found) assert.deepEqual(counts, expected);
      beside.socket.destroy();
      plain.close();
      for (const { socket } of [straight, later]) socket.destroy();
    }));
});

describe('a server that stops', () => {
  it('gives the answers under way whole, says that they are the last, and ends promptly', async () => {
    const served = await serveScreening(SLOW);
    const [idle, fresh, answering, pipelining, greedy, within] = await Promise.all(
      Array.from({ length: 6 }, () => talkTo(portOf(served))),
    );
    idle!.socket.write(HIT);
    within!.socket.write('POST /v1/screen HTTP/1.1\r\nhost: loc');
    greedy!.socket.pause();
    greedy!.socket.write(BATCH);
    await until(() => idle!.text() !== '');
    await setTimeout(100);
    for (const { socket } of [answering!, pipelining!]) socket.write(QUESTION);
    await setTimeout(10);
    pipelining!.socket.write(HIT);
    await setTimeout(10);
    const started = performance.now();
    const stopped = served.close();
    within!.socket.destroy();
    await inTime(Promise.all([idle, fresh, answering, pipelining].map((talk) => talk!.closed)), 2_000);
    for (const { text } of [answering!, pipelining!]) {
      assert.match(text(), /\r\nconnection: close\r\n/);
      assert.deepEqual(outcomesIn(text()), ['clear']);
    }
    // Whoever takes an answer slowly has a while for it; whoever never takes it keeps nobody.
    await inTime(stopped, 8_000);
    assert.ok(performance.now() - started < 8_000);
    greedy!.socket.destroy();
  });

  it('lets a long answer go out that is being taken', () =>
    withServed({}, async (served, sockets) => {
      const { socket, text, closed } = await talkTo(portOf(served));
      socket.pause();
      let sent = 0;
      // Until the wire is full.
      for (; sent < 100 && !sockets.some(({ writableLength }) => writableLength > 0); sent += 1) {
        socket.write(BATCH);
        await setTimeout(20);
      }
      assert.ok(sent < 100);
      const stopped = served.close();
      await setTimeout(20);
      socket.resume();
      await inTime(closed, 5_000);
      await stopped;
      const lengths = [...text().matchAll(/content-length: (\d+)/g)].map(([, length]) => Number(length));
      const heads = text().match(/HTTP\/1.1 200 .*?\r\n\r\n/gs) ?? [];
      const whole = lengths.reduce((sum, length) => sum + length, 0) + heads.join('').length;
      assert.equal(text().length, whole, 'the last is whole, too');
    }));

  it('waits a while, and no longer, for the rest of a question', () =>
    withServed({}, async (served) => {
      const { socket, closed } = await talkTo(portOf(served));
      socket.write(BATCH.subarray(0, 1_000));
      await setTimeout(100);
      const started = performance.now();
      const stopped = served.close();
      await inTime(Promise.all([closed, stopped]), 15_000).finally(() => socket.destroy());
      assert.ok(performance.now() - started > 2_000);
    }));
});

describe('a server at "localhost"', () => {
  it('answers at each address of that name', async () => {
    const names = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
    const { lookup } = dns;
    mock.method(dns, 'lookup', (name: string, ...rest: readonly unknown[]) => {
      const done = rest.at(-1) as (...args: unknown[]) => void;
      const all = (rest[0] as { all?: boolean }).all === true;
      if (name !== 'localhost') return Reflect.apply(lookup, dns, [name, ...rest]);
      return process.nextTick(() => (all ? done(null, names) : done(null, '127.0.0.1', 4)));
    });
    const served = await serveScreening({}, {}, 'localhost').finally(() => mock.restoreAll());
    try {
      for (const { address } of names) {
        const { socket, text } = await talkTo(portOf(served), address);
        socket.write(HIT);
        await until(() => outcomesIn(text()).length === 1);
        socket.destroy();
      }
    } finally {
      await served.close();
    }
  });
});

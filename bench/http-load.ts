/** A load of HTTP requests that costs its own side little: raw sockets, one request under way on each. */
import { connect, type Socket } from 'node:net';

export type Answer = { readonly status: number; readonly body: Buffer };

type Waiting = { readonly done: (answer: Answer) => void; readonly failed: (error: Error) => void };

/** One connection that stays; answers come in the order of questions. */
export type Line = {
  /** The body is there until `done` returns. */
  readonly ask: (request: Buffer, done: Waiting['done'], failed: Waiting['failed']) => void;
  readonly send: (request: Buffer) => Promise<{ readonly status: number; readonly body: string }>;
  readonly close: () => void;
};

const HEAD_END = Buffer.from('\r\n\r\n');
/** As the servers here write it; a text and an expression for each answer would cost the load more than asking. */
const LENGTH = Buffer.from('content-length: ');

function numberAt(bytes: Buffer, at: number): number {
  let value = 0;
  for (let i = at; bytes[i]! >= 0x30 && bytes[i]! <= 0x39; i += 1) value = value * 10 + bytes[i]! - 0x30;
  return value;
}

export function openLine(port: number): Promise<Line> {
  return new Promise((ready, failed) => {
    const socket: Socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let waiting: Waiting | null = null;
    let seen: Buffer[] = [];
    let length = 0;
    let needed = -1;
    let bodyAt = 0;
    let status = 0;
    socket.on('data', (chunk) => {
      seen.push(chunk);
      length += chunk.length;
      if (needed === -1) {
        const all = seen.length === 1 ? chunk : Buffer.concat(seen);
        const end = all.indexOf(HEAD_END);
        if (end === -1) return;
        status = numberAt(all, 'HTTP/1.1 '.length);
        bodyAt = end + HEAD_END.length;
        needed = bodyAt + numberAt(all, all.indexOf(LENGTH) + LENGTH.length);
      }
      if (length < needed) return;
      const all = seen.length === 1 ? seen[0]! : Buffer.concat(seen);
      seen = [];
      length = 0;
      const answer = { status, body: all.subarray(bodyAt, needed) };
      needed = -1;
      const { done } = waiting!;
      waiting = null;
      done(answer);
      // Given back at once: what the load's own collector takes would be counted as the server's.
      if (all.buffer instanceof ArrayBuffer && all.buffer.byteLength === all.length) all.buffer.transfer(0);
    });
    socket.on('error', (error) => {
      waiting?.failed(error);
      failed(error);
    });
    socket.on('close', () => waiting?.failed(new Error('the server closed the connection')));
    const ask: Line['ask'] = (request, done, refuse) => {
      waiting = { done, failed: refuse };
      socket.write(request);
    };
    const send: Line['send'] = (request) =>
      new Promise((done, refuse) =>
        ask(request, ({ status, body }) => done({ status, body: body.toString('utf8') }), refuse),
      );
    socket.on('connect', () => ready({ ask, send, close: () => socket.destroy() }));
  });
}

export function postRequest(path: string, body: string): Buffer {
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

export type Check = (answer: Answer, index: number) => void;

/** As fast as answers come, over `lines` connections, for `ms`; how many were answered. */
export async function saturate(
  port: number,
  requests: readonly Buffer[],
  lines: number,
  ms: number,
  check: Check,
): Promise<number> {
  const end = performance.now() + ms;
  let sent = 0;
  const keepAsking = ({ ask, close }: Line): Promise<void> =>
    new Promise((done, failed) => {
      const next = (): void => {
        if (performance.now() >= end) {
          close();
          done();
          return;
        }
        const index = sent % requests.length;
        sent += 1;
        const checked = (answer: Answer): void => {
          try {
            check(answer, index);
            next();
          } catch (cause) {
            failed(cause as Error);
          }
        };
        ask(requests[index]!, checked, failed);
      };
      next();
    });
  await Promise.all(Array.from({ length: lines }, async () => keepAsking(await openLine(port))));
  return sent;
}

/** At a steady pace, whatever the answers do; latencies in ms from when each was due. */
export async function pace(
  port: number,
  requests: readonly Buffer[],
  { lines, perSecond, ms }: { lines: number; perSecond: number; ms: number },
  check: Check,
): Promise<Float64Array> {
  const total = Math.floor((perSecond * ms) / 1000);
  const latencies = new Float64Array(total);
  let answered = 0;
  const idle = await Promise.all(Array.from({ length: lines }, () => openLine(port)));
  const start = performance.now();
  const dueAt = (index: number): number => start + (index * 1000) / perSecond;
  await new Promise<void>((done, failed) => {
    let next = 0;
    const askNext = (line: Line): void => {
      const index = next;
      next += 1;
      const take = (answer: Answer): void => {
        latencies[answered] = performance.now() - dueAt(index);
        answered += 1;
        idle.push(line);
        try {
          check(answer, index % requests.length);
        } catch (cause) {
          failed(cause);
        }
      };
      line.ask(requests[index % requests.length]!, take, failed);
    };
    const turn = (): void => {
      // Whoever is due waits for a line to be free again, and the wait counts.
      for (const now = performance.now(); next < total && idle.length > 0 && dueAt(next) <= now; )
        askNext(idle.pop()!);
      const early = dueAt(next) - performance.now();
      if (answered === total) done();
      else if (next < total && early > 2) setTimeout(turn, early - 1);
      else setImmediate(turn);
    };
    turn();
  });
  for (const line of idle) line.close();
  return latencies.sort();
}

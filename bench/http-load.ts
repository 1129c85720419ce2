/** A load of HTTP requests that costs its own side little: raw sockets, one request under way on each. */
import { connect, type Socket } from 'node:net';

export type Answer = { readonly status: number; readonly body: string };

const HEAD_END = Buffer.from('\r\n\r\n');

/** One connection that stays; answers come in the order of questions. */
export function openLine(port: number): Promise<{
  readonly send: (request: Buffer) => Promise<Answer>;
  readonly close: () => void;
}> {
  return new Promise((ready, failed) => {
    const socket: Socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let waiting: { done: (answer: Answer) => void; failed: (error: Error) => void } | null = null;
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
        const head = all.toString('latin1', 0, end);
        status = Number(head.slice(9, 12));
        bodyAt = end + 4;
        needed = bodyAt + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      }
      if (length < needed) return;
      const all = seen.length === 1 ? seen[0]! : Buffer.concat(seen);
      const answer = { status, body: all.toString('utf8', bodyAt, needed) };
      seen = [];
      length = 0;
      needed = -1;
      const { done } = waiting!;
      waiting = null;
      done(answer);
    });
    socket.on('error', (error) => {
      waiting?.failed(error);
      failed(error);
    });
    socket.on('close', () => waiting?.failed(new Error('the server closed the connection')));
    socket.on('connect', () =>
      ready({
        send: (request) =>
          new Promise((done, refuse) => {
            waiting = { done, failed: refuse };
            socket.write(request);
          }),
        close: () => socket.destroy(),
      }),
    );
  });
}

export function postRequest(path: string, body: string): Buffer {
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** As fast as answers come, over `lines` connections, for `ms`; how many were answered. */
export async function saturate(
  port: number,
  requests: readonly Buffer[],
  lines: number,
  ms: number,
  check: (answer: Answer, index: number) => void,
): Promise<number> {
  const end = performance.now() + ms;
  let sent = 0;
  await Promise.all(
    Array.from({ length: lines }, async () => {
      const line = await openLine(port);
      while (performance.now() < end) {
        const index = sent % requests.length;
        sent += 1;
        check(await line.send(requests[index]!), index);
      }
      line.close();
    }),
  );
  return sent;
}

/** At a steady pace, whatever the answers do; latencies in ms from when each was due. */
export async function pace(
  port: number,
  requests: readonly Buffer[],
  { lines, perSecond, ms }: { lines: number; perSecond: number; ms: number },
  check: (answer: Answer, index: number) => void,
): Promise<number[]> {
  const total = Math.floor((perSecond * ms) / 1000);
  const latencies: number[] = [];
  const idle = await Promise.all(Array.from({ length: lines }, () => openLine(port)));
  const start = performance.now();
  const dueAt = (index: number): number => start + (index * 1000) / perSecond;
  await new Promise<void>((done, failed) => {
    let next = 0;
    const turn = (): void => {
      for (const now = performance.now(); next < total && dueAt(next) <= now; next += 1) {
        const line = idle.pop();
        // Whoever is due waits for a line to be free again, and the wait counts.
        if (line === undefined) break;
        const index = next;
        line
          .send(requests[index % requests.length]!)
          .then((answer) => {
            latencies.push(performance.now() - dueAt(index));
            idle.push(line);
            check(answer, index % requests.length);
          })
          .catch(failed);
      }
      const early = dueAt(next) - performance.now();
      if (latencies.length === total) done();
      else if (next < total && early > 2) setTimeout(turn, early - 1);
      else setImmediate(turn);
    };
    turn();
  });
  for (const line of idle) line.close();
  return latencies.sort((a, b) => a - b);
}

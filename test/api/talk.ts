/** A bare connection, all that came on it, and the answers in that. */
import { connect, type Socket } from 'node:net';

export type Talk = {
  readonly socket: Socket;
  readonly text: () => string;
  readonly closed: Promise<void>;
};

export function talkTo(port: number, host = '127.0.0.1'): Promise<Talk> {
  return new Promise((ready, failed) => {
    let text = '';
    const socket = connect({ port, host, allowHalfOpen: true }, () =>
      ready({ socket, text: () => text, closed }),
    );
    socket.setNoDelay(true);
    // A test that fails halfway leaves it open: that holds no process up.
    socket.unref();
    const closed = new Promise<void>((done) => {
      socket.on('end', () => {
        socket.end();
        done();
      });
      socket.on('close', () => done());
    });
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', failed);
  });
}

/** Each as status, headers and body, without what differs between any two answers. */
export function answersIn(text: string): readonly string[] {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return text === '' ? [] : [text];
  const [status, ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase())).sort();
  const length = Number(/^content-length: (\d+)$/m.exec(headers.join('\n'))?.[1] ?? 0);
  const body = text.slice(end + 4, end + 4 + length);
  const said = [
    status,
    ...headers.filter((line) => !/^(date|content-length):/.test(line)),
    withoutSeal(body),
  ];
  return [said.join('\n'), ...answersIn(text.slice(end + 4 + length))];
}

/** Which path leads from an answer to its signature depends on who else asked in the same moment. */
function withoutSeal(body: string): string {
  if (!body.startsWith('{')) return body;
  // How late answers are is another figure each time, too.
  const { seal, ...said } = JSON.parse(body.replace(/-?\d+ ms late/, 'late')) as { seal?: object };
  return JSON.stringify([said, seal === undefined ? 'unsigned' : 'signed']);
}

/**
 * The door of the server. A plain question is answered here, on its connection, without Node's HTTP machinery, which
 * costs more than a decision and its seal together (docs/benchmarks.md). A connection that brings anything else goes in
 * with all it brought, and stays in: there every question is answered the same.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { type Give, sendBare } from './exchange.ts';
import { type PlainHead, type PlainRequest, readPlainRequest } from './plain-request.ts';

/** Answers once, now or later; the body is there until it returns. */
type Take = (asked: PlainRequest, give: Give) => void;

export type Door = {
  readonly open: (take: Take) => void;
  /** From now on all go in; who is at the door gets the answer that is under way, and has to leave. */
  readonly close: () => void;
};

/** The door of this one server: those that the framework adds for further addresses of a name have none. */
export function openDoor(server: Server): Door {
  const visits = new Set<Visit>();
  let take: Take | null = null;

  // Handing sockets to what makes them connections of HTTP is what Node's documentation offers ("Event: 'connection'").
  const ways = server.listeners('connection');
  const letIn = (socket: Socket): void => {
    for (const way of ways) way.call(server, socket);
  };
  server.removeAllListeners('connection');
  server.on('connection', (socket) => {
    if (take === null) return letIn(socket);
    const visit = receive(socket, server, take, letIn, () => visits.delete(visit));
    visits.add(visit);
  });

  return {
    open(taker) {
      take = taker;
    },
    close() {
      take = null;
      for (const { leave } of visits) leave();
    },
  };
}

type Visit = { readonly leave: () => void };

/** Node's own: so much longer than it says, an idle connection is heard. */
const BUFFER_MS = 1_000;
/** Whoever took nothing of the last answer for so long, once or twice, is not waited for. */
const PARTING_MS = 2_000;

const LAST = 'connection: close\r\n';

/** One connection, for as long as it brings plain questions, one after another. */
function receive(
  socket: Socket,
  { keepAliveTimeout: idleMs }: Server,
  take: Take,
  letIn: (socket: Socket) => void,
  gone: () => void,
): Visit {
  const stay = `connection: keep-alive\r\nkeep-alive: timeout=${Math.floor(idleMs / 1000)}\r\n`;
  let last: PlainHead | null = null;
  let answering = false;
  let leaving = false;

  const read = (bytes: Buffer): void => {
    // What comes before an answer waits in the stream, and holds back the end behind it.
    if (answering) {
      socket.pause().unshift(bytes);
      return;
    }
    const asked = readPlainRequest(bytes, last);
    if (asked === null) {
      goIn(bytes);
      return;
    }
    last = asked.head;
    answering = true;
    take(asked, give);
    release(bytes);
  };
  const give: Give = (status, body, headers) => {
    if (!answering || socket.destroyed) return;
    answering = false;
    let own = '';
    for (let i = 0; i < headers.length; i += 2) own += `${headers[i]}: ${headers[i + 1]}\r\n`;
    const closes = headers.includes('close');
    const taken = sendBare(socket, status, body, closes ? own : own + (leaving ? LAST : stay));
    if (closes || leaving) part();
    // Who does not read the answers is not read either.
    else if (!taken) socket.pause().once('drain', goOn);
    else if (socket.isPaused()) goOn();
  };
  const goOn = (): void => {
    socket.resume();
  };
  const goIn = (bytes: Buffer): void => {
    socket.off('data', read).off('end', leave).off('timeout', idle).off('error', fail).off('close', gone);
    socket.setTimeout(0).pause();
    gone();
    socket.unshift(bytes);
    letIn(socket);
    socket.resume();
  };
  const leave = (): void => {
    leaving = true;
    if (!answering) part();
  };
  /** No question is read any more: what still comes is dropped, lest the connection break before the answer is read. */
  const part = (): void => {
    socket.off('data', read).resume();
    socket.setTimeout(PARTING_MS).destroySoon();
  };
  const idle = (): void => {
    if (!answering) socket.destroy();
  };
  const fail = (): void => {
    socket.destroy();
  };
  socket.on('data', read).on('end', leave).on('timeout', idle).on('error', fail).on('close', gone);
  socket.setTimeout(idleMs + BUFFER_MS);
  return { leave };
}

/** What was read is given back at once: left to the collector, it is a quarter of the time that collections stop answers. */
function release({ buffer, length }: Buffer): void {
  // Memory of its own, and no slice of what others use.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0);
}

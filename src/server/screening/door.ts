/**
 * The door of the server. A plain question is answered here, on its connection, without Node's HTTP machinery, which
 * costs more than a decision and its seal together (docs/benchmarks.md). A connection that brings anything else goes in
 * with all it brought, and stays in: there every question is answered the same.
 */
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyServerFactory } from 'fastify';
import { type Give, sendBare } from './exchange.ts';
import { type PlainRequest, readPlainRequest } from './plain-request.ts';

/** Answers once, now or later. */
type Take = (asked: PlainRequest, give: Give) => void;

export type Door = {
  /** Makes the server whose connections come to this door first. */
  readonly factory: FastifyServerFactory;
  readonly open: (take: Take) => void;
  /** From now on all go in; who is at the door gets the answer that is under way, and has to leave. */
  readonly close: () => void;
};

export function openDoor(): Door {
  const visits = new Set<Visit>();
  let take: Take | null = null;

  const meet = (server: Server): Server => {
    // Handing sockets to what makes them connections of HTTP is what Node's documentation offers ("Event: 'connection'").
    const ways = server.listeners('connection');
    const letIn = (socket: Socket): void => {
      for (const way of ways) way.call(server, socket);
    };
    server.removeAllListeners('connection');
    return server.on('connection', (socket) => {
      if (take === null) return letIn(socket);
      const visit = receive(socket, server.keepAliveTimeout, take, letIn, () => visits.delete(visit));
      visits.add(visit);
    });
  };

  return {
    factory(handler, { keepAliveTimeout, requestTimeout }) {
      const server = createServer(handler);
      // As the framework sets up servers of its own.
      server.keepAliveTimeout = Number(keepAliveTimeout);
      server.requestTimeout = Number(requestTimeout);
      return meet(server);
    },
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

/** One connection, for as long as it brings plain questions, one after another. */
function receive(
  socket: Socket,
  idleMs: number,
  take: Take,
  letIn: (socket: Socket) => void,
  gone: () => void,
): Visit {
  const stay = `connection: keep-alive\r\nkeep-alive: timeout=${idleMs / 1000}\r\n`;
  let last: PlainRequest | null = null;
  let answering = false;
  let leaving = false;
  /** Came while an answer was under way. */
  let early: Buffer[] = [];

  const read = (bytes: Buffer): void => {
    if (answering) {
      early.push(bytes);
      socket.pause();
      return;
    }
    last = readPlainRequest(bytes, last);
    if (last === null) goIn(bytes);
    else {
      answering = true;
      take(last, give);
    }
  };
  const give: Give = (status, body, headers) => {
    if (!answering || socket.destroyed) return;
    answering = false;
    let own = '';
    for (let i = 0; i < headers.length; i += 2) own += `${headers[i]}: ${headers[i + 1]}\r\n`;
    const over = leaving || headers.includes('close');
    const taken = sendBare(socket, status, body, over ? own : own + stay);
    if (over) socket.destroySoon();
    // Who does not read the answers is not read either.
    else if (!taken) socket.pause().once('drain', goOn);
    else if (early.length > 0) goOn();
  };
  const goOn = (): void => {
    const bytes = Buffer.concat(early);
    early = [];
    socket.resume();
    if (bytes.length > 0) read(bytes);
  };
  const goIn = (bytes: Buffer): void => {
    socket.off('data', read).off('end', end).off('timeout', idle).off('error', fail).off('close', gone);
    socket.setTimeout(0).pause();
    gone();
    socket.unshift(bytes);
    letIn(socket);
    socket.resume();
  };
  const end = (): void => {
    leaving = true;
    if (!answering) socket.end();
  };
  const idle = (): void => {
    if (!answering) socket.destroy();
  };
  const fail = (): void => {
    socket.destroy();
  };
  socket.on('data', read).on('end', end).on('timeout', idle).on('error', fail).on('close', gone);
  socket.setTimeout(idleMs);
  return {
    leave() {
      leaving = true;
      if (!answering) socket.destroy();
    },
  };
}

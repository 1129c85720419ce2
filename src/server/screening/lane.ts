/**
 * The one route that is asked all day is answered before the framework looks for it: that alone costs as much as a
 * decision (docs/benchmarks.md). What is not plainly that question goes the framework's way and is answered the same.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { FastifyServerFactory } from 'fastify';

/** Whether it was taken. */
type Take = (request: IncomingMessage, response: ServerResponse) => boolean;

export type Lane = {
  /** Makes the server whose requests pass here first. */
  readonly factory: FastifyServerFactory;
  readonly open: (take: Take) => void;
  /** From now on the framework answers alone: it knows how to tell who comes while it stops. */
  readonly close: () => void;
};

const PASS: Take = () => false;

export function openLane(): Lane {
  let take = PASS;
  return {
    factory(handler, { keepAliveTimeout, requestTimeout }) {
      const server = createServer((request, response) => {
        if (!take(request, response)) handler(request, response);
      });
      // As the framework sets up servers of its own.
      server.keepAliveTimeout = Number(keepAliveTimeout);
      server.requestTimeout = Number(requestTimeout);
      return server;
    },
    open(taker) {
      take = taker;
    },
    close() {
      take = PASS;
    },
  };
}

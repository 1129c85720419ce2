/** Stands between a source and a REST server, and lies as told. In-process, on loopback. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { breakLine, canHurt, deliver, type LineFault } from './line-faults.ts';

export type RestCall = {
  readonly method: string;
  /** With its query, below the server's address: `/block-height/7`. */
  readonly path: string;
  /** What was sent with it, parsed where it is JSON; null where nothing was. */
  readonly sent: unknown;
};

export type RestBody =
  | { readonly type: 'json'; readonly value: unknown }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array };

export type RestAnswer = { readonly status: number; readonly body: RestBody };

/** What a server says that is not so; null leaves an answer as it is. */
export type RestLie = (answer: RestAnswer, call: RestCall, heard: Heard) => RestAnswer | null;

/** What the proxy has seen so far. */
export type Heard = {
  /** How many requests met the trouble, this one included. */
  readonly count: number;
  /** The last honest answer to another request of the same trouble; null where there was none. */
  readonly other: RestAnswer | null;
};

export type RestTrouble = {
  /** Only requests whose path, with its query, fits. */
  readonly path: RegExp;
  readonly line?: LineFault;
  readonly lie?: RestLie;
  /** Answers from another server; called for each request. */
  readonly instead?: (count: number) => string | null;
};

export type FaultyServer = {
  readonly url: string;
  /** How many answers were not the server's own. */
  touched: number;
  /** Every request, in the order of its coming. */
  readonly asked: string[];
  /** What is wrong now; a function is asked for each request. */
  trouble: RestTrouble | (() => RestTrouble | null) | null;
  readonly stop: () => Promise<void>;
};

type Raw = { readonly status: number; readonly kind: string; readonly bytes: Buffer };

export async function startRestProxy(target: string): Promise<FaultyServer> {
  /** Of each trouble the request answered last, for lies that give one answer for another. */
  const last = new Map<string, { path: string; answer: RestAnswer }>();
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultyServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    touched: 0,
    asked: [],
    trouble: null,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks);
    const path = request.url ?? '/';
    const method = request.method ?? 'GET';
    proxy.asked.push(path);
    const present = typeof proxy.trouble === 'function' ? proxy.trouble() : proxy.trouble;
    const trouble = present?.path.test(path) === true ? present : null;
    if (trouble === null) return send(response, await forward(target, method, path, sent), undefined);

    const key = String(trouble.path);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (trouble.line !== undefined && (await breakLine(trouble.line, response))) {
      proxy.touched += 1;
      return;
    }
    const elsewhere = trouble.instead?.(count) ?? null;
    const honest = await forward(elsewhere ?? target, method, path, sent);
    const parsed: RestAnswer = { status: honest.status, body: parseBody(honest) };
    const before = last.get(key);
    const other = before === undefined || before.path === path ? null : before.answer;
    const lie = trouble.lie?.(parsed, { method, path, sent: parseSent(sent) }, { count, other }) ?? null;
    last.set(key, { path, answer: parsed });
    const said = lie === null ? honest : rawOf(lie, honest.kind);
    const differs = said.status !== honest.status || !said.bytes.equals(honest.bytes);
    const hurt = trouble.line !== undefined && canHurt(trouble.line, said.bytes);
    if (hurt || differs || elsewhere !== null) proxy.touched += 1;
    await send(response, said, trouble.line);
  }
  return proxy;
}

function send(response: ServerResponse, { status, kind, bytes }: Raw, fault: LineFault | undefined) {
  response.statusCode = status;
  response.setHeader('content-type', kind);
  return deliver(response, bytes, fault);
}

async function forward(server: string, method: string, path: string, sent: Buffer): Promise<Raw> {
  const response = await fetch(`${server}${path}`, {
    method,
    ...(sent.length === 0
      ? {}
      : { body: new Uint8Array(sent), headers: { 'content-type': 'application/json' } }),
  });
  const kind = response.headers.get('content-type') ?? 'application/octet-stream';
  return { status: response.status, kind, bytes: Buffer.from(await response.arrayBuffer()) };
}

/** By what is in it: some servers call JSON plain text. */
function parseBody({ bytes, kind }: Raw): RestBody {
  const text = bytes.toString('utf8');
  if (/^\s*[[{]/.test(text) && /json|text/.test(kind)) {
    try {
      return { type: 'json', value: JSON.parse(text) };
    } catch {
      // Then it is a text that begins like JSON.
    }
  }
  return /json|text/.test(kind) ? { type: 'text', text } : { type: 'bytes', bytes };
}

function parseSent(sent: Buffer): unknown {
  if (sent.length === 0) return null;
  try {
    return JSON.parse(sent.toString('utf8'));
  } catch {
    return sent.toString('utf8');
  }
}

function rawOf({ status, body }: RestAnswer, kind: string): Raw {
  switch (body.type) {
    case 'json':
      return { status, kind: 'application/json', bytes: Buffer.from(JSON.stringify(body.value)) };
    case 'text':
      return { status, kind, bytes: Buffer.from(body.text) };
    case 'bytes':
      return { status, kind, bytes: Buffer.from(body.bytes) };
  }
}

/** Stands between the source and a node, and lies as told. In-process, on loopback. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { breakLine, deliver, type LineFault } from '../sources/line-faults.ts';

type Json = Record<string, unknown>;
export type Call = { readonly id: number; readonly method: string; readonly params: readonly unknown[] };
export type Reply = Json & { id?: unknown; result?: unknown };

/** What a node says that is not so; null leaves a reply as it is. */
export type Lie = (reply: Reply, call: Call, count: number) => Reply | null;

export type Plan = {
  /** Methods that the node does not offer. */
  readonly hidden?: readonly string[];
  /** Offers `eth_getHeaderByNumber` as geth does: a block without its transactions. */
  readonly headers?: boolean;
  /** The words of every refusal. */
  readonly error?: string;
};

export type Trouble = {
  /** Only calls (and batches with calls) of this method. */
  readonly method: string;
  readonly line?: LineFault;
  /** Changes one reply. */
  readonly lie?: Lie;
  /** Changes the whole batch. */
  readonly batch?: (replies: Reply[]) => Reply[];
  /** Answers from another node; called for each request. */
  readonly instead?: (count: number) => string | null;
};

export type FaultyNode = {
  readonly url: string;
  /** How many answers were not the node's own. */
  touched: number;
  /** Methods asked so far, with the node's own answers. */
  readonly asked: Map<string, [Reply, Call][]>;
  /** What is wrong now; a function is asked for each request. */
  trouble: Trouble | (() => Trouble | null) | null;
  readonly stop: () => Promise<void>;
};

export async function startProxy(target: string, plan: Plan = {}): Promise<FaultyNode> {
  let count = 0;
  const server: Server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultyNode = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    touched: 0,
    asked: new Map(),
    trouble: null,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    const asked = JSON.parse(body) as Call | Call[];
    const calls = Array.isArray(asked) ? asked : [asked];
    if (plan.error !== undefined)
      return send(
        response,
        calls.map(({ id }) => ({ id, error: { code: -32_000, message: plan.error } })),
        Array.isArray(asked),
      );
    const trouble = typeof proxy.trouble === 'function' ? proxy.trouble() : proxy.trouble;
    const hit = trouble !== null && calls.some((call) => matches(trouble, call));
    if (hit) {
      count += 1;
      if (trouble.line !== undefined) proxy.touched += 1;
      if (trouble.line !== undefined && (await breakLine(trouble.line, response))) return;
    }
    const node = hit ? (trouble.instead?.(count) ?? target) : target;
    const known = calls.filter((call) => plan.hidden?.includes(call.method) !== true);
    const asHeader = (call: Call): boolean =>
      plan.headers === true && call.method === 'eth_getHeaderByNumber';
    const understood = known.map((call) =>
      asHeader(call) ? { ...call, method: 'eth_getBlockByNumber', params: [...call.params, false] } : call,
    );
    const replies = new Map(
      (known.length === 0 ? [] : await forward(node, understood)).map((reply) => [reply.id, reply]),
    );
    for (const { id } of calls.filter(asHeader)) {
      const reply = replies.get(id)!;
      const { transactions: _, ...header } = reply.result as Json;
      replies.set(id, { ...reply, result: header });
    }
    let answers = calls.map(
      (call): Reply =>
        replies.get(call.id) ?? { id: call.id, error: { code: -32_601, message: 'Method not found' } },
    );
    if (trouble === null)
      for (const [i, call] of calls.entries())
        proxy.asked.set(call.method, [...(proxy.asked.get(call.method) ?? []), [answers[i]!, call]]);
    if (hit) {
      const honest = JSON.stringify(answers);
      answers = answers.map((reply, i) =>
        matches(trouble, calls[i]!) ? (trouble.lie?.(reply, calls[i]!, count) ?? reply) : reply,
      );
      answers = trouble.batch?.(answers) ?? answers;
      if (JSON.stringify(answers) !== honest || node !== target) proxy.touched += 1;
    }
    const text = JSON.stringify(Array.isArray(asked) ? answers : answers[0]);
    response.setHeader('content-type', 'application/json');
    await deliver(response, Buffer.from(text), hit ? trouble.line : undefined);
  }
  return proxy;
}

const matches = (trouble: Trouble, call: Call): boolean =>
  trouble.method === '*' || trouble.method === call.method;

const send = (response: ServerResponse, answers: readonly Reply[], batch: boolean): void => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(batch ? answers : answers[0]));
};

async function forward(node: string, calls: readonly Call[]): Promise<Reply[]> {
  const response = await fetch(node, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(calls),
  });
  return (await response.json()) as Reply[];
}

/** Bitcoin Core as it is spoken to: JSON-RPC in batches, REST where it is offered, and a cookie that may change. */
import { readFileSync } from 'node:fs';
import { AshiatoError, type ErrorCode } from '../../../core/model/errors.ts';
import { DeniedError, type Endpoint, get, type Limits, readEndpoint } from '../wire/http.ts';
import { parseStrictJson } from '../wire/json.ts';
import { exchange, type Ids, type Reply, type Request } from '../wire/json-rpc.ts';
import { type Patience, patiently, sleep } from '../wire/patience.ts';

export type Access = {
  readonly url: string;
  /** The node's `.cookie`, which it writes anew at each start. */
  readonly cookieFile?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
};

export type NodeOptions = Limits &
  Patience & {
    /** Requests in one HTTP call. */
    readonly batchSize: number;
  };

const DEFAULTS: NodeOptions = {
  timeoutMs: 60_000,
  maxBytes: 256 * 1024 * 1024,
  maxWaitMs: 10_000,
  batchSize: 200,
  retries: 4,
  sleep,
};

export type CoreNode = {
  readonly label: string;
  /** The results in the order of the requests; the first refusal is thrown. */
  ask(requests: readonly Request[]): Promise<readonly unknown[]>;
  /** The same, where a refusal is an answer too. */
  settle(requests: readonly Request[]): Promise<readonly Reply[]>;
  /** What stands at a REST path; null where the node says that there is nothing, also because REST is not enabled. */
  rest(path: string): Promise<Uint8Array | null>;
};

/** Of Core's `rpc/protocol.h`. */
const METHOD_NOT_FOUND = -32_601;
const IN_WARMUP = -28;

export function coreNode(access: Access, given: Partial<NodeOptions>): CoreNode {
  const options: NodeOptions = { ...DEFAULTS, ...given };
  const ids: Ids = { next: 1 };
  let endpoint = withCredentials(access);

  /** A node that was restarted has another cookie: it is read again, once. */
  const authorised = async <T>(job: (endpoint: Endpoint) => Promise<T>): Promise<T> => {
    try {
      return await job(endpoint);
    } catch (error) {
      if (!(error instanceof DeniedError)) throw error;
      const before = endpoint.headers.authorization;
      endpoint = withCredentials(access);
      if (endpoint.headers.authorization === before) throw denied(endpoint, access);
      return job(endpoint).catch((again: unknown) => {
        throw again instanceof DeniedError ? denied(endpoint, access) : again;
      });
    }
  };

  const once = async (requests: readonly Request[]): Promise<Reply[]> => {
    // A lone request in a list: only so a refusal comes with HTTP 200 from every version.
    const replies = await authorised((to) =>
      exchange(to, requests, options, ids, { lone: 'list', parse: parseWithAmounts }),
    );
    for (const reply of replies) {
      if (reply.type === 'refusal' && reply.code === IN_WARMUP)
        throw failure(
          'E_SOURCE_BEHIND',
          `the node is starting: ${reply.words}`,
          endpoint,
          'Wait until it has started.',
          true,
        );
    }
    return replies;
  };

  const settle = async (requests: readonly Request[]): Promise<Reply[]> => {
    const replies: Reply[] = [];
    for (let from = 0; from < requests.length; from += options.batchSize) {
      const part = requests.slice(from, from + options.batchSize);
      replies.push(...(await patiently(() => once(part), options)));
    }
    return replies;
  };

  return {
    label: endpoint.label,
    settle,
    ask: async (requests) =>
      (await settle(requests)).map((reply, i) => resultOf(reply, requests[i]!.method, endpoint)),
    // REST stands at the root, also where RPC is asked below a wallet's path.
    rest: (path) =>
      patiently(
        () => authorised((to) => get({ ...to, url: new URL('/', to.url).href }, path, options)),
        options,
      ),
  };
}

function withCredentials({ url, cookieFile, user, password }: Access): Endpoint {
  const endpoint = readEndpoint(url, 0);
  const pair = cookieFile === undefined ? pairOf(user, password) : readCookie(cookieFile);
  if (pair === null) return endpoint;
  const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  const secrets = [pair, ...pair.split(':')].filter((part) => part.length >= 6);
  return {
    ...endpoint,
    headers: { ...endpoint.headers, authorization },
    secrets: [...endpoint.secrets, ...secrets],
  };
}

const pairOf = (user = '', password = ''): string | null =>
  user === '' && password === '' ? null : `${user}:${password}`;

function readCookie(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new AshiatoError('E_CONFIG_VALUE', 'the cookie file cannot be read', {
      where: file,
      next: 'Start the node; give the .cookie of its data folder, or rpcuser and rpcpassword instead.',
      cause,
    });
  }
}

const denied = (endpoint: Endpoint, { cookieFile }: Access): AshiatoError =>
  failure(
    'E_HTTP',
    'the node does not accept the credentials (HTTP 401)',
    endpoint,
    cookieFile === undefined
      ? 'Check rpcuser and rpcpassword, or give the node’s .cookie file.'
      : 'Give the .cookie of the node that runs at this address.',
  );

/** An amount is kept as it was written: `0.1` is no number that a computer has. */
const parseWithAmounts = (text: string, where: string): unknown =>
  parseStrictJson(text, where, (key, value, source) =>
    key === 'value' && typeof value === 'number' ? source : value,
  );

function resultOf(reply: Reply, method: string, endpoint: Endpoint): unknown {
  if (reply.type === 'refusal') {
    const { code, words } = reply;
    if (code === METHOD_NOT_FOUND)
      throw failure('E_RPC_METHOD', `the node does not offer ${method}`, endpoint, 'Use a newer node.');
    if (/pruned/i.test(words))
      throw failure(
        'E_PRUNED',
        `the node no longer has it: ${words}`,
        endpoint,
        'Ask a node without -prune, or begin at a later block.',
      );
    throw failure('E_RPC_ERROR', `the node refused ${method}: ${words}`, endpoint, 'Read the node’s reason.');
  }
  if (reply.result === undefined || reply.result === null)
    throw failure('E_RPC_NULL', `the node has no answer to ${method}`, endpoint, 'Use another node.');
  return reply.result;
}

export const failure = (
  code: ErrorCode,
  what: string,
  { label }: { readonly label: string },
  next: string,
  retryable = false,
): AshiatoError => new AshiatoError(code, what, { where: label, next, retryable });

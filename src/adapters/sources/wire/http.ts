/** One request: with a total time, a size limit, no redirects, and nothing of the address in what it says. */
import { AshiatoError, type ErrorCode } from '../../../core/model/errors.ts';

export type Limits = {
  /** From the first byte sent to the last byte received. */
  readonly timeoutMs: number;
  /** Of the answer, unpacked. */
  readonly maxBytes: number;
  /** However long a node asks us to wait. */
  readonly maxWaitMs: number;
};

export type Endpoint = {
  /** Scheme and host: all of an address that may be shown, for the rest is often a key. */
  readonly label: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parts of the address that must not be shown even where a node repeats them. */
  readonly secrets: readonly string[];
};

/** A refusal that says how long the node wishes to be left alone. */
export class WaitError extends AshiatoError {
  readonly waitMs: number;
  constructor(what: string, where: string, waitMs: number) {
    super('E_RATE_LIMIT', what, {
      where,
      next: 'Wait, or use a node with a larger allowance.',
      retryable: true,
    });
    this.waitMs = waitMs;
  }
}

/** The credentials were not accepted; they may have changed since they were read. */
export class DeniedError extends AshiatoError {
  constructor(where: string) {
    super('E_HTTP', 'the node refuses (HTTP 401)', { where, next: 'Check the address and the key.' });
  }
}

export function readEndpoint(text: string, index: number): Endpoint {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new AshiatoError('E_CONFIG_VALUE', `address ${index + 1} is not an http or https address`, {
      where: 'urls',
      next: 'Write it as https://host/path; it is not repeated here, for it may hold a key.',
    });
  }
  const { username, password } = url;
  const secrets = [username, password, ...url.pathname.split('/'), ...url.searchParams.values()].filter(
    (part) => part.length >= 6,
  );
  const label = `${url.protocol}//${url.host} (${index + 1})`;
  if (username === '' && password === '') return { label, url: url.href, headers: {}, secrets };
  // `fetch` refuses addresses with credentials in them.
  url.username = '';
  url.password = '';
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    'base64',
  );
  return { label, url: url.href, headers: { authorization: `Basic ${basic}` }, secrets };
}

/** A JSON body there, text back. */
export async function post(endpoint: Endpoint, body: string, limits: Limits): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await exchange(endpoint, endpoint.url, { method: 'POST', headers, body }, limits);
  if (answer === null)
    throw failure(
      'E_HTTP',
      'nothing is served at this address (HTTP 404)',
      endpoint.label,
      'Check the address.',
    );
  return text(answer);
}

/** For whoever only has to take it: anything but a 2xx is a failure. */
export async function send(
  endpoint: Endpoint,
  body: string,
  headers: Readonly<Record<string, string>>,
  limits: Limits,
): Promise<void> {
  const taken = await exchange(endpoint, endpoint.url, { method: 'POST', headers, body }, limits, 400);
  if (taken === null)
    throw failure(
      'E_HTTP',
      'nobody takes it at this address (HTTP 404)',
      endpoint.label,
      'Check the address.',
    );
}

/** What stands at a path below the endpoint's address; null where the server says that there is nothing (404). */
export const get = (endpoint: Endpoint, path: string, limits: Limits): Promise<Uint8Array | null> =>
  exchange(endpoint, below(endpoint.url, path), { method: 'GET' }, limits);

export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** The endpoint's own query (often a key) stays; the path's is added to it. */
function below(base: string, path: string): string {
  const url = new URL(base);
  const [steps = '', query = ''] = path.split('?');
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${steps.replace(/^\//, '')}`;
  for (const [name, value] of new URLSearchParams(query)) url.searchParams.append(name, value);
  return url.href;
}

async function exchange(
  { label, headers }: Endpoint,
  url: string,
  request: RequestInit,
  limits: Limits,
  // Some nodes send JSON-RPC errors with status 400; what is in such a body is judged as usual. Of a path it is a refusal.
  refusedFrom = request.method === 'POST' ? 401 : 400,
): Promise<Uint8Array | null> {
  const signal = AbortSignal.timeout(limits.timeoutMs);
  let response: Response;
  try {
    response = await fetch(url, {
      ...request,
      headers: { ...headers, ...(request.headers as Record<string, string>) },
      signal,
      redirect: 'manual',
    });
  } catch (cause) {
    if (signal.aborted) throw tooSlow(label, limits);
    throw failure(
      'E_UNREACHABLE',
      `the node could not be reached: ${reasonOf(cause)}`,
      label,
      'Check the address and that the node runs.',
      true,
    );
  }
  try {
    expectOk(response, refusedFrom, label, limits);
    if (response.status === 404) {
      await response.body?.cancel();
      return null;
    }
    return await readBody(response, label, limits);
  } catch (cause) {
    await response.body?.cancel().catch(() => {});
    if (cause instanceof AshiatoError) throw cause;
    if (signal.aborted) throw tooSlow(label, limits);
    throw failure(
      'E_TRUNCATED',
      `the answer broke off: ${reasonOf(cause)}`,
      label,
      'Try again, or use another node.',
      true,
    );
  }
}

function expectOk(response: Response, refusedFrom: number, label: string, limits: Limits): void {
  const { status } = response;
  if (status >= 300 && status < 400) {
    throw failure(
      'E_REDIRECT',
      `the node redirects elsewhere (HTTP ${status})`,
      label,
      'Redirects are not followed; give the address it leads to, if you trust it.',
    );
  }
  if (status === 429 || status === 503) {
    throw new WaitError(
      `the node asks for fewer requests (HTTP ${status})`,
      label,
      waitOf(response.headers.get('retry-after'), limits),
    );
  }
  if (status >= 500)
    throw failure(
      'E_HTTP',
      `the node failed (HTTP ${status})`,
      label,
      'Try again, or use another node.',
      true,
    );
  if (status === 401) throw new DeniedError(label);
  if (status >= refusedFrom && status !== 404)
    throw failure('E_HTTP', `the node refuses (HTTP ${status})`, label, 'Check the address and the key.');
}

/** Seconds or a date; whatever else it says, we come back by ourselves. */
function waitOf(header: string | null, limits: Limits): number {
  const seconds = header !== null && /^\d{1,12}$/.test(header.trim()) ? Number(header) : 0;
  return Math.min(seconds * 1000, limits.maxWaitMs);
}

/** `fetch` unpacks while we read, so a small answer that unpacks to a large one is cut off at the limit. */
async function readBody(response: Response, label: string, limits: Limits): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limits.maxBytes) {
      throw failure(
        'E_TOO_LARGE',
        `the answer is larger than ${limits.maxBytes} bytes`,
        label,
        'Ask for less at once, raise the limit, or use another node.',
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooSlow = (label: string, limits: Limits): AshiatoError =>
  failure(
    'E_TIMEOUT',
    `the node took longer than ${limits.timeoutMs} ms`,
    label,
    'Try again, or use another node.',
    true,
  );

/** The system's short code only: messages may repeat the address. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'the connection failed';
}

const failure = (
  code: ErrorCode,
  what: string,
  where: string,
  next: string,
  retryable = false,
): AshiatoError => new AshiatoError(code, what, { where, next, retryable });

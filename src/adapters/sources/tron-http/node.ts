/** One full node or index over HTTP: paths, refusals, patience. What it answers is still only what it says. */
import { AshiatoError, type ErrorCode } from '../../../core/model/errors.ts';
import { type Endpoint, get, type Limits, readEndpoint, text, WaitError } from '../wire/http.ts';
import { parseStrictJson } from '../wire/json.ts';
import { type Patience, patiently } from '../wire/patience.ts';

export type NodeOptions = Limits & Patience;

export type HttpNode = {
  readonly label: string;
  /** What stands at a path with its query. An empty object is an error here: it is java-tron's way to say "not found". */
  readonly ask: (path: string) => Promise<unknown>;
};

const KEY_HEADER = 'TRON-PRO-API-KEY';

/**
 * The key goes to TronGrid's own hosts; where none is given, to the first address, which is then one's own
 * gateway. Never to a second operator.
 */
export function readEndpoints(urls: readonly string[], apiKey: string | undefined): Endpoint[] {
  const endpoints = urls.map(readEndpoint);
  if (apiKey === undefined || apiKey === '') return endpoints;
  const isTronGrid = ({ url }: Endpoint): boolean => /(?:^|\.)trongrid\.io$/.test(new URL(url).hostname);
  const some = endpoints.some(isTronGrid);
  return endpoints.map((endpoint, i) =>
    (some ? isTronGrid(endpoint) : i === 0)
      ? {
          ...endpoint,
          headers: { ...endpoint.headers, [KEY_HEADER]: apiKey },
          secrets: [...endpoint.secrets, apiKey],
        }
      : endpoint,
  );
}

export function httpNode(endpoint: Endpoint, options: NodeOptions): HttpNode {
  const once = async (path: string): Promise<unknown> => {
    const answer = await get(endpoint, path, options);
    const method = path.split('?')[0] ?? path;
    if (answer === null)
      throw failure(
        'E_RPC_METHOD',
        `the node does not offer ${method}`,
        endpoint,
        'Use a node that offers it.',
      );
    const value = parseStrictJson(text(answer), endpoint.label, exactly);
    if (Array.isArray(value)) return value;
    refuseErrors(value as Record<string, unknown>, method, endpoint);
    return value;
  };
  return { label: endpoint.label, ask: (path) => patiently(() => once(path), options) };
}

/** Amounts are 64-bit numbers in plain digits; those that JavaScript would round are kept as they were written. */
const exactly = (_: string, value: unknown, source: string): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d{1,20}$/.test(source)
    ? BigInt(source)
    : value;

function refuseErrors(value: Record<string, unknown>, method: string, endpoint: Endpoint): void {
  if (Object.keys(value).length === 0) {
    throw failure(
      'E_RPC_NULL',
      `the node has no answer to ${method}`,
      endpoint,
      'The node is behind, or does not keep what was asked for; use another.',
    );
  }
  const reason = value.Error ?? value.error;
  if (reason === undefined && value.success !== false) return;
  // The node's own words are shown short, printable and without what the address holds.
  let words =
    typeof reason === 'string' ? reason.slice(0, 200).replace(/[^\x20-\x7e]/g, '?') : 'no reason given';
  for (const secret of endpoint.secrets) words = words.replaceAll(secret, '…');
  if (/frequency limit|too many requests|rate limit|lack of computing resources/i.test(words))
    throw new WaitError(`the node asks for less: ${words}`, endpoint.label, 0);
  throw failure(
    'E_RPC_ERROR',
    `the node refused ${method}: ${words}`,
    endpoint,
    'Read the node’s reason; use another node.',
  );
}

const failure = (code: ErrorCode, what: string, endpoint: Endpoint, next: string): AshiatoError =>
  new AshiatoError(code, what, { where: endpoint.label, next });

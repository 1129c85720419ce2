/** One JSON-RPC node: batches, ids, errors, patience. What it answers is still only what it says. */
import type { Chain } from '../../../core/model/chain.ts';
import { AshiatoError, type ErrorCode } from '../../../core/model/errors.ts';
import { type Endpoint, type Limits, post, WaitError } from '../wire/http.ts';
import { parseStrictJson } from '../wire/json.ts';
import { type Patience, patiently } from '../wire/patience.ts';

export type Request = { readonly method: string; readonly params: readonly unknown[] };

export type NodeOptions = Limits &
  Patience & {
    /** Requests in one HTTP call; 1 sends them one by one. */
    readonly batchSize: number;
  };

export type RpcNode = {
  readonly label: string;
  /** The results in the order of the requests. A null result is an error here: it is not an empty one. */
  readonly ask: (requests: readonly Request[]) => Promise<readonly unknown[]>;
};

const METHOD_NOT_FOUND = -32_601;
/** EIP-1474's "limit exceeded", and HTTP's number, which some providers put in the body. */
const LIMIT_EXCEEDED: readonly unknown[] = [-32_005, 429];

export function rpcNode(endpoint: Endpoint, chain: Chain, options: NodeOptions): RpcNode {
  const chainId = `0x${Number(chain.id.split(':')[1]).toString(16)}`;
  let nextId = 1;

  const once = async (requests: readonly Request[]): Promise<unknown[]> => {
    const calls = requests.map(({ method, params }) => ({ jsonrpc: '2.0', id: nextId++, method, params }));
    const text = await post(endpoint, JSON.stringify(calls.length === 1 ? calls[0] : calls), options);
    const answer = parseStrictJson(text, endpoint.label);
    const replies = calls.length === 1 && !Array.isArray(answer) ? [answer] : answer;
    if (!Array.isArray(replies)) {
      resultOf(replies, requests[0]!, endpoint);
      throw badIds('one answer came for a batch', endpoint);
    }
    const byId = pair(replies, endpoint);
    if (byId.size !== calls.length)
      throw badIds(`${byId.size} answers came for ${calls.length} requests`, endpoint);
    return calls.map((call, i) => {
      if (!byId.has(call.id)) throw badIds('a request has no answer', endpoint);
      return resultOf(byId.get(call.id), requests[i]!, endpoint);
    });
  };

  const tried = (requests: readonly Request[]): Promise<unknown[]> =>
    patiently(() => once(requests), options);

  return {
    label: endpoint.label,
    async ask(requests) {
      const results: unknown[] = [];
      // A node behind a balancer may change its network between two calls, so every batch asks which it is.
      const size = Math.max(1, options.batchSize - 1);
      for (let from = 0; from < requests.length; from += size) {
        const part = requests.slice(from, from + size);
        const network = { method: 'eth_chainId', params: [] };
        const answers =
          options.batchSize === 1
            ? [...(await tried(part)), ...(await tried([network]))]
            : await tried([...part, network]);
        const said = answers.pop();
        if (said !== chainId) {
          throw new AshiatoError(
            'E_WRONG_CHAIN',
            `the node serves chain ${JSON.stringify(said)?.slice(0, 40)}, not ${chainId} (${chain.name})`,
            {
              where: endpoint.label,
              next: `Give the address of a node of ${chain.name}.`,
            },
          );
        }
        results.push(...answers);
      }
      return results;
    },
  };
}

function pair(replies: readonly unknown[], endpoint: Endpoint): Map<unknown, unknown> {
  const byId = new Map<unknown, unknown>();
  for (const reply of replies) {
    const id = reply !== null && typeof reply === 'object' && 'id' in reply ? reply.id : undefined;
    if (byId.has(id)) throw badIds('an answer came twice', endpoint);
    byId.set(id, reply);
  }
  return byId;
}

function resultOf(reply: unknown, { method }: Request, endpoint: Endpoint): unknown {
  const { result, error } = (reply ?? {}) as { result?: unknown; error?: unknown };
  if (error !== undefined && error !== null) throw refusal(error, method, endpoint);
  if (result === undefined || result === null) {
    throw failure(
      'E_RPC_NULL',
      `the node has no answer to ${method}`,
      endpoint,
      'The node is behind, or does not keep what was asked for; use another.',
    );
  }
  return result;
}

/** The node's own words are shown short, printable and without what the address holds. */
function refusal(error: unknown, method: string, endpoint: Endpoint): AshiatoError {
  const { code, message } = error as { code?: unknown; message?: unknown };
  let words =
    typeof message === 'string' ? message.slice(0, 200).replace(/[^\x20-\x7e]/g, '?') : 'no reason given';
  for (const secret of endpoint.secrets) words = words.replaceAll(secret, '…');
  if (LIMIT_EXCEEDED.includes(code))
    return new WaitError(`the node asks for less: ${words}`, endpoint.label, 0);
  // geth says "does not exist/is not available" under the same code; others leave out the code.
  if (code === METHOD_NOT_FOUND || /method .*(not (found|supported|available)|does not exist)/i.test(words)) {
    return failure(
      'E_RPC_METHOD',
      `the node does not offer ${method}`,
      endpoint,
      'Use a node that offers it.',
    );
  }
  return failure(
    'E_RPC_ERROR',
    `the node refused ${method}: ${words}`,
    endpoint,
    'Read the node’s reason; use another node.',
  );
}

const badIds = (what: string, endpoint: Endpoint): AshiatoError =>
  failure(
    'E_RPC_ID',
    `${what}, so answers cannot be told apart`,
    endpoint,
    'Use another node, or a batch size of 1.',
  );

const failure = (code: ErrorCode, what: string, endpoint: Endpoint, next: string): AshiatoError =>
  new AshiatoError(code, what, { where: endpoint.label, next });

/** One JSON-RPC node: batches, ids, errors, patience. What it answers is still only what it says. */
import type { Chain } from '../../../core/model/chain.ts';
import { AshiatoError, type ErrorCode } from '../../../core/model/errors.ts';
import { type Endpoint, type Limits, WaitError } from '../wire/http.ts';
import { exchange, type Ids, type Reply, type Request } from '../wire/json-rpc.ts';
import { type Patience, patiently } from '../wire/patience.ts';

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
  const ids: Ids = { next: 1 };

  const once = async (requests: readonly Request[]): Promise<unknown[]> => {
    const replies = await exchange(endpoint, requests, options, ids, { lone: 'object' });
    return replies.map((reply, i) => resultOf(reply, requests[i]!, endpoint));
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

function resultOf(reply: Reply, { method }: Request, endpoint: Endpoint): unknown {
  if (reply.type === 'refusal') throw refusal(reply.code, reply.words, method, endpoint);
  if (reply.result === undefined || reply.result === null) {
    throw failure(
      'E_RPC_NULL',
      `the node has no answer to ${method}`,
      endpoint,
      'The node is behind, or does not keep what was asked for; use another.',
    );
  }
  return reply.result;
}

function refusal(code: unknown, words: string, method: string, endpoint: Endpoint): AshiatoError {
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

const failure = (code: ErrorCode, what: string, endpoint: Endpoint, next: string): AshiatoError =>
  new AshiatoError(code, what, { where: endpoint.label, next });

/** JSON-RPC over one POST: ids pair one to one, and a refusal's words are shown without what the address hides. */
import { AshiatoError } from '../../../core/model/errors.ts';
import { type Endpoint, type Limits, post } from './http.ts';
import { parseStrictJson } from './json.ts';

export type Request = { readonly method: string; readonly params: readonly unknown[] };

export type Reply =
  | { readonly type: 'result'; readonly result: unknown }
  /** `words` are short, printable and without secrets. */
  | { readonly type: 'refusal'; readonly code: unknown; readonly words: string };

export type Dialect = {
  /** How a lone request is sent: some nodes answer an error to a lone object with an HTTP error. */
  readonly lone: 'object' | 'list';
  readonly parse?: (text: string, where: string) => unknown;
};

/** One counter a node, so that an answer that comes late fits no other request. */
export type Ids = { next: number };

/** The replies in the order of the requests. */
export async function exchange(
  endpoint: Endpoint,
  requests: readonly Request[],
  limits: Limits,
  ids: Ids,
  { lone, parse = parseStrictJson }: Dialect,
): Promise<Reply[]> {
  const calls = requests.map(({ method, params }) => ({ jsonrpc: '2.0', id: ids.next++, method, params }));
  const alone = calls.length === 1 && lone === 'object';
  const text = await post(endpoint, JSON.stringify(alone ? calls[0] : calls), limits);
  const answer = parse(text, endpoint.label);
  const replies = calls.length === 1 && !Array.isArray(answer) ? [answer] : answer;
  if (!Array.isArray(replies)) {
    const whole = readReply(replies, endpoint);
    if (whole.type === 'refusal') return calls.map(() => whole);
    throw badIds('one answer came for a batch', endpoint);
  }
  const byId = pair(replies, endpoint);
  if (byId.size !== calls.length)
    throw badIds(`${byId.size} answers came for ${calls.length} requests`, endpoint);
  return calls.map((call) => {
    if (!byId.has(call.id)) throw badIds('a request has no answer', endpoint);
    return readReply(byId.get(call.id), endpoint);
  });
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

function readReply(reply: unknown, endpoint: Endpoint): Reply {
  const { result, error } = (reply ?? {}) as { result?: unknown; error?: unknown };
  if (error === undefined || error === null) return { type: 'result', result };
  const { code, message } = error as { code?: unknown; message?: unknown };
  let words =
    typeof message === 'string' ? message.slice(0, 200).replace(/[^\x20-\x7e]/g, '?') : 'no reason given';
  for (const secret of endpoint.secrets) words = words.replaceAll(secret, '…');
  return { type: 'refusal', code, words };
}

const badIds = (what: string, endpoint: Endpoint): AshiatoError =>
  new AshiatoError('E_RPC_ID', `${what}, so answers cannot be told apart`, {
    where: endpoint.label,
    next: 'Use another node, or a batch size of 1.',
  });

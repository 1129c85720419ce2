/**
 * One server with Etherscan's API: its questions, its envelope, its limits. The same shapes are served by
 * Etherscan (https://docs.etherscan.io/, V2: one address for all chains, `chainid` in the query) and by Blockscout
 * (https://docs.blockscout.com/, `/api`), which has Ethereum's own methods at `/api/eth-rpc` instead of `module=proxy`.
 */
import { asList, asObject } from '../../../core/chains/evm/raw.ts';
import { AshiatoError, type ErrorCode } from '../../../core/model/errors.ts';
import { type Endpoint, get, type Limits, post, text, WaitError } from '../wire/http.ts';
import { parseStrictJson } from '../wire/json.ts';
import { isOwn, newPacer, type Pace, paceFor } from '../wire/pace.ts';
import { type Patience, patiently } from '../wire/patience.ts';

export type ApiOptions = Limits & Patience & { readonly chainId: number; readonly key: string | null };

/** What must not be repeated of its words, and how long it may ask us to wait. */
type Manners = { readonly secrets: readonly string[]; readonly maxWaitMs: number };

type Query = Readonly<Record<string, string | number>>;

export type Api = {
  readonly label: string;
  /** Rows of an account; empty where it has none. */
  rows(action: string, query: Query): Promise<readonly unknown[]>;
  /** What stands in the result, whatever it is. */
  result(module: string, action: string, query: Query): Promise<unknown>;
  /** A method of Ethereum's own; a null result is an error here. */
  rpc(call: Call): Promise<unknown>;
};

/** The same question in JSON-RPC and in `module=proxy`. */
export type Call = { readonly method: string; readonly params: readonly unknown[]; readonly query: Query };

/** Etherscan lets three (without payment) to five requests a second through. */
const GENTLE: Pace = { requestsPerSecond: 3, inFlight: 3 };

export function openApi(endpoint: Endpoint, options: ApiOptions): Api {
  const { label } = endpoint;
  const secrets = options.key === null ? endpoint.secrets : [...endpoint.secrets, options.key];
  const manners: Manners = { secrets, maxWaitMs: options.maxWaitMs };
  const pace = isOwn(endpoint.url) ? paceFor(endpoint.url) : GENTLE;
  const pacer = newPacer(pace, { now: () => performance.now(), sleep: options.sleep });
  const [parent, leaf] = splitAddress(endpoint);
  /** Found out by asking: whether Ethereum's methods are served by `module=proxy`. */
  let proxied: boolean | null = null;

  /** The reading is part of the try: a refusal for haste comes as HTTP 200. */
  const patient = <T>(job: () => Promise<T>): Promise<T> =>
    patiently(
      () =>
        pacer.run(async () => {
          try {
            return await job();
          } catch (error) {
            if (error instanceof WaitError) pacer.holdOff(error.waitMs);
            throw error;
          }
        }),
      options,
    );

  const ask = async <T>(
    module: string,
    action: string,
    query: Query,
    read: (answer: unknown) => T,
  ): Promise<T> => {
    const asked = new URLSearchParams({ module, action, chainid: String(options.chainId) });
    for (const [name, value] of Object.entries({ ...query, ...keyOf(options.key) }))
      asked.set(name, String(value));
    const path = `${leaf}?${asked}`;
    return patient(async () => {
      const bytes = await get(parent, path, options);
      if (bytes === null)
        throw failure('E_HTTP', 'nothing is served at this address (HTTP 404)', label, 'Check the address.');
      return read(parseStrictJson(text(bytes), label));
    });
  };

  const envelope = (
    answer: unknown,
    action: string,
  ): { status: string; message: string; result: unknown } => {
    const { status, message, result } = asObject(answer, `${label} ${action}`);
    if (typeof status !== 'string' || (message !== null && typeof message !== 'string'))
      throw failure('E_RPC_VALUE', `the answer to ${action} has no status`, label, 'Check the address.');
    return { status, message: message ?? '', result };
  };
  const refused = (action: string, message: string, result: unknown): AshiatoError =>
    refusal(action, typeof result === 'string' ? result : message, label, manners);

  const byProxy = (call: Call): Promise<unknown> =>
    ask('proxy', call.method, call.query, (answer) => {
      const raw = asObject(answer, `${label} ${call.method}`);
      if (!('jsonrpc' in raw)) {
        const { message, result } = envelope(answer, call.method);
        throw refused(call.method, message, result);
      }
      return resultOf(raw, call.method, label, manners);
    });
  const byPost = (call: Call): Promise<unknown> =>
    patient(async () => {
      const body = { jsonrpc: '2.0', id: 1, method: call.method, params: call.params };
      const answer = await post(rpcAddress(endpoint), JSON.stringify(body), options);
      return resultOf(asObject(parseStrictJson(answer, label), label), call.method, label, manners);
    });

  return {
    label,
    rows: (action, query) =>
      ask('account', action, query, (answer) => {
        const { status, message, result } = envelope(answer, action);
        if (status === '1') return asList(result, `${label} ${action}`);
        // "No transactions found", "No internal transactions found", "No token transfers found".
        const empty = result === null || (Array.isArray(result) && result.length === 0);
        if (status === '0' && empty && /^no .*found/i.test(message)) return [];
        if (status === '2' || /not yet been processed/i.test(message)) {
          throw new AshiatoError('E_SOURCE_BEHIND', `the server has not read all of ${action} yet`, {
            where: label,
            next: 'Wait until its index is complete, or use another server.',
            retryable: true,
          });
        }
        throw refused(action, message, result);
      }),
    result: (module, action, query) =>
      ask(module, action, query, (answer) => {
        const { status, message, result } = envelope(answer, action);
        if (status !== '1') throw refused(action, message, result);
        return result;
      }),
    async rpc(call) {
      if (proxied !== null) return proxied ? byProxy(call) : byPost(call);
      try {
        const answer = await byProxy(call);
        proxied = true;
        return answer;
      } catch (error) {
        if (!(error instanceof AshiatoError) || !['E_RPC_METHOD', 'E_HTTP'].includes(error.code)) throw error;
        const answer = await byPost(call);
        proxied = false;
        return answer;
      }
    },
  };
}

const keyOf = (key: string | null): Query => (key === null ? {} : { apikey: key });

/** `get` asks below an address; the last step of this one is part of the question. */
function splitAddress(endpoint: Endpoint): [Endpoint, string] {
  const url = new URL(endpoint.url);
  const steps = url.pathname.replace(/\/$/, '').split('/');
  const leaf = steps.pop() ?? '';
  url.pathname = steps.join('/');
  return [{ ...endpoint, url: url.href }, leaf];
}

function rpcAddress(endpoint: Endpoint): Endpoint {
  const url = new URL(endpoint.url);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/eth-rpc`;
  return { ...endpoint, url: url.href };
}

function resultOf(
  raw: Readonly<Record<string, unknown>>,
  method: string,
  label: string,
  manners: Manners,
): unknown {
  const { result, error } = raw;
  if (error !== undefined && error !== null) {
    const { message } = asObject(error, `${label} ${method}`);
    throw refusal(method, typeof message === 'string' ? message : 'no reason given', label, manners);
  }
  if (result === undefined || result === null)
    throw failure('E_RPC_NULL', `the server has no answer to ${method}`, label, 'Use another server.');
  return result;
}

/** Every refusal comes as HTTP 200 with a sentence, so the sentence is what tells them apart. */
function refusal(action: string, said: string, label: string, { secrets, maxWaitMs }: Manners): AshiatoError {
  let words = said.slice(0, 200).replace(/[^\x20-\x7e]/g, '?');
  for (const secret of secrets) words = words.replaceAll(secret, '…');
  if (/rate limit|calls per sec|too many (requests|invalid)/i.test(words))
    return new WaitError(`the server asks for fewer requests: ${words}`, label, Math.min(1_000, maxWaitMs));
  if (/timeout|timed out|temporarily|try again/i.test(words))
    return new AshiatoError('E_TIMEOUT', `the server did not finish ${action}: ${words}`, {
      where: label,
      next: 'Try again later, or use another server.',
      retryable: true,
    });
  if (
    /unknown (module|action)|(module|action) name|not (supported|available|found|allowed)|does not exist/i.test(
      words,
    )
  )
    return failure(
      'E_RPC_METHOD',
      `the server does not offer ${action}: ${words}`,
      label,
      'Use another server.',
    );
  return failure(
    'E_RPC_ERROR',
    `the server refused ${action}: ${words}`,
    label,
    'Read its reason: the key, the plan or the chain may be wrong.',
  );
}

const failure = (code: ErrorCode, what: string, where: string, next: string): AshiatoError =>
  new AshiatoError(code, what, { where, next });

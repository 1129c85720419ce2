/** One request to the server and its answer: JSON, or a refusal with its code. */
import type { ErrorJson } from '../../../src/contract/trace.ts';

/** A refusal of the server, or its silence (`E_UNREACHABLE`). */
export class ApiError extends Error {
  readonly detail: ErrorJson;
  readonly status: number;

  constructor(detail: ErrorJson, status: number) {
    super(detail.message);
    this.name = 'ApiError';
    this.detail = detail;
    this.status = status;
  }
}

const KEY = 'ashiato.key';

/** The API key of this tab, for servers that want one; forgotten with the tab. */
export const apiKey = {
  read: (): string | null => sessionStorage.getItem(KEY),
  keep: (text: string): void => sessionStorage.setItem(KEY, text),
  forget: (): void => sessionStorage.removeItem(KEY),
};

export const getJson = <T>(path: string, signal: AbortSignal): Promise<T> => ask(path, { signal });

export const sendJson = <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> =>
  ask(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
    ...(signal === undefined ? {} : { signal }),
  });

export const sendText = <T>(path: string, text: string, type: string): Promise<T> =>
  ask(path, { method: 'POST', body: text, headers: { 'content-type': type } });

export const erase = <T>(path: string): Promise<T> => ask(path, { method: 'DELETE' });

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const key = apiKey.read();
  const headers = new Headers(init.headers);
  headers.set('accept', 'application/json');
  if (key !== null) headers.set('authorization', `Bearer ${key}`);
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError({ code: 'E_UNREACHABLE', message: path, retryable: true }, 0);
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as T;
  const { status } = response;
  const refusal = readError(body) ?? { code: `HTTP_${status}`, message: path, retryable: status >= 500 };
  throw new ApiError(refusal, status);
}

function readError(body: unknown): ErrorJson | null {
  if (typeof body !== 'object' || body === null || !('error' in body)) return null;
  const { error } = body;
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error
    ? (error as ErrorJson)
    : null;
}

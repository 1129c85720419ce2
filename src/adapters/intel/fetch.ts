/** One page over HTTP, within limits. Redirects are not followed: a person gives the address that they mean. */
import { AshiatoError } from '../../core/model/errors.ts';
import type { FetchDocument } from '../../ports/intel-shelf.ts';
import { get, type Limits, readEndpoint } from '../sources/wire/http.ts';
import { DOCUMENT_LIMITS } from './document.ts';

const LIMITS: Limits = { timeoutMs: 30_000, maxBytes: DOCUMENT_LIMITS.maxBytes, maxWaitMs: 0 };

export const fetchDocument: FetchDocument = async (address) => {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new AshiatoError('E_INTEL_FORMAT', 'this is no http or https address', {
      where: address,
      next: 'Give the address as the browser shows it, or save the page and give the file.',
    });
  // What stands behind the # never leaves a browser either.
  const name = `${url.origin}${url.pathname}${url.search}`;
  try {
    const bytes = await get(readEndpoint(url.origin, 0), `${url.pathname}${url.search}`, LIMITS);
    if (bytes !== null) return { name, bytes };
  } catch (error) {
    if (!(error instanceof AshiatoError)) throw error;
    throw unreadable(name, error.message, error);
  }
  throw unreadable(name, 'there is nothing at this address (HTTP 404)', null);
};

const unreadable = (where: string, why: string, cause: AshiatoError | null): AshiatoError =>
  new AshiatoError(cause?.code ?? 'E_HTTP', `the page could not be fetched: ${why}`, {
    where,
    next: 'Open it in a browser, save it, and give the file.',
    retryable: cause?.retryable ?? false,
    cause,
  });

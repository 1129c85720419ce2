/** Which HTTP status a refusal is sent with; its code says the rest. */
import type { AshiatoError, ErrorCode } from '../core/model/errors.ts';

const BY_CODE: Partial<Record<ErrorCode, number>> = {
  E_CASE_UNKNOWN: 404,
  E_CASE_NO_RECORDING: 404,
  E_TRACE_UNKNOWN: 404,
  E_NOT_FOUND: 404,
  E_LIBRARY_UNKNOWN: 404,
  E_LIBRARY_REVIEW: 409,
  E_TOO_LARGE: 413,
  E_QUOTA: 429,
  E_INTERNAL: 500,
  E_OVERLOAD: 503,
  E_SIGNING_KEY: 503,
  E_DISK_FULL: 503,
  E_DATA_FOLDER: 503,
  E_STORE_LOCKED: 503,
  E_DB_UNAVAILABLE: 503,
};

export function statusOf({ code, where }: AshiatoError): number {
  // Without a known key nobody is let in; with one, or from another site, it is this that is not allowed.
  if (code === 'E_API_KEY') return where === 'Authorization' ? 401 : 403;
  return BY_CODE[code] ?? 422;
}

/** A publisher's files over HTTP: each by its addresses in turn, limited in time and size, redirects refused. */
import type { Format } from '../../core/lists/formats.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { ListFiles } from '../../ports/list-shelf.ts';
import { get, type Limits, readEndpoint } from '../sources/wire/http.ts';
import type { Publisher } from './publishers.ts';
import { MOST_BYTES } from './text.ts';

const LIMITS: Limits = { timeoutMs: 300_000, maxBytes: MOST_BYTES, maxWaitMs: 0 };

export async function downloadList(
  format: Format,
  publisher: Publisher,
  limits: Limits = LIMITS,
): Promise<ListFiles> {
  const files = new Map<string, Uint8Array>();
  for (const { role } of format.files)
    files.set(role, await firstOf(publisher.files[role] ?? [], `${format.id} ${role}`, limits));
  return files;
}

/** The official addresses with a mirror's in place of their hosts and folders: the last part of each path stays. */
export const throughMirror = (publisher: Publisher, mirror: string): Publisher => ({
  format: publisher.format,
  files: Object.fromEntries(
    Object.entries(publisher.files).map(([role, [first = '']]) => [
      role,
      [`${mirror.replace(/\/$/, '')}/${new URL(first).pathname.split('/').at(-1) ?? ''}`],
    ]),
  ),
});

/** One address after the other; what went wrong with each is said where all fail. */
async function firstOf(addresses: readonly string[], where: string, limits: Limits): Promise<Uint8Array> {
  const failures: string[] = [];
  for (const [index, address] of addresses.entries()) {
    const url = new URL(address);
    const endpoint = readEndpoint(url.origin, index);
    try {
      const bytes = await get(endpoint, `${url.pathname}${url.search}`, limits);
      if (bytes !== null && bytes.length > 0) return bytes;
      failures.push(
        `${endpoint.label}: ${bytes === null ? 'there is nothing (HTTP 404)' : 'the answer is empty'}`,
      );
    } catch (error) {
      if (!(error instanceof AshiatoError)) throw error;
      failures.push(`${endpoint.label}: ${error.message} (${error.code})`);
    }
  }
  throw new AshiatoError('E_LIST_FETCH', `no address gave the file: ${failures.join('; ')}`, {
    where,
    next: 'Try again later, or import it on this machine: "ashiato lists import". The edition before stays in force and ages.',
    retryable: true,
  });
}

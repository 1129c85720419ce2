/** A list's files over HTTP: each by its addresses in turn, limited in time and size, redirects refused. */
import type { Format } from '../../core/lists/formats.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { ListFiles } from '../../ports/list-shelf.ts';
import { get, type Limits, readEndpoint } from '../sources/wire/http.ts';
import { MOST_BYTES } from './text.ts';

const LIMITS: Limits = { timeoutMs: 300_000, maxBytes: MOST_BYTES, maxWaitMs: 0 };

/** Who answers at an address: only a publisher's own answer says that a list is current. */
export type Way = { readonly url: string; readonly by: 'publisher' | 'mirror' };

/** By the role of the file, in the order in which they are tried. */
export type Ways = ReadonlyMap<string, readonly Way[]>;

export type Download = {
  readonly files: ListFiles;
  readonly by: Way['by'];
  /** What went wrong with the publisher's own addresses, where a mirror stood in; null: nothing. */
  readonly missed: string | null;
};

/** A mirror's word for one file makes the whole a mirror's. */
export async function downloadList(format: Format, ways: Ways, limits: Limits = LIMITS): Promise<Download> {
  const files = new Map<string, Uint8Array>();
  let by: Way['by'] = 'publisher';
  let missed: string | null = null;
  for (const { role } of format.files) {
    const got = await firstOf(ways.get(role) ?? [], `${format.id} ${role}`, limits);
    files.set(role, got.bytes);
    if (got.by === 'publisher') continue;
    by = 'mirror';
    missed ??= got.failures.length === 0 ? null : got.failures.join('; ');
  }
  return { files, by, missed };
}

/** A mirror's folder with the publisher's file names. */
export const throughMirror = (ways: Ways, mirror: string): Ways =>
  new Map(
    [...ways].map(([role, known]) => [
      role,
      known.slice(0, 1).map(({ url }): Way => {
        const name = new URL(url).pathname.split('/').at(-1) ?? '';
        return { url: `${mirror.replace(/\/$/, '')}/${name}`, by: 'mirror' };
      }),
    ]),
  );

/** One address after the other; what went wrong with each is said where all fail. */
async function firstOf(
  ways: readonly Way[],
  where: string,
  limits: Limits,
): Promise<{ readonly bytes: Uint8Array; readonly by: Way['by']; readonly failures: readonly string[] }> {
  const failures: string[] = [];
  for (const [index, way] of ways.entries()) {
    const url = new URL(way.url);
    const endpoint = readEndpoint(url.origin, index);
    try {
      const bytes = await get(endpoint, `${url.pathname}${url.search}`, limits);
      if (bytes !== null && bytes.length > 0) return { bytes, by: way.by, failures };
      failures.push(
        `${endpoint.label}: ${bytes === null ? 'there is nothing (HTTP 404)' : 'the answer is empty'}`,
      );
    } catch (error) {
      if (!(error instanceof AshiatoError)) throw error;
      failures.push(`${endpoint.label}: ${error.message} (${error.code})`);
    }
  }
  throw new AshiatoError(
    'E_LIST_FETCH',
    failures.length === 0 ? 'no address is known' : `no address gave the file: ${failures.join('; ')}`,
    {
      where,
      next: 'Try again later, or import it on this machine: "ashiato lists import". The edition before stays in force and ages.',
      retryable: true,
    },
  );
}

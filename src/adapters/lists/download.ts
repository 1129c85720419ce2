/** A list's files over HTTP: each by its addresses in turn, limited in time and size, redirects refused. */
import type { Format } from '../../core/lists/formats.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Day } from '../../core/model/list.ts';
import type { ListFiles } from '../../ports/list-shelf.ts';
import { get, type Limits, readEndpoint } from '../sources/wire/http.ts';
import { type Link, linkOn } from './index-page.ts';
import { MOST_BYTES } from './text.ts';

const LIMITS: Limits = { timeoutMs: 300_000, maxBytes: MOST_BYTES, maxWaitMs: 0 };
const MOST_PAGE_BYTES = 4 * 1024 * 1024;

export type Way = {
  /** Of the file; of a page that leads to it, where there is a link. */
  readonly url: string;
  readonly link?: Link;
  /** Who answers: only a publisher's own answer says that a list is current. */
  readonly by: 'publisher' | 'mirror';
};

/** By the role of the file, in the order in which they are tried. */
export type Ways = ReadonlyMap<string, readonly Way[]>;

export type Download = {
  readonly files: ListFiles;
  readonly by: Way['by'];
  /** The publisher's day, where its page named the file after it; of several files the newest. */
  readonly published: Day | null;
  /** What went wrong with the publisher's own addresses, where a mirror stood in; null: nothing. */
  readonly missed: string | null;
};

/** A mirror's word for one file makes the whole a mirror's. */
export async function downloadList(format: Format, ways: Ways, limits: Limits = LIMITS): Promise<Download> {
  const files = new Map<string, Uint8Array>();
  let by: Way['by'] = 'publisher';
  let published: Day | null = null;
  let missed: string | null = null;
  for (const { role } of format.files) {
    const got = await firstOf(ways.get(role) ?? [], `${format.id} ${role}`, limits);
    files.set(role, got.bytes);
    if (got.day !== null && got.day > (published ?? '')) published = got.day;
    if (got.by === 'publisher') continue;
    by = 'mirror';
    missed ??= got.failures.length === 0 ? null : got.failures.join('; ');
  }
  return { files, by, published, missed };
}

/** A mirror's folder with the publisher's file names; a file whose name changes has none there. */
export const throughMirror = (ways: Ways, mirror: string): Ways =>
  new Map(
    [...ways].map(([role, known]) => [
      role,
      known
        .filter(({ link }) => link === undefined)
        .slice(0, 1)
        .map(({ url }): Way => {
          const name = new URL(url).pathname.split('/').at(-1) ?? '';
          return { url: `${mirror.replace(/\/$/, '')}/${name}`, by: 'mirror' };
        }),
    ]),
  );

type Got = {
  readonly bytes: Uint8Array;
  readonly by: Way['by'];
  readonly day: Day | null;
  readonly failures: readonly string[];
};

/** One address after the other; what went wrong with each is said where all fail. */
async function firstOf(ways: readonly Way[], where: string, limits: Limits): Promise<Got> {
  const failures: AshiatoError[] = [];
  const said = (): string[] => failures.map((each) => `${each.where}: ${each.message} (${each.code})`);
  for (const [index, { url, link, by }] of ways.entries()) {
    try {
      const page = new URL(url);
      const found = link === undefined ? { url: page, day: null } : await follow(page, link, index, limits);
      return { bytes: await take(found.url, index, limits), by, day: found.day, failures: said() };
    } catch (error) {
      if (!(error instanceof AshiatoError)) throw error;
      failures.push(error);
    }
  }
  // Where no address failed by itself, trying again does not help: somebody has to look at the page.
  const [first] = failures;
  if (first !== undefined && failures.every(({ code }) => code === 'E_LIST_LINK')) throw first;
  throw new AshiatoError(
    'E_LIST_FETCH',
    first === undefined ? 'no address is known' : `no address gave the file: ${said().join('; ')}`,
    {
      where,
      next: 'Try again later, or import it on this machine: "ashiato lists import". The edition before stays in force and ages.',
      retryable: true,
    },
  );
}

async function follow(page: URL, link: Link, index: number, limits: Limits) {
  const bytes = await take(page, index, { ...limits, maxBytes: Math.min(limits.maxBytes, MOST_PAGE_BYTES) });
  // Addresses are ASCII, whatever the letters of the page are.
  return linkOn(new TextDecoder().decode(bytes), page, link);
}

async function take(url: URL, index: number, limits: Limits): Promise<Uint8Array> {
  const endpoint = readEndpoint(url.origin, index);
  const bytes = await get(endpoint, `${url.pathname}${url.search}`, limits);
  if (bytes !== null && bytes.length > 0) return bytes;
  throw new AshiatoError('E_HTTP', bytes === null ? 'there is nothing (HTTP 404)' : 'the answer is empty', {
    where: endpoint.label,
    next: 'Try again later.',
    retryable: true,
  });
}

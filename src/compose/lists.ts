/** The lists in force, and what it takes to refresh them. */
import { join } from 'node:path';
import { loadBundled } from '../adapters/lists/bundled.ts';
import type { Way, Ways } from '../adapters/lists/download.ts';
import { readExtracts } from '../adapters/lists/extracts.ts';
import { isSignedBy } from '../adapters/lists/keys.ts';
import { parseList } from '../adapters/lists/parse.ts';
import { parseBeside } from '../adapters/lists/parse-beside.ts';
import { loadPublishers, type Publisher } from '../adapters/lists/publishers.ts';
import { openShelf, sha256Hex } from '../adapters/lists/shelf.ts';
import { inTurns } from '../app/common/in-turns.ts';
import { readAhead } from '../app/lists/read-ahead.ts';
import { type ListParts, listsInForce } from '../app/lists/refresh-lists.ts';
import type { Config } from '../config.ts';
import { type Format, formatNamed } from '../core/lists/formats.ts';
import { type ListSnapshot, snapshotInSteps } from '../core/lists/snapshot.ts';
import { AshiatoError } from '../core/model/errors.ts';
import type { Edition } from '../core/model/list.ts';
import { PACKAGE_ROOT } from '../package.ts';

/** Stands in an address for what its publisher gives to whoever registers (`listAccess`). */
const CODE = '{code}';

export const FACTS_FOLDER = join(PACKAGE_ROOT, 'facts');

export type ListsAtHand = {
  /** `now` in seconds, UTC. */
  readonly parts: (now: number) => ListParts;
  /** Changes whenever an edition does; cheap to ask. */
  readonly version: () => number;
  /** The newest time that was noted beside the lists; 0: none. */
  readonly noted: () => number;
  /** Reads what is new in a thread beside the loop, so that the next look finds it read. */
  readonly readAhead: () => Promise<void>;
};

/** For a program that looks at its lists again and again: what does not change is read once. */
export function composeLists({ dataFolder, approvers }: Config): ListsAtHand {
  const { edition, statements } = loadBundled(FACTS_FOLDER);
  const shelf = openShelf(dataFolder);
  const read: ListParts['read'] = new Map();
  return {
    parts: (now) => ({
      shelf,
      parse: parseList,
      digest: sha256Hex,
      approvers,
      verify: isSignedBy,
      bundled: { editions: [edition], statements },
      extracts: readExtracts(dataFolder),
      read,
      now,
    }),
    version: () => shelf.state().version,
    noted: () =>
      Math.max(
        0,
        ...shelf.attempts().map(({ at }) => at),
        ...shelf.state().current.map(({ obtainedAt }) => obtainedAt),
      ),
    readAhead: () => readAhead({ shelf, read }, (edition) => parseBeside({ dataFolder, edition })),
  };
}

/** For a program that looks once. */
export const composeListParts = (config: Config, now: number): ListParts => composeLists(config).parts(now);

export type Fetchable = {
  readonly format: Format;
  readonly ways: Ways;
  /** Why there are fewer than two of the publisher's own; null: there are. */
  readonly why: string | null;
  /** Whether it is fetched unless somebody names it: every file has a way, and the reader is trusted. */
  readonly usual: boolean;
};

/** Every format with the ways to its files: the publisher's own, then those of the configuration. */
export function composeWays({ listMirrors, listAccess, listsUnverified }: Config): readonly Fetchable[] {
  for (const { format, files } of listMirrors) {
    const roles = formatNamed(format).files.map(({ role }) => role);
    const unknown = Object.keys(files).find((role) => !roles.includes(role));
    if (unknown !== undefined)
      throw new AshiatoError('E_CONFIG_VALUE', `${format} has no file "${unknown}"`, {
        where: 'listMirrors',
        limit: roles.join(', '),
        next: 'Name the files as docs/lists.md does.',
      });
  }
  for (const id of [...listsUnverified, ...listAccess.map(({ format }) => format)]) formatNamed(id);
  return loadPublishers(FACTS_FOLDER).map(({ format: id, files, why }) => {
    const format = formatNamed(id);
    const mirrors = listMirrors.filter((each) => each.format === id);
    const code = listAccess.find((each) => each.format === id)?.code;
    const ways = new Map(
      format.files.map(({ role }): [string, Way[]] => [
        role,
        [
          ...(files[role] ?? []).flatMap((known) => publishersWay(known, code)),
          ...mirrors.flatMap(({ files: { [role]: url } }): Way[] =>
            url === undefined ? [] : [{ url, by: 'mirror' }],
          ),
        ],
      ]),
    );
    const reachable = [...ways.values()].every((each) => each.length > 0);
    const trusted = format.verified || listsUnverified.includes(id);
    return { format, ways, why: why ?? null, usual: reachable && trusted };
  });
}

/** None where the publisher asks for a code that nobody gave. */
function publishersWay(known: Publisher['files'][string][number], code: string | undefined): readonly Way[] {
  if (typeof known !== 'string')
    return [
      { url: known.page, link: { pattern: new RegExp(known.link), hosts: known.hosts }, by: 'publisher' },
    ];
  if (!known.includes(CODE)) return [{ url: known, by: 'publisher' }];
  return code === undefined ? [] : [{ url: known.replace(CODE, code), by: 'publisher' }];
}

/** `more`: lists of our own, such as the addresses of incidents. */
export async function composeSnapshot(
  lists: ListsAtHand,
  now: number,
  more: readonly Edition[] = [],
  staleAfter?: number,
): Promise<{ readonly snapshot: ListSnapshot; readonly problems: readonly AshiatoError[] }> {
  const { editions, history, problems, missing } = listsInForce(lists.parts(now));
  const snapshot = await inTurns(snapshotInSteps([...editions, ...more], history, staleAfter, missing));
  return { snapshot, problems };
}

/** The lists in force, and what it takes to refresh them. */
import { join } from 'node:path';
import { loadBundled } from './adapters/lists/bundled.ts';
import type { Way, Ways } from './adapters/lists/download.ts';
import { readExtracts } from './adapters/lists/extracts.ts';
import { isSignedBy } from './adapters/lists/keys.ts';
import { parseList } from './adapters/lists/parse.ts';
import { parseBeside } from './adapters/lists/parse-beside.ts';
import { loadPublishers } from './adapters/lists/publishers.ts';
import { openShelf, sha256Hex } from './adapters/lists/shelf.ts';
import { openReadAhead } from './app/read-ahead.ts';
import { type ListParts, listsInForce, type Readings } from './app/refresh-lists.ts';
import type { Config } from './config.ts';
import { type Format, formatNamed } from './core/lists/formats.ts';
import { type ListSnapshot, makeSnapshot } from './core/lists/snapshot.ts';
import { AshiatoError } from './core/model/errors.ts';
import type { Edition } from './core/model/list.ts';
import { PACKAGE_ROOT } from './package.ts';

export const FACTS_FOLDER = join(PACKAGE_ROOT, 'facts');

/** `now` in seconds, UTC. */
export function composeListParts({ dataFolder, approvers }: Config, now: number): ListParts {
  const { edition, statements } = loadBundled(FACTS_FOLDER);
  return {
    shelf: openShelf(dataFolder),
    parse: parseList,
    digest: sha256Hex,
    approvers,
    verify: isSignedBy,
    bundled: { editions: [edition], statements },
    extracts: readExtracts(dataFolder),
    now,
  };
}

export type Fetchable = {
  readonly format: Format;
  readonly ways: Ways;
  /** Why there are fewer than two of the publisher's own; null: there are. */
  readonly why: string | null;
  /** Whether it is fetched unless somebody names it: every file has a way, and the reader is trusted. */
  readonly usual: boolean;
};

/** Every format with the ways to its files: the publisher's own, then those of the configuration. */
export function composeWays({ listMirrors, listsUnverified }: Config): readonly Fetchable[] {
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
  for (const id of listsUnverified) formatNamed(id);
  return loadPublishers(FACTS_FOLDER).map(({ format: id, files, why }) => {
    const format = formatNamed(id);
    const mirrors = listMirrors.filter((each) => each.format === id);
    const ways = new Map(
      format.files.map(({ role }): [string, Way[]] => [
        role,
        [
          ...(files[role] ?? []).map((url): Way => ({ url, by: 'publisher' })),
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

/** Reads editions in a thread beside the loop, each once. */
export const composeReadAhead = ({ dataFolder }: Config): (() => Promise<Readings>) => {
  const readAhead = openReadAhead((edition) => parseBeside({ dataFolder, edition }));
  return () => readAhead(openShelf(dataFolder).state());
};

/** `more`: lists of our own, such as the addresses of incidents. */
export function composeSnapshot(
  config: Config,
  now: number,
  more: readonly Edition[] = [],
  staleAfter?: number,
  readings?: Readings,
): { readonly snapshot: ListSnapshot; readonly problems: readonly AshiatoError[] } {
  const { editions, history, problems } = listsInForce({
    ...composeListParts(config, now),
    ...(readings === undefined ? {} : { readings }),
  });
  return { snapshot: makeSnapshot([...editions, ...more], history, staleAfter), problems };
}

/** The lists in force, and what it takes to refresh them. */
import { join } from 'node:path';
import { loadBundled } from './adapters/lists/bundled.ts';
import { readExtracts } from './adapters/lists/extracts.ts';
import { isSignedBy } from './adapters/lists/keys.ts';
import { parseList } from './adapters/lists/parse.ts';
import { openShelf, sha256Hex } from './adapters/lists/shelf.ts';
import { type ListParts, listsInForce } from './app/refresh-lists.ts';
import type { Config } from './config.ts';
import { type ListSnapshot, makeSnapshot } from './core/lists/snapshot.ts';
import type { AshiatoError } from './core/model/errors.ts';
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

/** `more`: lists of our own, such as the addresses of incidents. */
export function composeSnapshot(
  config: Config,
  now: number,
  more: readonly Edition[] = [],
  staleAfter?: number,
): { readonly snapshot: ListSnapshot; readonly problems: readonly AshiatoError[] } {
  const { editions, history, problems } = listsInForce(composeListParts(config, now));
  return { snapshot: makeSnapshot([...editions, ...more], history, staleAfter), problems };
}

/** Which adapter stands behind a named source. Adapters are loaded only when used. */
import { joinSources } from './app/join-sources.ts';
import type { Config } from './config.ts';
import { AshiatoError } from './core/model/errors.ts';
import type { ChainSource } from './ports/chain-source.ts';
import { chainOfSource, parseSource, type SourceConfig } from './source-config.ts';

/** What the command line names, else the environment, else everything that is configured. */
export function chooseSources(
  given: readonly string[] | undefined,
  chain: string | undefined,
  config: Config,
  env: NodeJS.ProcessEnv,
): readonly SourceConfig[] {
  const named = given ?? (env.ASHIATO_SOURCES ?? '').split(/\s+/).filter((text) => text !== '');
  if (named.length > 0) return named.map((text) => parseSource(text, config.sources, chain));
  const indexes = new Set(config.sources.flatMap((row) => (row.type === 'evm-rpc' ? row.histories : [])));
  // A source that only helps another to find histories is not asked by itself.
  return config.sources.filter((row) => !indexes.has(row.id));
}

/** Where several are configured for a chain, the first; who wants another one names it. */
export const firstOfEachChain = (rows: readonly SourceConfig[]): readonly SourceConfig[] =>
  rows.filter((row, i) => rows.findIndex((other) => chainOfSource(other) === chainOfSource(row)) === i);

export async function openSources(
  rows: readonly SourceConfig[],
  config: Config,
  env: NodeJS.ProcessEnv,
): Promise<ChainSource> {
  if (rows.length === 0) {
    throw new AshiatoError('E_USAGE', 'a live theft needs sources to ask', {
      where: '--source',
      next: 'Name one, such as --source esplora=https://mempool.space/api, or configure sources (docs/sources).',
    });
  }
  return joinSources(await Promise.all(rows.map((row) => openSource(row, config, env))));
}

export async function openSource(
  row: SourceConfig,
  _config: Config,
  _env: NodeJS.ProcessEnv,
): Promise<ChainSource> {
  switch (row.type) {
    case 'evm-rpc': {
      const { openEvmRpc } = await import('./adapters/sources/evm-rpc/source.ts');
      return openEvmRpc({ urls: row.urls, chain: row.chain });
    }
    default:
      throw new AshiatoError('E_UNSUPPORTED', `a source of type ${row.type} cannot be opened yet`, {
        where: row.id,
      });
  }
}

/** Which adapter stands behind a named source. Adapters are loaded only when used. */
import { join } from 'node:path';
import { joinSources } from './app/join-sources.ts';
import { lookAhead } from './app/look-ahead.ts';
import type { Config } from './config.ts';
import { parseNetwork } from './core/chains/bitcoin/network.ts';
import { AshiatoError } from './core/model/errors.ts';
import type { ChainSource } from './ports/chain-source.ts';
import { chainOfSource, parseSource, readSecret, type SourceConfig } from './source-config.ts';

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
  config: Config,
  env: NodeJS.ProcessEnv,
): Promise<ChainSource> {
  const cacheFolder = join(config.dataFolder, 'cache', row.type);
  switch (row.type) {
    case 'bitcoin-files':
      throw new AshiatoError('E_UNSUPPORTED', 'block files have no index to ask for single transactions', {
        where: row.id,
        next: 'Follow thefts through them with "ashiato scan --blocks <folder>".',
      });
    case 'bitcoin-core': {
      const { openBitcoinCoreSource } = await import('./adapters/sources/bitcoin-core/source.ts');
      const { url, cookieFile } = row;
      return openBitcoinCoreSource({
        url,
        cookieFile,
        user: readSecret(row.user, env),
        password: readSecret(row.password, env),
        network: parseNetwork(row.network),
        cacheFolder,
      });
    }
    case 'esplora': {
      const { openEsplora } = await import('./adapters/sources/esplora/source.ts');
      const { urls, requestsPerSecond } = row;
      const source = await openEsplora({
        urls,
        network: parseNetwork(row.network),
        cacheFolder,
        ...(requestsPerSecond === undefined ? {} : { pace: { requestsPerSecond } }),
      });
      return lookAhead(source);
    }
    case 'evm-rpc': {
      const { openEvmRpc } = await import('./adapters/sources/evm-rpc/source.ts');
      const histories = row.histories.map((id) => historiesNamed(id, config));
      const { etherscanHistories } = await import('./adapters/sources/etherscan/history-index.ts');
      return openEvmRpc({
        urls: row.urls,
        chain: row.chain,
        histories: histories.flatMap((each) => etherscanHistories(serverOf(each, env))),
      });
    }
    case 'etherscan': {
      const { openEtherscan } = await import('./adapters/sources/etherscan/source.ts');
      return openEtherscan(serverOf(row, env));
    }
    case 'tron-http': {
      const { openTronHttp } = await import('./adapters/sources/tron-http/source.ts');
      const apiKey = readSecret(row.apiKey, env);
      return openTronHttp({ urls: row.urls, ...(apiKey === undefined ? {} : { apiKey }) });
    }
  }
}

type EtherscanRow = Extract<SourceConfig, { type: 'etherscan' }>;

function serverOf({ urls, chain, apiKey: given }: EtherscanRow, env: NodeJS.ProcessEnv) {
  const apiKey = readSecret(given, env);
  return { urls, chain, ...(apiKey === undefined ? {} : { apiKey }) };
}

function historiesNamed(id: string, config: Config): EtherscanRow {
  const row = config.sources.find((each) => each.id === id);
  if (row?.type === 'etherscan') return row;
  throw new AshiatoError('E_SOURCE_UNKNOWN', `"${id}" is no configured source of type etherscan`, {
    where: 'sources, histories',
    next: 'Name a source of type etherscan, or leave "histories" out.',
  });
}

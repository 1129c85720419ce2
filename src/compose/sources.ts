/** Which adapter stands behind a named source. Adapters are loaded only when used. */
import { join, resolve } from 'node:path';
import { reportArchive } from '../app/scan/archive-report.ts';
import { joinSources } from '../app/trace/join-sources.ts';
import { lookAhead } from '../app/trace/look-ahead.ts';
import type { Config } from '../config.ts';
import type { BlockArchive } from '../core/chains/bitcoin/archive.ts';
import { parseNetwork } from '../core/chains/bitcoin/network.ts';
import { AshiatoError } from '../core/model/errors.ts';
import type { ChainSource, SourceReport } from '../ports/chain-source.ts';
import { chainOfSource, parseSource, readSecret, type SourceConfig } from '../source-config.ts';

/** What the command line names, else the environment, else everything that is configured. */
export function chooseSources(
  given: readonly string[] | undefined,
  chain: string | undefined,
  config: Config,
  env: NodeJS.ProcessEnv,
): readonly SourceConfig[] {
  const chosen = namedOrConfigured(given, chain, config, env);
  if (chosen.length === 0) {
    throw new AshiatoError('E_USAGE', 'no source is named', {
      where: '--source',
      next: 'Name one, such as --source esplora=https://mempool.space/api, or configure sources (docs/sources).',
    });
  }
  return chosen;
}

function namedOrConfigured(
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
      throw new AshiatoError('E_UNSUPPORTED', 'block files cannot be asked for single transactions', {
        where: row.id,
        next: 'Name the block files as the only source, or run "ashiato scan".',
      });
    case 'bitcoin-core': {
      const { openBitcoinCoreSource } = await import('../adapters/sources/bitcoin-core/source.ts');
      return openBitcoinCoreSource(accessTo(row, config, env));
    }
    case 'esplora': {
      const { openEsplora } = await import('../adapters/sources/esplora/source.ts');
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
      const { openEvmRpc } = await import('../adapters/sources/evm-rpc/source.ts');
      const histories = row.histories.map((id) => historiesNamed(id, config));
      const { etherscanHistories } = await import('../adapters/sources/etherscan/history-index.ts');
      return openEvmRpc({
        urls: row.urls,
        chain: row.chain,
        histories: histories.flatMap((each) => etherscanHistories(serverOf(each, env))),
      });
    }
    case 'etherscan': {
      const { openEtherscan } = await import('../adapters/sources/etherscan/source.ts');
      return openEtherscan(serverOf(row, env));
    }
    case 'tron-http': {
      const { openTronHttp } = await import('../adapters/sources/tron-http/source.ts');
      const apiKey = readSecret(row.apiKey, env);
      return openTronHttp({ urls: row.urls, chain: row.chain, ...(apiKey === undefined ? {} : { apiKey }) });
    }
  }
}

type ArchiveRow = Extract<SourceConfig, { type: 'bitcoin-files' | 'bitcoin-core' }>;

/** A chain of blocks to be read from end to end. */
export async function openArchive(
  row: SourceConfig,
  config: Config,
  env: NodeJS.ProcessEnv,
  onIndexed: (done: number, of: number) => void = () => {},
): Promise<BlockArchive> {
  switch (row.type) {
    case 'bitcoin-files': {
      const { openBitcoinFiles } = await import('../adapters/sources/bitcoin-files/bitcoin-files.ts');
      const undoFrom = await undoOfNode(row, config, env);
      return openBitcoinFiles(resolve(row.folder), parseNetwork(row.network), {
        onIndexed,
        ...(undoFrom === null ? {} : { undoFrom }),
      });
    }
    case 'bitcoin-core': {
      const { openBitcoinCore } = await import('../adapters/sources/bitcoin-core/archive.ts');
      return openBitcoinCore({ ...accessTo(row, config, env), onHeaders: onIndexed });
    }
    default:
      throw new AshiatoError('E_UNSUPPORTED', `a source of type ${row.type} is no archive of blocks`, {
        where: row.id,
        next: 'Scan the folder of a Bitcoin node, or the node itself; trace through any other source.',
      });
  }
}

/** Where files lack undo data, a configured node of the same network is asked for it. */
async function undoOfNode({ network }: ArchiveRow, config: Config, env: NodeJS.ProcessEnv) {
  const node = config.sources.find((row) => row.type === 'bitcoin-core' && row.network === network);
  if (node?.type !== 'bitcoin-core') return null;
  const { openCoreUndo } = await import('../adapters/sources/bitcoin-core/archive.ts');
  return openCoreUndo(accessTo(node, config, env));
}

function accessTo(
  row: Extract<SourceConfig, { type: 'bitcoin-core' }>,
  config: Config,
  env: NodeJS.ProcessEnv,
) {
  const { url, cookieFile } = row;
  return {
    url,
    cookieFile,
    user: readSecret(row.user, env),
    password: readSecret(row.password, env),
    network: parseNetwork(row.network),
    cacheFolder: join(config.dataFolder, 'cache', row.type),
  };
}

/** Asks a source what it can do; block files are read for it. */
export async function checkSource(
  row: SourceConfig,
  config: Config,
  env: NodeJS.ProcessEnv,
): Promise<readonly SourceReport[]> {
  if (row.type !== 'bitcoin-files') return (await openSource(row, config, env)).check();
  return [await reportArchive(await openArchive(row, config, env), `${row.type} ${row.folder}`)];
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

/** Which adapter stands behind which port. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { listCases, loadCase } from '../adapters/cases/cases.ts';
import { loadKnownContracts } from '../adapters/facts/contracts.ts';
import { loadIncidents, loadTheftTransactions } from '../adapters/facts/incidents.ts';
import { loadMiningPools } from '../adapters/facts/mining-pools.ts';
import { readServices } from '../adapters/facts/services.ts';
import { readVolumes } from '../adapters/facts/volumes.ts';
import { keyFile } from '../adapters/keys/key-file.ts';
import { openShelf, type TagShelf } from '../adapters/tags/shelf.ts';
import { remembered } from '../app/common/remembered.ts';
import { type ExplainParts, explain } from '../app/explain/explain.ts';
import { type Library, openLibrary } from '../app/trace/library.ts';
import { readRecording } from '../app/trace/trace-live.ts';
import type { Config } from '../config.ts';
import type { Explanation } from '../contract/explain.ts';
import type { IncidentJson } from '../contract/trace.ts';
import { tagsOfServices } from '../core/attribution/services.ts';
import { parseAddress } from '../core/model/address.ts';
import { type Chain, chainNamed } from '../core/model/chain.ts';
import type { Stop } from '../core/model/reading.ts';
import { DETECTORS } from '../core/patterns/detectors.ts';
import { type Known, knowing } from '../core/patterns/known.ts';
import { type PoolReader, poolReader } from '../core/patterns/mining/pools.ts';
import { decilesOf } from '../core/patterns/obscure-detour.ts';
import type { Pool } from '../core/patterns/tornado/events.ts';
import { PACKAGE_ROOT } from '../package.ts';
import type { KeyCabinet } from '../ports/key-cabinet.ts';
import type { Store } from '../ports/store.ts';
import { composeIncidents } from './library.ts';
import { composeLists, composeSnapshot } from './lists.ts';

/** With a configuration, incidents read as the library's accepted edits have them; their addresses never change. */
export function composeLibrary(config: Config | null = null): Library {
  const root = join(PACKAGE_ROOT, 'cases');
  return openLibrary({
    caseIds: listCases(root),
    incidents: config === null ? shippedIncidents() : composeIncidents(config),
    loadCase: (id) => loadCase(join(root, id)),
    known: composeKnown,
    loadFolder: (path) =>
      isFile(path) ? readRecording(readFileSync(path, 'utf8'), path) : loadCase(resolve(path)),
  });
}

const shippedIncidents = (): (() => readonly IncidentJson[]) => {
  const incidents = loadIncidents(join(PACKAGE_ROOT, 'facts'));
  return () => incidents;
};

/** The contracts whose word patterns take. */
const composeKnown = (): Known => knowing(loadKnownContracts(join(PACKAGE_ROOT, 'facts')));

/** What is claimed about addresses: by the facts, by the packs of the configuration, and what became of it. */
export const composeTags = (config: Config): TagShelf =>
  openShelf(tagsOfServices(readServices(join(PACKAGE_ROOT, 'facts'))), config.tagPacks, tagJournalOf(config));

export const tagJournalOf = ({ dataFolder }: Config): string => join(dataFolder, 'tags.jsonl');

/** Addresses where branches end on a chain; each stop names its tag. */
export const composeServiceStops = (chain: Chain, config: Config): readonly Stop[] =>
  composeTags(config).book.stopsOn(chain, config.minConfidence, null);

/** What an explanation is made of; a store is only opened where there is one. */
export async function composeExplain(
  config: Config,
  sourceOf: ExplainParts['sourceOf'],
  today: string,
): Promise<{ readonly parts: ExplainParts; readonly close: () => Promise<void> }> {
  const kept = config.databaseUrl !== null || existsSync(join(config.dataFolder, 'ashiato.sqlite'));
  const store = kept ? await composeStore(config, 'read') : null;
  const { snapshot } = await composeSnapshot(composeLists(config), Date.parse(today) / 1000);
  const { lookup } = snapshot;
  return {
    parts: explainParts(config, composeTags(config), composeLibrary(config), store, sourceOf, lookup, today),
    close: async () => store?.close(),
  };
}

/** For a server: tags are read again once something was noted in their journal. */
export function openTags(config: Config): () => TagShelf {
  const sizeOfJournal = (): number => statSync(tagJournalOf(config), { throwIfNoEntry: false })?.size ?? 0;
  return remembered(sizeOfJournal, () => composeTags(config));
}

export const composeExplainer =
  (
    config: Config,
    library: Library,
    store: Store,
    sourceOf: ExplainParts['sourceOf'],
    tags: () => TagShelf,
    listed: ExplainParts['listed'],
  ): ((subject: string, today: string) => Promise<Explanation>) =>
  (subject, today) =>
    explain(subject, explainParts(config, tags(), library, store, sourceOf, listed, today));

function explainParts(
  config: Config,
  { book, actors, problems }: TagShelf,
  library: Library,
  store: Store | null,
  sourceOf: ExplainParts['sourceOf'],
  listed: ExplainParts['listed'],
  today: string,
): ExplainParts {
  return {
    listed,
    book,
    actors,
    problems,
    library,
    theftTransactions: theftTransactionsOf,
    sourceOf,
    store,
    cardOf: (id) => DETECTORS.find((card) => card.id === id) ?? null,
    decileOf: config.volumes === null ? null : decilesOf(readVolumes(config.volumes)),
    poolOf: composePools().poolOf,
    minConfidence: config.minConfidence,
    today,
  };
}

/** Whose coinbase it is, and whose word that rests on. */
export function composePools(): { readonly poolOf: PoolReader; readonly source: string } {
  const { pools, source } = loadMiningPools(join(PACKAGE_ROOT, 'facts'));
  return { poolOf: poolReader(pools), source };
}

/** A mixer's pools that the facts know on a chain, each by what goes into it at once. */
export const mixerPoolsOf = (
  service: string,
  chainName: string,
): Pick<Pool, 'chain' | 'address' | 'name'>[] => {
  const chain = chainNamed(chainName);
  return readServices(join(PACKAGE_ROOT, 'facts')).flatMap((row) =>
    chain !== null && row.service === service && row.chain === chainName
      ? [{ chain: chain.id, address: parseAddress(chain, row.address), name: row.detail }]
      : [],
  );
};

export const theftTransactionsOf = (incident: string): readonly { chain: string; hash: string }[] =>
  loadTheftTransactions(join(PACKAGE_ROOT, 'facts')).get(incident) ?? [];

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** PostgreSQL where a URL is given, else SQLite in the data folder. Drivers are loaded only when used. */
export async function composeStore(config: Config, mode: 'write' | 'read' = 'write'): Promise<Store> {
  if (config.databaseUrl !== null) {
    const { openPostgresStore } = await import('../adapters/stores/postgres.ts');
    return openPostgresStore(config.databaseUrl);
  }
  const { openSqliteStore } = await import('../adapters/stores/sqlite.ts');
  return openSqliteStore(config.dataFolder, { readOnly: mode === 'read' });
}

/** The keys of the API. */
export const composeKeyCabinet = (config: Config): KeyCabinet => keyFile(config.dataFolder);

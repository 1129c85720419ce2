/** The library of this install: the facts, and the journal of edits in the data folder that is laid over them. */
import { join } from 'node:path';
import { withEdits } from '../adapters/facts/edited.ts';
import { type IncidentsTable, incidentsOf, readIncidentsTable } from '../adapters/facts/incidents.ts';
import { loadEntries, loadMitreNames } from '../adapters/facts/library.ts';
import { libraryJournal } from '../adapters/library/journal.ts';
import { remembered } from '../app/common/remembered.ts';
import { type LibraryDesk, openLibraryDesk } from '../app/knowledge/edit-library.ts';
import type { Config } from '../config.ts';
import type { IncidentJson } from '../contract/trace.ts';
import { PACKAGE_ROOT } from '../package.ts';

const FACTS = join(PACKAGE_ROOT, 'facts');

export const composeLibraryDesk = ({ dataFolder, singleOperator }: Config): LibraryDesk =>
  openLibraryDesk({
    shipped: () => loadEntries(FACTS),
    journal: libraryJournal(dataFolder),
    singleOperator,
  });

export const composeMitreNames = () => loadMitreNames(FACTS);

/** The table of incidents with the accepted edits; read again only when something was noted in the journal. */
export function openIncidentsTable(config: Config): () => IncidentsTable {
  const desk = composeLibraryDesk(config);
  return remembered(libraryJournal(config.dataFolder).size, (size) => {
    const table = readIncidentsTable(FACTS);
    return size === 0 ? table : withEdits(table, desk.entries());
  });
}

/** The same for pages and commands. */
export const composeIncidents = (config: Config): (() => readonly IncidentJson[]) =>
  remembered(openIncidentsTable(config), incidentsOf);

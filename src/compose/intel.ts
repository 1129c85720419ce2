/** What stands behind the intake: articles read in a worker, a shelf in the data folder, the library as knowledge. */
import { readBeside } from '../adapters/intel/read-beside.ts';
import { intelShelf } from '../adapters/intel/shelf.ts';
import { type IntelDesk, openIntelDesk } from '../app/knowledge/take-in.ts';
import type { Config } from '../config.ts';
import { composeLibraryDesk, openIncidentsTable } from './library.ts';
import { FACTS_FOLDER } from './lists.ts';

export function composeIntel(config: Config): IntelDesk {
  const table = openIncidentsTable(config);
  return openIntelDesk({
    shelf: intelShelf(config.dataFolder),
    read: (document, told) =>
      readBeside({ document, told, factsFolder: FACTS_FOLDER, incidents: table().incidents }),
    library: composeLibraryDesk(config),
  });
}

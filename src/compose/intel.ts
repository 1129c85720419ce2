/** What stands behind the intake: documents read in a worker, a shelf in the data folder, the library as knowledge. */
import { join } from 'node:path';
import { readDocument } from '../adapters/intel/document.ts';
import { loadKnowledge } from '../adapters/intel/knowledge.ts';
import { intelShelf } from '../adapters/intel/shelf.ts';
import { remembered } from '../app/common/remembered.ts';
import { type IntelDesk, openIntelDesk } from '../app/knowledge/take-in.ts';
import type { Config } from '../config.ts';
import { PACKAGE_ROOT } from '../package.ts';
import { composeLibraryDesk, openIncidentsTable } from './library.ts';

export function composeIntel(config: Config): IntelDesk {
  return openIntelDesk({
    shelf: intelShelf(config.dataFolder),
    read: readDocument,
    knowledge: remembered(openIncidentsTable(config), ({ incidents }) =>
      loadKnowledge(join(PACKAGE_ROOT, 'facts'), incidents),
    ),
    library: composeLibraryDesk(config),
  });
}

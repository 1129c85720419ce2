/** What the hiring screen stands on in this install: the signs of the facts, screening, kept traces, and the store. */
import { loadIndicators } from '../adapters/facts/it-workers.ts';
import { secretIn } from '../adapters/keys/key-file.ts';
import { recordingSource } from '../adapters/sources/recording.ts';
import { payrollFindings } from '../app/explain/payroll-findings.ts';
import type { HiringParts } from '../app/hiring/screen-candidates.ts';
import type { Screening } from '../app/screening/screen.ts';
import type { Config } from '../config.ts';
import type { Store } from '../ports/store.ts';
import { composeLibrary, composeTags } from './base.ts';
import { FACTS_FOLDER } from './lists.ts';

export function composeHiring(
  config: Config,
  store: Store,
  screening: Pick<Screening, 'basis'>,
): HiringParts {
  const library = composeLibrary();
  return {
    indicators: loadIndicators(FACTS_FOLDER),
    basis: screening.basis,
    payFindings: (addresses) =>
      payrollFindings(addresses, { library, sourceOf: recordingSource, store }, composeTags(config).book),
    store: store.hiring,
    secret: () => secretIn(config.dataFolder, 'hiring.pepper'),
  };
}

/** Keeps what a command has traced in the data folder. */
import { saveTrace } from '../app/trace/save-trace.ts';
import { composeStore } from '../compose/base.ts';
import type { Config } from '../config.ts';
import { AshiatoError } from '../core/model/errors.ts';
import type { Trace } from '../core/trace/result.ts';

/** A trace that cannot be kept because another process holds the folder is still an answer; it says so. */
export async function keep(
  config: Config,
  traces: readonly Trace[],
  recording: string | null,
): Promise<void> {
  try {
    const store = await composeStore(config);
    try {
      for (const each of traces) await saveTrace(store, each, recording);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof AshiatoError) || error.code !== 'E_STORE_LOCKED') throw error;
    process.stderr.write(
      `${error.code}: ${error.message}\nThis trace is printed but not kept there. Next: save it with --json > trace.json; "ashiato recompute trace.json" takes the file.\n`,
    );
  }
}

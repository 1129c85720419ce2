/** `ashiato recompute <trace>`: the same figures, byte for byte, from pinned inputs. */
import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { recordingSource } from '../../adapters/sources/recording.ts';
import { recompute } from '../../app/recompute.ts';
import { RESULT } from '../../app/save-trace.ts';
import { composeLibrary, composeStore } from '../../compose.ts';
import { readConfig } from '../../config.ts';
import { type TraceJson, traceSchema } from '../../contract/trace.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { TraceId } from '../../ports/store.ts';

export function recomputeCommand(program: Command, env: NodeJS.ProcessEnv): void {
  program
    .command('recompute')
    .description('do a saved trace again from its pinned inputs and compare byte for byte')
    .argument('<trace>', 'the id of a kept trace, or a file written with --json')
    .option('--case <folder>', 'the folder of the case, where it is your own')
    .option('--data <folder>', 'data folder')
    .action(async (name: string, options: { data?: string; case?: string }) => {
      const config = readConfig(env, options.data === undefined ? {} : { dataFolder: options.data });
      const saved = existsSync(name)
        ? parseTrace(readFileSync(name, 'utf8'), name)
        : await kept(name, config);
      const { traceId, bytes } = await recompute(composeLibrary(), saved, recordingSource, options.case);
      process.stdout.write(
        `identical: ${bytes} bytes of figures recomputed\ntrace ${traceId}\nstate ${saved.stateHash}\n`,
      );
    });
}

async function kept(id: string, config: ReturnType<typeof readConfig>): Promise<TraceJson> {
  const store = await composeStore(config, 'read');
  try {
    const known = (await store.getTrace(id as TraceId)) !== null;
    const text = known ? await store.getDocument(id as TraceId, RESULT) : null;
    if (text === null) {
      throw new AshiatoError(
        'E_TRACE_UNKNOWN',
        `no kept trace has the id "${id}", and there is no such file`,
        {
          where: config.databaseUrl === null ? config.dataFolder : 'DATABASE_URL',
          next: 'Run "ashiato trace <case>" first; its last lines print the id.',
        },
      );
    }
    return parseTrace(text, id);
  } finally {
    await store.close();
  }
}

function parseTrace(text: string, where: string): TraceJson {
  try {
    return traceSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AshiatoError('E_TRACE_FILE', 'this is not a trace written with --json', {
      where,
      next: 'Write one with "ashiato trace <case> --json > trace.json".',
      cause,
    });
  }
}

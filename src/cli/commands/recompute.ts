/** `ashiato recompute <trace>`: the same figures, byte for byte, from pinned inputs. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { recordingSource } from '../../adapters/sources/recording.ts';
import { recompute } from '../../app/trace/recompute.ts';
import { RECORDING, RESULT } from '../../app/trace/save-trace.ts';
import { readRecording } from '../../app/trace/trace-live.ts';
import { composeLibrary, composeStore } from '../../compose/base.ts';
import type { Config } from '../../config.ts';
import { type TraceJson, traceSchema } from '../../contract/trace.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { TraceId } from '../../ports/store.ts';
import { configWith } from '../options.ts';

export function recomputeCommand(program: Command, env: NodeJS.ProcessEnv): void {
  program
    .command('recompute')
    .description('do a saved trace again from its pinned inputs and compare byte for byte')
    .argument('<trace>', 'the id of a kept trace, or a file written with --json')
    .option('--case <path>', 'the folder of the case, or the recording of a live trace, where it is your own')
    .option('--data <folder>', 'data folder')
    .action(async (name: string, options: { data?: string; case?: string }) => {
      const config = configWith(env, options);
      const { saved, recording } =
        existsSync(name) && !statSync(name).isDirectory()
          ? await written(name, options.case, config)
          : await kept(name, config);
      const subject =
        recording !== null && options.case === undefined
          ? readRecording(recording, name)
          : composeLibrary().openCase(options.case ?? saved.inputs.case);
      const { traceId, bytes } = await recompute(subject, saved, recordingSource);
      process.stdout.write(
        `identical: ${bytes} bytes of figures recomputed\ntrace ${traceId}\nstate ${saved.stateHash}\n`,
      );
    });
}

/** A kept trace, with what its live sources said where it had some. */
type Kept = { readonly saved: TraceJson; readonly recording: string | null };

/** A file holds the figures only; what its live sources said lies with the trace that was kept, or beside it (--case). */
async function written(path: string, beside: string | undefined, config: Config): Promise<Kept> {
  const saved = parseTrace(readFileSync(path, 'utf8'), path);
  const held = config.databaseUrl !== null || existsSync(join(config.dataFolder, 'ashiato.sqlite'));
  if (beside !== undefined || !held) return { saved, recording: null };
  const store = await composeStore(config, 'read');
  try {
    return { saved, recording: await store.getDocument(saved.traceId as TraceId, RECORDING) };
  } finally {
    await store.close();
  }
}

async function kept(id: string, config: Config): Promise<Kept> {
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
    return { saved: parseTrace(text, id), recording: await store.getDocument(id as TraceId, RECORDING) };
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

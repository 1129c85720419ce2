/** The terminal's face: one file a command, errors in one form, exit codes in one table. */
import { Command, CommanderError } from 'commander';
import { packageVersion } from '../compose.ts';
import { AshiatoError, type ErrorCode } from '../core/model/errors.ts';
import { casesCommand } from './commands/cases.ts';
import { demixCommand } from './commands/demix.ts';
import { explainCommand } from './commands/explain.ts';
import { keysCommand } from './commands/keys.ts';
import { listsCommand } from './commands/lists.ts';
import { rankCommand } from './commands/rank.ts';
import { recomputeCommand } from './commands/recompute.ts';
import { reservesCommand } from './commands/reserves.ts';
import { scanCommand } from './commands/scan.ts';
import { serveCommand } from './commands/serve.ts';
import { sourcesCommand } from './commands/sources.ts';
import { tagsCommand } from './commands/tags.ts';
import { traceCommand } from './commands/trace.ts';

/** Documented in docs/cli.md: 0 done, 1 a bug, 2 bad input, 3 the surroundings (disk, database, runtime), 4 a recomputation differs. */
export function exitCodeOf(code: ErrorCode): number {
  switch (code) {
    case 'E_INTERNAL':
      return 1;
    case 'E_RECOMPUTE_MISMATCH':
    case 'E_CASE_DIGEST':
      return 4;
    case 'E_NODE_VERSION':
    case 'E_STORE_LOCKED':
    case 'E_DB_CORRUPT':
    case 'E_DB_VERSION':
    case 'E_DB_UNAVAILABLE':
    case 'E_DISK_FULL':
    case 'E_DATA_FOLDER':
    case 'E_PORT_IN_USE':
    case 'E_WEB_BUILD':
      return 3;
    default:
      return 2;
  }
}

export async function runCli(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const program = new Command('ashiato')
    .description('Follows stolen cryptocurrency to where it is now.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .showSuggestionAfterError(true);
  for (const add of [
    serveCommand,
    traceCommand,
    casesCommand,
    recomputeCommand,
    scanCommand,
    sourcesCommand,
    explainCommand,
    demixCommand,
    rankCommand,
    tagsCommand,
    keysCommand,
    listsCommand,
    reservesCommand,
  ])
    add(program, env);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    return report(error);
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const known =
    error instanceof AshiatoError
      ? error
      : error instanceof CommanderError
        ? new AshiatoError('E_USAGE', error.message.replace(/^error: /, ''), {
            next: 'Run "ashiato --help", or "ashiato <command> --help".',
          })
        : new AshiatoError(
            'E_INTERNAL',
            error instanceof Error ? (error.stack ?? error.message) : String(error),
            { next: 'Please report this with the command you ran.' },
          );
  const place = known.where === undefined ? '' : ` (${known.where})`;
  const limit = known.limit === undefined ? '' : `\nLimit: ${known.limit}`;
  const next = known.next === undefined ? '' : `\nNext: ${known.next}`;
  process.stderr.write(`${known.code}: ${known.message}${place}${limit}${next}\n`);
  return exitCodeOf(known.code);
}

/** The terminal's face: one file a command, errors in one form, exit codes in one table. */
import { Command, CommanderError } from 'commander';
import { plainText } from '../core/attribution/labels.ts';
import { AshiatoError, type ErrorCode } from '../core/model/errors.ts';
import { nearest } from '../core/model/nearest.ts';
import { systemError } from '../core/model/system-error.ts';
import { packageVersion } from '../package.ts';

/** Only the command that is called is loaded: the others' modules would double the time to the first byte. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
  trace: async () => (await import('./commands/trace.ts')).traceCommand,
  cases: async () => (await import('./commands/cases.ts')).casesCommand,
  recompute: async () => (await import('./commands/recompute.ts')).recomputeCommand,
  scan: async () => (await import('./commands/scan.ts')).scanCommand,
  sources: async () => (await import('./commands/sources.ts')).sourcesCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  demix: async () => (await import('./commands/demix.ts')).demixCommand,
  rank: async () => (await import('./commands/rank.ts')).rankCommand,
  tags: async () => (await import('./commands/tags.ts')).tagsCommand,
  keys: async () => (await import('./commands/keys.ts')).keysCommand,
  intel: async () => (await import('./commands/intel.ts')).intelCommand,
  mining: async () => (await import('./commands/mining.ts')).miningCommand,
  hiring: async () => (await import('./commands/hiring.ts')).hiringCommand,
  library: async () => (await import('./commands/library.ts')).libraryCommand,
  lists: async () => (await import('./commands/lists.ts')).listsCommand,
  reserves: async () => (await import('./commands/reserves.ts')).reservesCommand,
  prices: async () => (await import('./commands/prices.ts')).pricesCommand,
  outlook: async () => (await import('./commands/outlook.ts')).outlookCommand,
  effectiveness: async () => (await import('./commands/effectiveness.ts')).effectivenessCommand,
  screen: async () => (await import('./commands/screen.ts')).screenCommand,
  rules: async () => (await import('./commands/rules.ts')).rulesCommand,
  register: async () => (await import('./commands/register.ts')).registerCommand,
  override: async () => (await import('./commands/override.ts')).overrideCommand,
  signing: async () => (await import('./commands/signing.ts')).signingCommand,
  demo: async () => (await import('./commands/demo.ts')).demoCommand,
};

type AddCommand = (program: Command, env: NodeJS.ProcessEnv) => void;

/** Documented in docs/cli.md: 0 done, 1 a bug, 2 bad input, 3 the surroundings (disk, database, network, runtime), 4 a recomputation differs. */
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
    case 'E_LIST_FETCH':
    case 'E_PRICE_FETCH':
    case 'E_UNREACHABLE':
    case 'E_TIMEOUT':
    case 'E_HTTP':
    case 'E_RATE_LIMIT':
      return 3;
    default:
      return 2;
  }
}

/** Commands whose exit code is the answer (0 clear, 2 hit, 3 indeterminate), which they set on the process. */
const ANSWERING = ['screen', 'demo'];

/** Their failures keep clear of it, in the numbers of BSD's sysexits.h: EX_USAGE and EX_UNAVAILABLE. */
const failedAnswer = (code: number): number => (code === 0 || code === 1 ? code : code === 3 ? 69 : 64);

export async function runCli(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const program = new Command('ashiato')
    .description('Follows stolen cryptocurrency to where it is now.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .showSuggestionAfterError(true);
  const [first = ''] = args;
  if (isUnknown(first)) return report(unknownCommand(first));
  const named = Object.hasOwn(COMMANDS, first) ? [COMMANDS[first]!] : Object.values(COMMANDS);
  for (const load of named) (await load())(program, env);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    const code = report(error);
    return ANSWERING.includes(args[0] ?? '') ? failedAnswer(code) : code;
  }
}

/** Without a command the server starts (`npx ashiato`); a slip of the pen must not be read as its argument. */
const isUnknown = (word: string): boolean =>
  word !== '' && word !== 'help' && !word.startsWith('-') && !Object.hasOwn(COMMANDS, word);

function unknownCommand(word: string): AshiatoError {
  const guess = nearest(word, Object.keys(COMMANDS));
  return new AshiatoError(
    'E_USAGE',
    `there is no command "${word}"${guess === null ? '' : `; did you mean "${guess}"?`}`,
    { next: 'Run "ashiato --help", or "ashiato <command> --help".' },
  );
}

function report(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const known = knownError(error);
  const place = known.where === undefined ? '' : ` (${shown(known.where)})`;
  const limit = known.limit === undefined ? '' : `\nLimit: ${shown(known.limit)}`;
  const next = known.next === undefined ? '' : `\nNext: ${shown(known.next)}`;
  process.stderr.write(`${known.code}: ${shown(known.message)}${place}${limit}${next}\n`);
  return exitCodeOf(known.code);
}

const MOST_SHOWN = 2_000;

/** What is refused is repeated, and may hold a sequence that would write to the terminal's title or clipboard. */
const shown = (text: string): string =>
  (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text).split('\n').map(plainText).join('\n');

function knownError(error: unknown): AshiatoError {
  if (error instanceof AshiatoError) return error;
  if (error instanceof CommanderError)
    return new AshiatoError('E_USAGE', error.message.replace(/^error: /, ''), {
      next: 'Run "ashiato --help", or "ashiato <command> --help".',
    });
  return (
    systemError(error) ??
    new AshiatoError('E_INTERNAL', error instanceof Error ? (error.stack ?? error.message) : String(error), {
      next: 'Please report this with the command you ran.',
    })
  );
}

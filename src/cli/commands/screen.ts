/** `ashiato screen <what>`: may I take this money? Offline, signed, with an exit code that says it. */
import { readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { readText } from '../../adapters/lists/text.ts';
import { readConfig } from '../../config.ts';
import { readDay } from '../../core/lists/reading.ts';
import { familyOf } from '../../core/model/address.ts';
import type { Outcome } from '../../core/model/decision.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Day } from '../../core/model/list.ts';
import { askedRows, TABLE } from '../../core/screening/asked-rows.ts';
import { guessSubject, parseSubject, type Question } from '../../core/screening/subject.ts';
import { canonicalJson } from '../../core/trace/seal.ts';
import { decisionToText } from '../decision-text.ts';
import { withScreening } from '../with-screening.ts';

type Options = {
  readonly chain?: string;
  readonly direction: string;
  readonly asOf?: string;
  readonly birth?: readonly string[];
  readonly country?: readonly string[];
  readonly name?: boolean;
  readonly rules?: string;
  readonly json?: boolean;
  readonly data?: string;
};

/** docs/cli.md: the answer is the exit code. */
export const SCREEN_EXITS: Readonly<Record<Outcome, number>> = { clear: 0, hit: 2, indeterminate: 3 };

export function screenCommand(program: Command, env: NodeJS.ProcessEnv): void {
  program
    .command('screen')
    .description('hit, clear or indeterminate: an address, a transaction, a name, or a .csv file of them')
    .argument(
      '<what>',
      'an address in any spelling, a transaction id, a name, or a .csv file with a column "subject" or "address"',
    )
    .option('--chain <chain>', 'the chain of the payment, such as eth or tron; needed for flows to be clear')
    .option('--direction <direction>', 'deposit or withdrawal', 'deposit')
    .option('--as-of <day>', 'whether it was listed on that day')
    .option('--name', 'what is given is a name, whatever it looks like')
    .option('--birth <date...>', 'dates of birth, for a name')
    .option('--country <country...>', 'countries, for a name')
    .option('--rules <file>', 'screening rules instead of the configured ones')
    .option('--json', 'the signed answers as JSON')
    .option('--data <folder>', 'data folder')
    .action(async (what: string, options: Options) => {
      const config = readConfig(env, {
        ...(options.data === undefined ? {} : { dataFolder: options.data }),
        ...(options.rules === undefined ? {} : { screeningRules: options.rules }),
      });
      // A file that is not there must not be asked about as a name: nobody of that name is listed.
      const isFile = /\.csv$/i.test(what);
      const questions = isFile ? readQuestions(what, options) : [questionOf(what, options)];
      // One bad subject is bad input; one bad row of a file is that row's answer.
      if (!isFile) refuseUnread(questions[0]!);
      const { outcome, text } = await withScreening(config, async ({ screening }) => {
        const signed = await screening.screen(questions);
        return {
          outcome: signed.outcome,
          text:
            options.json === true
              ? `${canonicalJson(signed)}\n`
              : `${signed.answers.map(decisionToText).join('\n')}signed by ${signed.seal.keyId}\n`,
        };
      });
      process.stdout.write(text);
      process.exitCode = SCREEN_EXITS[outcome];
    });
}

function questionOf(text: string, options: Options): Question {
  const chain = options.chain ?? null;
  const isName = options.name === true || options.birth !== undefined || options.country !== undefined;
  const subject = isName
    ? { type: 'name' as const, name: text, births: options.birth ?? [], countries: options.country ?? [] }
    : guessSubject(text, chain);
  return {
    subject,
    direction: readDirection(options.direction, '--direction'),
    payment: null,
    asOf: options.asOf === undefined ? null : readAsOf(options.asOf),
  };
}

/** An address that cannot be read may be a name that looks like one: M23 and MS-13 are on lists. */
function refuseUnread({ subject }: Question): void {
  try {
    parseSubject(subject);
  } catch (error) {
    if (!(error instanceof AshiatoError) || subject.type !== 'address' || familyOf(subject.address) !== null)
      throw error;
    throw new AshiatoError(error.code, error.message, {
      ...(error.where === undefined ? {} : { where: error.where }),
      next: `${error.next ?? ''} If it is a name, add --name.`.trim(),
      cause: error,
    });
  }
}

function readDirection(text: string, where: string): Question['direction'] {
  if (text === 'deposit' || text === 'withdrawal') return text;
  throw new AshiatoError('E_USAGE', `"${text}" is no direction`, {
    where,
    limit: 'deposit or withdrawal',
    next: 'Say whether the money comes in or goes out.',
  });
}

function readAsOf(text: string): Day {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? readDay(text) : null;
  if (day !== null) return day;
  throw new AshiatoError('E_TIME_RANGE', `"${text}" is no day`, {
    where: '--as-of',
    next: 'Write it as 2025-03-21.',
  });
}

const LARGEST = 64 << 20;
/** An answer is about a kilobyte and all are signed as one text, which the engine ends at half a gigabyte. */
const MOST_ROWS = 100_000;

function readQuestions(path: string, options: Options): Question[] {
  const refuse = (what: string, limit: string): AshiatoError =>
    new AshiatoError('E_USAGE', what, { where: path, limit, next: 'Correct the file, or split it.' });
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true) throw refuse('there is no such file', 'a table that can be read');
  if (found.size > LARGEST) throw refuse('the file is too large', '64 MiB');
  let rows: string[][];
  try {
    const text = readText(readFileSync(path), path);
    rows = parse(text, TABLE);
  } catch (cause) {
    if (cause instanceof AshiatoError) throw cause;
    throw refuse(`the file is no table: ${cause instanceof Error ? cause.message : ''}`, 'RFC 4180');
  }
  const asked = askedRows(rows);
  if (asked.length > MOST_ROWS) throw refuse(`the file has ${asked.length} rows`, `${MOST_ROWS} rows`);
  const questions = asked.map(({ number, subject, chain, direction }) =>
    questionOf(subject, {
      ...options,
      ...(chain === null ? {} : { chain }),
      direction: readDirection(direction ?? options.direction, `${path}, row ${number}`),
    }),
  );
  if (questions.length === 0) throw refuse('the file has no row', 'at least one');
  return questions;
}

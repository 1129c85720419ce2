/** `ashiato hiring …`: screen candidates for evidence of misrepresentation, and forget them. Offline; a person decides. */
import { readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { type CandidateRow, refuseSize, rowsOfCsv, rowsOfJson } from '../../app/hiring/read-candidates.ts';
import { screenCandidates } from '../../app/hiring/screen-candidates.ts';
import { LOCAL_TENANT } from '../../app/screening/screen.ts';
import { composeHiring } from '../../compose/hiring.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { hiringToText } from '../hiring-text.ts';
import { toJson } from '../json.ts';
import { configWith } from '../options.ts';
import { withRegister } from '../with-screening.ts';

type Options = {
  readonly data?: string;
  readonly tenant: string;
  readonly keep: boolean;
  readonly json?: true;
};

export function hiringCommand(program: Command, env: NodeJS.ProcessEnv): void {
  const group = program
    .command('hiring')
    .description('evidence that a candidate is not who they say, with what to ask; never a verdict');
  const withData = (command: Command): Command =>
    command
      .option('--tenant <id>', 'whose candidates; an API key’s tenant', LOCAL_TENANT)
      .option('--json', 'print JSON')
      .option('--data <folder>', 'data folder');

  withData(group.command('screen'))
    .description('screen the candidates of a .json or .csv file; docs/hiring.md names the fields')
    .argument('<file>', 'one candidate, or a list of them')
    .option('--no-keep', 'do not keep marks of them for later comparisons')
    .action((file: string, options: Options) => {
      const config = configWith(env, options);
      return withRegister(config, async ({ screening }, store) => {
        const answer = await screenCandidates(composeHiring(config, store, screening), {
          tenant: options.tenant,
          rows: await readRows(file),
          keep: options.keep,
        });
        process.stdout.write(options.json ? toJson(answer) : hiringToText(answer));
      });
    });

  withData(group.command('erase'))
    .description('forget what is kept of one candidate, by your ref')
    .argument('<ref>', 'the ref it was screened under')
    .action((ref: string, options: Options) =>
      withRegister(configWith(env, options), async (_, store) => {
        const erased = await store.hiring.erase(options.tenant, ref);
        process.stdout.write(
          options.json
            ? toJson({ ref, erased })
            : erased
              ? `What was kept of ${ref} is erased.\n`
              : `Nothing is kept of ${ref}.\n`,
        );
      }),
    );
}

async function readRows(file: string): Promise<readonly CandidateRow[]> {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() !== true)
    throw new AshiatoError('E_CANDIDATE', 'there is no such file', {
      where: file,
      next: 'Give a .json or .csv file of candidates.',
    });
  refuseSize(found.size, file);
  const text = new TextDecoder('utf-8', { fatal: true });
  try {
    const read = text.decode(readFileSync(file));
    return file.endsWith('.csv') ? await rowsOfCsv(read, file) : rowsOfJson(JSON.parse(read), file);
  } catch (cause) {
    if (cause instanceof AshiatoError) throw cause;
    const json = cause instanceof SyntaxError;
    throw new AshiatoError(
      json ? 'E_NOT_JSON' : 'E_ENCODING',
      json ? 'the file is no JSON' : 'the file is no UTF-8',
      {
        where: file,
        next: 'Write it again as UTF-8: JSON, or a table whose name ends in .csv.',
        cause,
      },
    );
  }
}

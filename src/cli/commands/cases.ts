/** `ashiato cases`: what can be traced. */
import type { Command } from 'commander';
import { caseToJson } from '../../app/trace/cases.ts';
import { composeLibrary } from '../../compose/base.ts';
import { counted } from '../../core/model/counted.ts';
import { toJson } from '../json.ts';

export function casesCommand(program: Command): void {
  program
    .command('cases')
    .description('list the recorded cases that can be traced offline')
    .option('--json', 'print JSON')
    .action((options: { json?: true }) => {
      const library = composeLibrary();
      const cases = library.caseIds.map((id) => caseToJson(library.openCase(id)));
      if (options.json) {
        process.stdout.write(toJson({ cases }));
        return;
      }
      for (const each of cases) {
        process.stdout.write(
          `${each.id.padEnd(16)} ${each.title.en}${each.laboratory ? '  [laboratory: generated]' : ''}\n`,
        );
        process.stdout.write(
          `${' '.repeat(17)}${counted(each.transactions, 'transaction')}, ${each.from.slice(0, 10)} to ${each.to.slice(0, 10)}\n`,
        );
      }
      process.stdout.write(`\nNext: ashiato trace ${cases[0]?.id ?? ''}\n`);
    });
}

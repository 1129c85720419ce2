/** `ashiato sources check`: what each source can and cannot do, found out by asking it. */
import type { Command } from 'commander';
import { checkSource, chooseSources } from '../../compose/sources.ts';
import { getChain } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { formatInstant } from '../../core/trace/request.ts';
import type { SourceReport } from '../../ports/chain-source.ts';
import type { SourceConfig } from '../../source-config.ts';
import { toJson } from '../json.ts';
import { configWith } from '../options.ts';

type Options = { source?: string[]; chain?: string; json?: true; data?: string };

/** One source's answer, or its refusal. */
type Checked =
  | { readonly id: string; readonly type: string; readonly reports: readonly SourceReport[] }
  | { readonly id: string; readonly type: string; readonly error: AshiatoError };

export function sourcesCommand(program: Command, env: NodeJS.ProcessEnv): void {
  const sources = program.command('sources').description('where chain data comes from');
  sources
    .command('check')
    .description('ask every source what it can and cannot do; one of the wrong network is refused')
    .option('--source <source...>', 'only these: names from the configuration, or type=address')
    .option('--chain <id>', 'the chain of a source given by address, by CAIP-2 id')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action(async (options: Options) => {
      const config = configWith(env, options);
      const rows = chooseSources(options.source, options.chain, config, env);
      const check = async (row: SourceConfig): Promise<Checked> => {
        const { id, type } = row;
        try {
          return { id, type, reports: await checkSource(row, config, env) };
        } catch (error) {
          if (error instanceof AshiatoError && error.code !== 'E_INTERNAL') return { id, type, error };
          throw error;
        }
      };
      const checked = await Promise.all(rows.map(check));
      process.stdout.write(options.json ? toJson(checked) : checked.map(show).join('\n'));
      const failed = checked.find((each) => 'error' in each);
      if (failed !== undefined && 'error' in failed) throw failed.error;
    });
}

const MARK = { yes: '✓', partly: '~', no: '✗' } as const;

function show(checked: Checked): string {
  const title = `${checked.id} (${checked.type})`;
  if ('error' in checked) return `${title}: ${checked.error.code}: ${checked.error.message}\n`;
  const lines = checked.reports.flatMap(({ source, chain, tip, abilities }) => [
    `${title}: ${source}, ${getChain(chain).name}, ${tip === null ? 'no block' : `block ${tip.height} of ${formatInstant(tip.time)}`}`,
    ...abilities.map(({ name, can, detail }) => `  ${MARK[can]} ${name}: ${detail}`),
  ]);
  return `${lines.join('\n')}\n`;
}

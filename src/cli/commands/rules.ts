/** `ashiato rules …`: whether a file of screening rules can be used, and what it would have changed. */
import type { Command } from 'commander';
import { loadRules } from '../../adapters/rules/rules-file.ts';
import { dryRun } from '../../app/screening/dry-run.ts';
import type { Ruleset } from '../../core/screening/rules.ts';
import { print } from '../json.ts';
import { configWith } from '../options.ts';
import { withScreening } from '../with-screening.ts';

export function rulesCommand(program: Command, env: NodeJS.ProcessEnv): void {
  const rules = program.command('rules').description('screening rules: check a file, try it on the past');
  rules
    .command('check')
    .description('validate a file of rules')
    .argument('<file>', 'YAML or JSON')
    .option('--json', 'print JSON')
    .action((file: string, options: { readonly json?: true }) => {
      const rules = loadRules(file);
      print(options, rules, summary(rules));
    });
  rules
    .command('dry-run')
    .description('what these rules would make of everything under watch; nothing is written')
    .argument('<file>', 'YAML or JSON')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action(async (file: string, options: { readonly json?: boolean; readonly data?: string }) => {
      const config = configWith(env, options);
      const tried = loadRules(file);
      const run = await withScreening(config, ({ screening }, store) =>
        dryRun(store.screening, screening.basis(), tried),
      );
      const lines = [
        summary(tried).trimEnd(),
        `${run.asked} subjects under watch asked again; ${run.changes.reduce((sum, each) => sum + each.count, 0)} answers change`,
        ...run.changes.map(({ change, count, first }) => `  ${count} × ${change}, first ${first}`),
        ...Object.entries(run.byRule)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([id, count]) => `  rule ${id}: ${count}`),
      ];
      print(options, run, `${lines.join('\n')}\n`);
    });
}

const summary = ({ version, digest, rules, requiredLists, requiredChecks }: Ruleset): string =>
  `rules ${version} (${digest.slice(0, 12)}): ${rules.length} rules; clear needs ${requiredLists.join(', ')} and the checks ${requiredChecks.address.join(', ')}\n`;

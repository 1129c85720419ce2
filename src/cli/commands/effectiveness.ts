/** `ashiato effectiveness`: what was frozen, recovered and cashed out, how fast, and what a designation would touch. */
import type { Command } from 'commander';
import { PLACEBO_SEED, uniformOf } from '../../app/common/chance.ts';
import { trailsOf } from '../../app/explain/trails.ts';
import { effectivenessToJson, whatIfToJson } from '../../app/strategy/effectiveness-json.ts';
import { whatIf } from '../../app/strategy/what-if.ts';
import { composeTags } from '../../compose/base.ts';
import { composeStrategyFacts, composeTracked } from '../../compose/strategy.ts';
import { effectiveness } from '../../core/strategy/effectiveness.ts';
import { effectivenessToText, whatIfToText } from '../effectiveness-report.ts';
import { toJson } from '../json.ts';
import { configWith } from '../options.ts';

type Options = { json?: true; data?: string };

export function effectivenessCommand(program: Command, env: NodeJS.ProcessEnv): void {
  const command = program
    .command('effectiveness')
    .description('what was frozen, recovered and cashed out, how fast, and whether designations show')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder, whose kept traces count too')
    .action(async (options: Options) => {
      const facts = composeStrategyFacts();
      const { trails } = trailsOf(await composeTracked(configWith(env, options)));
      const found = effectiveness(facts, trails, uniformOf(PLACEBO_SEED));
      const json = effectivenessToJson(found, facts);
      process.stdout.write(options.json ? toJson(json) : effectivenessToText(found, json.notes));
    });
  command
    .command('what-if')
    .description('which past and present flows a designation would have touched; ways around only as counts')
    .argument('<subject>', 'an address, a service such as "Tornado Cash", or a listed entity')
    .option('--cluster', 'with whatever is spent together with the address on branches of stolen value')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder, whose kept traces count too')
    // The command above takes both, wherever they stand.
    .action(async (subject: string, _: unknown, own: Command) => {
      const options = own.optsWithGlobals<Options & { cluster?: true }>();
      const config = configWith(env, options);
      const found = whatIf(subject, options.cluster === true, {
        ...trailsOf(await composeTracked(config)),
        facts: composeStrategyFacts(),
        book: composeTags(config).book,
      });
      const json = whatIfToJson(found);
      process.stdout.write(options.json ? toJson(json) : whatIfToText(found, json.notes));
    });
}

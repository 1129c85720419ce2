/** `ashiato effectiveness`: what was frozen, recovered and cashed out, how fast, and whether designations show. */
import type { Command } from 'commander';
import { uniformOf } from '../../app/chance.ts';
import { delaysOfTraces } from '../../app/delays.ts';
import { composeStrategyFacts, composeTracked } from '../../compose-strategy.ts';
import { readConfig } from '../../config.ts';
import { effectiveness } from '../../core/strategy/effectiveness.ts';
import { effectivenessToJson, effectivenessToText } from '../effectiveness-report.ts';
import { toJson } from '../figures.ts';

/** For the placebo days; written down so that the figures repeat. */
const SEED = 90;

export function effectivenessCommand(program: Command, env: NodeJS.ProcessEnv): void {
  program
    .command('effectiveness')
    .description('what was frozen, recovered and cashed out, how fast, and whether designations show')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder, whose kept traces count too')
    .action(async (options: { json?: true; data?: string }) => {
      const config = readConfig(env, options.data === undefined ? {} : { dataFolder: options.data });
      const { traces } = await composeTracked(config);
      const found = effectiveness(composeStrategyFacts(), delaysOfTraces(traces), uniformOf(SEED));
      process.stdout.write(options.json ? toJson(effectivenessToJson(found)) : effectivenessToText(found));
    });
}

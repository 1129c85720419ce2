/** `ashiato effectiveness`: what was frozen, recovered and cashed out, how fast, and whether designations show. */
import type { Command } from 'commander';
import { recordingSource } from '../../adapters/sources/recording.ts';
import { uniformOf } from '../../app/chance.ts';
import { delaysOfTraces } from '../../app/delays.ts';
import { trackCases } from '../../app/track-cases.ts';
import { composeLibrary } from '../../compose.ts';
import { composeStrategyFacts } from '../../compose-strategy.ts';
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
    .action(async (options: { json?: true }) => {
      const config = readConfig(env, {});
      const { traces } = await trackCases(composeLibrary(), recordingSource, config.minConfidence);
      const found = effectiveness(composeStrategyFacts(), delaysOfTraces(traces), uniformOf(SEED));
      process.stdout.write(options.json ? toJson(effectivenessToJson(found)) : effectivenessToText(found));
    });
}

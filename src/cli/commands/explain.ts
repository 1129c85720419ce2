/** `ashiato explain <address | txid>`: what is claimed, which thefts name it, which traces meet it. */
import type { Command } from 'commander';
import { recordingSource } from '../../adapters/sources/recording.ts';
import { explain } from '../../app/explain/explain.ts';
import { composeExplain } from '../../compose/base.ts';
import { explanationToText } from '../explanation-text.ts';
import { toJson } from '../json.ts';
import { configWith } from '../options.ts';

export function explainCommand(program: Command, env: NodeJS.ProcessEnv): void {
  program
    .command('explain')
    .description('what is known about an address or a transaction, offline')
    .argument('<subject>', 'an address or a transaction id')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action(async (subject: string, options: { json?: true; data?: string }) => {
      const config = configWith(env, options);
      const { parts, close } = await composeExplain(config, recordingSource, today());
      try {
        const answer = await explain(subject, parts);
        process.stdout.write(options.json ? toJson(answer) : explanationToText(answer));
      } finally {
        await close();
      }
    });
}

const today = (): string => new Date().toISOString().slice(0, 10);

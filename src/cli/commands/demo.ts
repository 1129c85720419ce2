/** `ashiato demo screening`: from clear to hit, list swap, staleness and retroactive hit, in a laboratory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { laboratoryKeyring } from '../../adapters/signing/keyring.ts';
import { demonstrate, LABORATORY_START, type Shown } from '../../app/screening/demo-screening.ts';
import { composeStore } from '../../compose/base.ts';
import { composeRules } from '../../compose/screening.ts';
import { readConfig } from '../../config.ts';
import { canonicalJson } from '../../core/trace/seal.ts';
import { decisionToText } from '../decision-text.ts';

export function demoCommand(program: Command, env: NodeJS.ProcessEnv): void {
  program
    .command('demo')
    .description('screening shown in a laboratory: nothing in it is real, nothing is kept')
    .argument('<what>', 'screening')
    .addHelpText('after', '\n"screening" is the only demonstration there is.')
    .option('--json', 'as JSON')
    .action(async (what: string, { json = false }: { readonly json?: boolean }, command: Command) => {
      if (what !== 'screening') command.error(`there is no demonstration of "${what}"; try "screening"`);
      const folder = mkdtempSync(join(tmpdir(), 'ashiato-demo-'));
      const config = { ...readConfig(env, {}), dataFolder: folder, databaseUrl: null };
      const store = await composeStore(config);
      try {
        const shown = await demonstrate(
          store.screening,
          laboratoryKeyring(LABORATORY_START),
          composeRules(config),
        );
        process.stdout.write(json ? `${canonicalJson(shown)}\n` : `${shown.map(toText).join('\n')}\n`);
      } finally {
        await store.close();
        rmSync(folder, { recursive: true, force: true });
      }
    });
}

function toText(shown: Shown): string {
  switch (shown.type) {
    case 'decision':
      return `${shown.title}\n${decisionToText(shown.decision)}  signed by ${shown.keyId}\n`;
    case 'note':
      return `${shown.title}\n${shown.lines.map((line) => `  ${line}`).join('\n')}\n`;
  }
}

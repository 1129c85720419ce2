/** `ashiato rank <case>`: where to look first. Rank says where, taint says how much. */
import type { Command } from 'commander';
import { recordingSource } from '../../adapters/sources/recording.ts';
import { rankTrace } from '../../app/trace/rank-trace.ts';
import { trace } from '../../app/trace/trace.ts';
import { composeLibrary } from '../../compose/base.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { RANK_METHODS, TTR } from '../../core/trace/rank.ts';
import { DEFAULT_REQUEST } from '../../core/trace/request.ts';
import { toJson } from '../json.ts';

type Options = { method: string; budget: string; show: string; json?: true };

export function rankCommand(program: Command): void {
  program
    .command('rank')
    .description('which places of a recorded theft to look at first (TTR), beside what exact taint reaches')
    .argument('<case>', 'a recorded case, or the path of your own')
    .option('--method <name>', RANK_METHODS.join(' | '), TTR.method)
    .option('--budget <n>', 'open at most so many places for each seed', String(TTR.budget))
    .option('--show <n>', 'print so many places', '30')
    .option('--json', 'print JSON, every place')
    .action(async (name: string, { method: asked, budget, show, json }: Options) => {
      const method = RANK_METHODS.find((each) => each === asked);
      if (method === undefined)
        throw new AshiatoError('E_USAGE', `"${asked}" is no method of ranking`, {
          where: '--method',
          next: `Use one of: ${RANK_METHODS.join(', ')}.`,
        });
      const recording = composeLibrary().openCase(name);
      const followed = await trace(recording, recordingSource(recording), DEFAULT_REQUEST);
      const ranked = rankTrace(followed, { ...TTR, method, budget: count(budget, '--budget') });
      if (json) {
        process.stdout.write(toJson({ case: recording.id, method, ...ranked }));
        return;
      }
      const lines = ranked.places
        .slice(0, count(show, '--show'))
        .map(
          ({ address, score, tainted }) =>
            `${score.toFixed(5)}  ${address}${tainted ? '' : '  (no taint reaches it)'}`,
        );
      const runs = ranked.runs.map(
        ({ seed, opened, budget: of, stoppedBy }) =>
          `${seed}: ${opened} of at most ${of} places opened, stopped by ${stoppedBy}`,
      );
      process.stdout.write(
        `${[...lines, '', ...runs, `${ranked.met} of ${ranked.of} tainted places are among the ${ranked.places.length} ranked.`].join('\n')}\n`,
      );
    });
}

function count(text: string, where: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new AshiatoError('E_USAGE', `"${text}" is no number of places`, {
    where,
    limit: '1 to 9999999',
    next: 'Give a whole number.',
  });
}

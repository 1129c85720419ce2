/** `ashiato demix <case>`: who may have withdrawn what a traced theft paid into a mixer. */
import type { Command } from 'commander';
import { readPoolEvents } from '../../adapters/facts/pool-events.ts';
import { recordingSource } from '../../adapters/sources/recording.ts';
import { demix, type SiblingSearch, siblingsOfIncident } from '../../app/explain/demix.ts';
import { trace } from '../../app/trace/trace.ts';
import { composeLibrary, mixerPoolsOf } from '../../compose/base.ts';
import { counted } from '../../core/model/counted.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { MIXER_PREFUNDING } from '../../core/patterns/mixer-prefunding.ts';
import { TORNADO_LINK } from '../../core/patterns/tornado/link.ts';
import { TORNADO_SIBLINGS } from '../../core/patterns/tornado/siblings.ts';
import { DEFAULT_REQUEST, formatInstant } from '../../core/trace/request.ts';
import { toJson } from '../json.ts';

type Options = { pool: string; deposits: string; withdrawals: string; least: string; json?: true };

export function demixCommand(program: Command): void {
  program
    .command('demix')
    .description(
      'who may have withdrawn what a traced theft paid into a mixer: candidate sets, never movements',
    )
    .argument(
      '<case>',
      'a recorded case, the path of your own, or an incident of which the facts name withdrawals',
    )
    .requiredOption('--deposits <file>', 'CSV of the pool’s deposits: block,timestamp,tx_hash')
    .requiredOption('--withdrawals <file>', 'CSV of its withdrawals: block,tx_hash,to,fee_wei')
    .option('--pool <name>', 'the pool as the facts call it', '100 ETH')
    .option('--least <p>', 'show receivers from this probability on', '0.5')
    .option('--json', 'print JSON')
    .action(async (name: string, options: Options) => {
      const least = Number(options.least);
      if (!(least > 0 && least <= 1))
        throw new AshiatoError('E_USAGE', `"${options.least}" is no probability`, {
          where: '--least',
          next: 'Give a number above 0, up to 1.',
        });
      const known = mixerPoolsOf('Tornado Cash', 'ethereum').find((pool) => pool.name === options.pool);
      if (known === undefined)
        throw new AshiatoError('E_USAGE', `the facts know no pool "${options.pool}"`, {
          where: '--pool',
          next: 'Name one as facts/services.json does, such as "100 ETH".',
        });
      const pool = readPoolEvents(known, options.deposits, options.withdrawals);
      const library = composeLibrary();
      const incident = library.incidents.find((each) => each.id === name);
      if (incident !== undefined && !library.caseIds.includes(name)) {
        process.stdout.write(siblingsToText(siblingsOfIncident(incident, pool), options));
        return;
      }
      const recording = library.openCase(name);
      const followed = await trace(recording, recordingSource(recording), DEFAULT_REQUEST);
      const { batches, prefunding, run } = demix(followed, pool, least);
      if (options.json) {
        process.stdout.write(toJson({ detector: TORNADO_LINK, run, batches, prefunding }));
        return;
      }
      const lines = batches.flatMap(({ batch, candidates }) => [
        `${batch.depositor}: ${counted(batch.count, 'deposit')}, ${formatInstant(batch.first)} to ${formatInstant(batch.last)}, ${counted(candidates.length, 'candidate')}`,
        ...candidates.map(
          ({ recipient, probability, withdrawals }) =>
            `  ${probability.toFixed(2)}  ${recipient}  ${counted(withdrawals.length, 'withdrawal')}`,
        ),
      ]);
      for (const { says, evidence } of prefunding)
        lines.push('', says, ...evidence.map(({ what, address }) => `  ${address}  ${what}`));
      if (prefunding.length > 0) lines.push(`The same for honest reasons: ${MIXER_PREFUNDING.innocent}`);
      process.stdout.write(
        `${lines.join('\n')}\n\n${batches.length} batches of ${name} looked at, because they carry its taint.\nThe same for honest reasons: ${TORNADO_LINK.innocent}\n`,
      );
    });
}

function siblingsToText(search: SiblingSearch, { json }: Options): string {
  if (json) return toJson({ detector: TORNADO_SIBLINGS, ...search });
  const { known, siblings } = search;
  if (known.length === 0)
    return 'No recording of this theft is at hand, and the facts name no withdrawal of it from this pool.\n';
  return `${[
    `${known.length} withdrawers that the facts name, and ${siblings.length} that the same hand may have used:`,
    ...siblings.map(
      ({ recipient, probability, withdrawals }) =>
        `  ${probability.toFixed(2)}  ${recipient}  ${withdrawals} withdrawals`,
    ),
    '',
    `The same for honest reasons: ${TORNADO_SIBLINGS.innocent}`,
  ].join('\n')}\n`;
}

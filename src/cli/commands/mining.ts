/** `ashiato mining <address | txid>`: were the coins of a theft's branch or a listed address mined, and by whom. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { recordingSource } from '../../adapters/sources/recording.ts';
import { explain } from '../../app/explain/explain.ts';
import { type MiningAnswer, traceMining } from '../../app/explain/mining.ts';
import {
  type Ancestors,
  ancestorsFrom,
  ancestorsIn,
  type MiningLimits,
} from '../../app/explain/mining-ancestors.ts';
import { composeExplain, composePools } from '../../compose/base.ts';
import { composeLists, composeSnapshot } from '../../compose/lists.ts';
import { chooseSources, openArchive, openSource } from '../../compose/sources.ts';
import type { Config } from '../../config.ts';
import { NETWORKS, type Network } from '../../core/chains/bitcoin/network.ts';
import { counted } from '../../core/model/counted.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { chainOfSource } from '../../source-config.ts';
import { toJson } from '../json.ts';
import { configWith, parseCount } from '../options.ts';

type Options = {
  readonly source?: string[];
  readonly recording?: string;
  readonly steps: string;
  readonly payments: string;
  readonly blocks: string;
  readonly json?: true;
  readonly data?: string;
};

const MOST_TRANSACTIONS = 5_000;

export function miningCommand(program: Command, env: NodeJS.ProcessEnv): void {
  program
    .command('mining')
    .description(
      'were the coins of a theft’s branch, or of a listed address, mined a few steps ago: leads only',
    )
    .argument('<subject>', 'a Bitcoin address or transaction that a trace reached or a list names')
    .option(
      '--source <source...>',
      'a Bitcoin source: a name of the configuration, or type=address or folder',
    )
    .option('--recording <file>', 'a recorded case or recording instead of a source')
    .option('--steps <n>', 'steps from the coinbase, 1 to 10', '3')
    .option('--payments <n>', 'payments to the address that are looked at, the newest first', '200')
    .option('--blocks <n>', 'of block files: blocks that are read back from the newest', '10000')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action(async (subject: string, options: Options) => {
      const config = configWith(env, options);
      const limits: MiningLimits = {
        steps: parseCount(options.steps, '--steps', 10),
        payments: parseCount(options.payments, '--payments', 1_000),
        blocks: parseCount(options.blocks, '--blocks', 10_000_000),
        transactions: MOST_TRANSACTIONS,
      };
      const now = new Date();
      const { parts, close } = await composeExplain(config, recordingSource, now.toISOString().slice(0, 10));
      try {
        const { network, ancestors } = await openAncestors(options, config, env, parts.library.openCase);
        const { snapshot } = await composeSnapshot(composeLists(config), Math.floor(now.getTime() / 1000));
        const { poolOf, source: poolSource } = composePools();
        const answer = await traceMining(
          subject,
          {
            network,
            ancestors,
            explain: (text, where) => explain(text, parts, where),
            listed: (address) =>
              snapshot
                .lookup('bitcoin', address)
                .filter(({ sameKeyAs }) => sameKeyAs === null)
                .map(({ entry }) => ({ list: entry.list, entry: entry.id })),
            shelves: parts,
            book: parts.book,
            poolOf,
            poolSource,
          },
          limits,
        );
        process.stdout.write(options.json ? toJson(answer) : toText(answer));
      } finally {
        await close();
      }
    });
}

type Opened = { readonly network: Network; readonly ancestors: Ancestors };

async function openAncestors(
  { source, recording: name }: Options,
  config: Config,
  env: NodeJS.ProcessEnv,
  openCase: (id: string) => Parameters<typeof recordingSource>[0],
): Promise<Opened> {
  if (name !== undefined) {
    const recording = openCase(/[\\/.]/.test(name) ? resolve(name) : name);
    const network = NETWORKS.find(({ chain }) => recording.chains.has(chain));
    if (network === undefined) throw noBitcoin(`the recording ${name}`);
    return { network, ancestors: ancestorsFrom(recordingSource(recording), network.chain) };
  }
  const rows = chooseSources(source, undefined, config, env);
  for (const row of rows) {
    const network = NETWORKS.find(({ chain }) => chain === chainOfSource(row));
    if (network === undefined) continue;
    const ancestors =
      row.type === 'bitcoin-files'
        ? ancestorsIn(await openArchive(row, config, env))
        : ancestorsFrom(await openSource(row, config, env), network.chain);
    return { network, ancestors };
  }
  throw noBitcoin(rows.map(({ id }) => id).join(', '));
}

const noBitcoin = (where: string): AshiatoError =>
  new AshiatoError('E_USAGE', 'no Bitcoin source is named', {
    where,
    next: 'Name one, such as --source bitcoin-files=/var/lib/bitcoin/blocks or --source esplora=https://….',
  });

function toText({
  subject,
  reason,
  runs,
  limits,
  leftOut,
  coins,
  mined,
  rentals,
  poolSource,
  innocent,
}: MiningAnswer): string {
  const why =
    reason.type === 'listed'
      ? `${reason.list} lists it (${reason.entry})`
      : `it carries the taint of ${reason.incident}`;
  return `${[
    `${mined.length} of ${coins} coins of ${subject.id} were mined at most ${limits.steps} steps before.`,
    `Asked because ${why}; ${counted(runs[0]?.transactions ?? 0, 'transaction')} looked at.`,
    ...mined.map(
      ({ txid, vout, value, steps, pools, coinbases }) =>
        `  ${txid}:${vout}  ${value} sat, ${steps} ${steps === 1 ? 'step' : 'steps'} after ${coinbases.length === 1 ? 'a coinbase' : `${coinbases.length} coinbases`} of ${pools.join(', ')}`,
    ),
    ...rentals.flatMap(({ incident, says, evidence }) => [
      `${incident}: ${says}`,
      ...evidence.map((row) => `  ${row}`),
    ]),
    ...leftOut.map((line) => `Not looked at: ${line}`),
    `Names of pools: the miners’ own word, by ${poolSource}.`,
    ...innocent,
  ].join('\n')}\n`;
}

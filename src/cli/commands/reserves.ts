/** `ashiato reserves`: what was stolen, what became of it, what is still held, and what nobody knows. */
import type { Command } from 'commander';
import { readCrossings, recordCrossings } from '../../adapters/crossings/log.ts';
import { answerReserves, type ReservesAnswer } from '../../app/strategy/reserves.ts';
import { crossingToJson, reservesToJson, totalsToJson } from '../../app/strategy/reserves-json.ts';
import { composePrices, composeStrategyFacts, composeTracked, thresholdOf } from '../../compose/strategy.ts';
import type { Config } from '../../config.ts';
import { parseDecimal } from '../../core/model/amount.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { dayAt, parseDay } from '../../core/strategy/day.ts';
import { reconcile } from '../../core/strategy/totals.ts';
import { toJson } from '../json.ts';
import { configWith } from '../options.ts';
import { crossingsToText, reservesToText, totalsToText } from '../reserves-report.ts';

type Options = {
  actor?: string;
  incident?: string;
  chain?: string;
  asset?: string;
  asOf?: string;
  threshold?: string;
  stablecoinsAtPar?: true;
  totals?: true;
  check?: true;
  json?: true;
  data?: string;
};

/** Documented in docs/cli.md: a holding lies above the threshold that did not when last checked. */
const CROSSED = 5;

export function reservesCommand(program: Command, env: NodeJS.ProcessEnv): void {
  program
    .command('reserves')
    .description('what was stolen, what became of it, and what is still held, as ranges with sources')
    .option('--actor <name>', 'part of the name of an actor or cluster, such as TraderTraitor')
    .option('--incident <id>', 'one theft, such as bybit-2025')
    .option('--chain <name>', 'thefts that touched a chain, as the facts name it')
    .option('--asset <symbol>', 'thefts with a published amount of this asset')
    .option('--as-of <day>', 'what had happened by then; traced holdings are priced on that day')
    .option('--threshold <usd>', 'say which holdings lie above this many dollars')
    .option('--check', 'say and record which were not above it before; exit code 5 where there is one')
    .option('--stablecoins-at-par', 'count USDT, USDC and DAI as one dollar')
    .option('--totals', 'yearly totals of all publishers beside our rows')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder, whose kept traces count too')
    .action(async (options: Options) => {
      if (options.totals) {
        const years = reconcile(composeStrategyFacts());
        process.stdout.write(options.json ? toJson(totalsToJson(years)) : totalsToText(years));
        return;
      }
      const config = configWith(env, options);
      const answer = await ask(config, options);
      if (options.check) check(config, answer, options.json === true);
      else process.stdout.write(options.json ? toJson(reservesToJson(answer)) : reservesToText(answer));
    });
}

async function ask(config: Config, options: Options): Promise<ReservesAnswer> {
  const asOf = options.asOf === undefined ? null : parseDay(options.asOf, '--as-of');
  const threshold =
    options.threshold === undefined ? thresholdOf(config) : parseDecimal(options.threshold, 2, '--threshold');
  const { tracked } = await composeTracked(config);
  return answerReserves(
    {
      facts: composeStrategyFacts(),
      tracked,
      series: composePrices(config),
      threshold,
      recorded: readCrossings(config.dataFolder),
      today: dayAt(Date.now() / 1000),
    },
    {
      question: {
        actor: options.actor ?? null,
        incident: options.incident ?? null,
        chain: options.chain ?? null,
        asset: options.asset ?? null,
      },
      rules: { stablecoinsAtPar: options.stablecoinsAtPar ?? false },
      asOf,
    },
  );
}

/** For a timer: silent and 0 where nothing is new, so that each crossing is told once. */
function check({ dataFolder }: Config, { gauge, crossings }: ReservesAnswer, json: boolean): void {
  if (gauge?.threshold == null)
    throw new AshiatoError('E_USAGE', 'there is no threshold to check against', {
      where: '--check',
      next: 'Give --threshold, or set "reservesThreshold" in the configuration.',
    });
  const fresh = recordCrossings(dataFolder, crossings, new Date().toISOString());
  process.stdout.write(
    json
      ? toJson({ crossings: fresh.map((each) => ({ ...crossingToJson(each), at: each.at })) })
      : crossingsToText(fresh),
  );
  if (fresh.length > 0) process.exitCode = CROSSED;
}

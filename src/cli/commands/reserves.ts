/** `ashiato reserves`: what was stolen, what became of it, what is still held, and what nobody knows. */
import type { Command } from 'commander';
import { composePrices, composeStrategyFacts, composeTracked } from '../../compose-strategy.ts';
import { readConfig } from '../../config.ts';
import { parseDecimal } from '../../core/model/amount.ts';
import { parseDay } from '../../core/strategy/day.ts';
import { gauge } from '../../core/strategy/gauge.ts';
import { reserves } from '../../core/strategy/reserves.ts';
import { reconcile } from '../../core/strategy/totals.ts';
import { toJson } from '../figures.ts';
import { reservesToJson, reservesToText, totalsToJson, totalsToText } from '../reserves-report.ts';

type Options = {
  actor?: string;
  incident?: string;
  chain?: string;
  asset?: string;
  asOf?: string;
  threshold?: string;
  stablecoinsAtPar?: true;
  totals?: true;
  json?: true;
  data?: string;
};

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
    .option('--stablecoins-at-par', 'count USDT, USDC and DAI as one dollar')
    .option('--totals', 'yearly totals of all publishers beside our rows')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder, whose kept traces count too')
    .action(async (options: Options) => {
      const facts = composeStrategyFacts();
      if (options.totals) {
        const years = reconcile(facts);
        process.stdout.write(options.json ? toJson(totalsToJson(years)) : totalsToText(years));
        return;
      }
      const asOf = options.asOf === undefined ? null : parseDay(options.asOf, '--as-of');
      const threshold =
        options.threshold === undefined ? null : parseDecimal(options.threshold, 2, '--threshold');
      const config = readConfig(env, options.data === undefined ? {} : { dataFolder: options.data });
      const { tracked } = await composeTracked(config);
      const held = reserves(
        facts,
        tracked,
        {
          actor: options.actor ?? null,
          incident: options.incident ?? null,
          chain: options.chain ?? null,
          asset: options.asset ?? null,
        },
        {
          series: composePrices(config),
          rules: { stablecoinsAtPar: options.stablecoinsAtPar ?? false },
          asOf,
        },
      );
      const reading = gauge(held, facts, threshold);
      process.stdout.write(
        options.json ? toJson(reservesToJson(held, reading)) : reservesToText(held, reading),
      );
    });
}

/** `ashiato outlook`: how probable losses above a sum are, and how good such forecasts have been. */
import type { Command } from 'commander';
import { forecastId, forecastLog } from '../../adapters/forecasts/log.ts';
import {
  backtest,
  drawnOutlook,
  issuable,
  issueForecast,
  outlook,
  thresholdOf,
} from '../../app/strategy/outlook.ts';
import { backtestToJson, outlookToJson, recordToJson } from '../../app/strategy/outlook-json.ts';
import { composePrices, composeStrategyFacts } from '../../compose/strategy.ts';
import type { Day } from '../../core/strategy/day.ts';
import type { Issued } from '../../core/strategy/outlook/forecast.ts';
import { toJson } from '../json.ts';
import { configWith } from '../options.ts';
import { backtestToMarkdown, issuedToText, outlookToText, overToText } from '../outlook-report.ts';

type Options = {
  exceed?: string;
  issue?: true;
  issued?: true;
  backtest?: true;
  json?: true;
  data?: string;
};

export function outlookCommand(program: Command, env: NodeJS.ProcessEnv): void {
  program
    .command('outlook')
    .description('how probable it is that the next 30, 90 and 365 days bring losses above a sum')
    .option('--exceed <usd>', 'a sum of your own, beside $10 m, $100 m, $500 m and $1 bn')
    .option('--issue', 'write the forecast down for good, and score those that are due')
    .option('--issued', 'the forecasts that were issued, and how they did')
    .option('--backtest', 'print how such forecasts would have done since 2019 (half a minute)')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action((options: Options) => {
      const config = configWith(env, options);
      const facts = composeStrategyFacts();
      const thresholds = options.exceed === undefined ? [] : [thresholdOf(options.exceed, '--exceed')];
      const record = forecastLog(config.dataFolder);
      if (options.issued) {
        const issued = recordToJson(record.read(), facts.cutOff);
        process.stdout.write(options.json ? toJson({ record: issued }) : issuedToText(issued));
        return;
      }
      const prices = composePrices(config);
      if (options.backtest) {
        const report = backtestToJson(backtest(facts, prices));
        process.stdout.write(options.json ? toJson(report) : backtestToMarkdown(report));
        return;
      }
      const keep = (forecast: Issued): string | null => {
        if (options.issue === undefined) return null;
        const at = new Date().toISOString();
        const kept = issuable(forecast, at.slice(0, 10) as Day);
        const id = forecastId(at, kept);
        issueForecast(record, kept, facts, { id, at });
        process.stderr.write(overToText(forecast, kept));
        return id;
      };
      if (options.json) {
        const drawn = drawnOutlook(facts, prices, thresholds);
        const id = keep(drawn.issued);
        process.stdout.write(toJson(outlookToJson(drawn, facts, record.read(), id)));
        return;
      }
      const forecast = outlook(facts, prices, thresholds);
      const id = keep(forecast);
      process.stdout.write(
        `${outlookToText(forecast)}${id === null ? '' : `Issued as ${id}. Next: ashiato outlook --issued\n`}`,
      );
    });
}

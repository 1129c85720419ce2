/** `ashiato prices`: ask public markets for daily prices, and show which days have one, by whose word, or why not. */
import type { Command } from 'commander';
import { priceSources } from '../../adapters/prices/markets.ts';
import { readQuotes, writeQuotes } from '../../adapters/prices/quotes-file.ts';
import { type Asked, refreshPrices } from '../../app/strategy/refresh-prices.ts';
import { composePrices } from '../../compose/strategy.ts';
import { formatDecimal } from '../../core/model/amount.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { type Day, dayAt, daysAfter, parseDay } from '../../core/strategy/day.ts';
import { coverageOf, creditsOf, type PriceSeries } from '../../core/strategy/prices.ts';
import {
  judge,
  type QuotedDay,
  type QuotedPair,
  TOLERANCE_PERCENT,
  whyNot,
} from '../../core/strategy/quotes.ts';
import { creditToText, table, wrap } from '../figures.ts';
import { toJson } from '../json.ts';
import { configWith } from '../options.ts';

type Options = { from?: string; to?: string; asset?: string; currency?: string; data?: string; json?: true };

/** The first theft of the facts lies after it. */
const FIRST = '2016-01-01' as Day;
const SHOWN = 20;

export function pricesCommand(program: Command, env: NodeJS.ProcessEnv): void {
  const prices = program.command('prices').description('daily prices: fetch them, and see what they rest on');

  prices
    .command('refresh')
    .description('ask every public market for the days that are over')
    .option('--from <day>', 'first day (default: the last day that was fetched, else 2016-01-01)')
    .option('--to <day>', 'last day (default: yesterday, UTC)')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action(async (options: Options) => {
      const { dataFolder } = configWith(env, options);
      const now = Math.floor(Date.now() / 1000);
      const kept = readQuotes(dataFolder);
      const yesterday = daysAfter(dayAt(now), -1);
      const last = kept.reduce<Day>((newest, { day }) => (day > newest ? day : newest), FIRST);
      const to = options.to === undefined ? yesterday : parseDay(options.to, '--to');
      const from = options.from === undefined ? (last < to ? last : to) : parseDay(options.from, '--from');
      if (from > to || to > yesterday)
        throw new AshiatoError(
          'E_TIME_RANGE',
          `the days ${from} to ${to} are not days that are over, in order`,
          {
            where: '--from, --to',
            limit: `up to ${yesterday}`,
            next: 'A day has its price when it is over (UTC).',
          },
        );
      const { quotes, asked } = await refreshPrices(priceSources(), kept, { from, to, now });
      writeQuotes(dataFolder, quotes);
      const pairs = judge(quotes).map((pair) => within(pair, from, to));
      process.stdout.write(
        options.json
          ? toJson({ from, to, asked, fetched: pairs.map(pairToJson) })
          : refreshedText(from, to, asked, pairs),
      );
    });

  prices
    .command('show')
    .description('which days have a price, from whom, and which are disputed')
    .option('--asset <symbol>', 'BTC, ETH, or USD for a rate')
    .option('--currency <code>', 'USD, JPY or KRW')
    .option('--from <day>', 'show single days from here on')
    .option('--to <day>', '… and to here')
    .option('--json', 'print JSON')
    .option('--data <folder>', 'data folder')
    .action((options: Options) => {
      const config = configWith(env, options);
      const from = options.from === undefined ? null : parseDay(options.from, '--from');
      const to = options.to === undefined ? null : parseDay(options.to, '--to');
      const own = <T extends { readonly asset: string; readonly currency: string }>(all: readonly T[]): T[] =>
        all.filter(
          ({ asset, currency }) =>
            asset === (options.asset ?? asset) && currency === (options.currency ?? currency),
        );
      const series = own(composePrices(config));
      const pairs = own(judge(readQuotes(config.dataFolder))).map((pair) => within(pair, from, to));
      process.stdout.write(
        options.json
          ? toJson({
              tolerancePercent: TOLERANCE_PERCENT,
              series: series.map(seriesToJson),
              fetched: pairs.map(pairToJson),
            })
          : shownText(series, pairs, from !== null || to !== null),
      );
    });
}

const within = (pair: QuotedPair, from: Day | null, to: Day | null): QuotedPair => ({
  ...pair,
  days: pair.days.filter(({ day }) => (from === null || day >= from) && (to === null || day <= to)),
});

const priceOf = ({ verdict }: QuotedDay): string | null =>
  verdict.type === 'agreed' ? formatDecimal(verdict.price, 12) : null;

const seriesToJson = (series: PriceSeries) => {
  const { id, asset, currency, moment, source, credit = null } = series;
  return { id, asset, currency, moment, source, ...coverageOf(series), credit };
};

const pairToJson = ({ asset, currency, days }: QuotedPair) => ({
  asset,
  currency,
  days: days.map((each) => ({
    day: each.day,
    verdict: each.verdict.type,
    price: priceOf(each),
    quotes: each.quotes.map(({ source, price, fetchedAt }) => ({
      source,
      price: formatDecimal(price, 12),
      fetchedAt: new Date(fetchedAt * 1000).toISOString(),
    })),
  })),
});

const count = ({ days }: QuotedPair, type: QuotedDay['verdict']['type']): string =>
  String(days.filter(({ verdict }) => verdict.type === type).length);

const verdicts = (pairs: readonly QuotedPair[]): string =>
  table([
    ['pair', 'days', 'agreed', 'disputed', 'one alone'],
    ...pairs.map((pair) => [
      `${pair.asset}-${pair.currency}`,
      String(pair.days.length),
      count(pair, 'agreed'),
      count(pair, 'disputed'),
      count(pair, 'alone'),
    ]),
  ]);

function refreshedText(from: Day, to: Day, asked: readonly Asked[], pairs: readonly QuotedPair[]): string {
  return `${[
    `Asked for ${from} to ${to}`,
    table([
      ['source', 'pair', 'days'],
      ...asked.map(({ source, asset, currency, days }) => [source, `${asset}-${currency}`, String(days)]),
    ]),
    ...asked.flatMap(({ source, asset, currency, failure }) =>
      failure === null ? [] : [wrap(`! ${source} ${asset}-${currency}: ${failure}`)],
    ),
    verdicts(pairs),
    wrap(`A day has a price where two or more agree within ${TOLERANCE_PERCENT} %: the lowest of them.`),
    ...pairs.flatMap(disputes),
  ].join('\n\n')}\n`;
}

const disputes = ({ asset, currency, days }: QuotedPair): string[] =>
  days
    .filter(({ verdict }) => verdict.type === 'disputed')
    .map((each) => wrap(`! ${asset}-${currency} ${each.day} ${whyNot(each)}`));

function shownText(series: readonly PriceSeries[], pairs: readonly QuotedPair[], single: boolean): string {
  const listed = pairs.flatMap((pair) =>
    pair.days.map((each) => [`${each.day} ${pair.asset}-${pair.currency}`, priceOf(each) ?? whyNot(each)]),
  );
  return `${[
    series.length === 0
      ? 'No table of prices is at hand.'
      : table([
          ['series', 'from', 'to', 'days missing'],
          ...series.map((each) => {
            const { from, to, missing } = coverageOf(each);
            return [each.id, from ?? '-', to ?? '-', String(missing)];
          }),
        ]),
    ...creditsOf(series).map(creditToText),
    ...(pairs.length === 0
      ? ['Nothing was fetched yet: "ashiato prices refresh" asks five public sources.']
      : [verdicts(pairs), ...pairs.flatMap(disputes)]),
    ...(single ? listed.slice(0, SHOWN).map(([day = '', says = '']) => wrap(`${day}  ${says}`)) : []),
    ...(single && listed.length > SHOWN ? [`${listed.length - SHOWN} more; --json has all.`] : []),
  ].join('\n\n')}\n`;
}

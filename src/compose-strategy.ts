/** The facts and prices behind the strategy room. */
import { join } from 'node:path';
import { loadStrategyFacts } from './adapters/facts/strategy.ts';
import { readPrices } from './adapters/prices/tables.ts';
import type { Config } from './config.ts';
import type { StrategyFacts } from './core/strategy/facts.ts';
import type { PriceSeries } from './core/strategy/prices.ts';
import { PACKAGE_ROOT } from './package.ts';

const FACTS = join(PACKAGE_ROOT, 'facts');

export const composeStrategyFacts = (): StrategyFacts => loadStrategyFacts(FACTS);

/** None where no folder of prices is set: then values are `price-unavailable`. */
export const composePrices = ({ prices }: Config): readonly PriceSeries[] =>
  prices === null ? [] : readPrices(prices, FACTS);

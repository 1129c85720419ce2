/** The facts, prices and traces behind the strategy room. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadStrategyFacts } from './adapters/facts/strategy.ts';
import { readQuotes } from './adapters/prices/quotes-file.ts';
import { readPrices } from './adapters/prices/tables.ts';
import { recordingSource } from './adapters/sources/recording.ts';
import { keptCases, shippedCases, type TrackedCases, trackCases } from './app/track-cases.ts';
import { composeLibrary, composeStore } from './compose.ts';
import type { Config } from './config.ts';
import type { StrategyFacts } from './core/strategy/facts.ts';
import { type PriceSeries, withImpliedRates } from './core/strategy/prices.ts';
import { judge, seriesOf } from './core/strategy/quotes.ts';
import { PACKAGE_ROOT } from './package.ts';

const FACTS = join(PACKAGE_ROOT, 'facts');

export const composeStrategyFacts = (): StrategyFacts => loadStrategyFacts(FACTS);

/** The reader's tables, what ships, what was fetched and agreed; a value names which of them it rests on. */
export const composePrices = ({ prices, dataFolder }: Config): readonly PriceSeries[] =>
  withImpliedRates([...readPrices(prices, FACTS), ...judge(readQuotes(dataFolder)).map(seriesOf)]);

/** Every theft whose chain data is at hand, traced; a store is only opened where there is one. */
export async function composeTracked(config: Config): Promise<TrackedCases> {
  const kept = config.databaseUrl !== null || existsSync(join(config.dataFolder, 'ashiato.sqlite'));
  const store = kept ? await composeStore(config, 'read') : null;
  try {
    const shipped = shippedCases(composeLibrary(), config.minConfidence);
    const keptOnes = store === null ? [] : await keptCases(store);
    return await trackCases([...shipped, ...keptOnes], recordingSource);
  } finally {
    await store?.close();
  }
}

/** The facts, prices and traces behind the strategy room. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadStrategyFacts } from './adapters/facts/strategy.ts';
import { readPrices } from './adapters/prices/tables.ts';
import { recordingSource } from './adapters/sources/recording.ts';
import { keptCases, shippedCases, type TrackedCases, trackCases } from './app/track-cases.ts';
import { composeLibrary, composeStore } from './compose.ts';
import type { Config } from './config.ts';
import type { StrategyFacts } from './core/strategy/facts.ts';
import type { PriceSeries } from './core/strategy/prices.ts';
import { PACKAGE_ROOT } from './package.ts';

const FACTS = join(PACKAGE_ROOT, 'facts');

export const composeStrategyFacts = (): StrategyFacts => loadStrategyFacts(FACTS);

/** None where no folder of prices is set: then values are `price-unavailable`. */
export const composePrices = ({ prices }: Config): readonly PriceSeries[] =>
  prices === null ? [] : readPrices(prices, FACTS);

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

/** The facts, prices and traces behind the strategy room. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCrossings } from '../adapters/crossings/log.ts';
import { loadKnownContracts } from '../adapters/facts/contracts.ts';
import { loadStrategyFacts } from '../adapters/facts/strategy.ts';
import { quotesState, readQuotes } from '../adapters/prices/quotes-file.ts';
import { readPrices } from '../adapters/prices/tables.ts';
import { recordingSource } from '../adapters/sources/recording.ts';
import { remembered } from '../app/common/remembered.ts';
import {
  type AtHand,
  keptCases,
  shippedCases,
  type TrackedCases,
  trackCases,
} from '../app/explain/track-cases.ts';
import {
  answerReserves,
  EVERYTHING,
  type ReservesAnswer,
  type ReservesAsked,
  type ReservesDesk,
} from '../app/strategy/reserves.ts';
import { reservesToJson, totalsToJson } from '../app/strategy/reserves-json.ts';
import { dayRates } from '../app/trace/day-rates.ts';
import type { Library } from '../app/trace/library.ts';
import type { Config } from '../config.ts';
import { parseDecimal } from '../core/model/amount.ts';
import { type Known, knowing } from '../core/patterns/known.ts';
import type { Crossing } from '../core/strategy/crossings.ts';
import { dayAt } from '../core/strategy/day.ts';
import type { StrategyFacts } from '../core/strategy/facts.ts';
import { type Cents, type PriceSeries, withImpliedRates } from '../core/strategy/prices.ts';
import { judge, seriesOf } from '../core/strategy/quotes.ts';
import { reconcile } from '../core/strategy/totals.ts';
import { PACKAGE_ROOT } from '../package.ts';
import type { Store } from '../ports/store.ts';
import { composeLibrary, composeStore } from './base.ts';

const FACTS = join(PACKAGE_ROOT, 'facts');

export const composeStrategyFacts = (): StrategyFacts => loadStrategyFacts(FACTS);

/** The reader's tables, what ships, what was fetched and agreed; a value names which of them it rests on. */
export const composePrices = (config: Config): readonly PriceSeries[] =>
  withFetched(readPrices(config.prices, FACTS), config);

/** The contracts whose word patterns take, with prices where the reader has some. */
export function composePricedKnown(config: Config): Known {
  const rows = loadKnownContracts(FACTS);
  return knowing({ ...rows, about: dayRates(composePrices(config), rows.assets) });
}

/** For a server: tables are read when it starts, what was fetched again when that file is another. */
export function openPrices(config: Config): () => readonly PriceSeries[] {
  const tables = readPrices(config.prices, FACTS);
  return remembered(
    () => quotesState(config.dataFolder),
    () => withFetched(tables, config),
  );
}

const withFetched = (tables: readonly PriceSeries[], { dataFolder }: Config): readonly PriceSeries[] =>
  withImpliedRates([...tables, ...judge(readQuotes(dataFolder)).map(seriesOf)]);

/** Every theft whose chain data is at hand, traced; a store is only opened where there is one. */
export async function composeTracked(config: Config): Promise<TrackedCases> {
  const kept = config.databaseUrl !== null || existsSync(join(config.dataFolder, 'ashiato.sqlite'));
  const store = kept ? await composeStore(config, 'read') : null;
  try {
    return await trackAll(composeLibrary(), store, config.minConfidence);
  } finally {
    await store?.close();
  }
}

async function trackAll(library: Library, store: Store | null, minConfidence: number): Promise<TrackedCases> {
  const kept = store === null ? [] : await keptCases(store);
  return trackCases(atHand(library, minConfidence, kept), recordingSource);
}

function* atHand(library: Library, minConfidence: number, kept: readonly AtHand[]): Iterable<AtHand> {
  yield* shippedCases(library, minConfidence);
  yield* kept;
}

/** For a server: traced when first asked, and again when another trace was kept since. */
export function openTracker(
  { minConfidence }: Config,
  library: Library,
  store: Store,
): () => Promise<TrackedCases> {
  let last: { readonly traces: string; readonly cases: Promise<TrackedCases> } | null = null;
  return async () => {
    const traces = (await store.listTraces()).map(({ id }) => id).join();
    if (last?.traces !== traces) {
      const cases = trackAll(library, store, minConfidence);
      last = { traces, cases };
      // What failed is tried again by who asks next.
      cases.catch(() => {
        last = null;
      });
    }
    return last.cases;
  };
}

export const thresholdOf = ({ reservesThreshold }: Config): Cents | null =>
  reservesThreshold === null ? null : parseDecimal(reservesThreshold, 2, 'reservesThreshold');

/** For a server: facts are read when it starts; what was fetched, traced or recorded since, when asked. */
export function openReserves(
  config: Config,
  tracked: () => Promise<TrackedCases>,
  prices: () => readonly PriceSeries[],
): ReservesDesk {
  const facts = composeStrategyFacts();
  const totals = totalsToJson(reconcile(facts));
  const answer = async (asked: ReservesAsked, threshold: Cents | null): Promise<ReservesAnswer> =>
    answerReserves(
      {
        facts,
        tracked: (await tracked()).tracked,
        series: prices(),
        threshold,
        recorded: readCrossings(config.dataFolder),
        today: dayAt(Date.now() / 1000),
      },
      asked,
    );
  let above: { readonly ground: readonly unknown[]; readonly crossings: readonly Crossing[] } | null = null;
  return {
    ask: async ({ threshold, ...asked }) =>
      reservesToJson(await answer(asked, threshold ?? thresholdOf(config))),
    async crossings() {
      const ground = [await tracked(), prices()];
      if (above?.ground.every((each, i) => each === ground[i]) !== true)
        above = { ground, crossings: (await answer(EVERYTHING, thresholdOf(config))).crossings };
      return above.crossings;
    },
    totals: () => totals,
  };
}

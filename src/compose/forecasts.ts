/** What worked and what may come, for a server: facts once, traces when another was kept, simulations beside the loop. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { forecastLog } from '../adapters/forecasts/log.ts';
import type { TagShelf } from '../adapters/tags/shelf.ts';
import { PLACEBO_SEED, uniformOf } from '../app/common/chance.ts';
import type { TrackedCases } from '../app/explain/track-cases.ts';
import { type Trails, trailsOf } from '../app/explain/trails.ts';
import {
  type EffectivenessDesk,
  effectivenessToJson,
  whatIfToJson,
} from '../app/strategy/effectiveness-json.ts';
import { thresholdOf } from '../app/strategy/outlook.ts';
import { openOutlooks } from '../app/strategy/outlook-desk.ts';
import { type OutlookDesk, outlookToJson } from '../app/strategy/outlook-json.ts';
import { whatIf } from '../app/strategy/what-if.ts';
import type { Config } from '../config.ts';
import type { EffectivenessJson } from '../contract/effectiveness.ts';
import { backtestSchema } from '../contract/outlook.ts';
import { effectiveness } from '../core/strategy/effectiveness.ts';
import type { PriceSeries } from '../core/strategy/prices.ts';
import { PACKAGE_ROOT } from '../package.ts';
import { composeStrategyFacts } from './strategy.ts';

export function openEffectiveness(
  tracked: () => Promise<TrackedCases>,
  tags: () => TagShelf,
): EffectivenessDesk {
  const facts = composeStrategyFacts();
  let known: {
    readonly cases: TrackedCases;
    readonly trails: Trails;
    found: EffectivenessJson | null;
  } | null = null;
  const look = async () => {
    const cases = await tracked();
    if (known?.cases !== cases) known = { cases, trails: trailsOf(cases), found: null };
    return known;
  };
  return {
    async found() {
      const at = await look();
      at.found ??= effectivenessToJson(
        effectiveness(facts, at.trails.trails, uniformOf(PLACEBO_SEED)),
        facts,
      );
      return at.found;
    },
    whatIf: async (subject, withCluster) =>
      whatIfToJson(whatIf(subject, withCluster, { ...(await look()).trails, facts, book: tags().book })),
  };
}

export function openOutlook(config: Config, prices: () => readonly PriceSeries[]): OutlookDesk {
  const facts = composeStrategyFacts();
  const { thefts, cutOff } = facts;
  const simulated = openOutlooks({ thefts, cutOff });
  const record = forecastLog(config.dataFolder);
  const backtest = backtestSchema.parse(
    JSON.parse(readFileSync(join(PACKAGE_ROOT, 'docs', 'outlook-backtest.json'), 'utf8')),
  );
  return {
    async drawn(exceed) {
      const own = exceed === null ? [] : [thresholdOf(exceed, 'exceed')];
      return outlookToJson(await simulated(prices(), own), facts, record.read(), null);
    },
    backtest: () => backtest,
  };
}

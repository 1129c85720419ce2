/** The stories of the outlook: what may come, and how well such forecasts would have done. */
import { parseDecimal } from '../../core/model/amount.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Day } from '../../core/strategy/day.ts';
import { dayNumber } from '../../core/strategy/day.ts';
import type { StrategyFacts } from '../../core/strategy/facts.ts';
import {
  chooseParameters,
  rollOrigins,
  type Scored,
  type Skill,
  START,
  scoredAfterFreeze,
  scoredForChoice,
  skillsOf,
  THRESHOLDS,
} from '../../core/strategy/outlook/backtest.ts';
import {
  CURVE,
  curveBands,
  eventsOf,
  type ForecastEntry,
  type Issued,
  issue,
  scoresDue,
  stillRunning,
  withThresholds,
} from '../../core/strategy/outlook/forecast.ts';
import { fitEffect, type Lag, leadLag, marketOf } from '../../core/strategy/outlook/market.ts';
import { FROZEN, type Parameters } from '../../core/strategy/outlook/model.ts';
import type { PriceSeries } from '../../core/strategy/prices.ts';
import type { Journal } from '../../ports/journal.ts';
import { uniformOf } from '../common/chance.ts';

/** Any number does; that it is written down is what makes a forecast repeat. */
const SEED = 20_260_624;
const randomOf = (seed: number) => uniformOf(SEED + seed);
/** Months before it have no twelve months to be set against. */
const LAGS_FROM = '2018-01-01' as Day;

export const outlook = (
  { thefts, cutOff }: OutlookTask['facts'],
  prices: OutlookTask['prices'],
  thresholds: OutlookTask['thresholds'],
): Issued => issue(eventsOf(thefts), cutOff, thresholds, randomOf, marketOf(prices));

/** Millions of dollars, for a threshold of statistics. */
export function thresholdOf(text: string, where: string): number {
  const millions = Number(parseDecimal(text, 2, where)) / 1e8;
  if (millions === 0)
    throw new AshiatoError('E_USAGE', 'a sum of nothing is exceeded by any theft', {
      where,
      next: 'Give dollars, such as 250000000.',
    });
  return millions;
}

/** What an outlook is drawn from. */
export type OutlookTask = {
  readonly facts: Pick<StrategyFacts, 'thefts' | 'cutOff'>;
  readonly prices: readonly PriceSeries[];
  readonly thresholds: readonly number[];
};

/** A forecast with the curve of its probabilities and how open that is, by one simulation. */
export type DrawnOutlook = {
  readonly issued: Issued;
  readonly curve: Issued;
  readonly bands: ReturnType<typeof curveBands>;
};

export function drawnOutlook(
  facts: OutlookTask['facts'],
  prices: OutlookTask['prices'],
  thresholds: OutlookTask['thresholds'],
): DrawnOutlook {
  const whole = outlook(facts, prices, [...CURVE, ...thresholds]);
  return {
    issued: withThresholds(whole, [...THRESHOLDS, ...thresholds]),
    curve: withThresholds(whole, CURVE),
    bands: curveBands(eventsOf(facts.thefts), facts.cutOff, randomOf),
  };
}

/** The part of a forecast whose windows are not over; refused where none is left. */
export function issuable(forecast: Issued, today: Day): Issued {
  const running = stillRunning(forecast, today);
  if (running.outlooks.length === 0)
    throw new AshiatoError(
      'E_TIME_RANGE',
      'every window of this forecast is over: nothing is forecast any more',
      {
        where: '--issue',
        limit: `the catalogue ends on ${forecast.cutOff}`,
        next: 'Use a release of Ashiato whose catalogue reaches farther; without --issue the figures can still be read.',
      },
    );
  return running;
}

/** Writes a forecast down for good, and scores those whose days the catalogue holds by now. */
export function issueForecast(
  record: Journal<ForecastEntry>,
  forecast: Issued,
  { thefts, cutOff }: StrategyFacts,
  stamp: { readonly id: string; readonly at: string },
): void {
  record.add((log) => [
    ...scoresDue(log, eventsOf(thefts), cutOff).map(
      (due): ForecastEntry => ({ type: 'scored', at: stamp.at, ...due }),
    ),
    { type: 'issued', ...stamp, forecast },
  ]);
}

export type Backtest = {
  readonly cutOff: Day;
  readonly events: number;
  readonly choice: readonly { readonly parameters: Parameters; readonly crpsLog: number }[];
  readonly scored: readonly Scored[];
  readonly skills: readonly Skill[];
  /** On the windows that chose the parameters. */
  readonly skillsOfChoice: readonly Skill[];
  readonly market: {
    readonly by: string;
    readonly skills: readonly Skill[];
    readonly lags: readonly Lag[];
    readonly effect: number;
  } | null;
};

export function backtest({ thefts, cutOff }: StrategyFacts, prices: readonly PriceSeries[]): Backtest {
  const events = eventsOf(thefts);
  const found = marketOf(prices);
  const scored = rollOrigins(events, cutOff, randomOf, found?.market ?? null);
  const after = scoredAfterFreeze(scored);
  // Prices that end before the scored origins, as the shipped ones do, test nothing.
  const market = after.some(({ by }) => by.has('model with market')) ? found : null;
  return {
    cutOff,
    events: events.length,
    choice: chooseParameters(events, randomOf),
    scored,
    skills: (['climatology', 'trailing mean'] as const).flatMap((against) =>
      skillsOf(after, 'model', against, randomOf(1)),
    ),
    skillsOfChoice: skillsOf(scoredForChoice(scored), 'model', 'climatology', randomOf(4)),
    market:
      market === null
        ? null
        : {
            by: market.by,
            skills: skillsOf(after, 'model with market', 'model', randomOf(2)),
            lags: leadLag(events, LAGS_FROM, cutOff, market.market, randomOf(3)),
            effect: fitEffect(
              events,
              dayNumber(START),
              dayNumber(cutOff) + 1,
              FROZEN.halfLife,
              market.market,
            ),
          },
  };
}

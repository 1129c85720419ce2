/** A forecast, the record of forecasts and the backtest in the contract’s shape: one for the terminal and the pages. */
import type { BacktestJson, IssuedJson, OutlookJson } from '../../contract/outlook.ts';
import { formatDecimal } from '../../core/model/amount.ts';
import { type Day, dayAt } from '../../core/strategy/day.ts';
import type { StrategyFacts, Theft } from '../../core/strategy/facts.ts';
import {
  coverageOf80,
  type Forecaster,
  FROZEN_BEFORE,
  HORIZONS,
  LEAST_WINDOWS,
  reliability,
  type Scored,
  type Skill,
  scoredAfterFreeze,
  windowsSinceFreeze,
} from '../../core/strategy/outlook/backtest.ts';
import {
  daysGone,
  type ForecastEntry,
  type Issued,
  type Outlook,
  type Spread,
} from '../../core/strategy/outlook/forecast.ts';
import { FROZEN } from '../../core/strategy/outlook/model.ts';
import type { Backtest, DrawnOutlook } from './outlook.ts';

export type OutlookDesk = {
  /** `exceed`: a sum in dollars beside the usual ones. */
  readonly drawn: (exceed: string | null) => Promise<OutlookJson>;
  readonly backtest: () => BacktestJson;
};

export const CAVEATS = [
  'Attribution came in hindsight: a backtest knows of thefts that nobody ascribed to the DPRK on the day of the origin.',
  'The rows of recent years come from one researcher’s register and are fuller than those before 2021: a rising rate is partly a fuller list.',
  'Only counted thefts of at least $1 m with a published figure; suspected ones are left out of forecast and outcome alike.',
];

export function outlookToJson(
  { issued, curve, bands }: DrawnOutlook,
  facts: Pick<StrategyFacts, 'thefts' | 'cutOff'>,
  log: readonly ForecastEntry[],
  id: string | null,
): OutlookJson {
  return {
    issued: id,
    model: issued.model,
    parameters: issued.parameters,
    cutOff: issued.cutOff,
    market: issued.market ?? { reason: 'price-unavailable' },
    outlooks: issued.outlooks.map((each, i) => ({
      days: each.horizon,
      from: each.from,
      until: each.until,
      windows: windowsSinceFreeze(issued.cutOff, each.horizon),
      skillClaimed: windowsSinceFreeze(issued.cutOff, each.horizon) >= LEAST_WINDOWS,
      exceeds: each.exceeds.map(exceedsToJson),
      curve: (curve.outlooks[i]?.exceeds ?? []).map((point, k) => ({
        ...exceedsToJson(point),
        low: bands[i]?.[k]?.low ?? 0,
        high: bands[i]?.[k]?.high ?? 1,
      })),
      thefts: each.thefts,
      totalUsd: spreadOfDollars(each.totalMillions),
      largestUsd: spreadOfDollars(each.largestMillions),
    })),
    calendar: calendarOf(facts),
    record: recordToJson(log, facts.cutOff),
    sources: ['facts/incidents.json', 'docs/outlook-backtest.md'],
    caveats: CAVEATS,
  };
}

const exceedsToJson = ({ millions, model, climatology, withMarket }: Outlook['exceeds'][number]) => ({
  usd: dollars(millions),
  model,
  climatology,
  withMarket,
});

const dollars = (millions: number): string => formatDecimal(BigInt(Math.round(millions * 1e8)), 2);
const spreadOfDollars = ({ p10, p50, p90 }: Spread) => ({
  p10: dollars(p10),
  p50: dollars(p50),
  p90: dollars(p90),
});

/** Every month from the first theft to the catalogue’s end, the quiet ones too. */
function calendarOf({ thefts, cutOff }: Pick<StrategyFacts, 'thefts' | 'cutOff'>): OutlookJson['calendar'] {
  const counted = thefts.filter((theft) => theft.counted);
  const byMonth = Map.groupBy(counted, ({ day }) => day.slice(0, 7));
  const [first] = counted.map(({ day }) => day).sort();
  const months: string[] = [];
  for (
    let month = first?.slice(0, 7) ?? '';
    month !== '' && month <= cutOff.slice(0, 7);
    month = after(month)
  )
    months.push(month);
  return months.map((month) => {
    const own: readonly Theft[] = byMonth.get(month) ?? [];
    return {
      month,
      n: own.length,
      usd: formatDecimal(
        own.reduce((sum, { loss }) => sum + (loss ?? 0n), 0n),
        2,
      ),
      unknown: own.filter(({ loss }) => loss === null).length,
    };
  });
}

function after(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

export function recordToJson(log: readonly ForecastEntry[], cutOff: Day): IssuedJson[] {
  return log.flatMap((entry) =>
    entry.type === 'scored'
      ? []
      : [
          {
            id: entry.id,
            at: entry.at,
            model: entry.forecast.model,
            cutOff: entry.forecast.cutOff,
            outlooks: entry.forecast.outlooks.map((each) => outcomeOf(each, entry, log, cutOff)),
          },
        ],
  );
}

function outcomeOf(
  outlook: Issued['outlooks'][number],
  { id, at }: ForecastEntry,
  log: readonly ForecastEntry[],
  cutOff: Day,
): IssuedJson['outlooks'][number] {
  const { horizon, from, until, exceeds, totalMillions } = outlook;
  const scored = log.find(
    (each) => each.type === 'scored' && each.id === id && each.score.horizon === horizon,
  );
  const score = scored?.type === 'scored' ? scored.score : null;
  return {
    days: horizon,
    from,
    until,
    issuedAfterDays: daysGone(outlook, dayAt(Math.floor(Date.parse(at) / 1000))),
    exceeds: exceeds.map(({ millions, model }) => ({ usd: dollars(millions), model })),
    totalUsd: spreadOfDollars(totalMillions),
    state: score !== null ? 'scored' : until <= cutOff ? 'due' : 'waiting',
    score:
      score === null
        ? null
        : {
            observedUsd: dollars(score.observedMillions),
            crpsLog: score.crpsLog,
            brier: score.brier.map((each) => ({ usd: dollars(each.millions), score: each.score })),
            cutOff: score.cutOff,
          },
  };
}

export function backtestToJson(report: Backtest): BacktestJson {
  const scored = scoredAfterFreeze(report.scored);
  return {
    cutOff: report.cutOff,
    events: report.events,
    frozenBefore: FROZEN_BEFORE,
    parameters: FROZEN,
    choice: [...report.choice],
    skills: report.skills.map(skillToJson),
    skillsOfChoice: report.skillsOfChoice.map(skillToJson),
    reliability: HORIZONS.map((horizon) => reliabilityToJson(scored, horizon)),
    market:
      report.market === null
        ? null
        : {
            ...report.market,
            skills: report.market.skills.map(skillToJson),
            lags: [...report.market.lags],
          },
    origins: report.scored.map(({ origin, horizon, observed, by }) => {
      const of = (name: Forecaster) => {
        const own = by.get(name);
        return own === undefined
          ? null
          : { crpsLog: own.crpsLog, above100: own.exceeds.get(100)?.probability ?? 0 };
      };
      return {
        origin,
        days: horizon,
        observedUsd: dollars(observed),
        model: of('model'),
        climatology: of('climatology'),
      };
    }),
  };
}

const skillToJson = (skill: Skill): BacktestJson['skills'][number] => ({ ...skill });

function reliabilityToJson(scored: readonly Scored[], days: number): BacktestJson['reliability'][number] {
  const bins = reliability(scored, 'model', days);
  const n = bins.reduce((sum, bin) => sum + bin.n, 0);
  const model = coverageOf80(scored, 'model', days);
  return {
    days,
    bins: bins.map((bin) => ({ ...bin, forecast: bin.n === 0 ? null : bin.forecast })),
    forecast: bins.reduce((sum, bin) => sum + (bin.n === 0 ? 0 : bin.n * bin.forecast), 0) / n,
    happened: bins.reduce((sum, bin) => sum + bin.happened, 0) / n,
    covered: {
      n: model.n,
      model: model.covered,
      climatology: coverageOf80(scored, 'climatology', days).covered,
    },
  };
}

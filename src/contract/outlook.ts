/**
 * What may come, as machines see it: `ashiato outlook --json` and `GET /api/v1/outlook`; how such forecasts have done:
 * `--backtest --json`, `docs/outlook-backtest.json` and `GET /api/v1/outlook/backtest`. Dollars are decimal strings in
 * a forecast; the backtest works in statistics, in millions of dollars.
 */
import { z } from 'zod';
import { day, decimal } from './values.ts';

const count = z.int().nonnegative();
const chance = z.number().min(0).max(1);
const spread = z.object({ p10: z.number(), p50: z.number(), p90: z.number() });
const spreadUsd = z.object({ p10: decimal, p50: decimal, p90: decimal });
const interval = z.object({ low: z.number(), high: z.number() }).nullable();

const exceedsSchema = z.object({
  usd: decimal,
  model: chance.describe('probability that the total of the window is above'),
  climatology: chance.describe('share of past windows of this length that were'),
  withMarket: chance.nullable(),
});

const horizonSchema = z.object({
  days: count,
  from: day,
  until: day,
  windows: count.describe('windows of this length since the model was frozen'),
  skillClaimed: z.boolean().describe('false below ten such windows'),
  exceeds: z.array(exceedsSchema),
  curve: z.array(
    exceedsSchema.extend({
      low: chance.describe('middle 90 % over the parameters that the past leaves open'),
      high: chance,
    }),
  ),
  thefts: spread,
  totalUsd: spreadUsd,
  largestUsd: spreadUsd,
});

const issuedSchema = z.object({
  id: z.string().describe('digest of what it says and when it was issued'),
  at: z.string(),
  model: z.string(),
  cutOff: day,
  outlooks: z.array(
    z.object({
      days: count,
      from: day,
      until: day,
      issuedAfterDays: count.describe('days of the window that were over when it was issued'),
      exceeds: z.array(z.object({ usd: decimal, model: chance })),
      totalUsd: spreadUsd,
      state: z.enum(['scored', 'due', 'waiting']).describe('due: scored by the next --issue'),
      score: z
        .object({
          observedUsd: decimal,
          crpsLog: z.number(),
          brier: z.array(z.object({ usd: decimal, score: z.number() })),
          cutOff: day.describe('the catalogue that it was scored by'),
        })
        .nullable(),
    }),
  ),
});

export const outlookSchema = z.object({
  issued: z.string().nullable().describe('its id, where it was issued just now'),
  model: z.string(),
  parameters: z.object({ halfLife: z.number(), priorExponent: z.number() }),
  cutOff: day.describe('the last day of the catalogue: later months are missing, not without thefts'),
  market: z.union([
    z.object({ by: z.string(), gain: z.number(), effect: z.number() }),
    z.object({ reason: z.literal('price-unavailable') }),
  ]),
  outlooks: z.array(horizonSchema),
  calendar: z
    .array(z.object({ month: z.string(), n: count, usd: decimal, unknown: count }))
    .describe('counted thefts by month; unknown: without a published figure'),
  record: z.array(issuedSchema),
  sources: z.array(z.string()),
  caveats: z.array(z.string()),
});

const skillSchema = z.object({
  forecaster: z.string(),
  against: z.string(),
  horizon: count,
  score: z.string(),
  origins: count,
  windows: count.describe('that do not overlap'),
  mean: z.number(),
  reference: z.number(),
  skill: z.number().nullable().describe('1 − mean / reference; below zero the reference was better'),
  interval: interval.describe('90 %, by resampling blocks of neighbouring origins'),
  claim: z.enum(['better', 'worse', 'not told apart', 'too few cases']),
});

const originScore = z.object({ crpsLog: z.number(), above100: chance }).nullable();

const lagged = z.object({ correlation: z.number(), interval });

export const backtestSchema = z.object({
  cutOff: day,
  events: count,
  frozenBefore: day,
  parameters: z.object({ halfLife: z.number(), priorExponent: z.number() }),
  choice: z.array(
    z.object({
      parameters: z.object({ halfLife: z.number(), priorExponent: z.number() }),
      crpsLog: z.number(),
    }),
  ),
  skills: z.array(skillSchema).describe('origins after the freeze'),
  skillsOfChoice: z.array(skillSchema).describe('the windows that chose the parameters: they flatter'),
  reliability: z.array(
    z.object({
      days: count,
      bins: z.array(
        z.object({
          from: chance,
          to: z.number(),
          n: count,
          forecast: chance.nullable(),
          happened: count,
        }),
      ),
      forecast: chance.describe('mean forecast over all bins'),
      happened: chance,
      covered: z.object({ n: count, model: count, climatology: count }).describe('by the 80 % interval'),
    }),
  ),
  market: z
    .object({
      by: z.string(),
      effect: z.number(),
      skills: z.array(skillSchema),
      lags: z.array(
        z.object({
          lead: z.int().describe('months by which the market went first'),
          months: count,
          counts: lagged,
          totals: lagged,
        }),
      ),
    })
    .nullable(),
  origins: z.array(
    z.object({
      origin: day,
      days: count,
      observedUsd: decimal,
      model: originScore,
      climatology: originScore,
    }),
  ),
});

export type OutlookJson = z.infer<typeof outlookSchema>;
export type BacktestJson = z.infer<typeof backtestSchema>;
export type IssuedJson = z.infer<typeof issuedSchema>;

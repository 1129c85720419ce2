/**
 * What worked, as machines see it: `ashiato effectiveness --json` and `GET /api/v1/effectiveness`; and what a
 * designation would have touched: `ashiato effectiveness what-if --json` and its route. Money and units are decimal
 * strings; a share is null below ten.
 */
import { z } from 'zod';
import { day, decimal } from './values.ts';

const range = z.object({ low: decimal, high: decimal });
const count = z.int().nonnegative();
const text3 = z.object({ en: z.string(), ja: z.string(), ko: z.string() });

const fate = z.enum(['recovered', 'frozen', 'cashed-out', 'in-mixers', 'burnt']);
const awaited = z.enum([
  'first move',
  'first mixer',
  'first service',
  'cashed-out',
  'frozen',
  'recovered',
  'in-mixers',
  'burnt',
]);

const interval = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .nullable()
  .describe('share of thefts with a 95 % Wilson interval; null below ten thefts');

const shareSchema = z.object({
  fate,
  thefts: count.describe('thefts of which a source says it'),
  n: count.describe('of so many'),
  share: interval,
  usd: decimal.describe('dollars that sources name'),
  lost: decimal.describe('dollars that the same thefts lost'),
  sources: z.array(z.string()),
});

const groupSchema = z.object({ name: z.string(), n: count, shares: z.array(shareSchema) });

const delaySchema = z.object({
  incident: z.string(),
  what: awaited,
  seconds: z.number(),
  precision: z.enum(['second', 'day', 'month']).describe('month: to its end, so at most so long'),
  source: z.string(),
});

const tracedAsset = {
  incident: z.string(),
  source: z.string().describe('cases/… ships; "kept trace …" was traced here'),
  symbol: z.string(),
  stolen: decimal.describe('whole units of the stolen asset, like every amount beside it'),
  seenUntil: day.describe('the newest block that the trace could see'),
  movements: count.describe('after the theft: the n of a share'),
};

const courseSchema = z.object({
  ...tracedAsset,
  seenDays: count,
  resting: range.describe('unspent at the end of the data, over policies'),
  dormant: range.nullable().describe('of it unmoved for 90 days; null where the data end sooner'),
  reached: z
    .array(z.object({ days: count, amount: range }))
    .describe('had reached a mixer or a named service so many days after the theft'),
});

const listedSchema = z.object({
  ...tracedAsset,
  entity: z.string(),
  day: day.describe('the day on which the addresses came onto the list'),
  touched: range.describe('passed through them, ever'),
  rested: range.describe('rested in them on that day'),
  left: range.describe('left them since'),
  since: range.describe('was in them on that day or came later'),
});

const studySchema = z.object({
  name: z.enum(['thefts', 'stolen', 'mixer routes']),
  measures: count,
  leftOut: count.describe('their windows reach beyond the catalogue'),
  overlapping: count.describe('have another measure within their window'),
  days: count,
  before: z.number(),
  after: z.number(),
  change: z.number(),
  placebo: z.object({ centre: z.number(), low: z.number(), high: z.number(), rounds: count }),
  p: z.number(),
  power: z.number().describe('how probably a halving would lie outside what moved days do'),
  halvingWouldShow: z.boolean().describe('power of 0.8 or more'),
});

const placedSchema = z.object({
  day,
  what: z.string(),
  by: z.string(),
  kinds: z.array(z.enum(['actor', 'mixer', 'service'])),
  before: count.nullable().describe('thefts in the 90 days before; null where they lie beyond the catalogue'),
  after: count.nullable(),
});

export const effectivenessSchema = z.object({
  cutOff: day,
  total: groupSchema,
  years: z.array(groupSchema),
  routes: z.array(groupSchema),
  routeNames: z.record(z.string(), text3),
  withoutRoute: count,
  uncounted: count.describe('thefts that no total counts: in no figure here, though in those of reserves'),
  traced: count.describe('thefts with a trace at hand'),
  courses: z.array(courseSchema),
  delays: z.array(delaySchema),
  delayGroups: z.array(
    z.object({
      what: awaited,
      by: z.enum(['all', 'year', 'route']),
      name: z.string(),
      n: count,
      median: z
        .object({ seconds: z.number(), atMost: z.boolean() })
        .nullable()
        .describe('null below ten; atMost: a delay in it runs to the end of a month'),
    }),
  ),
  studies: z.array(studySchema),
  timeline: z.array(placedSchema),
  thefts: z
    .array(z.object({ quarter: z.string(), n: count }))
    .describe('counted thefts of at least $1 m by quarter, for the timeline'),
  listed: z.array(listedSchema),
  sources: z.array(z.string()),
  notes: z.array(z.string()),
});

export const whatIfSchema = z.object({
  subject: z.object({
    name: z.string(),
    kind: z.enum(['address', 'cluster', 'name']),
    addresses: count,
    basis: z.array(z.string()).describe('who says that these addresses belong to it'),
  }),
  thefts: z.object({ touched: count, traced: count }),
  published: z
    .object({
      routes: z.array(z.string()),
      thefts: count.describe('thefts whose published route names it'),
      n: count.describe('thefts with a published route'),
      share: interval,
      usd: decimal.describe('stolen in those thefts; how much of it went this way is not said'),
    })
    .nullable(),
  flows: z.array(
    z.object({
      ...tracedAsset,
      policies: z.array(z.string()),
      touched: range,
      share: z
        .object({ low: z.number(), high: z.number() })
        .nullable()
        .describe('of what was stolen; null below ten movements'),
      resting: range.describe('rests there at the end of the data'),
      still: z
        .array(z.object({ days: count, amount: range }))
        .describe('could still have been touched so many days after the theft'),
      around: z.object({
        payers: count,
        payersElsewhere: count,
        places: z.array(z.object({ hops: count, places: count })),
        behind: count,
      }),
    }),
  ),
  sources: z.array(z.string()),
  notes: z.array(z.string()),
});

export type EffectivenessJson = z.infer<typeof effectivenessSchema>;
export type WhatIfJson = z.infer<typeof whatIfSchema>;

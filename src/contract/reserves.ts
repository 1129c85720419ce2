/**
 * The ledger as machines see it: `ashiato reserves --json` and `GET /api/v1/reserves`; and the yearly totals:
 * `ashiato reserves --totals --json` and `GET /api/v1/totals`. Money and units are decimal strings.
 */
import { z } from 'zod';
import { day, decimal } from './values.ts';

const money = z.string().regex(/^-?\d+(\.\d{1,2})?$/);
const count = z.int().nonnegative();
const sources = z
  .array(z.string())
  .describe('whose word it is: keys of the table of sources, or a reckoning');
const currency = z.enum(['USD', 'JPY', 'KRW']);
const inEach = <T extends z.ZodType>(each: T) => z.object({ USD: each, JPY: each, KRW: each });

const figure = z.object({
  low: money,
  high: money,
  n: count.describe('thefts or statements with a figure'),
  sources,
});

const stolen = figure.extend({
  counted: money.describe('the sum of what the facts count'),
  withoutFigure: count,
  abroad: z
    .array(
      z.object({
        currency,
        low: money,
        high: money,
        n: count,
        withoutRate: count.describe('thefts whose day is not known, or has no rate: not in the sum'),
        sources,
      }),
    )
    .describe('the same at the rates of the days of the thefts'),
});

const line = z.object({
  name: z.string(),
  thefts: count,
  stolen,
  fates: z.object({
    recovered: figure,
    frozen: figure,
    'cashed-out': figure,
    'in-mixers': figure,
    burnt: figure,
  }),
  unknown: figure.describe('of which no source says anything; it is not what is held'),
});

const valued = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('valued'),
    amount: money,
    on: day,
    source: z.string().describe('the series of the price, and of the rate'),
  }),
  z.object({ type: z.literal('price-unavailable'), why: z.string() }),
]);
const worth = z.object({ low: valued, high: valued });

const range = z.object({ low: decimal, high: decimal });

const stage = range.extend({
  days: z.array(day),
  worth: inEach(z.object({ low: money, high: money, sources }).nullable()).describe(
    'null: one of its days has no price',
  ),
  missing: z.array(z.string()),
});

const gauge = z.object({
  scale: z.object({
    year: z.int(),
    imports: money,
    trade: money.nullable(),
    source: z.string(),
    confidence: z.string(),
  }),
  threshold: money.nullable(),
  readings: z.array(
    z.object({
      what: z.string(),
      day,
      basis: z.enum(['traced', 'published']),
      usd: z.object({ low: money, high: money }).nullable(),
      why: z.string().nullable().describe('why there is no value'),
      months: z.object({ low: money, high: money }).nullable().describe('of imports of that year'),
      shareOfTradePercent: z.object({ low: money, high: money }).nullable(),
      threshold: z.enum(['crossed', 'below', 'straddled', 'unknown']).nullable(),
      recordedAt: z.string().nullable().describe('when its crossing was first recorded here'),
      sources,
    }),
  ),
  cautions: z.array(z.string()),
});

export const reservesSchema = z.object({
  question: z.object({
    actor: z.string().nullable(),
    incident: z.string().nullable(),
    chain: z.string().nullable(),
    asset: z.string().nullable(),
  }),
  asOf: day.nullable().describe('null: traced holdings are priced on the last day their data sees'),
  cutOff: day.describe('the last day whose thefts the facts can hold; later ones are missing, not absent'),
  currency: z.literal('USD').describe('of every sum that names no other'),
  thefts: z.object({
    all: count,
    counted: count,
    withUnits: count,
    withFate: count,
    traced: count,
    tracedElsewhere: count,
    tracedLoss: money,
  }),
  total: line,
  held: z
    .object({ low: money.nullable(), high: money, why: z.string().nullable() })
    .describe(
      'what could still be held: at least what traces see unspent, at most all in mixers or of unknown fate; low is null where what is seen has no price',
    ),
  years: z.array(line),
  clusters: z.array(line),
  chains: z.array(line),
  incidents: z.array(line),
  assets: z.array(
    z.object({
      unit: z.string(),
      thefts: count,
      units: decimal.describe('of rows with a bare unit: minted, swapped or partial amounts stand apart'),
      values: inEach(valued)
        .nullable()
        .describe('what they would be worth on the day asked for; null where none is'),
      stolen: z.array(
        z.object({
          incident: z.string(),
          amount: z.string().nullable(),
          unit: z.string(),
          source: z.string(),
        }),
      ),
      fates: z.array(
        z.object({
          incident: z.string(),
          fate: z.string(),
          assets: z.array(z.object({ amount: z.string().nullable(), unit: z.string() })),
          date: z.string().nullable(),
          source: z.string(),
          note: z.string(),
        }),
      ),
    }),
  ),
  tracked: z.array(
    z.object({
      case: z.string(),
      incident: z.string(),
      seenUntil: day.describe('the newest block that the trace could see; never now'),
      policies: z.array(z.string()),
      source: z.string(),
      assets: z.array(z.object({ symbol: z.string(), stolen: decimal, fates: z.record(z.string(), range) })),
      stillHeld: z.array(
        range.extend({
          chain: z.string(),
          symbol: z.string(),
          places: z.array(range.extend({ address: z.string() })).describe('where it rests'),
          values: inEach(worth),
        }),
      ),
    }),
  ),
  gains: z.array(
    z.object({
      case: z.string(),
      incident: z.string(),
      source: z.string(),
      symbol: z.string(),
      realised: stage.describe('what reached services, at the price of each day of arrival'),
      unrealised: stage.describe('what rests unspent, at the price of the day asked for'),
      unrealisedAtTheft: stage.describe('the same units at the price of the day of the theft'),
    }),
  ),
  observations: z.array(
    z.object({
      day,
      holder: z.string(),
      asset: z.string(),
      amount: z.string(),
      approximate: z.boolean(),
      usd: money.nullable().describe('as the source says it'),
      source: z.string(),
      confidence: z.string(),
      values: inEach(valued),
      basis: z.literal('published').describe('somebody’s word of a day, never now'),
    }),
  ),
  gauge: gauge.nullable(),
  prices: z
    .array(
      z.object({
        id: z.string(),
        asset: z.string(),
        currency,
        source: z.string(),
        from: day.nullable(),
        to: day.nullable(),
        missing: count.describe('days between without a price'),
        credit: z
          .object({ text: z.string(), link: z.string() })
          .nullable()
          .describe('what its owner asks to be shown wherever the prices are used'),
      }),
    )
    .describe('what values can rest on here'),
  cautions: z.array(z.string()),
});

const named = z.object({ incident: z.string(), usd: money, why: z.string() });

export const totalsSchema = z.object({
  source: z.string(),
  years: z.array(
    z.object({
      year: z.int(),
      thefts: count,
      counted: money,
      low: money,
      high: money,
      withoutFigure: z.array(z.string()),
      comparisons: z.array(
        z.object({
          source: z.string(),
          period: z.string(),
          basis: z.string(),
          published: money,
          ours: money.describe('our counted rows of the same days'),
          difference: money,
          named: z.object({ n: count, usd: money }).nullable().describe('null: it publishes no rows'),
          notNamed: z.array(named).nullable(),
          unexplained: money,
          candidates: z.array(named).describe('might explain it; nobody says so'),
        }),
      ),
    }),
  ),
});

export type ReservesJson = z.infer<typeof reservesSchema>;
export type LedgerLineJson = z.infer<typeof line>;
export type ValuedJson = z.infer<typeof valued>;
export type TotalsJson = z.infer<typeof totalsSchema>;

/** The trace as machines see it: `ashiato trace --json` and `GET /api/v1/incidents/{id}/trace`. Kept stable. */
import { z } from 'zod';
import { END_KINDS } from '../core/model/movement.ts';
import { POLICIES } from '../core/model/rules.ts';
import { dollars } from './values.ts';

const units = z.string().regex(/^\d+$/).describe('base units, as a decimal string');

export const endSchema = z.object({
  kind: z.enum(END_KINDS),
  label: z
    .string()
    .describe('service, mixer, or the reason of no-data and budget; empty where the kind says all'),
  location: z
    .string()
    .nullable()
    .describe('CAIP-10 account, chain/txid:vout, or null where value has no place (fees)'),
  asset: z.string().describe('CAIP-19 id of the asset held at this end'),
  held: units.describe('base units of `asset` held here'),
  amount: units.describe('base units of the stolen asset this stands for'),
  share: z.number().describe('amount ÷ stolen, to six decimals'),
});

export const stolenAssetSchema = z.object({
  asset: z.string().describe('CAIP-19 id of the asset stolen'),
  symbol: z.string(),
  decimals: z.int(),
  stolen: units,
  ends: z.array(endSchema),
  conserved: z.boolean().nullable().describe('Σ ends = stolen; null for poison, which is a ceiling'),
});

export const gapSchema = z.object({
  type: z.string(),
  text: z.string(),
  chain: z.string().optional(),
  txid: z.string().optional(),
  location: z.string().optional(),
  asset: z.string().optional(),
  amount: units.optional(),
});

export const traceSchema = z.object({
  incident: z.string(),
  policy: z.enum(POLICIES),
  laboratory: z.boolean(),
  assets: z.array(stolenAssetSchema),
  gaps: z.array(gapSchema),
  inputs: z.object({
    case: z.string(),
    digests: z
      .record(z.string(), z.string())
      .describe('SHA-256 of every file and reading the trace was made from'),
    request: z.object({
      policy: z.string(),
      asOf: z.string().nullable(),
      knownAt: z.string().nullable(),
      maxHops: z.int().nullable(),
      minAmount: z.string().nullable(),
      minConfidence: z.number(),
      followFees: z.boolean(),
    }),
    tips: z.array(z.object({ chain: z.string(), height: z.int(), hash: z.string(), time: z.string() })),
  }),
  traceId: z.string(),
  stateHash: z.string(),
});

/** One edge of the drawing: stolen value that went from one place to the next. */
export const movementSchema = z.object({
  type: z.string(),
  chain: z.string(),
  height: z.int(),
  time: z.string(),
  txid: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  end: z.object({ kind: z.enum(END_KINDS), label: z.string() }).nullable(),
  asset: z.string(),
  amount: units,
  stolen: z.string(),
  origin: units,
  hops: z.int(),
});

/** What a page needs beside the trace to draw it. */
export const traceViewSchema = z.object({
  trace: traceSchema,
  movements: z.array(movementSchema),
  assets: z.record(z.string(), z.object({ symbol: z.string(), decimals: z.int() })),
  names: z.record(z.string(), z.string()).describe('names of addresses, by CAIP-10 account'),
  chains: z.record(z.string(), z.string()),
});

/** The same ends under every conserving policy, side by side. */
export const envelopeSchema = z.object({
  incident: z.string(),
  policy: z.literal('all'),
  assets: z.array(
    z.object({
      asset: z.string(),
      symbol: z.string(),
      decimals: z.int(),
      stolen: units,
      ends: z.array(
        z.object({
          kind: z.enum(END_KINDS),
          label: z.string(),
          location: z.string().nullable(),
          asset: z.string(),
          min: units,
          max: units,
          byPolicy: z.record(z.string(), units),
          ceiling: units.nullable().describe('what poison allows at most; outside the envelope'),
        }),
      ),
      conserved: z.boolean(),
    }),
  ),
  traces: z.array(traceSchema),
});

export const incidentSchema = z.object({
  id: z.string(),
  date: z.string(),
  datePrecision: z.string(),
  victim: z.string(),
  victimType: z.string(),
  country: z.string().nullable(),
  chains: z.array(z.string()),
  assets: z.array(z.object({ amount: z.string().nullable(), unit: z.string() })),
  lossUsd: dollars.nullable(),
  lossUsdRange: z.tuple([dollars, dollars]).nullable(),
  attribution: z.object({
    actor: z.string().nullable(),
    cluster: z.string().nullable(),
    status: z.string(),
    confidence: z.string(),
    by: z.array(z.object({ who: z.string(), date: z.string().nullable() })),
  }),
  includedInTotal: z.boolean(),
  recovered: z.object({ usd: dollars.nullable(), summary: z.string() }).nullable(),
  summary: z.string(),
  launderingSummary: z.string(),
  sources: z.array(
    z.object({ key: z.string(), publisher: z.string(), title: z.string(), date: z.string().nullable() }),
  ),
  notes: z.string().nullable(),
  addresses: z
    .array(
      z.object({
        chain: z.string(),
        address: z.string(),
        role: z.string(),
        seed: z.boolean().describe('whether this role may start a trace; never for a victim or an exchange'),
        source: z.string(),
        note: z.string().nullable(),
      }),
    )
    .describe('addresses that public sources name, with the role they give them'),
  case: z.string().nullable().describe('the recorded case that can be traced, if there is one'),
});

export const caseSchema = z.object({
  id: z.string(),
  incident: z.string().nullable(),
  laboratory: z.boolean(),
  title: z.object({ en: z.string(), ja: z.string(), ko: z.string() }),
  summary: z.object({ en: z.string(), ja: z.string(), ko: z.string() }),
  chains: z.array(z.string()),
  transactions: z.int(),
  from: z.string(),
  to: z.string(),
  provenance: z.array(
    z.object({
      what: z.string(),
      source: z.string(),
      licence: z.string(),
      retrieved: z.string(),
      relaid: z.string(),
    }),
  ),
  gaps: z.array(gapSchema),
  seeds: z.array(
    z.object({
      location: z.string(),
      asset: z.string(),
      amount: units,
      stolen: z.string(),
      origin: units,
      source: z.string(),
      note: z.string(),
    }),
  ),
});

export const errorSchema = z.object({
  code: z.string(),
  message: z.string(),
  where: z.string().optional(),
  limit: z.string().optional(),
  next: z.string().optional(),
  retryable: z.boolean(),
});

/** What every route answers in place of an answer. */
export const refusalSchema = z.object({ error: errorSchema });

export type TraceJson = z.infer<typeof traceSchema>;
export type EndJson = z.infer<typeof endSchema>;
export type StolenAssetJson = z.infer<typeof stolenAssetSchema>;
export type MovementJson = z.infer<typeof movementSchema>;
export type TraceViewJson = z.infer<typeof traceViewSchema>;
export type EnvelopeJson = z.infer<typeof envelopeSchema>;
export type IncidentJson = z.infer<typeof incidentSchema>;
export type CaseJson = z.infer<typeof caseSchema>;
export type ErrorJson = z.infer<typeof errorSchema>;

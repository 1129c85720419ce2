/**
 * The hiring screen as machines see it: `POST /v1/hiring/screen`. Keys are written as the columns of the CSV are, so
 * that a row of the file and an object of the request are the same thing.
 */
import { z } from 'zod';
import { FIELDS, type FieldKind } from '../core/hiring/fields.ts';
import { errorSchema } from './trace.ts';

/** Of one request or file. */
export const MOST_CANDIDATES = 1_000;

const stated = z.object({
  what: z.string().describe('a field, or a word such as limit, candidate, list, trace'),
  value: z.string(),
});

const evidenceSchema = z.object({
  check: z.string().describe('the id of the sign in facts/it_worker_indicators.json, or C1, L1: our own'),
  indicator: z.string().describe('the sign in words'),
  says: z.string(),
  given: z.array(stated).describe('what was given'),
  against: z.array(stated).describe('what contradicts it'),
  advised: z.object({
    strength: z
      .enum(['weak', 'medium', 'strong'])
      .nullable()
      .describe('as the facts read the advisories; validated on nothing'),
    confidence: z.string(),
    by: z.array(
      z.object({
        id: z.string(),
        publisher: z.string(),
        title: z.string(),
        date: z.string(),
        seen: z.string().describe('how far the document itself was read'),
      }),
    ),
  }),
  innocent: z.string().describe('who does the same for honest reasons'),
  question: z.string().describe('what to ask before anything is decided'),
});

export const candidateScreenSchema = z.object({
  ref: z.string(),
  evidence: z.array(evidenceSchema).describe('not ranked and not added up'),
  not_checked: z.array(z.object({ check: z.string(), why: z.string() })),
  same_person: z
    .array(z.string())
    .describe('your other refs with this name and birth: probably one person twice'),
  names: z.object({
    alike: z.int().describe('entries of lists with a like name'),
    agreeing: z.int().describe('of these, with a second identifier in common: only they are evidence'),
  }),
  kept: z.object({
    marks: z.int().describe('keyed hashes of identifiers; nothing else of the candidate is kept'),
    expires: z.string().describe('the day after which they are erased; nothing is kept where marks is 0'),
  }),
});

export const hiringAnswerSchema = z.object({
  candidates: z.array(candidateScreenSchema),
  refused: z
    .array(z.object({ where: z.string(), ref: z.string().nullable(), error: errorSchema }))
    .describe('candidates of a batch that could not be read, each with its code'),
  left_out: z.array(z.object({ indicator: z.string(), what: z.string(), why: z.string() })),
  weights: z.string(),
  decides: z.string(),
  appeal: z.array(z.string()),
  lists: z.array(
    z.object({
      list: z.string(),
      edition: z.string(),
      state: z.enum(['current', 'warn', 'stale']),
      partial: z.boolean(),
    }),
  ),
  asked_on: z.string(),
});

export type HiringAnswer = z.infer<typeof hiringAnswerSchema>;
export type CandidateScreenJson = z.infer<typeof candidateScreenSchema>;
export type EvidenceJson = z.infer<typeof evidenceSchema>;

const KINDS = {
  text: z.string(),
  texts: z.array(z.string()),
  day: z.iso.date(),
  days: z.array(z.iso.date()),
  count: z.int().nonnegative(),
  yes: z.boolean(),
} as const satisfies Readonly<Record<FieldKind, z.ZodType>>;

/** For the document: what a candidate may hold. In use each is read on its own, so that one bad one of many is one. */
const candidateDocument = z.strictObject(
  Object.fromEntries(
    Object.entries(FIELDS).map(([name, { kind, group, means }]) => {
      const told = group === 'account' ? `${means}; needs notice_given` : means;
      const field = KINDS[kind].describe(told);
      return [name, name === 'ref' ? field : field.optional()];
    }),
  ),
);

const keep = z
  .boolean()
  .default(true)
  .describe('keep marks of the candidates for 180 days, to recognise who comes again under another name');

export const hiringDocumentSchema = z.strictObject({
  candidates: z.array(candidateDocument).min(1).max(MOST_CANDIDATES),
  keep,
});

export const hiringRequestSchema = z.strictObject({ candidates: z.array(z.unknown()).min(1), keep });

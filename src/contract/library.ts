/** The library as machines see it: `ashiato library --json` and `/api/v1/library`. */
import { z } from 'zod';
import { KINDS } from '../core/library/entry.ts';

export const kindSchema = z.enum(KINDS);
const confidence = z.enum(['high', 'medium', 'low']);

const titlesSchema = z.object({ en: z.string(), ja: z.string().nullable(), ko: z.string().nullable() });

const sourceSchema = z.object({
  says: z.string().describe('who says it, and where'),
  seen: z.string().nullable().describe('how the curators know: a stored copy, a quotation, memory'),
  passage: z
    .object({ article: z.string(), start: z.int(), end: z.int(), quote: z.string() })
    .nullable()
    .describe('the place in an article that was taken in'),
});

const statementSchema = z.object({
  value: z.string(),
  label: titlesSchema.nullable().describe('what an id stands for: an entry, an ATT&CK id, a detector'),
  sources: z.array(sourceSchema),
  confidence,
  rated: z.boolean().describe('false: the confidence follows from how the sources were seen'),
  edit: z.string().nullable().describe('the edit that brought it; null: it ships with the facts'),
});

export const entrySchema = z.object({
  kind: kindSchema,
  id: z.string(),
  titles: titlesSchema,
  fields: z.array(
    z.object({
      name: z.string(),
      holds: z.enum(['one', 'many']),
      type: z.string(),
      refers: kindSchema.nullable().describe('the kind of entry that its values name'),
      editable: z.boolean(),
      contradicts: z.boolean().describe('one value is held, and different ones stand'),
      statements: z.array(statementSchema),
    }),
  ),
});

export const hitSchema = z.object({
  kind: kindSchema,
  id: z.string(),
  titles: titlesSchema,
  by: z.enum(['name', 'field', 'sound']),
  matched: z.string(),
  brief: z.array(z.object({ field: z.string(), value: z.string() })),
});

export const searchSchema = z.object({
  query: z.string(),
  counts: z.record(kindSchema, z.int()).describe('hits of every kind'),
  hits: z.array(hitSchema),
});

const refSchema = z.object({ kind: kindSchema, id: z.string().min(1).max(80) });
const changeSchema = z.object({
  field: z.string().min(1).max(40),
  was: z.string().nullable().describe('the value it takes the place of; null: it stands beside'),
  value: z.string().nullable().describe('null: the old value no longer stands'),
});

export const editSchema = z.object({
  id: z.string(),
  state: z.enum(['open', 'accepted', 'rejected', 'retracted']),
  entry: refSchema,
  titles: titlesSchema,
  creates: z.boolean(),
  changes: z.array(changeSchema),
  source: sourceSchema,
  confidence,
  by: z.string(),
  reason: z.string(),
  at: z.string(),
  selfReviewed: z.boolean(),
  deeds: z
    .array(
      z.object({
        type: z.enum(['accepted', 'rejected', 'retracted']),
        by: z.string(),
        at: z.string(),
        reason: z.string(),
        selfReviewed: z.boolean(),
      }),
    )
    .describe('what happened to it since, oldest first'),
});

export const editsSchema = z.object({
  singleOperator: z.boolean().describe('a proposer may review alone here, and it is marked'),
  edits: z.array(editSchema),
});

const person = z.string().max(80);
const reason = z.string().max(1000).default('');

export const proposalSchema = z.object({
  entry: refSchema,
  creates: z.boolean().default(false),
  changes: z.array(changeSchema).min(1).max(40),
  source: z.string().max(1000),
  confidence,
  by: person,
  reason,
});

export const reviewSchema = z.object({ verdict: z.enum(['accepted', 'rejected']), by: person, reason });
export const retractionSchema = z.object({ by: person, reason });

export type EntryJson = z.infer<typeof entrySchema>;
export type HitJson = z.infer<typeof hitSchema>;
export type SearchJson = z.infer<typeof searchSchema>;
export type EditJson = z.infer<typeof editSchema>;
export type EditsJson = z.infer<typeof editsSchema>;
export type ProposalJson = z.input<typeof proposalSchema>;

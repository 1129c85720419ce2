/** The intake's journal: every article taken in and each decision on a claim. */
import { join } from 'node:path';
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../../core/model/errors.ts';
import { type Journal, openJournal } from '../journal/journal.ts';

const text = z.string();
const span = z.strictObject({ start: z.number().int().min(0), end: z.number().int().min(0) });
const code = z.custom<ErrorCode>((value) => typeof value === 'string' && value in ERROR_CODES);

const says = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('address'), network: text, address: text, checked: z.boolean() }),
  z.strictObject({ kind: z.literal('transaction'), id: text }),
  z.strictObject({
    kind: z.literal('amount'),
    value: z.string().regex(/^\d+(\.\d+)?$/),
    unit: text,
    bound: z.enum(['said', 'about', 'at-least', 'at-most']),
  }),
  z.strictObject({ kind: z.literal('date'), date: text, by: z.enum(['written', 'publication', 'context']) }),
  z.strictObject({ kind: z.literal('actor'), actor: text, name: text }),
  z.strictObject({ kind: z.literal('victim'), name: text, incidents: z.array(text) }),
  z.strictObject({ kind: z.literal('technique'), technique: text }),
  z.strictObject({
    kind: z.literal('attribution'),
    by: text,
    victim: text.nullable(),
    actor: text.nullable(),
    date: text.nullable(),
  }),
]);
const claim = z.strictObject({ span, quote: text, says });

const articleEntry = z.strictObject({
  type: z.literal('article'),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  at: z.iso.datetime(),
  file: text,
  kind: z.enum(['html', 'pdf', 'text']),
  title: text.nullable(),
  language: z.enum(['en', 'ja', 'ko']),
  published: text.nullable(),
  /** Articles taken in before that tell the same. */
  kin: z.array(z.strictObject({ id: text, kinship: z.enum(['same', 'syndicated']), share: z.number() })),
  claims: z.array(claim),
  asides: z.array(claim),
  refused: z.array(z.strictObject({ span, quote: text, code, why: text })),
  matches: z.array(z.strictObject({ incident: text, grounds: z.array(text) })),
  proposal: z.strictObject({ date: text.nullable(), amounts: z.array(text), span, quote: text }).nullable(),
  contradictions: z.array(
    z.strictObject({
      incident: text,
      field: z.enum(['date', 'loss', 'asset', 'actor', 'attribution-date']),
      library: text,
      article: text,
      span,
    }),
  ),
  repeatedCharacters: z.number().int(),
  sketch: z.array(z.number().int()),
});

const decisionEntry = z.strictObject({
  type: z.literal('decision'),
  article: text,
  /** Its place among the article's claims, from 1. */
  claim: z.number().int().min(1),
  verdict: z.enum(['accepted', 'rejected']),
  by: z.string().min(1),
  reason: text,
  at: z.iso.datetime(),
});

const entry = z.discriminatedUnion('type', [articleEntry, decisionEntry]);

export type ArticleEntry = z.infer<typeof articleEntry>;
export type DecisionEntry = z.infer<typeof decisionEntry>;
export type Entry = z.infer<typeof entry>;

export const intelJournal = (dataFolder: string): Journal<Entry> =>
  openJournal(join(dataFolder, 'intel.jsonl'), entry);

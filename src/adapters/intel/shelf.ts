/** What was taken in, in the data folder: a journal of articles and decisions, and the texts that spans count. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { IntakeEntry } from '../../core/intel/intake.ts';
import { ERROR_CODES, type ErrorCode } from '../../core/model/errors.ts';
import type { IntelShelf } from '../../ports/intel-shelf.ts';
import { makeFolder } from '../folders/make-folder.ts';
import { openJournal } from '../journal/journal.ts';

const ID = /^[0-9a-f]{16}$/;

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
  id: z.string().regex(ID),
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

const entry: z.ZodType<IntakeEntry> = z.discriminatedUnion('type', [articleEntry, decisionEntry]);

export function intelShelf(dataFolder: string): IntelShelf {
  const journal = openJournal(join(dataFolder, 'intel.jsonl'), entry);
  const texts = join(dataFolder, 'intel');
  const fileOf = (article: string): string => join(texts, `${article}.txt`);
  return {
    ...journal,
    keepText(article, text) {
      makeFolder(texts);
      writeFileSync(fileOf(article), text, { mode: 0o600 });
    },
    // Only ids of articles lead to files.
    textOf: (article) =>
      ID.test(article) && existsSync(fileOf(article)) ? readFileSync(fileOf(article), 'utf8') : null,
  };
}

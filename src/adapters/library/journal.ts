/** The library's journal: every proposal, review and retraction, in `library.jsonl` of the data folder. */
import { join } from 'node:path';
import { z } from 'zod';
import type { EditEvent } from '../../core/library/edit.ts';
import { KINDS } from '../../core/library/entry.ts';
import type { Journal } from '../../ports/journal.ts';
import { openJournal } from '../journal/journal.ts';

const text = z.string();
const mark = { edit: text, at: z.iso.datetime(), by: text, reason: text };

const proposal = z.strictObject({
  entry: z.strictObject({ kind: z.enum(KINDS), id: text }),
  creates: z.boolean(),
  changes: z.array(z.strictObject({ field: text, was: text.nullable(), value: text.nullable() })),
  source: z.strictObject({
    says: text,
    seen: text.nullable(),
    passage: z
      .strictObject({ article: text, start: z.number().int(), end: z.number().int(), quote: text })
      .nullable(),
  }),
  confidence: z.enum(['high', 'medium', 'low']),
  by: text,
  reason: text,
});

const event = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('proposed'), edit: text, at: z.iso.datetime(), proposal }),
  z.strictObject({
    type: z.literal('reviewed'),
    ...mark,
    verdict: z.enum(['accepted', 'rejected']),
    selfReviewed: z.boolean(),
  }),
  z.strictObject({ type: z.literal('retracted'), ...mark }),
]);

export const libraryJournal = (dataFolder: string): Journal<EditEvent> =>
  openJournal(join(dataFolder, 'library.jsonl'), event);

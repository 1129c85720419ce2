/** The tags' journal: every contest, retraction or restoration. */
import { z } from 'zod';
import type { TagDeed, TagId } from '../../core/model/tag.ts';
import type { Journal } from '../../ports/journal.ts';
import { openJournal } from '../journal/journal.ts';

const deed = z.strictObject({
  action: z.enum(['contest', 'retract', 'restore']),
  target: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('tag'), id: z.string().transform((id) => id as TagId) }),
    z.strictObject({ type: z.literal('pack'), pack: z.string().min(1) }),
  ]),
  by: z.string().min(1),
  reason: z.string().min(1),
  at: z.iso.datetime(),
});

export const tagJournal = (path: string): Journal<TagDeed> => openJournal(path, deed);

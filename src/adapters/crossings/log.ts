/** Crossings of the reader's threshold in `crossings.jsonl` of the data folder, each told and recorded once. */
import { join } from 'node:path';
import { z } from 'zod';
import { formatDecimal, parseDecimal } from '../../core/model/amount.ts';
import { type Crossing, type RecordedCrossing, unrecorded } from '../../core/strategy/crossings.ts';
import type { Cents } from '../../core/strategy/prices.ts';
import { openJournal } from '../journal/journal.ts';

/** Dollars as a person reads them. */
const dollars = z.string().regex(/^\d+(\.\d{1,2})?$/);
const entry = z.strictObject({
  at: z.string(),
  threshold: dollars,
  what: z.string(),
  day: z.string(),
  basis: z.enum(['traced', 'published']),
  state: z.enum(['crossed', 'straddled']),
  low: dollars,
  high: dollars,
  /** Entries of earlier versions name none. */
  sources: z.array(z.string()).default([]),
});

const journalIn = (dataFolder: string) => openJournal(join(dataFolder, 'crossings.jsonl'), entry);

export const readCrossings = (dataFolder: string): readonly RecordedCrossing[] =>
  journalIn(dataFolder).read().map(fromEntry);

/** Records those that stand nowhere yet, and says which: of two that record at once, one tells. */
export const recordCrossings = (
  dataFolder: string,
  found: readonly Crossing[],
  at: string,
): readonly RecordedCrossing[] =>
  journalIn(dataFolder)
    .add((before) => unrecorded(found, before.map(fromEntry)).map((each) => toEntry(each, at)))
    .map(fromEntry);

const fromEntry = ({ threshold, low, high, ...rest }: z.infer<typeof entry>): RecordedCrossing => {
  const cents = (text: string): Cents => parseDecimal(text, 2, 'crossings.jsonl');
  return { ...rest, threshold: cents(threshold), usd: { low: cents(low), high: cents(high) } };
};

const toEntry = ({ threshold, usd, sources, ...rest }: Crossing, at: string): z.infer<typeof entry> => ({
  ...rest,
  sources: [...sources],
  at,
  threshold: formatDecimal(threshold, 2),
  low: formatDecimal(usd.low, 2),
  high: formatDecimal(usd.high, 2),
});

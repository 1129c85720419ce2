/** Issued forecasts and their scores in `forecasts.jsonl` of the data folder. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { ForecastScore, Issued } from '../../core/strategy/outlook/forecast.ts';
import { type Journal, openJournal } from '../journal/journal.ts';

export type LogEntry =
  | { readonly type: 'issued'; readonly id: string; readonly at: string; readonly forecast: Issued }
  | { readonly type: 'scored'; readonly id: string; readonly at: string; readonly score: ForecastScore };

/** Written by this program and chained since: looking at its kind is enough. */
const entry = z.custom<LogEntry>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    (value.type === 'issued' || value.type === 'scored'),
);

export const forecastLog = (folder: string): Journal<LogEntry> =>
  openJournal(join(folder, 'forecasts.jsonl'), entry);

/** The id of a forecast is the digest of what it says and when it was issued. */
export const forecastId = (at: string, forecast: Issued): string =>
  createHash('sha256').update(JSON.stringify({ at, forecast })).digest('hex').slice(0, 16);

/** Issued forecasts and their scores in `forecasts.jsonl` of the data folder. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { ForecastEntry, Issued } from '../../core/strategy/outlook/forecast.ts';
import type { Journal } from '../../ports/journal.ts';
import { openJournal } from '../journal/journal.ts';

/** Written by this program and chained since: looking at its kind is enough. */
const entry = z.custom<ForecastEntry>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    (value.type === 'issued' || value.type === 'scored'),
);

export const forecastLog = (folder: string): Journal<ForecastEntry> =>
  openJournal(join(folder, 'forecasts.jsonl'), entry);

/** The id of a forecast is the digest of what it says and when it was issued. */
export const forecastId = (at: string, forecast: Issued): string =>
  createHash('sha256').update(JSON.stringify({ at, forecast })).digest('hex').slice(0, 16);

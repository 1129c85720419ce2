/** The signs of advisories on IT workers, read and checked: each with who names it and how strongly. */
import { z } from 'zod';
import type { Advisory, Indicator } from '../../core/hiring/indicators.ts';
import { malformed, readTable } from './table.ts';

const text = z.string().min(1);

const table = z.looseObject({
  advisories: z.array(z.strictObject({ id: text, publisher: text, title: text, date: text, seen: text })),
  indicators: z.array(
    z.strictObject({
      id: text,
      type: text,
      indicator: z.strictObject({ en: text, ja: text }),
      machine_signal: text,
      advisories: z.array(text),
      weight: z.union([z.literal(1), z.literal(2), z.literal(3)]),
      confidence: text,
    }),
  ),
});

export function loadIndicators(folder: string): ReadonlyMap<string, Indicator> {
  const where = 'it_worker_indicators.json';
  const { advisories, indicators } = readTable(folder, where, table);
  const known = new Map(advisories.map((advisory) => [advisory.id, advisory]));
  const named = (id: string, of: string): Advisory => {
    const advisory = known.get(id);
    if (advisory !== undefined) return advisory;
    throw malformed(`${of} names an advisory "${id}" that is not in the table`, where);
  };
  return new Map(
    indicators.map((row) => [
      row.id,
      {
        id: row.id,
        says: row.indicator.en,
        signal: row.machine_signal,
        advisories: row.advisories.map((id) => named(id, row.id)),
        weight: row.weight,
        confidence: row.confidence,
      },
    ]),
  );
}

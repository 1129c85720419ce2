/** `facts/incidents.json`: read, checked and brought to the shape the contract speaks. */
import { z } from 'zod';
import type { IncidentJson } from '../../contract/trace.ts';
import { isSeedRole } from '../../core/attribution/roles.ts';
import type { AshiatoError } from '../../core/model/errors.ts';
import { malformed, readTable } from './table.ts';

const INCIDENTS_FILE = 'incidents.json';

const text = z.string().min(1);
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const deed = z.strictObject({ techniques: z.array(text), summary: z.string() });

const theftAddress = z.strictObject({
  chain: text,
  address: text,
  role: text,
  check: text,
  source: text,
  note: text.optional(),
});
const theftTx = z.strictObject({ chain: text, hash: text, source: text, note: text.optional() });

const incident = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  date_utc: day,
  date_precision: z.enum(['day', 'month', 'season']),
  victim: text,
  victim_type: text,
  country: text.nullable(),
  chains: z.array(text),
  assets: z.array(z.strictObject({ amount: z.number().nonnegative().nullable(), unit: text })),
  loss_usd_at_time: z.number().nonnegative().nullable(),
  loss_usd_range: z.tuple([z.number(), z.number()]).optional(),
  attribution: z.strictObject({
    actor: z.string().nullable(),
    cluster: z.string().nullable(),
    by: z.array(z.strictObject({ who: text, date: z.string().nullable() })),
    status: z.enum(['official', 'multilateral', 'vendor', 'researcher', 'suspected']),
    confidence: z.enum(['high', 'medium', 'low']),
  }),
  include_in_dprk_total: z.boolean(),
  initial_access: deed,
  laundering: deed,
  recovered_or_frozen: z.strictObject({ usd: z.number().nullable(), summary: text }).nullable(),
  theft_addresses: z.array(theftAddress),
  theft_tx: z.array(theftTx),
  sources: z.array(text),
  notes: text.optional(),
});

/** Of a source only what a reader is shown; its other fields tell curators where it was seen. */
const source = z.looseObject({ publisher: text, title: text, date: z.string().nullable() });

const incidentsTable = z.looseObject({
  schema_version: z.literal(1),
  sources: z.record(text, source),
  incidents: z.array(incident),
});

export type IncidentsTable = z.infer<typeof incidentsTable>;
export type IncidentRow = IncidentsTable['incidents'][number];

/** All incidents, in the order of the table. `case` is filled by whoever knows the recorded cases. */
export const loadIncidents = (factsFolder: string): IncidentJson[] =>
  incidentsOf(readIncidentsTable(factsFolder));

export const incidentsOf = (table: IncidentsTable): IncidentJson[] =>
  table.incidents.map((row, index) => toIncident(row, table.sources, `incidents.${index}`));

/** Transactions of the thefts, by incident. */
export const loadTheftTransactions = (
  factsFolder: string,
): ReadonlyMap<string, readonly { readonly chain: string; readonly hash: string }[]> =>
  new Map(readIncidentsTable(factsFolder).incidents.map((row) => [row.id, row.theft_tx]));

/** The table as it stands, with addresses and roles, for whoever needs more than the contract shows. */
export function readIncidentsTable(factsFolder: string): IncidentsTable {
  const table = readTable(factsFolder, INCIDENTS_FILE, incidentsTable);
  refuseTwins(table.incidents);
  return table;
}

function refuseTwins(rows: readonly IncidentRow[]): void {
  const seen = new Set<string>();
  for (const [index, { id }] of rows.entries()) {
    if (seen.has(id)) throw misplaced(`the id "${id}" occurs twice`, `incidents.${index}.id`);
    seen.add(id);
  }
}

function toIncident(row: IncidentRow, sources: IncidentsTable['sources'], path: string): IncidentJson {
  return {
    id: row.id,
    date: row.date_utc,
    datePrecision: row.date_precision,
    victim: row.victim,
    victimType: row.victim_type,
    country: row.country,
    chains: row.chains,
    assets: row.assets.map(({ amount, unit }, i) => ({
      amount: decimalText(amount, `${path}.assets.${i}.amount`),
      unit,
    })),
    lossUsd: decimalText(row.loss_usd_at_time, `${path}.loss_usd_at_time`),
    lossUsdRange:
      row.loss_usd_range === undefined
        ? null
        : [
            decimalText(row.loss_usd_range[0], `${path}.loss_usd_range.0`),
            decimalText(row.loss_usd_range[1], `${path}.loss_usd_range.1`),
          ],
    attribution: row.attribution,
    includedInTotal: row.include_in_dprk_total,
    recovered:
      row.recovered_or_frozen === null
        ? null
        : {
            ...row.recovered_or_frozen,
            usd: decimalText(row.recovered_or_frozen.usd, `${path}.recovered_or_frozen.usd`),
          },
    summary: row.initial_access.summary,
    launderingSummary: row.laundering.summary,
    sources: row.sources.map((key, i) => {
      const found = sources[key];
      if (found === undefined)
        throw misplaced(`the source "${key}" is not in the table of sources`, `${path}.sources.${i}`);
      return { key, publisher: found.publisher, title: found.title, date: found.date };
    }),
    notes: row.notes ?? null,
    addresses: row.theft_addresses.map(({ chain, address, role, source: from, note }) => ({
      chain,
      address,
      role,
      seed: isSeedRole(role),
      source: from,
      note: note ?? null,
    })),
    case: null,
  };
}

/**
 * The shortest decimal that reads back as the same number is what the table's author typed, so no digit is
 * invented. A number that would need an exponent was not typed by hand and is refused.
 */
function decimalText(amount: number, path: string): string;
function decimalText(amount: number | null, path: string): string | null;
function decimalText(amount: number | null, path: string): string | null {
  if (amount === null) return null;
  const written = String(amount);
  if (!/^\d+(\.\d+)?$/.test(written)) throw misplaced(`the amount ${written} is not a plain decimal`, path);
  return written;
}

const misplaced = (what: string, path: string): AshiatoError => malformed(what, `${INCIDENTS_FILE} ${path}`);

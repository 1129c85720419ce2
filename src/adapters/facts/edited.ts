/**
 * The table of incidents as it reads with the library's accepted edits, so that the list of incidents and what is
 * said of one show what the library shows. Addresses, transactions, whether a row counts and the figures of the
 * strategy room stay as shipped: an edit describes, and starts no trace.
 */
import { type Entry, leadOf, type Statement, statementsOf } from '../../core/library/entry.ts';
import type { IncidentRow, IncidentsTable } from './incidents.ts';

/** A new incident adds to no total: only a row of the facts does. */
const NEW: Pick<IncidentRow, 'include_in_dprk_total' | 'theft_addresses' | 'theft_tx' | 'sources'> = {
  include_in_dprk_total: false,
  theft_addresses: [],
  theft_tx: [],
  sources: [],
};

export function withEdits(table: IncidentsTable, entries: readonly Entry[]): IncidentsTable {
  const incidents = entries.filter(({ kind }) => kind === 'incident');
  const shipped = new Map(table.incidents.map((row) => [row.id, row]));
  const added = incidents.flatMap(editedStatements);
  return {
    ...table,
    incidents: incidents.map((entry) => rowOf(entry, shipped.get(entry.id) ?? null)),
    sources: { ...table.sources, ...Object.fromEntries(added.map((each) => [keyOf(each), sourceOf(each)])) },
  };
}

function rowOf(entry: Entry, shipped: IncidentRow | null): IncidentRow {
  const lead = (field: string): string | null => leadOf(entry, field);
  const all = (field: string): string[] => statementsOf(entry, field).map(({ value }) => value);
  const recovered = lead('recovered');
  const usd = lead('recoveredUsd');
  const notes = lead('notes');
  const range = rangeOf(entry, shipped);
  const { loss_usd_range: _, notes: __, ...rest } = { ...NEW, ...shipped };
  return {
    ...rest,
    id: entry.id,
    date_utc: lead('date') ?? '',
    date_precision: (lead('datePrecision') ?? 'day') as IncidentRow['date_precision'],
    victim: lead('victim') ?? entry.id,
    victim_type: lead('victimType') ?? 'other',
    country: lead('country'),
    chains: all('chain'),
    assets: all('taken').map((text) => {
      const [, amount, unit] = /^(\d+(?:\.\d+)?) (.+)$/.exec(text) ?? [];
      return amount === undefined || unit === undefined
        ? { amount: null, unit: text }
        : { amount: Number(amount), unit };
    }),
    loss_usd_at_time: numberOf(lead('loss')),
    ...(range === undefined ? {} : { loss_usd_range: range }),
    attribution: {
      actor: lead('actor'),
      cluster: lead('cluster'),
      by: all('attributedBy').map((text) => {
        const at = text.lastIndexOf(' · ');
        return at < 0 ? { who: text, date: null } : { who: text.slice(0, at), date: text.slice(at + 3) };
      }),
      status: (lead('status') ?? 'suspected') as IncidentRow['attribution']['status'],
      confidence: (lead('confidence') ?? 'low') as IncidentRow['attribution']['confidence'],
    },
    initial_access: { techniques: all('accessTechnique'), summary: lead('access') ?? '' },
    laundering: { techniques: all('launderingTechnique'), summary: lead('laundering') ?? '' },
    recovered_or_frozen:
      recovered === null && usd === null ? null : { usd: numberOf(usd), summary: recovered ?? '' },
    sources: [...rest.sources, ...new Set(editedStatements(entry).map(keyOf))],
    ...(notes === null ? {} : { notes }),
  };
}

/** Once somebody edited the loss, the range is what stands side by side. */
function rangeOf(entry: Entry, shipped: IncidentRow | null): [number, number] | undefined {
  const losses = statementsOf(entry, 'loss');
  if (losses.every(({ edit }) => edit === null)) return shipped?.loss_usd_range;
  const figures = losses.map(({ value }) => Number(value));
  return figures.length < 2 ? undefined : [Math.min(...figures), Math.max(...figures)];
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));

const editedStatements = ({ fields }: Entry): Statement[] =>
  fields.flatMap(({ statements }) => statements.filter(({ edit }) => edit !== null));

const keyOf = ({ edit }: Statement): string => `edit-${edit}`;

const sourceOf = ({ edit, sources }: Statement): IncidentsTable['sources'][string] => ({
  publisher: sources.map(({ says }) => says).join('; '),
  title: `accepted here as edit ${edit}`,
  date: null,
});

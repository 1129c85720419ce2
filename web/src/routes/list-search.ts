/** What the list shows, kept in the address bar so that a view can be sent to a colleague. Pure, tested. */
import type { CaseJson, IncidentJson } from '../../../src/contract/trace.ts';
import { foldText, wordsOf } from '../../../src/core/model/fold.ts';
import { byMoney, sumOf } from '../format/money.ts';

export type SortKey = 'date' | 'usd';
export type ListSearch = {
  q?: string | undefined;
  year?: number | undefined;
  status?: string | undefined;
  follow?: boolean | undefined;
  sort?: SortKey | undefined;
  dir?: 'asc' | 'desc' | undefined;
};

export function readListSearch(search: Record<string, unknown>): ListSearch {
  const year = Number(search.year);
  const result: ListSearch = {};
  // The router reads bare digits as a number; a search for "2022" is still text.
  if ((typeof search.q === 'string' || typeof search.q === 'number') && search.q !== '')
    result.q = String(search.q);
  if (Number.isInteger(year) && year > 2000) result.year = year;
  if (typeof search.status === 'string') result.status = search.status;
  if (search.follow === true) result.follow = true;
  if (search.sort === 'usd') result.sort = 'usd';
  if (search.dir === 'asc') result.dir = 'asc';
  return result;
}

/** What a row can be found by, including the titles of its case in all three languages. */
export function haystack(incident: IncidentJson, cases: readonly CaseJson[]): string {
  const of = cases.find((one) => one.incident === incident.id);
  const { actor, cluster, by } = incident.attribution;
  return foldText(
    [
      incident.id,
      incident.victim,
      incident.notes ?? '',
      actor ?? '',
      cluster ?? '',
      ...by.map(({ who }) => who),
      ...incident.addresses.map(({ address }) => address),
      ...(of === undefined ? [] : [...Object.values(of.title), ...Object.values(of.summary)]),
    ].join('\n'),
  );
}

export const yearOf = (incident: IncidentJson): number => Number(incident.date.slice(0, 4));

export function filterIncidents(
  rows: readonly { incident: IncidentJson; text: string }[],
  search: ListSearch,
): IncidentJson[] {
  const words = wordsOf(search.q ?? '');
  const kept = rows
    .filter(({ text }) => words.every((word) => text.includes(word)))
    .map(({ incident }) => incident)
    .filter((incident) => search.year === undefined || yearOf(incident) === search.year)
    .filter((incident) => search.status === undefined || incident.attribution.status === search.status)
    .filter((incident) => search.follow !== true || incident.case !== null);
  const sign = search.dir === 'asc' ? 1 : -1;
  const byDate = (a: IncidentJson, b: IncidentJson): number =>
    a.date < b.date ? -1 : a.date > b.date ? 1 : 0;
  if (search.sort !== 'usd') return kept.sort((a, b) => sign * byDate(a, b));
  // Rows without a figure come last either way: not known is not zero.
  return kept.sort((a, b) => {
    if (a.lossUsd === null || b.lossUsd === null)
      return Number(a.lossUsd === null) - Number(b.lossUsd === null);
    return sign * byMoney(a.lossUsd, b.lossUsd) || -byDate(a, b);
  });
}

export type Totals = {
  count: number;
  usd: string;
  counted: number;
  excluded: number;
  unknown: number;
  cases: number;
};

export function totalsOf(incidents: readonly IncidentJson[]): Totals {
  const included = incidents.filter((incident) => incident.includedInTotal);
  return {
    count: incidents.length,
    usd: sumOf(included.flatMap(({ lossUsd }) => lossUsd ?? [])),
    counted: included.filter((incident) => incident.lossUsd !== null).length,
    excluded: incidents.length - included.length,
    unknown: included.filter((incident) => incident.lossUsd === null).length,
    cases: incidents.filter((incident) => incident.case !== null).length,
  };
}

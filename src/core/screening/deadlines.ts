/**
 * By when a hold must be reported, by jurisdiction: the authority's own words, for the person who reports. Where
 * the law says "at once" there is no day to count to, and the task says so. No legal advice; the sources stand beside.
 */
import type { HoldTask } from '../model/decision.ts';

type Deadline = {
  readonly jurisdiction: string;
  readonly says: string;
  /** Business days from the day of the hold; null: at once. */
  readonly businessDays: number | null;
  readonly source: string;
};

export const DEADLINES: readonly Deadline[] = [
  {
    jurisdiction: 'US',
    says: 'Report blocked property to OFAC within 10 business days; do not return it.',
    businessDays: 10,
    source: '31 CFR 501.603(b)(1)(i) (blocked property), 501.604 (rejected transactions)',
  },
  {
    jurisdiction: 'EU',
    says: 'Freeze, and tell the competent authority of the Member State without delay.',
    businessDays: null,
    source:
      'Regulation (EU) 2017/1509, Article 50; Regulation (EU) 2019/796, Article 8 (from memory: confirm with counsel)',
  },
  {
    jurisdiction: 'UK',
    says: 'Freeze, and inform OFSI as soon as practicable.',
    businessDays: null,
    source: 'OFSI, “Reporting information to OFSI – what to do” (GOV.UK)',
  },
  {
    jurisdiction: 'JP',
    says: 'File a suspicious transaction report promptly; payments need leave under the Foreign Exchange Act.',
    businessDays: null,
    source:
      'Act on Prevention of Transfer of Criminal Proceeds, Article 8 (from memory: confirm with counsel)',
  },
  {
    jurisdiction: 'KR',
    says: 'Report a suspicious transaction to KoFIU without delay.',
    businessDays: null,
    source:
      'Act on Reporting and Using Specified Financial Transaction Information, Article 4 (from memory: confirm with counsel)',
  },
];

export const JURISDICTIONS: readonly string[] = DEADLINES.map(({ jurisdiction }) => jurisdiction);

const DAY_S = 86_400;

export function holdTask(jurisdiction: string | null, heldAt: number): HoldTask {
  const row = DEADLINES.find((each) => each.jurisdiction === jurisdiction);
  if (row === undefined)
    return {
      jurisdiction: 'not set',
      says: 'Ask counsel by when this hold must be reported; name the jurisdiction in the rules.',
      dueBy: null,
      source: 'rules: jurisdiction',
    };
  const { says, source, businessDays } = row;
  return {
    jurisdiction: row.jurisdiction,
    says,
    dueBy: businessDays === null ? null : endOfBusinessDay(heldAt, businessDays),
    source,
  };
}

/** The end (UTC) of the n-th weekday after. Public holidays are not known here, so the day is early rather than late. */
function endOfBusinessDay(from: number, days: number): number {
  let day = Math.floor(from / DAY_S);
  // Day 0 of the epoch was a Thursday: 5 is Saturday, 6 is Sunday when Monday is 0.
  const isWeekend = (each: number): boolean => (each + 3) % 7 >= 5;
  for (let left = days; left > 0; ) {
    day += 1;
    if (!isWeekend(day)) left -= 1;
  }
  return day * DAY_S + DAY_S - 1;
}

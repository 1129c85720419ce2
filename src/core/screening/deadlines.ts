/**
 * By when a hold must be reported, by jurisdiction: for the person who reports. Where the law says "at once" there is
 * no day to count to, and the task says so; what nobody read at its source is called unverified and gets no day. No
 * legal advice; the sources stand beside.
 */
import type { HoldTask } from '../model/decision.ts';

type Deadline = {
  readonly jurisdiction: string;
  readonly says: string;
  /** Business days from the day of the hold; null: at once, or not known. */
  readonly businessDays: number | null;
  readonly source: string;
  /** Whether the duty and its time were read at the source. */
  readonly verified: boolean;
};

export const DEADLINES: readonly Deadline[] = [
  {
    jurisdiction: 'US',
    says: 'Report blocked property to OFAC within 10 business days; do not return it.',
    businessDays: 10,
    source: '31 CFR 501.603(b)(1)(i), read at law.cornell.edu/cfr/text/31/501.603',
    verified: true,
  },
  {
    jurisdiction: 'EU',
    says: 'Freeze, and tell the competent authority of the Member State immediately. Under Regulation 269/2014 (Russia) at most two weeks after you learn of it; others set no number of days.',
    businessDays: null,
    source:
      'Regulation (EU) 269/2014, Article 8(1)(a) as amended by (EU) 2023/426; for the regimes in common complianceconcourse.willkie.com/resources/sanctions-eu-reporting-requirements',
    verified: true,
  },
  {
    jurisdiction: 'UK',
    says: 'Freeze, and inform OFSI as soon as practicable; exchanges and custodians are relevant firms since 30 August 2022.',
    businessDays: null,
    source:
      'Russia (Sanctions) (EU Exit) Regulations 2019, regulation 70, and its like in each regime; read in Linklaters, “UK sanctions reporting”, September 2022',
    verified: true,
  },
  {
    jurisdiction: 'JP',
    says: 'File a suspicious transaction report with your authority promptly (速やかに); what the Foreign Exchange Act asks for beside it was not looked up.',
    businessDays: null,
    source:
      'Act on Prevention of Transfer of Criminal Proceeds (Act 22 of 2007), Article 8(1), its text read at houritsushoku.com/?p=3872',
    verified: true,
  },
  {
    jurisdiction: 'KR',
    says: 'Report to KoFIU without delay (지체 없이), and to the investigating authority where funds are known to be a restricted person’s.',
    businessDays: null,
    source:
      'Act on Reporting and Using Specified Financial Transaction Information, Article 4(1); Act on Prohibition against Financing of Terrorism, Article 5(2); read at kofiu.go.kr/kor/policy/ptfps03.do',
    verified: true,
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
      verified: false,
    };
  const { says, source, businessDays, verified } = row;
  return {
    jurisdiction: row.jurisdiction,
    says,
    dueBy: businessDays === null ? null : endOfBusinessDay(heldAt, businessDays),
    source,
    verified,
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

/**
 * What beside the name speaks for or against: a birth, a country, a kind. A second identifier raises a doubtful name
 * and lowers a good one, but never takes an exact name below the threshold that we ship: dates on lists are often
 * estimates, and countries are many things.
 */
import type { EntryKind, ListEntry } from '../model/list.ts';

export type Evidence = {
  readonly feature: 'birth' | 'country' | 'kind';
  readonly value: number;
  readonly says: string;
};

/** What is asked beside the name; an absent field says nothing. */
export type Beside = {
  readonly births?: readonly string[];
  readonly countries?: readonly string[];
  readonly kind?: EntryKind;
};

/** The share of what is missing to 1 that an agreement adds. */
const SAME_DAY = 0.35;
const SAME_YEAR = 0.15;
const SAME_COUNTRY = 0.08;
/** What a contradiction multiplies by. */
const OTHER_BIRTH = 0.88;
const OTHER_COUNTRY = 0.98;
const OTHER_KIND = 0.88;
/** What is left of an exact name with another birth and no country in common. Above it, the namesake of the list is clear. */
export const LEAST_OF_EXACT_NAME = OTHER_BIRTH * OTHER_COUNTRY;
/** Years by which estimates on lists are off. */
const SLACK_YEARS = 2;

/** The most that the evidence can make of a score; what finds candidates relies on it. */
export function mostOf(score: number, { births = [], countries = [] }: Beside): number {
  const after = births.length > 0 ? score + (1 - score) * SAME_DAY : score;
  return countries.length > 0 ? after + (1 - after) * SAME_COUNTRY : after;
}

export function weighEvidence(
  score: number,
  asked: Beside,
  entry: ListEntry,
): { score: number; evidence: Evidence[] } {
  const evidence: Evidence[] = [];
  let now = score;
  const add = (feature: Evidence['feature'], next: number, says: string): void => {
    evidence.push({ feature, value: next - now, says });
    now = next;
  };
  const born = compareBirths(asked.births ?? [], entry.births);
  if (born === 'day') add('birth', now + (1 - now) * SAME_DAY, 'born on the same day');
  if (born === 'year') add('birth', now + (1 - now) * SAME_YEAR, 'born in the same year, as far as is known');
  if (born === 'other')
    add(
      'birth',
      now * OTHER_BIRTH,
      `born more than ${SLACK_YEARS} years apart (listed: ${entry.births.join(', ')})`,
    );
  const [mine, theirs] = [(asked.countries ?? []).map(countryOf), entry.countries.map(countryOf)];
  if (mine.length > 0 && theirs.length > 0) {
    if (mine.some((country) => theirs.includes(country)))
      add('country', now + (1 - now) * SAME_COUNTRY, 'a country in common');
    else add('country', now * OTHER_COUNTRY, `no country in common (listed: ${entry.countries.join(', ')})`);
  }
  if (asked.kind !== undefined && !mayBe(asked.kind, entry.kind))
    add('kind', now * OTHER_KIND, `the entry is a ${entry.kind}, a ${asked.kind} was asked for`);
  return { score: now, evidence };
}

/** A wallet's entry says nothing of who holds it. */
const mayBe = (asked: EntryKind, listed: EntryKind): boolean =>
  asked === listed || asked === 'wallet' || listed === 'wallet';

type Birth = { readonly from: number; readonly to: number; readonly day: string | null };

function compareBirths(asked: readonly string[], listed: readonly string[]): 'day' | 'year' | 'other' | null {
  const [mine, theirs] = [asked.map(birthOf), listed.map(birthOf)].map((births) =>
    births.filter((birth) => birth !== null),
  ) as [Birth[], Birth[]];
  if (mine.length === 0 || theirs.length === 0) return null;
  const pairs = mine.flatMap((one) => theirs.map((other) => [one, other] as const));
  if (pairs.some(([one, other]) => one.day !== null && one.day === other.day)) return 'day';
  if (pairs.some(([one, other]) => one.from <= other.to && other.from <= one.to)) return 'year';
  const near = pairs.some(
    ([one, other]) => one.from <= other.to + SLACK_YEARS && other.from <= one.to + SLACK_YEARS,
  );
  return near ? null : 'other';
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `1964-06-18`, `18.6.1964`, `18 Jun 1964`, `Jun 1964`, `circa 1964`, `1961-1964`; null for what has no year. */
function birthOf(text: string): Birth | null {
  const years = [...text.matchAll(/(?<!\d)(1[89]\d\d|20\d\d)(?!\d)/g)].map(([year]) => Number(year));
  if (years.length === 0) return null;
  const slack = /circa|approx|about|ca\./i.test(text) ? SLACK_YEARS : 0;
  const [from, to] = [Math.min(...years) - slack, Math.max(...years) + slack];
  const day = (month: number, date: number): string => `${from}-${month}-${date}`;
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})/.exec(text);
  if (iso !== null) return { from, to: from, day: day(Number(iso[2]), Number(iso[3])) };
  const dotted = /^(\d{1,2})[./](\d{1,2})[./]\d{4}$/.exec(text);
  if (dotted !== null) return { from, to, day: day(Number(dotted[2]), Number(dotted[1])) };
  const named = /^(\d{1,2}) ([A-Za-z]{3})[a-z]* \d{4}$/.exec(text);
  const month = MONTHS.indexOf(named?.[2]?.toLowerCase() ?? '') + 1;
  return { from, to, day: month > 0 && slack === 0 ? day(month, Number(named![1])) : null };
}

/** Countries that publishers write in several ways; every other one is compared as written. */
const COUNTRIES: readonly (readonly string[])[] = [
  ['north korea', 'dprk', 'korea north', 'democratic peoples republic of korea', 'kp', 'prk'],
  ['south korea', 'korea south', 'republic of korea', 'korea', 'kr', 'kor'],
  ['russia', 'russian federation', 'ru', 'rus'],
  ['iran', 'iran islamic republic of', 'islamic republic of iran', 'ir', 'irn'],
  ['syria', 'syrian arab republic', 'sy', 'syr'],
  ['china', 'peoples republic of china', 'cn', 'chn', 'prc'],
  ['japan', 'jp', 'jpn'],
  ['united states', 'united states of america', 'usa', 'us'],
  [
    'united kingdom',
    'uk',
    'gb',
    'gbr',
    'united kingdom of great britain and northern ireland',
    'great britain',
  ],
  ['united arab emirates', 'uae', 'ae', 'are'],
  ['venezuela', 'venezuela bolivarian republic of', 'bolivarian republic of venezuela', 've', 'ven'],
  ['congo', 'democratic republic of the congo', 'congo democratic republic of the', 'drc', 'cd', 'cod'],
  ['burma', 'myanmar', 'mm', 'mmr'],
  ['belarus', 'by', 'blr'],
  ['ukraine', 'ua', 'ukr'],
  ['libya', 'state of libya', 'ly', 'lby'],
  ['iraq', 'iq', 'irq'],
  ['afghanistan', 'af', 'afg'],
  ['cuba', 'cu', 'cub'],
  ['turkey', 'turkiye', 'tr', 'tur'],
  ['lebanon', 'lb', 'lbn'],
  ['yemen', 'ye', 'yem'],
  ['palestine', 'palestinian', 'state of palestine', 'ps', 'pse', 'west bank', 'gaza'],
  ['israel', 'il', 'isr'],
  ['hong kong', 'hk', 'hkg'],
];
const SPELLED = new Map(COUNTRIES.flatMap((row) => row.map((spelling) => [spelling, row[0]!])));

function countryOf(text: string): string {
  const folded = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'’.]/gu, '')
    .replace(/[^a-z]+/g, ' ')
    .trim();
  return SPELLED.get(folded) ?? folded;
}

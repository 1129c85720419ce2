/**
 * Dates, as precise as the text: written out, in Japanese eras, or relative to the day of publication. A date that
 * the calendar does not have is refused; one that cannot be worked out is refused too, and never guessed.
 */
import type { Claim, Findings, Refused, Span } from './claim.ts';
import { HAN, numberOfHan } from './han-numbers.ts';
import { newMask } from './mask.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(?<month>January|February|March|April|May|June|July|August|September|October|November|December|Jan\\.?|Feb\\.?|Mar\\.?|Apr\\.?|Jun\\.?|Jul\\.?|Aug\\.?|Sept?\\.?|Oct\\.?|Nov\\.?|Dec\\.?)';
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** First year of an era less one, and its first and last day. */
const ERAS: ReadonlyMap<string, { readonly before: number; readonly first: string; readonly last: string }> =
  new Map([
    ['令和', { before: 2018, first: '2019-05-01', last: '9999-12-31' }],
    ['平成', { before: 1988, first: '1989-01-08', last: '2019-04-30' }],
    ['昭和', { before: 1925, first: '1926-12-25', last: '1989-01-07' }],
  ]);

const YEARS_BACK: ReadonlyMap<string, number> = new Map([
  ['一昨年', 2],
  ['재작년', 2],
  ['昨年', 1],
  ['前年', 1],
  ['去年', 1],
  ['지난해', 1],
  ['작년', 1],
  ['last year', 1],
  ['今年', 0],
  ['本年', 0],
  ['올해', 0],
  ['this year', 0],
]);
const YEAR_WORD = '(?<word>一昨年|昨年|前年|去年|今年|本年|재작년|지난해|작년|올해)';

const DAYS_BACK: ReadonlyMap<string, number> = new Map([
  ['一昨日', 2],
  ['おととい', 2],
  ['그저께', 2],
  ['그제', 2],
  ['the day before yesterday', 2],
  ['昨日', 1],
  ['어제', 1],
  ['yesterday', 1],
  ['今日', 0],
  ['本日', 0],
  ['오늘', 0],
  ['today', 0],
]);

const NUMERALS = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

const MONTHS_BACK: ReadonlyMap<string, number> = new Map([
  ['先々月', 2],
  ['先月', 1],
  ['지난달', 1],
  ['last month', 1],
  ['今月', 0],
  ['이달', 0],
  ['this month', 0],
]);

type Parts = Readonly<Record<string, string | undefined>>;
type Day = { readonly y: number; readonly m: number | null; readonly d: number | null };
type Found = Day & { readonly by: 'written' | 'publication' | 'context' };
type Context = {
  readonly published: Day | null;
  readonly year: number | null;
  /** The day that the text named last. */
  readonly day: Day | null;
};
/** Why a date is not worked out. */
type Unread = { readonly why: string };
type Rule = { readonly form: RegExp; readonly read: (parts: Parts, context: Context) => Found | Unread };

const UNANCHORED: Unread = { why: 'the date is relative, and the day it counts from is not known' };

/** Of a month or a day, and of a year. 二千二十五 alone may count anything, so that it needs its month. */
const NUMBER = `\\d{1,2}|[${HAN}]{1,3}`;
const HAN_YEAR = `(?:一九|二[〇零○])[${HAN}]{2}`;
const NOT_AFTER_DIGIT = `(?<![\\d.${HAN}])`;

/** 業者の発表の3日前 and 발표 3일 전 count from that event; after these a new thought begins. */
const AFRESH_JA = '(?<![^\\s、。,「『(はがもをでにと])(?:わずか|約)?';
const AFRESH_KO = '(?<=(?:^|[\\n.,"“(]|[은는을를]|에서)\\s?)(?:약 |불과 |바로 )?';
/** 27일 전 대표 is a former head on the 27th, 27일 전국 the whole country. */
const BEFORE_KO =
  '(?<unit>일|주)\\s?전(?=에|부터|까지|이었|인 |의 |[,.)]|\\n|$| (?:발생|해킹|유출|탈취|공격|발표|공개))';

const alternatives = (map: ReadonlyMap<string, number>): string =>
  [...map.keys()].sort((a, b) => b.length - a.length).join('|');

/** In the order of their length: what an earlier rule took, a later one leaves alone. */
const RULES: readonly Rule[] = [
  rule(
    '(?<![\\w./-])(?<y>(?:19|20)\\d\\d)(?<s>[-/.])(?<m>\\d{1,2})\\k<s>(?<d>\\d{1,2})(?![\\w/-]|\\.\\d)',
    written,
  ),
  rule(`(?<![A-Za-z])${MONTH} (?<d>\\d{1,2})(?:st|nd|rd|th)?,? (?<y>(?:19|20)\\d\\d)(?!\\d)`, written),
  rule(`(?<!\\d)(?<d>\\d{1,2})(?:st|nd|rd|th)? (?:of )?${MONTH},? (?<y>(?:19|20)\\d\\d)(?!\\d)`, written),
  rule(`(?<![A-Za-z])${MONTH},? (?:of )?(?<y>(?:19|20)\\d\\d)(?!\\d)`, written),
  rule(
    '(?<![\\w./-])(?<first>\\d{1,2})/(?<second>\\d{1,2})/(?<y>(?:19|20)\\d\\d)(?![\\w/-]|\\.\\d)',
    slashed,
  ),
  rule(`(?<era>令和|平成|昭和)(?<n>元|${NUMBER})年(?:(?<m>${NUMBER})月)?(?:(?<d>${NUMBER})日)?`, inEra),
  rule(
    `(?<![${HAN}千百])(?<y>${HAN_YEAR}|(?:千九百|二千)[${HAN}]{0,3})年(?<m>${NUMBER})月(?:(?<d>${NUMBER})日)?`,
    written,
  ),
  rule(
    '(?<!\\d)(?<y>(?:19|20)\\d\\d)\\s?[年년]\\s?(?<m>\\d{1,2})\\s?[月월](?:\\s?(?<d>\\d{1,2})\\s?[日일])?',
    written,
  ),
  rule(`${YEAR_WORD}의?の?\\s?(?<m>${NUMBER})\\s?[月월](?:\\s?(?<d>${NUMBER})\\s?[日일])?`, inYearWord),
  rule('(?<word>先々月|先月|今月|지난달|이달)\\s?(?<d>\\d{1,2})\\s?[日일](?!間|목|간)', inMonthWord),
  rule(`${NOT_AFTER_DIGIT}(?<m>${NUMBER})\\s?[月월]\\s?(?<d>${NUMBER})\\s?[日일](?!間)`, latest),
  rule(`${AFRESH_JA}(?<n>${NUMBER})(?<unit>日|週間)前(?!後)`, agoAfresh),
  rule(`${NOT_AFTER_DIGIT}(?:${NUMBER})(?:日|週間)前(?!後)`, () => UNANCHORED),
  rule(`${AFRESH_KO}(?<n>\\d{1,2})\\s?${BEFORE_KO}`, agoAfresh),
  rule(`(?<![\\d.])\\d{1,2}\\s?${BEFORE_KO}`, () => UNANCHORED),
  rule(`(?<![A-Za-z])${MONTH} (?<d>\\d{1,2})(?:st|nd|rd|th)?(?![\\d,.]*\\d|%)`, latest),
  rule(`(?<![\\d.])(?<d>\\d{1,2})(?:st|nd|rd|th)? (?:of )?${MONTH}(?![a-z])`, latest),
  rule('(?<![\\d.])(?<m>\\d{1,2})\\s?[月월](?![間분의호]|\\s?\\d|中旬間)', latest),
  rule(`(?<=\\b(?:in|since|of|the|last|early|late|mid|until|from|by)[ -])${MONTH}(?! \\d|[a-z])`, latest),
  rule('(?<![\\d.第제])(?<d>\\d{1,2})日(?!間|目|後|前|分|あた|連|ぶり|以内)', latest),
  rule(
    '(?<![\\d.第제])(?<d>\\d{1,2})일(?!간|째|후|만|본|치|분|\\s?만에|\\s?동안|\\s?이내|\\s?뒤|반|정)',
    latest,
  ),
  rule(`(?<![A-Za-z])(?<word>${alternatives(DAYS_BACK)})(?![A-Za-z])`, back(DAYS_BACK, 'day')),
  rule('前日(?!比)|전날', dayBefore),
  rule(`(?<![\\d.,A-Za-z])(?<n>\\d{1,3}|${NUMERALS.slice(2).join('|')}) (?<unit>day|week)s ago\\b`, ago),
  rule(`(?<![A-Za-z一])(?<word>${alternatives(MONTHS_BACK)})(?![A-Za-z])`, back(MONTHS_BACK, 'month')),
  rule(
    '(?<=\\b(?:on|On|last|Last|until|since|late|early) )(?<weekday>Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday)\\b',
    onWeekday,
  ),
  rule(`${NOT_AFTER_DIGIT}(?<y>(?:19|20)\\d\\d|${HAN_YEAR})\\s?[年년](?!度|代|間|間|간)`, written),
  rule(
    '(?<=\\b(?:in|In|of|for|during|During|since|Since|by|By|until|Until|from|From|through|Q[1-4]) )(?<y>(?:19|20)\\d\\d)(?![\\d,.]\\d|\\d|-\\d| (?:BTC|ETH|USDT|USDC|tokens|addresses|wallets))',
    written,
  ),
  rule(
    '(?<![A-Za-z])(?<word>last year|this year|一昨年|昨年|去年|今年|재작년|작년|지난해|올해)(?![A-Za-z]|\\s?\\d+\\s?[月월])',
    back(YEARS_BACK, 'year'),
  ),
];

function rule(source: string, read: Rule['read']): Rule {
  return { form: new RegExp(source, 'g'), read };
}

export function findDates(text: string, folded: string, published: string | null): Findings {
  const taken = newMask(text.length);
  const found: { span: Span; parts: Parts; read: Rule['read'] }[] = [];
  for (const { form, read } of RULES) {
    for (const match of folded.matchAll(form)) {
      const span = { start: match.index, end: match.index + match[0].length };
      if (!taken.isFree(span)) continue;
      taken.take(span);
      found.push({ span, parts: match.groups ?? {}, read });
    }
  }
  const claims: Claim[] = [];
  const refused: Refused[] = [];
  let [year, last]: [number | null, Day | null] = [null, null];
  for (const { span, parts, read } of found.sort((a, b) => a.span.start - b.span.start)) {
    const quote = text.slice(span.start, span.end);
    const day = read(parts, {
      published: published === null ? null : dayOfText(published),
      year,
      day: last,
    });
    if ('why' in day) {
      refused.push({ span, quote, code: 'E_TIME_RANGE', why: day.why });
    } else if (!exists(day) || !isOfEra(day, parts.era)) {
      refused.push({ span, quote, code: 'E_TIME_RANGE', why: 'the calendar has no such day' });
    } else {
      if (day.by !== 'context') year = day.y;
      if (day.d !== null && day.by !== 'context') last = day;
      claims.push({ span, quote, says: { kind: 'date', date: textOf(day), by: day.by } });
    }
  }
  return { claims, refused };
}

function numberOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  return /^\d+$/.test(text) ? Number(text) : numberOfHan(text);
}

function monthOf({ m, month }: Parts): number | null {
  if (month === undefined) return numberOf(m);
  return MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1;
}

function written(parts: Parts): Found {
  return { y: numberOf(parts.y) ?? 0, m: monthOf(parts), d: numberOf(parts.d), by: 'written' };
}

/** 02/21/2025 can be read one way only, 02/03/2025 is February to some readers and March to others. */
function slashed(parts: Parts): Found | Unread {
  const [y, first, second] = [Number(parts.y), Number(parts.first), Number(parts.second)];
  if (first <= 12 && second <= 12 && first !== second)
    return {
      why: `the date is ambiguous: ${textOf({ y, m: first, d: second })} or ${textOf({ y, m: second, d: first })}`,
    };
  return first > 12 ? { y, m: second, d: first, by: 'written' } : { y, m: first, d: second, by: 'written' };
}

function inEra({ era = '', n, m, d }: Parts): Found {
  const y = (ERAS.get(era)?.before ?? 0) + (n === '元' ? 1 : (numberOf(n) ?? 0));
  return { y, m: numberOf(m), d: numberOf(d), by: 'written' };
}

function inYearWord({ word = '', m, d }: Parts, { published }: Context): Found | Unread {
  if (published === null) return UNANCHORED;
  return { y: published.y - (YEARS_BACK.get(word) ?? 0), m: numberOf(m), d: numberOf(d), by: 'publication' };
}

function inMonthWord({ word = '', d }: Parts, { published }: Context): Found | Unread {
  if (published === null) return UNANCHORED;
  return { ...monthsBefore(published, MONTHS_BACK.get(word) ?? 0), d: numberOf(d), by: 'publication' };
}

/** The last such day or month that is not after the publication; without one, in the year of the date before it. */
function latest(parts: Parts, { published, year }: Context): Found | Unread {
  const m = monthOf(parts);
  const d = numberOf(parts.d);
  if (published === null) return year === null || m === null ? UNANCHORED : { y: year, m, d, by: 'context' };
  if (m === null) {
    const here = (d ?? 0) <= (published.d ?? 31) ? published : monthsBefore(published, 1);
    return { y: here.y, m: here.m, d, by: 'publication' };
  }
  const ahead = m * 100 + (d ?? 1) > (published.m ?? 12) * 100 + (published.d ?? 31);
  return { y: ahead ? published.y - 1 : published.y, m, d, by: 'publication' };
}

function back(map: ReadonlyMap<string, number>, unit: 'day' | 'month' | 'year'): Rule['read'] {
  return ({ word = '' }, { published }) => {
    if (published === null) return UNANCHORED;
    const steps = map.get(word) ?? 0;
    switch (unit) {
      case 'day':
        return { ...daysBefore(published, steps), by: 'publication' };
      case 'month':
        return { ...monthsBefore(published, steps), d: null, by: 'publication' };
      case 'year':
        return { y: published.y - steps, m: null, d: null, by: 'publication' };
    }
  };
}

/** Of the day named before it: 28日、当局は前日の流出について… */
function dayBefore(_: Parts, { day }: Context): Found | Unread {
  return day === null ? UNANCHORED : { ...daysBefore(day, 1), by: 'context' };
}

/** Of weeks the month is said, where all days that round to as many lie in one. */
function ago({ n = '', unit }: Parts, { published }: Context): Found | Unread {
  if (published === null) return UNANCHORED;
  const count = NUMERALS.includes(n) ? NUMERALS.indexOf(n) : (numberOf(n) ?? 0);
  if (unit === 'day' || unit === '日' || unit === '일')
    return { ...daysBefore(published, count), by: 'publication' };
  const [from, to] = [daysBefore(published, count * 7 + 3), daysBefore(published, count * 7 - 3)];
  if (from.m !== to.m) return { why: 'counted in weeks, the date may lie in either of two months' };
  return { ...from, d: null, by: 'publication' };
}

/** "Ago" counts from the day of writing; 3日前 and 3일 전 do where the text named no other day before. */
function agoAfresh(parts: Parts, context: Context): Found | Unread {
  return context.day === null ? ago(parts, context) : UNANCHORED;
}

/** The last such weekday, the day of publication among them. */
function onWeekday({ weekday = '' }: Parts, { published }: Context): Found | Unread {
  if (published === null) return UNANCHORED;
  const today = new Date(Date.parse(textOf(published))).getUTCDay();
  return { ...daysBefore(published, (today - WEEKDAYS.indexOf(weekday) + 7) % 7), by: 'publication' };
}

function daysBefore(day: Day, days: number): Day {
  return dayOfText(new Date(Date.parse(textOf(day)) - days * 86_400_000).toISOString().slice(0, 10));
}

function monthsBefore({ y, m }: Day, months: number): Day {
  const count = y * 12 + (m ?? 1) - 1 - months;
  return { y: Math.floor(count / 12), m: (count % 12) + 1, d: null };
}

function dayOfText(text: string): Day {
  const [y, m, d] = text.split('-').map(Number);
  return { y: y ?? 0, m: m ?? null, d: d ?? null };
}

const two = (n: number): string => String(n).padStart(2, '0');

const textOf = ({ y, m, d }: Day): string =>
  m === null ? String(y) : d === null ? `${y}-${two(m)}` : `${y}-${two(m)}-${two(d)}`;

/** 昭和64年 had seven days: what is named by an era lies in it, or partly where it is a year or a month. */
function isOfEra(day: Day, name: string | undefined): boolean {
  const era = ERAS.get(name ?? '');
  if (era === undefined) return true;
  const [first, last] = [
    { m: 1, d: 1 },
    { m: 12, d: 31 },
  ].map(({ m, d }) => textOf({ y: day.y, m: day.m ?? m, d: day.d ?? d })) as [string, string];
  return last >= era.first && first <= era.last;
}

export function exists(day: Day): boolean {
  const { y, m, d } = day;
  if (m === null) return true;
  if (m < 1 || m > 12) return false;
  return d === null || (d >= 1 && d <= new Date(Date.UTC(y, m, 0)).getUTCDate());
}

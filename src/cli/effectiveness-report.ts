/** What worked, and what a designation would have touched, as text for a terminal. */
import type { WhatIf } from '../app/strategy/what-if.ts';
import { counted } from '../core/model/counted.ts';
import type { Delay, DelayGroup } from '../core/strategy/delays.ts';
import { type Course, DORMANT_DAYS } from '../core/strategy/dormancy.ts';
import type { Effectiveness, Group, Share } from '../core/strategy/effectiveness.ts';
import { type EventStudy, WINDOW } from '../core/strategy/event-study.ts';
import { PUBLISHED_FATES } from '../core/strategy/facts.ts';
import { LEAST_FOR_SHARE } from '../core/strategy/share.ts';
import type { Range } from '../core/strategy/tracked.ts';
import type { ListedFlow, Touched } from '../core/strategy/what-if.ts';
import { cut, grouped, shortUsd, table, wrap } from './figures.ts';

export function effectivenessToText(found: Effectiveness, notes: readonly string[]): string {
  const frozen = found.total.shares.find(({ fate }) => fate === 'frozen');
  const recovered = found.total.shares.find(({ fate }) => fate === 'recovered');
  const blocks = [
    wrap(
      `Sources say that something was frozen in ${frozen?.thefts} and recovered in ${recovered?.thefts} of ${found.total.n} counted thefts: ${shortUsd((frozen?.usd ?? 0n) + (recovered?.usd ?? 0n))} of ${shortUsd(frozen?.lost ?? 0n)}.`,
      0,
    ),
    sharesTable([...found.years, found.total]),
    wrap(
      `Thefts of which a source says it, their share from ${LEAST_FOR_SHARE} thefts on (95 % intervals: --json), and the dollars it names.`,
      0,
    ),
    wrap(
      `By route (facts/techniques.json; a theft has several; ${found.withoutRoute} of ${found.total.n} have none published)`,
      0,
    ),
    sharesTable(found.routes.slice(0, 12)),
    wrap(
      `Traced thefts, by the last block seen: still unspent, and dormant for ${DORMANT_DAYS} days; in units of what was stolen, over all policies (one policy alone: ashiato trace)`,
      0,
    ),
    coursesTable(found.courses),
    'How long it took, where a trace or a date says so',
    table([
      ['theft', 'what', 'took', 'source'],
      ...found.delays
        .toSorted((a, b) => (a.what === b.what ? a.seconds - b.seconds : a.what < b.what ? -1 : 1))
        .map((delay) => [delay.incident, delay.what, tookText(delay), cut(delay.source, 48)]),
    ]),
    mediansLine(found.delayGroups),
    'Listed addresses that a traced theft used: what rested there on the day, and left since',
    listedTable(found.listed),
    `Measures, and thefts of $1 m or more in the ${WINDOW} days before and after`,
    table([
      ['day', 'before', 'after', 'what'.padEnd(66)],
      ...found.timeline
        .filter(({ before, after }) => before !== null || after !== null)
        .map(({ day, before, after, what }) => [
          day,
          String(before ?? '?'),
          String(after ?? '?'),
          cut(what, 66).padEnd(66),
        ]),
    ]),
    ...found.studies.map((study) => wrap(studyText(study), 0)),
    ...notes.map((note) => wrap(`! ${note}`)),
  ];
  return `${blocks.join('\n\n').replaceAll('\n\n! ', '\n! ')}\n`;
}

const sharesTable = (groups: readonly Group[]): string =>
  table([
    ['', 'n', 'recovered', 'frozen', 'cashed out', 'mixers', 'burnt'],
    ...groups.map(({ name, n, shares }) => [
      name,
      String(n),
      ...PUBLISHED_FATES.map((fate) => shareText(shares.find((each) => each.fate === fate))),
    ]),
  ]);

function shareText(share: Share | undefined): string {
  if (share === undefined || share.thefts === 0) return '-';
  const percent = share.share === null ? '' : ` ${Math.round(share.share.value * 100)}%`;
  return `${share.thefts}${percent}${share.usd === 0n ? '' : ` ${shortUsd(share.usd)}`}`;
}

/** Whole units: a terminal is no place for eighteen decimals, and --json has them. */
const units = (amount: bigint, decimals: number): string => grouped(amount / 10n ** BigInt(decimals));
const rangeText = ({ low, high }: Range, decimals: number): string =>
  units(low, decimals) === units(high, decimals)
    ? units(low, decimals)
    : `${units(low, decimals)}-${units(high, decimals)}`;

const coursesTable = (courses: readonly Course[]): string =>
  table([
    ['theft', 'asset', 'stolen', 'unspent', 'dormant', 'seen until'],
    ...courses.map(({ incident, symbol, decimals, stolen, resting, dormant, seenUntil, seenDays }) => [
      incident,
      symbol,
      units(stolen, decimals),
      rangeText(resting, decimals),
      dormant === null ? `? (${seenDays} d)` : rangeText(dormant, decimals),
      seenUntil,
    ]),
  ]);

const listedTable = (flows: readonly ListedFlow[]): string =>
  flows.length === 0
    ? 'none'
    : table([
        ['listed', 'theft', 'asset', 'ever', 'rested then', 'left since', 'entity'],
        ...flows.map(({ day, incident, symbol, decimals, touched, rested, left, entity }) => [
          day,
          incident,
          symbol,
          rangeText(touched, decimals),
          rangeText(rested, decimals),
          rangeText(left, decimals),
          cut(entity, 20),
        ]),
      ]);

function tookText({ seconds, precision }: Pick<Delay, 'seconds' | 'precision'>): string {
  const about = precision === 'month' ? 'at most ' : '';
  if (seconds < 7200) return `${about}${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${about}${Math.round(seconds / 3600)} h`;
  return `${about}${Math.round(seconds / 86_400)} d`;
}

/** A median of a handful would be read as a rule. */
function mediansLine(groups: readonly DelayGroup[]): string {
  const all = groups
    .filter(({ by }) => by === 'all')
    .map(
      ({ what, n, median }) =>
        `${what} n = ${n}${median === null ? '' : ` (median ${tookText({ seconds: median.seconds, precision: median.atMost ? 'month' : 'second' })})`}`,
    );
  return wrap(`${all.join(', ')}. No median below ${LEAST_FOR_SHARE}; by year and by route: --json.`, 0);
}

const STUDIED: Readonly<Record<EventStudy['name'], { what: string; places: number }>> = {
  thefts: { what: 'Thefts around every measure', places: 1 },
  stolen: { what: 'Dollars stolen (log₁₀ of 1 + millions) around every measure', places: 2 },
  'mixer routes': {
    what: 'Thefts whose published route has a mixer, around measures against mixers',
    places: 1,
  },
};

function studyText(study: EventStudy): string {
  const { what, places } = STUDIED[study.name];
  const signed = (value: number): string => `${value < 0 ? '' : '+'}${value.toFixed(places)}`;
  const inside = study.change >= study.placebo.low && study.change <= study.placebo.high;
  return `${what}: ${study.measures} days with whole windows (${study.leftOut} left out). In the ${study.days} days after ${study.after.toFixed(places)} on average, ${study.before.toFixed(places)} before: ${signed(study.change)}. The same days moved at random change by ${signed(study.placebo.low)} to ${signed(study.placebo.high)} (middle 90 % of ${study.placebo.rounds} sets; p = ${study.p.toFixed(2)}). ${inside ? 'The data show no effect' : 'The change lies outside what moved days do, which alone says nothing of its cause'}; ${study.halvingWouldShow ? 'a halving would have shown' : 'but a halving would have shown only'} ${Math.round(100 * study.power)} times in 100. ${study.overlapping} of ${study.measures} have another measure within their window, so no change can be laid to one of them.`;
}

export function whatIfToText(
  { subject, traced, flows, published }: WhatIf,
  notes: readonly string[],
): string {
  const touched = flows.filter((flow) => flow.touched.high > 0n);
  const incidents = new Set(touched.map(({ incident }) => incident)).size;
  const blocks = [
    wrap(
      `Designating ${subject.name} (${counted(subject.addresses.size, 'address', 'addresses')}) would have touched flows of ${incidents} of ${counted(traced, 'traced theft')}.`,
      0,
    ),
    subject.basis.map((basis) => wrap(`  ${basis}`)).join('\n'),
    ...(published === null
      ? []
      : [
          wrap(
            `Published routes that name it (${published.routes.join(', ')}): ${published.thefts} of ${published.n} thefts with a published route${published.share === null ? '' : `, ${Math.round(published.share.value * 100)} % (${Math.round(published.share.low * 100)} to ${Math.round(published.share.high * 100)})`}; ${shortUsd(published.stolen)} were stolen in them, and how much of it went this way is not said.`,
            0,
          ),
        ]),
    ...touched.map(flowText),
    ...notes.map((note) => wrap(`! ${note}`)),
  ];
  return `${blocks.join('\n\n').replaceAll('\n\n! ', '\n! ')}\n`;
}

function flowText(flow: Touched): string {
  const { incident, symbol, decimals, stolen, touched, share, movements, resting, still, around } = flow;
  const percent =
    share === null
      ? `no share: n = ${movements}`
      : `${[...new Set([share.low, share.high].map((each) => (each * 100).toFixed(1)))].join(' to ')} %, n = ${counted(movements, 'movement')}`;
  return [
    wrap(
      `${incident}, ${symbol}: ${rangeText(touched, decimals)} of ${units(stolen, decimals)} passed through (${percent}); ${rangeText(resting, decimals)} rest there on ${flow.seenUntil}.`,
    ),
    table([
      ['  in force so many days after the theft', 'could still touch'],
      ...still.map(({ days, amount }) => [`  ${days}`, rangeText(amount, decimals)]),
    ]),
    wrap(
      `  Around it: ${counted(around.payers, 'address', 'addresses')} paid in, ${around.payersElsewhere} of them paid others too; ${around.places.reduce((sum, { places }) => sum + places, 0)} ends were reached without it${around.places.length === 0 ? '' : ` (${around.places.map(({ hops, places }) => `${places} after ${counted(hops, 'hop')}`).join(', ')})`}, ${around.behind} behind it.`,
    ),
  ].join('\n');
}

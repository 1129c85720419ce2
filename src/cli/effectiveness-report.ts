/** Effectiveness as JSON for machines and as text for a terminal. */
import type { Delay, Effectiveness, EventStudy, Group, Share } from '../core/strategy/effectiveness.ts';
import { LEAST_FOR_SHARE } from '../core/strategy/effectiveness.ts';
import { cut, shortUsd, table, usdText, wrap } from './figures.ts';

const NOT_HELD = [
  'Flows through a designated address before and after its designation are not in the facts: the study counts thefts, which a designation does not aim at.',
  'What was dormant only a trace can say, and few thefts are traced: see ashiato reserves.',
  'Shares count thefts of which a source says something; silence is not failure, so every share is a lower bound.',
];

export const effectivenessToJson = (found: Effectiveness) => ({
  total: groupToJson(found.total),
  years: found.years.map(groupToJson),
  routes: found.routes.map(groupToJson),
  withoutRoute: found.withoutRoute,
  delays: found.delays,
  eventStudy: found.study,
  timeline: found.timeline,
  source: [
    'facts/incidents.json',
    'facts/fates.json',
    'facts/actors.json',
    'facts/sanctioned_dprk_addresses.json',
  ],
  notes: NOT_HELD,
});

const groupToJson = ({ name, n, shares }: Group) => ({
  name,
  n,
  shares: shares.map((each) => ({ ...each, usd: usdText(each.usd), lost: usdText(each.lost) })),
});

export function effectivenessToText(found: Effectiveness): string {
  const frozen = found.total.shares.find(({ fate }) => fate === 'frozen');
  const recovered = found.total.shares.find(({ fate }) => fate === 'recovered');
  const blocks = [
    wrap(
      `Sources say that something was frozen in ${frozen?.thefts} and recovered in ${recovered?.thefts} of ${found.total.n} thefts: ${shortUsd((frozen?.usd ?? 0n) + (recovered?.usd ?? 0n))} of ${shortUsd(frozen?.lost ?? 0n)}.`,
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
    'How long it took, where a trace or a date says so',
    table([
      ['theft', 'what', 'took', 'source'],
      ...found.delays
        .toSorted((a, b) => (a.what === b.what ? a.seconds - b.seconds : a.what < b.what ? -1 : 1))
        .map((delay) => [delay.incident, delay.what, tookText(delay), cut(delay.source, 48)]),
    ]),
    timesLine(found.delays),
    `Measures, and thefts of $1 m or more in the ${found.study.days} days before and after`,
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
    wrap(studyText(found.study), 0),
    ...NOT_HELD.map((note) => wrap(`! ${note}`)),
  ];
  return `${blocks.join('\n\n').replaceAll('\n\n! ', '\n! ')}\n`;
}

const sharesTable = (groups: readonly Group[]): string =>
  table([
    ['', 'n', 'recovered', 'frozen', 'cashed out', 'mixers', 'burnt'],
    ...groups.map(({ name, n, shares }) => [
      name,
      String(n),
      ...(['recovered', 'frozen', 'cashed-out', 'in-mixers', 'burnt'] as const).map((fate) =>
        shareText(shares.find((each) => each.fate === fate)),
      ),
    ]),
  ]);

function shareText(share: Share | undefined): string {
  if (share === undefined || share.thefts === 0) return '-';
  const percent = share.share === null ? '' : ` ${Math.round(share.share.value * 100)}%`;
  return `${share.thefts}${percent}${share.usd === 0n ? '' : ` ${shortUsd(share.usd)}`}`;
}

function tookText({ seconds, precision }: Delay): string {
  const about = precision === 'month' ? 'at most ' : '';
  if (seconds < 7200) return `${about}${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${about}${Math.round(seconds / 3600)} h`;
  return `${about}${Math.round(seconds / 86_400)} d`;
}

/** A median of a handful would be read as a rule. */
function timesLine(delays: readonly Delay[]): string {
  const counts = [...Map.groupBy(delays, ({ what }) => what)].map(
    ([what, all]) => `${what} n = ${all.length}`,
  );
  return wrap(`No averages: ${counts.join(', ')}.`, 0);
}

function studyText(study: EventStudy): string {
  const inside = study.change >= study.placebo.low && study.change <= study.placebo.high;
  return `Designations and seizures: ${study.measures} days with whole windows (${study.leftOut} left out). In the ${study.days} days after, ${study.after.toFixed(1)} thefts on average, ${study.before.toFixed(1)} before: ${signed(study.change)}. The same days moved at random change by ${signed(study.placebo.low)} to ${signed(study.placebo.high)} (middle 90 % of ${study.placebo.rounds} sets; p = ${study.p.toFixed(2)}). ${inside ? 'The data show no effect on the number of thefts' : 'The change lies outside what moved days do, which alone says nothing of its cause'}; ${study.halvingWouldShow ? 'a halving would have shown' : 'but even a halving would not have shown'}. ${study.overlapping} of ${study.measures} have another measure within their window, so no change can be laid to one of them.`;
}

const signed = (value: number): string => `${value < 0 ? '' : '+'}${value.toFixed(1)}`;

/**
 * Do measures bite? Shares of thefts of which a source says that something was frozen, recovered or cashed out; how
 * long it took where a trace or a date says so; and what thefts did around designations, against days moved at
 * random. Silence of the sources is not failure: every share is a lower bound.
 */
import { type Day, dayNumber } from './day.ts';
import {
  type FateRow,
  type Measure,
  PUBLISHED_FATES,
  type PublishedFate,
  type StrategyFacts,
  type Theft,
} from './facts.ts';
import type { Uniform } from './outlook/chance.ts';
import { LEAST_MILLIONS } from './outlook/model.ts';
import { quantile } from './outlook/scores.ts';
import type { Cents } from './prices.ts';

/** Below it a share is shown as a count only. */
export const LEAST_FOR_SHARE = 10;

export type Share = {
  readonly fate: PublishedFate;
  /** Thefts of which a source says it, of how many. */
  readonly thefts: number;
  readonly n: number;
  /** Null below ten thefts. A 95 % Wilson interval of the share of thefts. */
  readonly share: { readonly value: number; readonly low: number; readonly high: number } | null;
  /** Dollars as sources say, of what the same group lost. */
  readonly usd: Cents;
  readonly lost: Cents;
  readonly sources: readonly string[];
};

export type Group = { readonly name: string; readonly n: number; readonly shares: readonly Share[] };

export type Delay = {
  readonly incident: string;
  readonly what: string;
  readonly seconds: number;
  readonly precision: 'second' | 'day' | 'month';
  readonly source: string;
};

/** A measure on the timeline, with the thefts around it; null where a window reaches beyond the catalogue. */
export type Placed = Measure & { readonly before: number | null; readonly after: number | null };

export type EventStudy = {
  readonly measures: number;
  /** Left out: their windows reach beyond the catalogue. */
  readonly leftOut: number;
  /** How many have another measure within their window, so that no effect can be laid to one of them. */
  readonly overlapping: number;
  readonly days: number;
  readonly before: number;
  readonly after: number;
  /** Mean of after − before, in thefts a window. */
  readonly change: number;
  /** The middle 90 % of the same figure for the same days shifted together at random. */
  readonly placebo: { readonly low: number; readonly high: number; readonly rounds: number };
  /** Share of placebo sets that change at least as much, either way. */
  readonly p: number;
  /** Whether a halving of thefts would stand out from the placebo days. */
  readonly halvingWouldShow: boolean;
};

export type Effectiveness = {
  readonly total: Group;
  readonly years: readonly Group[];
  readonly routes: readonly Group[];
  readonly withoutRoute: number;
  readonly delays: readonly Delay[];
  readonly study: EventStudy;
  readonly timeline: readonly Placed[];
};

export function effectiveness(
  facts: StrategyFacts,
  traced: readonly Delay[],
  uniform: Uniform,
): Effectiveness {
  const thefts = facts.thefts.filter(({ counted }) => counted);
  const group = (name: string, own: readonly Theft[]): Group => ({
    name,
    n: own.length,
    shares: PUBLISHED_FATES.map((fate) => shareOf(fate, own, facts.fates)),
  });
  const routes = [...new Set(thefts.flatMap((theft) => theft.routes))].sort();
  return {
    total: group('all', thefts),
    years: [...Map.groupBy(thefts, ({ day }) => day.slice(0, 4))].map(([year, own]) => group(year, own)),
    routes: routes
      .map((route) =>
        group(
          route,
          thefts.filter((theft) => theft.routes.includes(route)),
        ),
      )
      .sort((a, b) => b.n - a.n || (a.name < b.name ? -1 : 1)),
    withoutRoute: thefts.filter((theft) => theft.routes.length === 0).length,
    delays: [...traced, ...delaysOf(facts)],
    study: study(facts, uniform),
    timeline: timelineOf(facts),
  };
}

function shareOf(fate: PublishedFate, thefts: readonly Theft[], fates: readonly FateRow[]): Share {
  const ids = new Set(thefts.map(({ id }) => id));
  const rows = fates.filter((row) => row.fate === fate && ids.has(row.incident));
  const named = new Set(rows.map(({ incident }) => incident)).size;
  return {
    fate,
    thefts: named,
    n: thefts.length,
    share: thefts.length < LEAST_FOR_SHARE ? null : wilson(named, thefts.length),
    usd: rows.reduce((sum, { usd }) => sum + (usd ?? 0n), 0n),
    lost: thefts.reduce((sum, { loss }) => sum + (loss ?? 0n), 0n),
    sources: rows.map(({ incident, source }) => `${incident}: ${source}`),
  };
}

/** Wilson (1927), 95 %. */
export function wilson(hits: number, n: number): { value: number; low: number; high: number } {
  const z = 1.959964;
  const p = hits / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** From the day of the theft to the day, or the end of the month, that a source gives for a fate. */
function delaysOf({ thefts, fates }: StrategyFacts): Delay[] {
  return fates.flatMap(({ incident, fate, date, source }): Delay[] => {
    const theft = thefts.find(({ id }) => id === incident);
    if (theft === undefined || date === null || date.length < 7 || theft.precision !== 'day') return [];
    const exact = date.length === 10;
    const [year = 0, month = 1] = date.split('-').map(Number);
    const end = exact ? dayNumber(date as Day) : Date.UTC(year, month, 0) / 86_400_000;
    return [
      {
        incident,
        what: fate,
        seconds: Math.max(0, end - dayNumber(theft.day)) * 86_400,
        precision: exact ? 'day' : 'month',
        source,
      },
    ];
  });
}

const WINDOW = 90;
const STUDY_FROM = dayNumber('2017-01-01' as Day);
const ROUNDS = 2000;

/** How many thefts the study counts from one day to before another. */
function counterOf(thefts: readonly Theft[]): (from: number, until: number) => number {
  const days = thefts
    .filter(({ counted, loss }) => counted && loss !== null && loss >= BigInt(LEAST_MILLIONS) * 100_000_000n)
    .map(({ day }) => dayNumber(day));
  return (from, until) => days.filter((day) => day >= from && day < until).length;
}

/** The first and the last day whose windows lie in the catalogue whole. */
const wholeWindows = (cutOff: Day): [number, number] => [STUDY_FROM + WINDOW, dayNumber(cutOff) + 1 - WINDOW];

function timelineOf({ thefts, cutOff, measures }: StrategyFacts): Placed[] {
  const within = counterOf(thefts);
  const [first, last] = wholeWindows(cutOff);
  return measures.map((measure) => {
    const day = dayNumber(measure.day);
    return {
      ...measure,
      before: day < first || day > last + WINDOW ? null : within(day - WINDOW, day),
      after: day < first - WINDOW || day > last ? null : within(day, day + WINDOW),
    };
  });
}

/**
 * Counts of thefts in the ninety days after a measure, less those in the ninety before. Placebo sets are
 * the same days shifted around the same years, for thefts grew and so any day has more after it than before.
 */
function study({ thefts, cutOff, measures }: StrategyFacts, uniform: Uniform): EventStudy {
  const within = counterOf(thefts);
  const [first, last] = wholeWindows(cutOff);
  const usable = measures.map(({ day }) => dayNumber(day)).filter((day) => day >= first && day <= last);
  const changeOf = (day: number): number => within(day, day + WINDOW) - within(day - WINDOW, day);
  const mean = (values: readonly number[]): number =>
    values.length === 0 ? Number.NaN : values.reduce((a, b) => a + b, 0) / values.length;
  // One pass over the days; a placebo set then only looks them up.
  const changes = Array.from({ length: last - first + 1 }, (_, i) => changeOf(first + i));
  const era = Math.max(0, Math.min(...usable) - first);
  const span = changes.length - era;
  // All measures move together around the years, so that a placebo set is as crowded as the real one.
  const shifted = (by: number): number =>
    mean(usable.map((day) => changes[era + ((day - first - era + by) % span)] ?? Number.NaN));
  const placebo = Array.from({ length: ROUNDS }, () => shifted(Math.floor(uniform() * span)));
  const change = mean(usable.map(changeOf));
  const centre = mean(placebo);
  const before = mean(usable.map((day) => within(day - WINDOW, day)));
  const low = quantile(placebo, 0.05);
  return {
    measures: usable.length,
    leftOut: measures.length - usable.length,
    overlapping: usable.filter((day) =>
      usable.some((other) => other !== day && Math.abs(other - day) < WINDOW),
    ).length,
    days: WINDOW,
    before,
    after: mean(usable.map((day) => within(day, day + WINDOW))),
    change,
    placebo: { low, high: quantile(placebo, 0.95), rounds: ROUNDS },
    p: placebo.filter((value) => Math.abs(value - centre) >= Math.abs(change - centre)).length / ROUNDS,
    halvingWouldShow: centre - before / 2 < low,
  };
}

/**
 * Do measures bite? Shares of thefts of which a source says that something was frozen, recovered or cashed out; how
 * long it took where a trace or a date says so; what traced value did around listings; and what thefts did around
 * designations. Silence of the sources is not failure: every share is a lower bound.
 */
import { type Delay, type DelayGroup, delaysOfFates, delaysOfTrails, groupDelays } from './delays.ts';
import { type Course, coursesOf } from './dormancy.ts';
import { type EventStudy, eventStudies, type Placed, timelineOf } from './event-study.ts';
import {
  type FateRow,
  PUBLISHED_FATES,
  type PublishedFate,
  type StrategyFacts,
  type Theft,
} from './facts.ts';
import type { Uniform } from './outlook/chance.ts';
import type { Cents } from './prices.ts';
import { shareOf, type wilson } from './share.ts';
import type { Trail } from './trail.ts';
import { type ListedFlow, listedFlows } from './what-if.ts';

export type Share = {
  readonly fate: PublishedFate;
  /** Thefts of which a source says it, of how many. */
  readonly thefts: number;
  readonly n: number;
  /** Null below ten thefts. A 95 % Wilson interval of the share of thefts. */
  readonly share: ReturnType<typeof wilson> | null;
  /** Dollars as sources say, of what the same group lost. */
  readonly usd: Cents;
  readonly lost: Cents;
  readonly sources: readonly string[];
};

export type Group = { readonly name: string; readonly n: number; readonly shares: readonly Share[] };

export type Effectiveness = {
  readonly total: Group;
  readonly years: readonly Group[];
  readonly routes: readonly Group[];
  readonly withoutRoute: number;
  readonly courses: readonly Course[];
  readonly delays: readonly Delay[];
  readonly delayGroups: readonly DelayGroup[];
  readonly studies: readonly EventStudy[];
  readonly timeline: readonly Placed[];
  readonly listed: readonly ListedFlow[];
};

export function effectiveness(
  facts: StrategyFacts,
  trails: readonly Trail[],
  uniform: Uniform,
): Effectiveness {
  const thefts = facts.thefts.filter(({ counted }) => counted);
  const group = (name: string, own: readonly Theft[]): Group => ({
    name,
    n: own.length,
    shares: PUBLISHED_FATES.map((fate) => publishedShare(fate, own, facts.fates)),
  });
  const routes = [...new Set(thefts.flatMap((theft) => theft.routes))].sort();
  const delays = [...delaysOfTrails(trails), ...delaysOfFates(facts)];
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
    courses: coursesOf(trails),
    delays,
    delayGroups: groupDelays(facts, delays),
    studies: eventStudies(facts, uniform),
    timeline: timelineOf(facts),
    listed: listedFlows(facts, trails),
  };
}

function publishedShare(fate: PublishedFate, thefts: readonly Theft[], fates: readonly FateRow[]): Share {
  const ids = new Set(thefts.map(({ id }) => id));
  const rows = fates.filter((row) => row.fate === fate && ids.has(row.incident));
  const named = new Set(rows.map(({ incident }) => incident)).size;
  return {
    fate,
    thefts: named,
    n: thefts.length,
    share: shareOf(named, thefts.length),
    usd: rows.reduce((sum, { usd }) => sum + (usd ?? 0n), 0n),
    lost: thefts.reduce((sum, { loss }) => sum + (loss ?? 0n), 0n),
    sources: rows.map(({ incident, source }) => `${incident}: ${source}`),
  };
}

/** How long it took until stolen value moved, reached a mixer or a service, was frozen or came back. */
import { type Day, dayNumber, SECONDS_OF_DAY } from './day.ts';
import type { StrategyFacts } from './facts.ts';
import { quantile } from './outlook/scores.ts';
import { LEAST_FOR_SHARE } from './share.ts';
import { beganAt, type Step, type Trail } from './trail.ts';

/** What is waited for: the first three are seen on chain, the others said by a source. */
export const AWAITED = [
  'first move',
  'first mixer',
  'first service',
  'cashed-out',
  'frozen',
  'recovered',
  'in-mixers',
  'burnt',
] as const;
export type Awaited = (typeof AWAITED)[number];

export type Delay = {
  readonly incident: string;
  readonly what: Awaited;
  readonly seconds: number;
  /** `month`: to the end of the month that a source names, so at most so long. */
  readonly precision: 'second' | 'day' | 'month';
  readonly source: string;
};

/** Delays of one kind, of all thefts or of those of a year or route. */
export type DelayGroup = {
  readonly what: Awaited;
  readonly by: 'all' | 'year' | 'route';
  readonly name: string;
  readonly n: number;
  /** Null below ten; `atMost` where a delay in it runs to the end of a month. */
  readonly median: { readonly seconds: number; readonly atMost: boolean } | null;
};

/** When a place was reached hangs on no policy, only how much reached it: the first trail of a theft speaks for it. */
export function delaysOfTrails(trails: readonly Trail[]): Delay[] {
  const rows = trails.flatMap(delaysOfTrail).sort((a, b) => a.seconds - b.seconds);
  // Two traces of one theft are one theft: the earliest that either saw.
  return [...Map.groupBy(rows, ({ incident, what }) => `${incident}|${what}`).values()].flatMap(
    ([first]) => first ?? [],
  );
}

function delaysOfTrail(trail: Trail): Delay[] {
  const began = beganAt(trail);
  if (began === null) return [];
  const row = (what: Awaited, fits: (step: Step) => boolean): Delay[] => {
    const time = trail.steps.find(fits)?.time;
    return time === undefined
      ? []
      : [
          {
            incident: trail.incident,
            what,
            seconds: time - began,
            precision: 'second',
            source: trail.source,
          },
        ];
  };
  return [
    ...row('first move', ({ from, type }) => from !== null && type !== 'fee' && type !== 'seed'),
    ...row('first mixer', ({ end }) => end?.kind === 'mixer'),
    ...row('first service', ({ end }) => end?.kind === 'service'),
  ];
}

/** From the day of the theft to the day, or the end of the month, that a source gives for a fate. */
export function delaysOfFates({ thefts, fates }: StrategyFacts): Delay[] {
  return fates.flatMap(({ incident, fate, date, source }): Delay[] => {
    const theft = thefts.find(({ id }) => id === incident);
    if (theft === undefined || date === null || date.length < 7 || theft.precision !== 'day') return [];
    const exact = date.length === 10;
    const [year = 0, month = 1] = date.split('-').map(Number);
    const end = exact ? dayNumber(date as Day) : Date.UTC(year, month, 0) / 1000 / SECONDS_OF_DAY;
    return [
      {
        incident,
        what: fate,
        seconds: Math.max(0, end - dayNumber(theft.day)) * SECONDS_OF_DAY,
        precision: exact ? 'day' : 'month',
        source,
      },
    ];
  });
}

/** Every kind over all thefts, none left out where nothing is known; by year and by route where something is. */
export function groupDelays({ thefts }: StrategyFacts, delays: readonly Delay[]): DelayGroup[] {
  const group = (what: Awaited, by: DelayGroup['by'], name: string, own: readonly Delay[]): DelayGroup => ({
    what,
    by,
    name,
    n: own.length,
    median:
      own.length < LEAST_FOR_SHARE
        ? null
        : {
            seconds: quantile(
              own.map(({ seconds }) => seconds),
              0.5,
            ),
            atMost: own.some(({ precision }) => precision === 'month'),
          },
  });
  const theftOf = new Map(thefts.map((theft) => [theft.id, theft]));
  const keyed = (what: Awaited, by: 'year' | 'route', keys: (delay: Delay) => readonly string[]) => {
    const rows = delays.filter((delay) => delay.what === what);
    const names = [...new Set(rows.flatMap(keys))].sort();
    return names.map((name) =>
      group(
        what,
        by,
        name,
        rows.filter((delay) => keys(delay).includes(name)),
      ),
    );
  };
  return AWAITED.flatMap((what) => [
    group(
      what,
      'all',
      'all',
      delays.filter((delay) => delay.what === what),
    ),
    ...keyed(what, 'year', ({ incident }) => [theftOf.get(incident)?.day.slice(0, 4) ?? []].flat()),
    ...keyed(what, 'route', ({ incident }) => theftOf.get(incident)?.routes ?? []),
  ]);
}

/**
 * What happened around measures, against the same days moved together around the years at random. The placebo days
 * say how much such a figure changes by itself; what they cannot tell from nothing, nobody may claim.
 */
import { type Day, dayNumber } from './day.ts';
import type { Measure, StrategyFacts, Theft } from './facts.ts';
import type { Uniform } from './outlook/chance.ts';
import { LEAST_MILLIONS } from './outlook/model.ts';
import { logMillions, quantile } from './outlook/scores.ts';

/** A measure on the timeline, with the thefts around it; null where a window reaches beyond the catalogue. */
export type Placed = Measure & { readonly before: number | null; readonly after: number | null };

/** What a study looks at: the figure of a window, and what half as much of it would be. */
type Outcome = {
  readonly name: StudyName;
  readonly measures: (measure: Measure) => boolean;
  readonly figure: (windowed: readonly Theft[]) => number;
  readonly halved: (figure: number) => number;
};
export type StudyName = 'thefts' | 'stolen' | 'mixer routes';

export type EventStudy = {
  readonly name: StudyName;
  readonly measures: number;
  /** Left out: their windows reach beyond the catalogue. */
  readonly leftOut: number;
  /** How many have another measure, of any kind, within their window: no effect can be laid to one of them. */
  readonly overlapping: number;
  readonly days: number;
  readonly before: number;
  readonly after: number;
  /** Mean of after − before. */
  readonly change: number;
  /** The same figure for the same days shifted together at random: its mean and its middle 90 %. */
  readonly placebo: {
    readonly centre: number;
    readonly low: number;
    readonly high: number;
    readonly rounds: number;
  };
  /** Share of placebo sets that change at least as much, either way. */
  readonly p: number;
  /** How probably a halving would lie below the middle 90 % of the placebo sets, for they scatter around it, too. */
  readonly power: number;
  /** That this is as probable as studies are commonly asked to be. */
  readonly halvingWouldShow: boolean;
};

/** A custodial mixer, a CoinJoin, a smart-contract mixer or a shielded pool (facts/techniques.json). */
export const MIXER_ROUTES: readonly string[] = ['L-MIX', 'L-TC', 'L-COINJOIN', 'L-RAILGUN'];

const OUTCOMES: readonly Outcome[] = [
  { name: 'thefts', measures: () => true, figure: ({ length }) => length, halved: (n) => n / 2 },
  {
    name: 'stolen',
    measures: () => true,
    // A sum of dollars would be decided by one theft; its logarithm is not.
    figure: (thefts) => logMillions(thefts.reduce((sum, { loss }) => sum + Number(loss ?? 0n) / 1e8, 0)),
    halved: (log) => logMillions((10 ** log - 1) / 2),
  },
  {
    name: 'mixer routes',
    measures: ({ kinds }) => kinds.includes('mixer'),
    figure: (thefts) =>
      thefts.filter(({ routes }) => routes.some((route) => MIXER_ROUTES.includes(route))).length,
    halved: (n) => n / 2,
  },
];

export const WINDOW = 90;
const STUDY_FROM = dayNumber('2017-01-01' as Day);
const ROUNDS = 2000;
/** Cohen (1988). */
const LEAST_POWER = 0.8;

/** The first and the last day whose windows lie in the catalogue whole. */
const wholeWindows = (cutOff: Day): [number, number] => [STUDY_FROM + WINDOW, dayNumber(cutOff) + 1 - WINDOW];

type Within = (from: number, until: number) => readonly Theft[];

function windowsOf(thefts: readonly Theft[]): Within {
  const known = thefts
    .filter(({ counted, loss }) => counted && loss !== null && loss >= BigInt(LEAST_MILLIONS) * 100_000_000n)
    .map((theft) => ({ theft, day: dayNumber(theft.day) }))
    .sort((a, b) => a.day - b.day);
  const own = known.map(({ theft }) => theft);
  // Thousands of windows are asked for: the first theft of a day on is looked up and not searched.
  const first = known[0]?.day ?? 0;
  const last = known.at(-1)?.day ?? 0;
  const from: number[] = [];
  for (let day = first, i = 0; day <= last + 1; day += 1) {
    while (i < known.length && (known[i]?.day ?? 0) < day) i += 1;
    from.push(i);
  }
  const indexOf = (day: number): number => from[Math.max(0, Math.min(day, last + 1) - first)] ?? 0;
  return (begin, end) => own.slice(indexOf(begin), indexOf(end));
}

export function timelineOf({ thefts, cutOff, measures }: StrategyFacts): Placed[] {
  const within = windowsOf(thefts);
  const [first, last] = wholeWindows(cutOff);
  return measures.map((measure) => {
    const day = dayNumber(measure.day);
    return {
      ...measure,
      before: day < first || day > last + WINDOW ? null : within(day - WINDOW, day).length,
      after: day < first - WINDOW || day > last ? null : within(day, day + WINDOW).length,
    };
  });
}

export const eventStudies = (facts: StrategyFacts, uniform: Uniform): EventStudy[] => {
  const within = windowsOf(facts.thefts);
  return OUTCOMES.map((outcome) => study(facts, outcome, within, uniform));
};

/** Thefts grew, so any day has more after it than before: that is why the placebo days are real days. */
function study(
  { cutOff, measures }: StrategyFacts,
  { name, measures: concerns, figure, halved }: Outcome,
  within: Within,
  uniform: Uniform,
): EventStudy {
  const [first, last] = wholeWindows(cutOff);
  const every = measures.map(({ day }) => dayNumber(day));
  const own = measures.filter(concerns).map(({ day }) => dayNumber(day));
  const usable = own.filter((day) => day >= first && day <= last);
  const beforeOf = (day: number): number => figure(within(day - WINDOW, day));
  const afterOf = (day: number): number => figure(within(day, day + WINDOW));
  // One pass over the days; a placebo set then only looks them up.
  const afters = Array.from({ length: last - first + 1 + WINDOW }, (_, i) => afterOf(first - WINDOW + i));
  const changes = afters.slice(WINDOW).map((after, i) => after - (afters[i] ?? Number.NaN));
  const era = Math.max(0, Math.min(...usable) - first);
  const span = changes.length - era;
  // All measures move together around the years, so that a placebo set is as crowded as the real one.
  const shifted = (by: number): number =>
    mean(usable.map((day) => changes[era + ((day - first - era + by) % span)] ?? Number.NaN));
  const placebo = Array.from({ length: ROUNDS }, () => shifted(Math.floor(uniform() * span)));
  const before = mean(usable.map(beforeOf));
  const after = mean(usable.map(afterOf));
  const change = after - before;
  const centre = mean(placebo);
  const [low, high] = [quantile(placebo, 0.05), quantile(placebo, 0.95)];
  const halving = mean(usable.map((day) => halved(beforeOf(day)) - beforeOf(day)));
  const power = placebo.filter((value) => value + halving < low).length / ROUNDS;
  return {
    name,
    measures: usable.length,
    leftOut: own.length - usable.length,
    overlapping: usable.filter((day) =>
      every.some((other) => other !== day && Math.abs(other - day) < WINDOW),
    ).length,
    days: WINDOW,
    before,
    after,
    change,
    placebo: { centre, low, high, rounds: ROUNDS },
    // One is added to both: what happened is itself one way the days could have fallen (Davison and Hinkley 1997, 4.2).
    p:
      (1 + placebo.filter((value) => Math.abs(value - centre) >= Math.abs(change - centre)).length) /
      (1 + ROUNDS),
    power,
    halvingWouldShow: power >= LEAST_POWER,
  };
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((a, b) => a + b, 0) / values.length;

/** Counted thefts by quarter (`2024-Q3`), the quiet ones too, for the timeline. */
export function theftsByQuarter({
  thefts,
  cutOff,
}: Pick<StrategyFacts, 'thefts' | 'cutOff'>): { quarter: string; n: number }[] {
  const within = windowsOf(thefts);
  const [lastYear = 0] = cutOff.split('-').map(Number);
  const begins = Array.from({ length: (lastYear - 2016 + 1) * 4 + 1 }, (_, i) =>
    dayNumber(`${2016 + Math.floor(i / 4)}-${String((i % 4) * 3 + 1).padStart(2, '0')}-01` as Day),
  );
  return begins.slice(0, -1).flatMap((from, i) =>
    from > dayNumber(cutOff)
      ? []
      : [
          {
            quarter: `${2016 + Math.floor(i / 4)}-Q${(i % 4) + 1}`,
            n: within(from, begins[i + 1] ?? from).length,
          },
        ],
  );
}

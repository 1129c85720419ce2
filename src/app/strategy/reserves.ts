/** What is held, asked of the facts, the traces at hand, the prices at hand and the reader's own threshold. */
import type { ReservesJson, TotalsJson } from '../../contract/reserves.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { type Crossing, crossingsOf, type RecordedCrossing } from '../../core/strategy/crossings.ts';
import type { Day } from '../../core/strategy/day.ts';
import type { StrategyFacts } from '../../core/strategy/facts.ts';
import { type Gauge, gauge } from '../../core/strategy/gauge.ts';
import type { Cents, PriceSeries, ValueRules } from '../../core/strategy/prices.ts';
import { type Question, type Reserves, reserves } from '../../core/strategy/reserves.ts';
import type { Tracked } from '../../core/strategy/tracked.ts';

/** What an answer rests on. */
export type ReservesGround = {
  readonly facts: StrategyFacts;
  readonly tracked: readonly Tracked[];
  readonly series: readonly PriceSeries[];
  /** The reader's own sum; null: none is set. */
  readonly threshold: Cents | null;
  /** Crossings that were recorded before. */
  readonly recorded: readonly RecordedCrossing[];
  readonly today: Day;
};

export type ReservesAsked = {
  readonly question: Question;
  readonly asOf: Day | null;
  readonly rules: ValueRules;
};

export const EVERYTHING: ReservesAsked = {
  question: { actor: null, incident: null, chain: null, asset: null },
  asOf: null,
  rules: { stablecoinsAtPar: false },
};

export type ReservesAnswer = {
  readonly held: Reserves;
  readonly gauge: Gauge | null;
  readonly asOf: Day | null;
  /** The last day whose thefts the facts can hold. */
  readonly cutOff: Day;
  readonly series: readonly PriceSeries[];
  readonly recorded: readonly RecordedCrossing[];
  /** All that lie above the threshold now, recorded or not. */
  readonly crossings: readonly Crossing[];
};

/** What a server asks. */
export type ReservesDesk = {
  /** `threshold` in place of the one that is set. */
  ask(asked: ReservesAsked & { readonly threshold: Cents | null }): Promise<ReservesJson>;
  /** All that lie above the threshold that is set; the same list while nothing that it rests on changed. */
  crossings(): Promise<readonly Crossing[]>;
  totals(): TotalsJson;
};

export function answerReserves(
  { facts, tracked, series, threshold, recorded, today }: ReservesGround,
  { question, asOf, rules }: ReservesAsked,
): ReservesAnswer {
  if (asOf !== null) refuseBeyond(asOf, facts, today);
  const held = reserves(facts, tracked, question, { series, rules, asOf });
  const reading = gauge(held, facts, threshold);
  return {
    held,
    gauge: reading,
    asOf,
    cutOff: facts.cutOff,
    series,
    recorded,
    crossings: crossingsOf(reading),
  };
}

/** Nothing is known of days to come, and of days before the first theft nothing is on record: $0 would be a finding. */
function refuseBeyond(asOf: Day, { thefts, cutOff }: StrategyFacts, today: Day): void {
  const first = thefts.reduce((least, { day }) => (day < least ? day : least), today);
  if (first <= asOf && asOf <= today) return;
  throw new AshiatoError(
    'E_TIME_RANGE',
    asOf > today ? `${asOf} is yet to come` : `no theft is on record by ${asOf}`,
    {
      where: 'as of',
      limit: `${first} (the first theft of the facts) to ${today} (today)`,
      next: `Ask of a day between; the facts end on ${cutOff}.`,
    },
  );
}

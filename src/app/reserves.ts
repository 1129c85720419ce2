/** What is held, asked of the facts, the traces at hand, the prices at hand and the reader's own threshold. */
import type { ReservesJson, TotalsJson } from '../contract/reserves.ts';
import { type Crossing, crossingsOf, type RecordedCrossing } from '../core/strategy/crossings.ts';
import type { Day } from '../core/strategy/day.ts';
import type { StrategyFacts } from '../core/strategy/facts.ts';
import { type Gauge, gauge } from '../core/strategy/gauge.ts';
import type { Cents, PriceSeries, ValueRules } from '../core/strategy/prices.ts';
import { type Question, type Reserves, reserves } from '../core/strategy/reserves.ts';
import type { Tracked } from '../core/strategy/tracked.ts';

/** What an answer rests on. */
export type ReservesGround = {
  readonly facts: StrategyFacts;
  readonly tracked: readonly Tracked[];
  readonly series: readonly PriceSeries[];
  /** The reader's own sum; null: none is set. */
  readonly threshold: Cents | null;
  /** Crossings that were recorded before. */
  readonly recorded: readonly RecordedCrossing[];
};

export type ReservesAsked = {
  readonly question: Question;
  readonly asOf: Day | null;
  readonly rules: ValueRules;
};

export type ReservesAnswer = {
  readonly held: Reserves;
  readonly gauge: Gauge | null;
  readonly asOf: Day | null;
  readonly series: readonly PriceSeries[];
  readonly recorded: readonly RecordedCrossing[];
  /** All that lie above the threshold now, recorded or not. */
  readonly crossings: readonly Crossing[];
};

/** What a server asks. */
export type ReservesDesk = {
  /** `threshold` in place of the one that is set. */
  ask(asked: ReservesAsked & { readonly threshold: Cents | null }): Promise<ReservesJson>;
  totals(): TotalsJson;
};

export function answerReserves(
  { facts, tracked, series, threshold, recorded }: ReservesGround,
  { question, asOf, rules }: ReservesAsked,
): ReservesAnswer {
  const held = reserves(facts, tracked, question, { series, rules, asOf });
  const reading = gauge(held, facts, threshold);
  return {
    held,
    gauge: reading,
    asOf,
    series,
    recorded,
    crossings: crossingsOf(reading),
  };
}

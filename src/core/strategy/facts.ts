/** What the strategy room reasons over: thefts, what became of them, and what others publish. Plain values. */
import type { CaseText } from '../model/case.ts';
import type { Day } from './day.ts';
import type { Cents } from './prices.ts';

/** Where stolen value is, as far as anybody says. `unknown` is a place of its own, never a remainder called held. */
export const FATES = [
  'recovered',
  'frozen',
  'cashed-out',
  'in-mixers',
  'burnt',
  'still-held',
  'fees',
  'unknown',
] as const;
export type Fate = (typeof FATES)[number];

/** What a source can say became of money. */
export const PUBLISHED_FATES = ['recovered', 'frozen', 'cashed-out', 'in-mixers', 'burnt'] as const;
export type PublishedFate = (typeof PUBLISHED_FATES)[number];

export type AttributionStatus = 'official' | 'multilateral' | 'vendor' | 'researcher' | 'suspected';

/** Units as the source rounds them, with its own wording ("BTC (about)"). */
export type Units = { readonly amount: string | null; readonly unit: string };

export type Theft = {
  readonly id: string;
  readonly day: Day;
  readonly precision: 'day' | 'month' | 'season';
  readonly victim: string;
  readonly actor: string | null;
  readonly cluster: string | null;
  readonly chains: readonly string[];
  readonly assets: readonly Units[];
  /** Null where no figure was published; 0 where the attempt failed. */
  readonly loss: Cents | null;
  readonly range: readonly [Cents, Cents] | null;
  readonly status: AttributionStatus;
  readonly confidence: 'high' | 'medium' | 'low';
  /** Whether it counts towards the total. */
  readonly counted: boolean;
  /** How it was laundered: ids of facts/techniques.json, where published. */
  readonly routes: readonly string[];
  /** Keys of the table of sources. */
  readonly sources: readonly string[];
};

export type FateRow = {
  readonly incident: string;
  readonly fate: PublishedFate;
  readonly usd: Cents | null;
  readonly assets: readonly Units[];
  /** Year, month or day, as the source gives it. */
  readonly date: string | null;
  readonly source: string;
  readonly note: string;
};

/** A yearly total somebody published; `until` cuts a year that was not over. */
export type YearFigure = {
  readonly label: string;
  readonly year: number;
  readonly until: Day;
  readonly usd: Cents;
};
export type TotalsSeries = {
  readonly source: string;
  readonly basis: string;
  readonly confidence: string;
  readonly note: string;
  readonly figures: readonly YearFigure[];
};

/** What somebody saw in labelled wallets on a day. */
export type Observation = {
  readonly day: Day;
  readonly holder: string;
  readonly asset: string;
  readonly amount: string;
  readonly approximate: boolean;
  readonly usd: Cents | null;
  readonly source: string;
  readonly confidence: string;
};

export type TradeYear = {
  readonly year: number;
  readonly imports: Cents;
  readonly total: Cents | null;
  readonly source: string;
  readonly confidence: string;
};

export type MeasureKind = 'actor' | 'mixer' | 'service';

/** A day on which a state acted against actors, mixers or money launderers. */
export type Measure = {
  readonly day: Day;
  readonly what: string;
  readonly by: string;
  readonly kinds: readonly MeasureKind[];
};

/** Addresses of one entity that came onto a list on one day; `until`: the day they left it. */
export type Listing = {
  readonly entity: string;
  readonly day: Day;
  readonly until: Day | null;
  readonly addresses: readonly string[];
};

export type StrategyFacts = {
  readonly thefts: readonly Theft[];
  /** The last day whose thefts the table can hold; later ones are missing, not absent. */
  readonly cutOff: Day;
  readonly fates: readonly FateRow[];
  readonly totals: readonly TotalsSeries[];
  readonly observations: readonly Observation[];
  readonly observationCautions: readonly string[];
  readonly trade: readonly TradeYear[];
  readonly tradeCautions: readonly string[];
  readonly measures: readonly Measure[];
  readonly listings: readonly Listing[];
  /** What a route of laundering is called, by its id. */
  readonly routes: ReadonlyMap<string, CaseText>;
};

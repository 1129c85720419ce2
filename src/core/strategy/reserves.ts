/**
 * The ledger: what was stolen, what is known to have become of it, and what nobody says. Every figure is a range with
 * its sources. What is still held comes only from traces or from somebody's observation on a day; it is never the
 * stolen less the recovered, for most thefts have no word on either.
 */
import { parseDecimal } from '../model/amount.ts';
import { AshiatoError } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Day } from './day.ts';
import {
  type FateRow,
  type Observation,
  PUBLISHED_FATES,
  type PublishedFate,
  type StrategyFacts,
  type Theft,
} from './facts.ts';
import { type Cents, type PriceSeries, type Valued, type ValueRules, valueOn } from './prices.ts';
import type { Tracked, TrackedAsset, TrackedHolding } from './tracked.ts';

export type Question = {
  /** Part of the name of an actor or cluster. */
  readonly actor: string | null;
  readonly incident: string | null;
  readonly chain: string | null;
  readonly asset: string | null;
};

/** Dollars at the theft, as published: a range, with how many thefts stand behind it and who says so. */
export type UsdFigure = {
  readonly low: Cents;
  readonly high: Cents;
  readonly n: number;
  readonly sources: readonly string[];
};

export type StolenFigure = UsdFigure & {
  /** The sum of the figures that the table counts. */
  readonly counted: Cents;
  readonly withoutFigure: number;
};

export type LedgerLine = {
  readonly name: string;
  readonly thefts: number;
  readonly stolen: StolenFigure;
  /** What sources say became of it, in dollars of their own day. */
  readonly fates: ReadonlyMap<PublishedFate, UsdFigure>;
  /** Of which no source says anything: a bar of its own. */
  readonly unknown: UsdFigure;
};

export type AssetLine = {
  readonly unit: string;
  readonly thefts: number;
  /** The units of rows that are bare, or "(about)", in 10⁻¹⁸: minted, swapped or partial amounts stand apart. */
  readonly units: bigint;
  /** Units as published, one theft each, with the source's wording. */
  readonly stolen: readonly {
    readonly incident: string;
    readonly amount: string | null;
    readonly unit: string;
  }[];
  readonly fates: readonly FateRow[];
};

export type HeldFigure = TrackedHolding & {
  readonly seenUntil: Day;
  readonly source: string;
  readonly value: { readonly low: Valued; readonly high: Valued };
};

/** What somebody saw; where the source gives no value, that of our table on the very day. */
export type Seen = Observation & { readonly value: Valued };

export type Reserves = {
  readonly question: Question;
  readonly total: LedgerLine;
  readonly incidents: readonly LedgerLine[];
  readonly chains: readonly LedgerLine[];
  readonly assets: readonly AssetLine[];
  readonly thefts: {
    readonly all: number;
    readonly counted: number;
    readonly withUnits: number;
    readonly withFate: number;
    readonly traced: number;
    /** Traces of what is no incident of the facts. */
    readonly tracedElsewhere: number;
    /** What the traced ones lost; the rest of the stolen is untraced. */
    readonly tracedLoss: Cents;
  };
  readonly tracked: readonly (Tracked & { readonly held: readonly HeldFigure[] })[];
  readonly observations: readonly Seen[];
  readonly cautions: readonly string[];
};

export type Valuation = {
  readonly series: readonly PriceSeries[];
  readonly rules: ValueRules;
  /** Null: the last day that the trace saw. */
  readonly asOf: Day | null;
};

export function reserves(
  facts: StrategyFacts,
  tracked: readonly Tracked[],
  question: Question,
  valuation: Valuation,
): Reserves {
  const thefts = choose(facts.thefts, question, valuation.asOf);
  const ids = new Set(thefts.map(({ id }) => id));
  const fates = facts.fates.filter(
    ({ incident, date }) => ids.has(incident) && happenedBy(date, valuation.asOf),
  );
  const line = (name: string, own: readonly Theft[]): LedgerLine => ledgerLine(name, own, fates);
  const own = tracked.filter(({ incident }) => ids.has(incident));
  return {
    question,
    total: line('all', thefts),
    incidents: thefts.map((theft) => line(theft.id, [theft])),
    chains: [...Map.groupBy(thefts, chainsOf)].map(([name, group]) => line(name, group)).sort(bySize),
    assets: assetLines(thefts, fates, question.asset),
    thefts: {
      all: thefts.length,
      counted: thefts.filter(({ counted }) => counted).length,
      withUnits: thefts.filter(({ assets }) => assets.some(({ amount }) => amount !== null)).length,
      withFate: new Set(fates.map(({ incident }) => incident)).size,
      traced: new Set(own.map(({ incident }) => incident)).size,
      tracedElsewhere: tracked.filter(({ incident }) => !facts.thefts.some(({ id }) => id === incident))
        .length,
      tracedLoss: sum(
        thefts.map(({ id, loss }) => (own.some(({ incident }) => incident === id) ? (loss ?? 0n) : 0n)),
      ),
    },
    tracked: own.map((each) => valued(each, question, valuation)),
    observations:
      question.incident === null
        ? facts.observations
            .filter(
              ({ day, asset }) =>
                (valuation.asOf === null || day <= valuation.asOf) &&
                (question.asset === null || asset === question.asset),
            )
            .map((seen) => ({ ...seen, value: worthOf(seen, valuation) }))
        : [],
    cautions: facts.observationCautions,
  };
}

/** Narrowing refuses a name that fits nothing, so that a slip of the pen never reads as "nothing was stolen". */
function choose(all: readonly Theft[], question: Question, asOf: Day | null): Theft[] {
  const { actor, incident, chain, asset } = question;
  if (incident !== null && !all.some(({ id }) => id === incident)) {
    const guess = nearest(
      incident,
      all.map(({ id }) => id),
    );
    throw new AshiatoError(
      'E_CASE_UNKNOWN',
      `there is no incident "${incident}"${guess === null ? '' : `; did you mean "${guess}"?`}`,
      { where: '--incident', next: 'Use an id of facts/incidents.json.' },
    );
  }
  const named = actor === null ? all : all.filter((theft) => isOf(theft, actor));
  if (named.length === 0) {
    const names = new Set(all.flatMap((theft) => (theft.actor === null ? [] : [theft.actor])));
    throw new AshiatoError('E_ACTOR_UNKNOWN', `no theft is linked to an actor or cluster "${actor}"`, {
      where: '--actor',
      next: `Known actors: ${[...names].join(', ')}; clusters such as TraderTraitor, CryptoCore or AppleJeus are found by part of their name.`,
    });
  }
  const chosen = named.filter(
    (theft) =>
      (incident === null || theft.id === incident) &&
      (chain === null || theft.chains.includes(chain)) &&
      (asset === null || theft.assets.some(({ unit }) => symbolOf(unit) === asset)),
  );
  if (chosen.length === 0 && chain !== null && !all.some(({ chains }) => chains.includes(chain)))
    throw new AshiatoError('E_CHAIN_UNSUPPORTED', `no theft of the facts touches a chain "${chain}"`, {
      where: '--chain',
      next: `Known: ${[...new Set(all.flatMap(({ chains }) => chains))].sort().join(', ')}.`,
    });
  if (chosen.length === 0 && asset !== null)
    throw new AshiatoError('E_ASSET_UNKNOWN', `no theft of the facts gives an amount of "${asset}" here`, {
      where: '--asset',
      next: 'Use a symbol as the facts write it, such as BTC or ETH; most thefts give no units.',
    });
  return chosen.filter(({ day }) => asOf === null || day <= asOf);
}

const isOf = ({ actor, cluster }: Theft, name: string): boolean =>
  [actor, cluster].some((own) => own?.toLowerCase().includes(name.toLowerCase()) === true);

/** A month or a year counts as over at its end; what has no date counts always. */
const happenedBy = (date: string | null, asOf: Day | null): boolean =>
  date === null || asOf === null || date <= asOf.slice(0, date.length);

function ledgerLine(name: string, thefts: readonly Theft[], allFates: readonly FateRow[]): LedgerLine {
  const ids = new Set(thefts.map(({ id }) => id));
  const fates = allFates.filter(({ incident }) => ids.has(incident));
  return {
    name,
    thefts: thefts.length,
    stolen: stolenFigure(thefts),
    fates: new Map(PUBLISHED_FATES.map((fate) => [fate, fateFigure(fates.filter((f) => f.fate === fate))])),
    unknown: unknownFigure(thefts, fates),
  };
}

/**
 * The band of what was stolen: low takes the least figure of thefts that states attribute with high confidence, high
 * the greatest of all, suspected ones too.
 */
function stolenFigure(thefts: readonly Theft[]): StolenFigure {
  return {
    low: sum(thefts.map(leastOf)),
    high: sum(thefts.map(mostOf)),
    counted: sum(thefts.map(({ counted, loss }) => (counted ? (loss ?? 0n) : 0n))),
    n: thefts.filter(({ loss }) => loss !== null).length,
    withoutFigure: thefts.filter(({ loss }) => loss === null).length,
    sources: sourcesOf(thefts),
  };
}

const isFirm = ({ status, confidence, counted }: Theft): boolean =>
  counted && confidence === 'high' && (status === 'official' || status === 'multilateral');
const leastOf = (theft: Theft): Cents => (isFirm(theft) ? (theft.range?.[0] ?? theft.loss ?? 0n) : 0n);
const mostOf = ({ range, loss }: Theft): Cents => range?.[1] ?? loss ?? 0n;

function fateFigure(rows: readonly FateRow[]): UsdFigure {
  const total = sum(rows.map(({ usd }) => usd ?? 0n));
  return {
    low: total,
    high: total,
    n: rows.filter(({ usd }) => usd !== null).length,
    sources: [...new Set(rows.map(({ incident, source }) => `${incident}: ${source}`))],
  };
}

/**
 * A theft of which nothing is said is unknown whole. Fates are in dollars of another day, so the rest of one theft
 * never goes below nothing, and what one has too much never hides what another lacks.
 */
function unknownFigure(thefts: readonly Theft[], fates: readonly FateRow[]): UsdFigure {
  const rest = (theft: Theft, stolen: Cents): Cents => {
    const said = sum(fates.filter(({ incident }) => incident === theft.id).map(({ usd }) => usd ?? 0n));
    return stolen > said ? stolen - said : 0n;
  };
  return {
    low: sum(thefts.map((theft) => rest(theft, leastOf(theft)))),
    high: sum(thefts.map((theft) => rest(theft, mostOf(theft)))),
    n: thefts.filter(({ loss }) => loss !== null).length,
    sources: ['computed: stolen less the fates that sources name, theft by theft'],
  };
}

/** A loss is published for a theft, not for each chain it touched: only thefts on one chain can be laid to it. */
function chainsOf({ chains }: Theft): string {
  const [only = 'unknown', ...others] = chains;
  return others.length > 0 || only === 'multiple' ? 'several chains' : only;
}

const bySize = (a: LedgerLine, b: LedgerLine): number =>
  a.stolen.high === b.stolen.high ? (a.name < b.name ? -1 : 1) : a.stolen.high > b.stolen.high ? -1 : 1;

/** "BTC (about)" and "ETH on Arbitrum" are BTC and ETH. */
const symbolOf = (unit: string): string => unit.split(' ')[0] ?? unit;

function assetLines(thefts: readonly Theft[], fates: readonly FateRow[], only: string | null): AssetLine[] {
  const rows = thefts.flatMap(({ id, assets }) => assets.map((each) => ({ incident: id, ...each })));
  const grouped = Map.groupBy(rows, ({ unit }) => symbolOf(unit));
  return [...grouped]
    .filter(([unit]) => only === null || unit === only)
    .map(([unit, stolen]) => ({
      unit,
      thefts: new Set(stolen.map(({ incident }) => incident)).size,
      units: stolen
        .filter((row) => /^\S+( \(about\))?$/.test(row.unit))
        .reduce((total, { amount, incident }) => total + parseDecimal(amount ?? '0', 18, incident), 0n),
      stolen,
      fates: fates.filter(({ assets }) => assets.some((each) => symbolOf(each.unit) === unit)),
    }))
    .sort((a, b) => b.thefts - a.thefts || (a.unit < b.unit ? -1 : 1));
}

function valued(
  tracked: Tracked,
  { asset }: Question,
  { series, rules, asOf }: Valuation,
): Tracked & { readonly held: readonly HeldFigure[] } {
  const day = asOf ?? tracked.seenUntil;
  const own = <T extends TrackedAsset | TrackedHolding>(rows: readonly T[]): T[] =>
    rows.filter(({ symbol }) => asset === null || symbol === asset);
  return {
    ...tracked,
    assets: own(tracked.assets),
    held: own(tracked.holdings).map((holding) => {
      const worth = (amount: bigint): Valued =>
        valueOn(series, { asset: holding.symbol, amount, decimals: holding.decimals }, 'USD', day, rules);
      return {
        ...holding,
        seenUntil: tracked.seenUntil,
        source: tracked.source,
        value: { low: worth(holding.low), high: worth(holding.high) },
      };
    }),
  };
}

function worthOf({ usd, day, asset, amount, source }: Observation, { series, rules }: Valuation): Valued {
  if (usd !== null) return { type: 'valued', cents: usd, on: day, by: source };
  const decimals = 18;
  return valueOn(
    series,
    { asset, amount: parseDecimal(amount, decimals, source), decimals },
    'USD',
    day,
    rules,
  );
}

const sourcesOf = (thefts: readonly Theft[]): string[] =>
  [...new Set(thefts.flatMap(({ sources }) => sources))].sort();

const sum = (all: readonly Cents[]): Cents => all.reduce((a, b) => a + b, 0n);

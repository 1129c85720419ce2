/**
 * The ledger: what was stolen, what is known to have become of it, and what nobody says. Every figure is a range with
 * its sources. What is still held comes only from traces or from somebody's observation on a day; it is never the
 * stolen less the recovered, for most thefts have no word on either.
 */
import { parseDecimal } from '../model/amount.ts';
import { AshiatoError } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Day } from './day.ts';
import type { FateRow, Observation, StrategyFacts, Theft } from './facts.ts';
import { type Gain, gainsOf, type Valuation, type Worth, worthsOf } from './gains.ts';
import { bySize, chainsOf, clusterOf, type LedgerLine, ledgerLine, sum } from './ledger.ts';
import { type Cents, type InEach, inEach, type Valued, valueOn } from './prices.ts';
import type { Tracked, TrackedAsset, TrackedHolding } from './tracked.ts';

export type Question = {
  /** Part of the name of an actor or cluster. */
  readonly actor: string | null;
  readonly incident: string | null;
  readonly chain: string | null;
  readonly asset: string | null;
};

export type AssetLine = {
  readonly unit: string;
  readonly thefts: number;
  /** The units of rows that are bare, or "(about)", in 10⁻¹⁸: minted, swapped or partial amounts stand apart. */
  readonly units: bigint;
  /** What these units would be worth on the day asked for; null where no day is, or no units. */
  readonly values: InEach<Valued> | null;
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
  readonly values: InEach<Worth>;
};

/** What somebody saw; where the source gives no value, that of our table on the very day. */
export type Seen = Observation & { readonly values: InEach<Valued> };

/**
 * What could still be held, in dollars: at least what traces see unspent, at most all that went into mixers or whose fate
 * nobody says. The low end is null where what is seen has no price; it is then known in units alone.
 */
export type HeldBand = { readonly low: Cents | null; readonly high: Cents; readonly why: string | null };

export type Reserves = {
  readonly question: Question;
  readonly total: LedgerLine;
  readonly held: HeldBand;
  readonly years: readonly LedgerLine[];
  /** By the first name that the facts give a cluster: sources differ on many. */
  readonly clusters: readonly LedgerLine[];
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
  /** What was cashed out at the price of its day, and what is left at the price of the day asked for. */
  readonly gains: readonly Gain[];
  readonly observations: readonly Seen[];
  readonly cautions: readonly string[];
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
  const line = (name: string, own: readonly Theft[]): LedgerLine => ledgerLine(name, own, fates, valuation);
  const groups = (nameOf: (theft: Theft) => string): LedgerLine[] =>
    [...Map.groupBy(thefts, nameOf)].map(([name, group]) => line(name, group));
  const own = tracked.filter(({ incident }) => ids.has(incident));
  const priced = own.map((each) => valued(each, question, valuation));
  const total = line('all', thefts);
  return {
    question,
    total,
    held: heldBand(total, priced),
    years: groups(({ day }) => day.slice(0, 4)).sort((a, b) => (a.name < b.name ? -1 : 1)),
    clusters: groups(clusterOf).sort(bySize),
    incidents: thefts.map((theft) => line(theft.id, [theft])),
    chains: groups(chainsOf).sort(bySize),
    assets: assetLines(thefts, fates, question.asset, valuation),
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
    tracked: priced,
    gains: own.flatMap((each) => gainsOf(each, facts.thefts, question.asset, valuation)),
    observations:
      question.incident === null
        ? facts.observations
            .filter(
              ({ day, asset }) =>
                (valuation.asOf === null || day <= valuation.asOf) &&
                (question.asset === null || asset === question.asset),
            )
            .map((seen) => ({ ...seen, values: valuesOf(seen, valuation) }))
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

/** "unnamed DPRK-linked group (not TraderTraitor)" is not of TraderTraitor. */
const isOf = ({ actor, cluster }: Theft, name: string): boolean =>
  [actor, cluster].some(
    (own) =>
      own
        ?.replace(/\(not [^)]*\)/g, '')
        .toLowerCase()
        .includes(name.toLowerCase()) === true,
  );

/** A month or a year counts as over at its end; what has no date counts always. */
const happenedBy = (date: string | null, asOf: Day | null): boolean =>
  date === null || asOf === null || date <= asOf.slice(0, date.length);

/** Of several traces of one theft the newest speaks: they see the same coins. */
function heldBand(
  total: LedgerLine,
  tracked: readonly (Tracked & { readonly held: readonly HeldFigure[] })[],
): HeldBand {
  const newest = new Map(
    tracked.toSorted((a, b) => (a.seenUntil < b.seenUntil ? -1 : 1)).map((each) => [each.incident, each]),
  );
  const lows = [...newest.values()].flatMap(({ held }) => held.map(({ values }) => values.USD.low));
  const without = lows.find((low) => low.type === 'price-unavailable');
  return {
    low: without === undefined ? sum(lows.map((low) => (low.type === 'valued' ? low.cents : 0n))) : null,
    // What went into a mixer did not leave its owner's hands there.
    high: total.unknown.high + (total.fates.get('in-mixers')?.high ?? 0n),
    why: without?.type === 'price-unavailable' ? without.why : null,
  };
}

/** Of units as published; no asset of the tables has more. */
const DECIMALS = 18;

/** "BTC (about)" and "ETH on Arbitrum" are BTC and ETH. */
const symbolOf = (unit: string): string => unit.split(' ')[0] ?? unit;

function assetLines(
  thefts: readonly Theft[],
  fates: readonly FateRow[],
  only: string | null,
  { series, rules, asOf }: Valuation,
): AssetLine[] {
  const rows = thefts.flatMap(({ id, assets }) => assets.map((each) => ({ incident: id, ...each })));
  const grouped = Map.groupBy(rows, ({ unit }) => symbolOf(unit));
  return [...grouped]
    .filter(([unit]) => only === null || unit === only)
    .map(([unit, stolen]) => {
      const units = stolen
        .filter((row) => /^\S+( \(about\))?$/.test(row.unit))
        .reduce((total, { amount, incident }) => total + parseDecimal(amount ?? '0', DECIMALS, incident), 0n);
      return {
        unit,
        thefts: new Set(stolen.map(({ incident }) => incident)).size,
        units,
        values:
          asOf === null || units === 0n
            ? null
            : inEach((currency) =>
                valueOn(series, { asset: unit, amount: units, decimals: DECIMALS }, currency, asOf, rules),
              ),
        stolen,
        fates: fates.filter(({ assets }) => assets.some((each) => symbolOf(each.unit) === unit)),
      };
    })
    .sort((a, b) => b.thefts - a.thefts || (a.unit < b.unit ? -1 : 1));
}

function valued(
  tracked: Tracked,
  { asset }: Question,
  valuation: Valuation,
): Tracked & { readonly held: readonly HeldFigure[] } {
  const day = valuation.asOf ?? tracked.seenUntil;
  const own = <T extends TrackedAsset | TrackedHolding>(rows: readonly T[]): T[] =>
    rows.filter(({ symbol }) => asset === null || symbol === asset);
  return {
    ...tracked,
    assets: own(tracked.assets),
    held: own(tracked.holdings).map((holding) => ({
      ...holding,
      seenUntil: tracked.seenUntil,
      source: tracked.source,
      values: worthsOf(holding, day, valuation),
    })),
  };
}

/** What the source says in dollars stands; in other currencies it is that sum at the day's rate. */
function valuesOf(
  { usd, day, asset, amount, source }: Observation,
  { series, rules }: Valuation,
): InEach<Valued> {
  return inEach((currency) => {
    if (usd === null)
      return valueOn(
        series,
        { asset, amount: parseDecimal(amount, DECIMALS, source), decimals: DECIMALS },
        currency,
        day,
        rules,
      );
    if (currency === 'USD') return { type: 'valued', cents: usd, on: day, by: source };
    return valueOn(series, { asset: 'USD', amount: usd, decimals: 2 }, currency, day, rules);
  });
}

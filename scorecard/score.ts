/** What a section hands back: how often a detector was right on one set, and every time it was not. */

/** One labelled thing and what the detector said of it. */
export type Scored = {
  /** A transaction id, an address or whatever names the thing. */
  readonly id: string;
  /** As the file labels it. */
  readonly labelled: boolean;
  /** The rule of `relabelling.ts` by which the label is turned round; absent: the label stands. */
  readonly rule?: string;
  readonly found: boolean;
  /** The detector's reason; shown beside a miss or a false hit. */
  readonly why?: string;
};

/** A share of a count with its 95 % Wilson interval; null where there is nothing to take a share of. */
export type Share = { readonly value: number; readonly low: number; readonly high: number };

export type Tally = {
  readonly positives: number;
  readonly negatives: number;
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly recall: Share | null;
  readonly precision: Share | null;
  readonly f1: number | null;
};

type Disagreement = { readonly id: string; readonly why: string };

/** A measure that is no recall or precision: a total that must be exact, a size, a recall at k. */
export type ScoreFigure = {
  readonly name: string;
  readonly value: number | string;
  readonly target?: string;
  readonly holds?: boolean;
};

/** Ways to trade one thing for another: `y` is a share, `x` counts from 0. */
export type Curve = {
  readonly x: string;
  readonly y: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** What it is held against. */
  readonly marks: readonly {
    readonly x: number;
    readonly y: number;
    readonly sign: string;
    readonly name: string;
  }[];
};

export type SetScore = {
  /** The id of the detector's card. */
  readonly detector: string;
  readonly family: string;
  /** The files the set was made of, or `built-in`. */
  readonly set: string;
  /** The labels as the files have them. */
  readonly raw: Tally;
  /** After the relabelling that is shown beside it; the same as `raw` where no rule applies. */
  readonly score: Tally;
  readonly relabelled: readonly { readonly rule: string; readonly count: number }[];
  /** After relabelling. */
  readonly misses: readonly Disagreement[];
  readonly falseHits: readonly Disagreement[];
  readonly targets: Targets;
  readonly figures: readonly ScoreFigure[];
  readonly curve?: Curve;
  readonly notes: readonly string[];
};

type Targets = { readonly recall?: number; readonly precision?: number };

type Heading = Pick<SetScore, 'detector' | 'family' | 'set'> &
  Partial<Pick<SetScore, 'targets' | 'figures' | 'curve' | 'notes'>>;

/** Counts a set. The only way a `SetScore` is made, so that all are counted alike. */
export function scoreSet(heading: Heading, items: readonly Scored[]): SetScore {
  const turned = items.map((item) => ({
    ...item,
    positive: item.rule === undefined ? item.labelled : !item.labelled,
  }));
  const rules = new Map<string, number>();
  for (const { rule } of items) if (rule !== undefined) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  const told = (wrong: typeof turned): Disagreement[] => wrong.map(({ id, why = '' }) => ({ id, why }));
  return {
    targets: {},
    figures: [],
    notes: [],
    ...heading,
    raw: tally(items.map(({ labelled, found }) => ({ positive: labelled, found }))),
    score: tally(turned),
    relabelled: [...rules].map(([rule, count]) => ({ rule, count })),
    misses: told(turned.filter((item) => item.positive && !item.found)),
    falseHits: told(turned.filter((item) => !item.positive && item.found)),
  };
}

function tally(items: readonly { readonly positive: boolean; readonly found: boolean }[]): Tally {
  const positives = items.filter((item) => item.positive).length;
  const tp = items.filter((item) => item.positive && item.found).length;
  const fp = items.filter((item) => !item.positive && item.found).length;
  const fn = positives - tp;
  return {
    positives,
    negatives: items.length - positives,
    tp,
    fp,
    fn,
    recall: share(tp, positives),
    precision: share(tp, tp + fp),
    f1: tp + fp + fn === 0 ? null : (2 * tp) / (2 * tp + fp + fn),
  };
}

/** Wilson's score interval (Wilson 1927), which stays sensible near 0 and 1. */
export function share(count: number, of: number): Share | null {
  if (of === 0) return null;
  const z = 1.959963984540054;
  const value = count / of;
  const middle = value + (z * z) / (2 * of);
  const spread = z * Math.sqrt((value * (1 - value)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  // At the ends the bound is the end itself, but for rounding.
  return {
    value,
    low: count === 0 ? 0 : (middle - spread) / scale,
    high: count === of ? 1 : (middle + spread) / scale,
  };
}

/** Whether a set meets what was aimed at; null where nothing was. */
export function meets({ score, targets, figures }: SetScore): boolean | null {
  const checks = [
    targets.recall === undefined || score.recall === null ? null : score.recall.value >= targets.recall,
    targets.precision === undefined || score.precision === null
      ? null
      : score.precision.value >= targets.precision,
    ...figures.map((figure) => figure.holds ?? null),
  ].filter((check) => check !== null);
  return checks.length === 0 ? null : checks.every(Boolean);
}

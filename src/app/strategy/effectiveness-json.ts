/** What worked, and what a designation would have touched, in the contract's shape: one for the terminal and the pages. */
import type { EffectivenessJson, WhatIfJson } from '../../contract/effectiveness.ts';
import { formatDecimal } from '../../core/model/amount.ts';
import type { Effectiveness, Group } from '../../core/strategy/effectiveness.ts';
import { theftsByQuarter } from '../../core/strategy/event-study.ts';
import type { StrategyFacts } from '../../core/strategy/facts.ts';
import type { Cents } from '../../core/strategy/prices.ts';
import type { Range } from '../../core/strategy/tracked.ts';
import type { WhatIf } from './what-if.ts';

export type EffectivenessDesk = {
  readonly found: () => Promise<EffectivenessJson>;
  readonly whatIf: (subject: string, withCluster: boolean) => Promise<WhatIfJson>;
};

const notesOf = (n: number, left: number): string[] => [
  `Counted thefts alone (${n}); ashiato reserves has the ${left} others too, so its sums of what was frozen or came back may be higher.`,
  'Shares count thefts of which a source says something; silence is not failure, so every share is a lower bound.',
  'What moved, rested or is dormant only a trace can say, and few thefts are traced.',
  'The studies count thefts, their dollars and their published routes; amounts through a listed address are known of traced thefts alone.',
];

const WHAT_IF_NOTES = [
  'Of traced thefts alone; under the conserving taint policies at hand, so as a range.',
  'Passing through an address is not stopping there: a designation binds those who obey it.',
  'What had ended in a mixer or service before a day is counted as gone on that day.',
  'Ways around are counts over what was observed, and no route is named. Once an address is listed, others are used.',
];

const usd = (cents: Cents): string => formatDecimal(cents, 2);
const inUnits =
  (decimals: number) =>
  ({ low, high }: Range) => ({ low: formatDecimal(low, decimals), high: formatDecimal(high, decimals) });

export function effectivenessToJson(
  found: Effectiveness,
  facts: Pick<StrategyFacts, 'cutOff' | 'routes' | 'thefts'>,
): EffectivenessJson {
  return {
    cutOff: facts.cutOff,
    total: groupToJson(found.total),
    years: found.years.map(groupToJson),
    routes: found.routes.map(groupToJson),
    routeNames: Object.fromEntries(found.routes.flatMap(({ name }) => nameOf(name, facts.routes))),
    withoutRoute: found.withoutRoute,
    traced: new Set(found.courses.map(({ incident }) => incident)).size,
    courses: found.courses.map(({ decimals, stolen, resting, dormant, reached, ...rest }) => ({
      ...rest,
      stolen: formatDecimal(stolen, decimals),
      resting: inUnits(decimals)(resting),
      dormant: dormant === null ? null : inUnits(decimals)(dormant),
      reached: reached.map(({ days, amount }) => ({ days, amount: inUnits(decimals)(amount) })),
    })),
    delays: [...found.delays],
    delayGroups: [...found.delayGroups],
    studies: [...found.studies],
    timeline: found.timeline.map(({ kinds, ...rest }) => ({ ...rest, kinds: [...kinds] })),
    thefts: theftsByQuarter(facts),
    listed: found.listed.map(({ decimals, stolen, touched, rested, left, since, ...rest }) => ({
      ...rest,
      stolen: formatDecimal(stolen, decimals),
      touched: inUnits(decimals)(touched),
      rested: inUnits(decimals)(rested),
      left: inUnits(decimals)(left),
      since: inUnits(decimals)(since),
    })),
    sources: [
      'facts/incidents.json',
      'facts/fates.json',
      'facts/actors.json',
      'facts/sanctioned_dprk_addresses.json',
      'facts/techniques.json',
    ],
    uncounted: facts.thefts.length - found.total.n,
    notes: notesOf(found.total.n, facts.thefts.length - found.total.n),
  };
}

const nameOf = (id: string, routes: StrategyFacts['routes']) => {
  const name = routes.get(id);
  return name === undefined ? [] : [[id, name] as const];
};

const groupToJson = ({ name, n, shares }: Group): EffectivenessJson['total'] => ({
  name,
  n,
  shares: shares.map((each) => ({
    ...each,
    usd: usd(each.usd),
    lost: usd(each.lost),
    sources: [...each.sources],
  })),
});

export function whatIfToJson({ subject, traced, flows, published }: WhatIf): WhatIfJson {
  const touched = flows.filter((flow) => flow.touched.high > 0n);
  return {
    subject: {
      name: subject.name,
      kind: subject.kind,
      addresses: subject.addresses.size,
      basis: [...subject.basis],
    },
    thefts: { touched: new Set(touched.map(({ incident }) => incident)).size, traced },
    published:
      published === null
        ? null
        : {
            routes: [...published.routes],
            thefts: published.thefts,
            n: published.n,
            share: published.share,
            usd: usd(published.stolen),
          },
    flows: touched.map(
      ({ asset: _, decimals, stolen, touched: passed, resting, still, policies, around, ...rest }) => ({
        ...rest,
        policies: [...policies],
        stolen: formatDecimal(stolen, decimals),
        touched: inUnits(decimals)(passed),
        resting: inUnits(decimals)(resting),
        still: still.map(({ days, amount }) => ({ days, amount: inUnits(decimals)(amount) })),
        around: { ...around, places: [...around.places] },
      }),
    ),
    sources: [
      'facts/services.json',
      'facts/sanctioned_dprk_addresses.json',
      'facts/techniques.json',
      ...new Set(touched.map(({ source }) => source)),
    ],
    notes: WHAT_IF_NOTES,
  };
}

/**
 * What the journal says of an address: which theft reached it, how much under each policy, over how many hops and
 * which way. That an address is not in the journal says nothing by itself: only traces that end completely, up to a
 * stated block, over the chains asked about, make it so (`coverage`).
 */
import type { Amount } from '../model/amount.ts';
import type { AssetId } from '../model/asset.ts';
import type { Tip } from '../model/case.ts';
import { type Chain, type ChainId, getChain } from '../model/chain.ts';
import type { Match } from '../model/decision.ts';
import type { Day } from '../model/list.ts';
import type { EndKind, Movement } from '../model/movement.ts';
import {
  accountOf,
  type Counterparties,
  conserves,
  dealingsOf,
  keyOf,
  type TracedAccount,
} from './counterparties.ts';

type Family = Chain['family'];

/** As the traces have it. Who of them is listed is for whoever has the lists at hand (`checks.ts`). */
export type TracedExposure = Omit<Extract<Match, { type: 'exposure' }>, 'counterparties' | 'cluster'> & {
  readonly counterparties: Counterparties;
  /** Everybody spent together with it, itself among them; empty where nobody is. */
  readonly coSpent: readonly string[];
};

/** One finished trace, as far as screening needs it. */
export type Traced = {
  readonly traceId: string;
  readonly incident: string;
  readonly stolenOn: Day | null;
  readonly policy: string;
  readonly tips: readonly Tip[];
  readonly maxHops: number | null;
  readonly movements: readonly Movement[];
  /** Seconds, UTC, of a movement's block; null where that is not known. */
  readonly timeOf: (movement: Movement) => number | null;
  /** Bitcoin addresses that are spent together in traced transactions, as groups of two and more. */
  readonly coSpent: readonly (readonly string[])[];
  /** Why branches may go on where the trace stopped; null: every branch is followed to its end. */
  readonly incomplete: string | null;
  /** What it rests on beyond verification, such as one source's word. */
  readonly caveats: readonly string[];
};

export type Coverage = {
  readonly tips: readonly Tip[];
  readonly maxHops: number | null;
  readonly incidents: readonly string[];
  /** Why this covers less than was asked; null: nothing is missing. */
  readonly incomplete: string | null;
  readonly caveats: readonly string[];
};

export type ExposureBook = {
  readonly of: (family: Family, address: string) => readonly TracedExposure[];
  readonly ofTransaction: (txid: string) => readonly TracedExposure[];
  /** The accounts that a transaction moved stolen value between. */
  readonly partiesOf: (txid: string) => readonly TracedAccount[];
  /** Whoever paid stolen value straight to this address. */
  readonly payersOf: (family: Family, address: string) => readonly TracedAccount[];
  readonly coverage: (chains: readonly ChainId[], incidents: readonly string[] | null) => Coverage;
};

/** Value that ends so is no longer its holder's: a service, a victim or the network has it. */
const LEFT: readonly EndKind[] = [
  'service',
  'probable-service',
  'mixer',
  'bridged-unmatched',
  'recovered',
  'burnt',
  'fee',
];

export function makeExposureBook(traces: readonly Traced[], knownIncidents: readonly string[]): ExposureBook {
  const accounts = new Map<string, TracedExposure[]>();
  const transactions = new Map<string, TracedExposure[]>();
  const parties = new Map<string, Set<string>>();
  const payers = new Map<string, Set<string>>();
  for (const [incident, own] of Map.groupBy(traces, (trace) => trace.incident)) {
    const around = { paths: shortestPaths(own), dealings: dealingsOf(own), coSpent: groupsOf(own) };
    for (const { key, match } of exposuresOf(incident, own, reachedBy, around)) addTo(accounts, key, match);
    for (const { key, match } of exposuresOf(incident, own, (m) => m.txid, around))
      addTo(transactions, key, match);
    for (const { movements } of own)
      for (const movement of movements) {
        const [from, to] = [keyOf(movement.from), keyOf(movement.to)];
        for (const key of [from, to]) if (key !== null) addOnce(parties, movement.txid, key);
        if (from !== null && to !== null && from !== to) addOnce(payers, to, from);
      }
  }
  /** By family first, as each answer asks: a text put together for that would cost more than the look itself. */
  const held: Readonly<Record<Family, Map<string, readonly TracedExposure[]>>> = {
    bitcoin: new Map(),
    evm: new Map(),
    tron: new Map(),
  };
  for (const [key, matches] of accounts) {
    const { family, address } = accountOf(key);
    held[family].set(address, matches);
  }
  return {
    of(family, address) {
      const ofFamily = held[family];
      // Even an empty map reads all of the address for its hash.
      return ofFamily.size === 0 ? NOTHING : (ofFamily.get(address) ?? NOTHING);
    },
    ofTransaction: (txid) => transactions.get(txid) ?? [],
    partiesOf: (txid) => [...(parties.get(txid) ?? [])].map(accountOf),
    payersOf: (family, address) => [...(payers.get(`${family}:${address}`) ?? [])].map(accountOf),
    coverage: (chains, incidents) => coverageOf(traces, chains, incidents ?? knownIncidents),
  };
}

const NOTHING: readonly never[] = Object.freeze([]);

export const NO_EXPOSURES: ExposureBook = makeExposureBook([], []);

function addTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [value]);
  else there.push(value);
}

function addOnce(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value));
}

/** Whose the value was when it arrived; null where it ended with a service, a victim or nobody. */
const reachedBy = (movement: Movement): string | null =>
  movement.end !== null && LEFT.includes(movement.end.kind) ? null : keyOf(movement.to);

type Sum = {
  readonly byPolicy: Map<string, Amount>;
  hops: number;
  first: number | null;
  last: number | null;
};

/** Sums are cumulative over all that ever arrived: a thousand crumbs count as the loaf they make. */
function* exposuresOf(
  incident: string,
  traces: readonly Traced[],
  keyed: (movement: Movement) => string | null,
  { paths, dealings, coSpent }: Surroundings,
): Generator<{ key: string; match: TracedExposure }> {
  const sums = new Map<string, Map<AssetId, Sum>>();
  for (const { policy, movements, timeOf } of traces)
    for (const movement of movements) {
      const key = keyed(movement);
      if (key === null || movement.end?.kind === 'fee') continue;
      const assets = sums.get(key) ?? new Map<AssetId, Sum>();
      sums.set(key, assets);
      const { stolen, hops, origin } = movement;
      const sum = assets.get(stolen) ?? { byPolicy: new Map(), hops, first: null, last: null };
      assets.set(stolen, sum);
      sum.hops = Math.min(sum.hops, hops);
      sum.byPolicy.set(policy, (sum.byPolicy.get(policy) ?? 0n) + origin);
      const time = timeOf(movement);
      if (time === null) continue;
      sum.first = Math.min(sum.first ?? time, time);
      sum.last = Math.max(sum.last ?? time, time);
    }
  const all = [...new Set(traces.map(({ policy }) => policy))];
  // A ceiling alone is better than nothing, and is no part of an envelope of others.
  const spanning = all.some(conserves) ? all.filter(conserves) : all;
  const [first] = traces;
  const ground = `traces ${traces.map(({ traceId }) => traceId.slice(0, 16)).join(', ')}`;
  for (const [key, assets] of sums)
    for (const [asset, sum] of assets) {
      const policies = spanning.map((policy) => ({ policy, amount: sum.byPolicy.get(policy) ?? 0n }));
      const amounts = policies.map(({ amount }) => amount);
      const match: TracedExposure = {
        type: 'exposure',
        incident,
        stolenOn: first?.stolenOn ?? null,
        firstArrived: dayOf(sum.first),
        lastArrived: dayOf(sum.last),
        hops: sum.hops,
        asset,
        min: all.some(conserves) ? amounts.reduce((a, b) => (b < a ? b : a)) : 0n,
        max: amounts.reduce((a, b) => (b > a ? b : a)),
        policies,
        path: paths.get(key) ?? [],
        counterparties: dealings(key, asset),
        coSpent: coSpent.get(key) ?? [],
        ground,
      };
      yield { key, match };
    }
}

/** What is found once for all exposures of an incident. */
type Surroundings = {
  readonly paths: ReadonlyMap<string, readonly string[]>;
  readonly dealings: ReturnType<typeof dealingsOf>;
  readonly coSpent: ReadonlyMap<string, readonly string[]>;
};

const dayOf = (seconds: number | null): Day | null =>
  seconds === null ? null : (new Date(seconds * 1000).toISOString().slice(0, 10) as Day);

/** By account key; of several traces the group that is largest counts. */
function groupsOf(traces: readonly Traced[]): Map<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const group of traces.flatMap(({ coSpent }) => coSpent))
    for (const address of group)
      if (group.length > (groups.get(`bitcoin:${address}`)?.length ?? 1))
        groups.set(`bitcoin:${address}`, group);
  return groups;
}

/** The shortest ways from the theft to every address it reached, by breadth; ties by the order of the journal. */
function shortestPaths(traces: readonly Traced[]): Map<string, readonly string[]> {
  const next = new Map<string, Set<string>>();
  const paths = new Map<string, readonly string[]>();
  const queue: string[] = [];
  const begin = (key: string): void => {
    if (paths.has(key)) return;
    paths.set(key, [accountOf(key).address]);
    queue.push(key);
  };
  for (const { movements } of traces)
    for (const movement of movements) {
      const [from, to] = [keyOf(movement.from), reachedBy(movement)];
      if (to !== null && movement.type === 'seed') begin(to);
      if (from !== null && to !== null && from !== to) addOnce(next, from, to);
    }
  for (let i = 0; i < queue.length; i += 1) {
    const path = paths.get(queue[i]!)!;
    for (const to of next.get(queue[i]!) ?? []) {
      if (paths.has(to)) continue;
      paths.set(to, [...path, accountOf(to).address]);
      queue.push(to);
    }
  }
  return paths;
}

function coverageOf(
  traces: readonly Traced[],
  chains: readonly ChainId[],
  incidents: readonly string[],
): Coverage {
  const relevant = traces.filter(({ incident }) => incidents.includes(incident));
  const tips = oldestTips(relevant, chains);
  const limits = relevant.flatMap(({ maxHops }) => (maxHops === null ? [] : [maxHops]));
  const untraced = incidents.filter((id) => !relevant.some(({ incident }) => incident === id));
  const uncovered = chains.filter((id) => !tips.some(({ chain }) => chain === id));
  const reasons = [
    incidents.length === 0 ? 'no incident is traced' : null,
    untraced.length > 0
      ? `${untraced.length} of ${incidents.length} incidents are not traced, first ${untraced[0]}`
      : null,
    uncovered.length > 0 ? `no trace covers ${uncovered.map((id) => getChain(id).name).join(', ')}` : null,
    ...relevant.map(({ incident, incomplete }) =>
      incomplete === null ? null : `${incident}: ${incomplete}`,
    ),
  ].filter((reason) => reason !== null);
  return {
    tips,
    maxHops: limits.length === 0 ? null : Math.min(...limits),
    incidents: [...new Set(relevant.map(({ incident }) => incident))],
    incomplete: reasons[0] ?? null,
    caveats: [...new Set(relevant.flatMap((trace) => trace.caveats))],
  };
}

/** An answer reaches as far as the trace that reaches least far. */
function oldestTips(traces: readonly Traced[], chains: readonly ChainId[]): Tip[] {
  const oldest = new Map<ChainId, Tip>();
  for (const tip of traces.flatMap(({ tips }) => tips)) {
    const before = oldest.get(tip.chain);
    if (chains.includes(tip.chain) && (before === undefined || tip.height < before.height))
      oldest.set(tip.chain, tip);
  }
  return [...oldest.values()].sort((a, b) => (a.chain < b.chain ? -1 : 1));
}

const OPEN_ENDS: readonly EndKind[] = ['no-data', 'budget', 'below-threshold', 'bridged-unmatched'];

/** Why a trace with these ends and gaps does not say where everything is; null where it does. */
export function incompleteness(ends: readonly { readonly kind: EndKind }[], gaps: number): string | null {
  const open = ends.filter(({ kind }) => OPEN_ENDS.includes(kind));
  if (open.length > 0) return `${open.length} branches end without being followed further (${open[0]!.kind})`;
  return gaps > 0 ? `the chain data has ${gaps} gaps` : null;
}

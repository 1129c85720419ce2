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
import { addressOf, type Location } from '../model/location.ts';
import type { EndKind, Movement } from '../model/movement.ts';

export type ExposureMatch = Extract<Match, { type: 'exposure' }>;
type Family = Chain['family'];

/** One finished trace, as far as screening needs it. */
export type Traced = {
  readonly traceId: string;
  readonly incident: string;
  readonly stolenOn: Day | null;
  readonly policy: string;
  readonly tips: readonly Tip[];
  readonly maxHops: number | null;
  readonly movements: readonly Movement[];
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
  readonly of: (family: Family, address: string) => readonly ExposureMatch[];
  readonly ofTransaction: (txid: string) => readonly ExposureMatch[];
  /** The accounts that a transaction moved stolen value between. */
  readonly partiesOf: (txid: string) => readonly { readonly family: Family; readonly address: string }[];
  /** Whoever paid stolen value straight to this address. */
  readonly payersOf: (
    family: Family,
    address: string,
  ) => readonly { readonly family: Family; readonly address: string }[];
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

/** A ceiling: it says where value could be at most, and is no part of an envelope. */
const CEILING = 'poison';

export function makeExposureBook(traces: readonly Traced[], knownIncidents: readonly string[]): ExposureBook {
  const accounts = new Map<string, ExposureMatch[]>();
  const transactions = new Map<string, ExposureMatch[]>();
  const parties = new Map<string, Set<string>>();
  const payers = new Map<string, Set<string>>();
  for (const [incident, own] of Map.groupBy(traces, (trace) => trace.incident)) {
    const paths = shortestPaths(own);
    for (const { key, match } of exposuresOf(incident, own, reachedBy, paths)) addTo(accounts, key, match);
    for (const { key, match } of exposuresOf(incident, own, (m) => m.txid, paths))
      addTo(transactions, key, match);
    for (const { movements } of own)
      for (const movement of movements) {
        const [from, to] = [keyOf(movement.from), keyOf(movement.to)];
        for (const key of [from, to]) if (key !== null) addOnce(parties, movement.txid, key);
        if (from !== null && to !== null && from !== to) addOnce(payers, to, from);
      }
  }
  return {
    of: (family, address) => accounts.get(`${family}:${address}`) ?? [],
    ofTransaction: (txid) => transactions.get(txid) ?? [],
    partiesOf: (txid) => [...(parties.get(txid) ?? [])].map(accountOf),
    payersOf: (family, address) => [...(payers.get(`${family}:${address}`) ?? [])].map(accountOf),
    coverage: (chains, incidents) => coverageOf(traces, chains, incidents ?? knownIncidents),
  };
}

export const NO_EXPOSURES: ExposureBook = makeExposureBook([], []);

function addTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [value]);
  else there.push(value);
}

function addOnce(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value));
}

function keyOf(location: Location | null): string | null {
  const address = location === null ? null : addressOf(location);
  return location === null || address === null ? null : `${getChain(location.chain).family}:${address}`;
}

function accountOf(key: string): { family: Family; address: string } {
  const colon = key.indexOf(':');
  return { family: key.slice(0, colon) as Family, address: key.slice(colon + 1) };
}

/** Whose the value was when it arrived; null where it ended with a service, a victim or nobody. */
const reachedBy = (movement: Movement): string | null =>
  movement.end !== null && LEFT.includes(movement.end.kind) ? null : keyOf(movement.to);

type Sum = { readonly byPolicy: Map<string, Amount>; hops: number; ceiling: Amount };

/** Sums are cumulative over all that ever arrived: a thousand crumbs count as the loaf they make. */
function* exposuresOf(
  incident: string,
  traces: readonly Traced[],
  keyed: (movement: Movement) => string | null,
  paths: ReadonlyMap<string, readonly string[]>,
): Generator<{ key: string; match: ExposureMatch }> {
  const sums = new Map<string, Map<AssetId, Sum>>();
  for (const { policy, movements } of traces)
    for (const movement of movements) {
      const key = keyed(movement);
      if (key === null || movement.end?.kind === 'fee') continue;
      const assets = sums.get(key) ?? new Map<AssetId, Sum>();
      sums.set(key, assets);
      const sum = assets.get(movement.stolen) ?? { byPolicy: new Map(), hops: movement.hops, ceiling: 0n };
      assets.set(movement.stolen, sum);
      sum.hops = Math.min(sum.hops, movement.hops);
      if (policy === CEILING) sum.ceiling += movement.origin;
      else sum.byPolicy.set(policy, (sum.byPolicy.get(policy) ?? 0n) + movement.origin);
    }
  const conserving = [...new Set(traces.map(({ policy }) => policy).filter((policy) => policy !== CEILING))];
  const [first] = traces;
  const ground = `traces ${traces.map(({ traceId }) => traceId.slice(0, 16)).join(', ')}`;
  for (const [key, assets] of sums)
    for (const [asset, { byPolicy, hops, ceiling }] of assets) {
      const amounts = conserving.map((policy) => byPolicy.get(policy) ?? 0n);
      const min = amounts.reduce((a, b) => (b < a ? b : a), amounts[0] ?? 0n);
      const max = amounts.reduce((a, b) => (b > a ? b : a), amounts[0] ?? ceiling);
      const match: ExposureMatch = {
        type: 'exposure',
        incident,
        stolenOn: first?.stolenOn ?? null,
        hops,
        asset,
        min,
        max,
        path: paths.get(key) ?? [],
        ground,
      };
      yield { key, match };
    }
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

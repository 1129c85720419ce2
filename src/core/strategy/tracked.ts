/**
 * What traces say of stolen value, as a range over policies: no policy is the true one. A trace knows only up to the
 * last block of its data, so every figure carries that day; it is never "now".
 */
import type { Amount } from '../model/amount.ts';
import type { AssetId } from '../model/asset.ts';
import { addressOf, locationId } from '../model/location.ts';
import type { EndKind } from '../model/movement.ts';
import type { Trace } from '../trace/result.ts';
import { type Day, dayAt } from './day.ts';
import { FATES, type Fate } from './facts.ts';

export type Range = { readonly low: Amount; readonly high: Amount };

export const rangeOf = (amounts: readonly Amount[]): Range => ({
  low: amounts.reduce((a, b) => (b < a ? b : a), amounts[0] ?? 0n),
  high: amounts.reduce((a, b) => (b > a ? b : a), 0n),
});

/** From the least low to the greatest high. */
export const spanOf = (ranges: readonly Range[]): Range => ({
  low: rangeOf(ranges.map(({ low }) => low)).low,
  high: rangeOf(ranges.map(({ high }) => high)).high,
});

/** Of one stolen asset: how much of it came to each fate, in units of that asset. */
export type TrackedAsset = {
  readonly case: string;
  readonly incident: string;
  readonly symbol: string;
  readonly decimals: number;
  readonly stolen: Amount;
  readonly fates: ReadonlyMap<Fate, Range>;
};

/** What still rests unspent, in the asset that rests there, and where: an address, or a place that has none. */
export type TrackedHolding = Range & {
  readonly case: string;
  readonly incident: string;
  readonly chain: string;
  readonly symbol: string;
  readonly decimals: number;
  readonly places: readonly (Range & { readonly address: string })[];
};

/** What reached services on one day, in the asset that arrived. */
export type CashOut = Range & {
  readonly symbol: string;
  readonly decimals: number;
  readonly day: Day;
};

export type Tracked = {
  readonly case: string;
  readonly incident: string;
  /** Where its data lies: a case that ships, or a trace that was kept. */
  readonly source: string;
  /** The day of the newest block that the traces could see. */
  readonly seenUntil: Day;
  readonly policies: readonly string[];
  readonly assets: readonly TrackedAsset[];
  readonly holdings: readonly TrackedHolding[];
  readonly cashOuts: readonly CashOut[];
};

/** The traces of one case under every conserving policy. */
export function readTraces(traces: readonly Trace[], source: string): Tracked | null {
  const conserving = traces.filter(({ request }) => request.policy !== 'poison');
  const [first] = conserving;
  if (first === undefined) return null;
  const name = first.recording.id;
  const incident = first.recording.incident ?? name;
  const newest = Math.max(...first.tips.map(({ time }) => time));
  return {
    case: name,
    incident,
    source,
    seenUntil: dayAt(newest),
    policies: conserving.map(({ request }) => request.policy),
    assets: first.assets.map(({ asset, stolen }) => ({
      case: name,
      incident,
      symbol: asset.symbol,
      decimals: asset.decimals,
      stolen,
      fates: fatesOf(conserving, asset.id),
    })),
    holdings: holdingsOf(conserving).map((holding) => ({ case: name, incident, ...holding })),
    cashOuts: cashOutsOf(conserving),
  };
}

/**
 * An end by an activity rule (`probable-service`) is cashed out at most and unknown at most: both highs hold it, no
 * low does. Reaching a named service counts as cashed out, although the service may have stopped it.
 */
function fatesOfEnd(kind: EndKind): { readonly surely: Fate | null; readonly perhaps: readonly Fate[] } {
  switch (kind) {
    case 'unspent':
      return { surely: 'still-held', perhaps: [] };
    case 'frozen':
    case 'recovered':
    case 'burnt':
      return { surely: kind, perhaps: [] };
    case 'service':
      return { surely: 'cashed-out', perhaps: [] };
    case 'probable-service':
      return { surely: null, perhaps: ['cashed-out', 'unknown'] };
    case 'mixer':
      return { surely: 'in-mixers', perhaps: [] };
    case 'fee':
      return { surely: 'fees', perhaps: [] };
    case 'below-threshold':
    case 'bridged-unmatched':
    case 'budget':
    case 'no-data':
      return { surely: 'unknown', perhaps: [] };
  }
}

function fatesOf(traces: readonly Trace[], asset: string): Map<Fate, Range> {
  const rangeIn = ({ assets }: Trace, fate: Fate): Range => {
    let [low, high] = [0n, 0n];
    for (const { kind, amount } of assets.find((each) => each.asset.id === asset)?.ends ?? []) {
      const { surely, perhaps } = fatesOfEnd(kind);
      if (surely === fate) low += amount;
      if (surely === fate || perhaps.includes(fate)) high += amount;
    }
    return { low, high };
  };
  return new Map(FATES.map((fate) => [fate, spanOf(traces.map((trace) => rangeIn(trace, fate)))]));
}

function holdingsOf(traces: readonly Trace[]): Omit<TrackedHolding, 'case' | 'incident'>[] {
  const perTrace = traces.map((trace) => {
    const held = new Map<string, Map<string, Amount>>();
    for (const { ends } of trace.assets) {
      for (const end of ends) {
        if (end.kind !== 'unspent' || end.location === null) continue;
        const key = `${end.location.chain}|${end.asset}`;
        const places = held.get(key) ?? new Map<string, Amount>();
        const address = addressOf(end.location) ?? locationId(end.location);
        held.set(key, places.set(address, (places.get(address) ?? 0n) + end.held));
      }
    }
    return held;
  });
  return keysOf(perTrace).map((key) => {
    const [chain = '', asset = ''] = key.split('|');
    const places = perTrace.map((held) => held.get(key) ?? new Map<string, Amount>());
    return {
      chain,
      ...unitOf(traces, asset as AssetId),
      ...rangeOf(places.map((own) => [...own.values()].reduce((sum, each) => sum + each, 0n))),
      places: keysOf(places)
        .map((address) => ({ address, ...rangeOf(places.map((own) => own.get(address) ?? 0n)) }))
        .sort((a, b) => (a.high === b.high ? (a.address < b.address ? -1 : 1) : a.high > b.high ? -1 : 1)),
    };
  });
}

const NOTHING: Range = { low: 0n, high: 0n };

/** An end by an activity rule counts in the high alone, as among the fates. */
function cashOutsOf(traces: readonly Trace[]): CashOut[] {
  const perTrace = traces.map(({ applied, movements }) => {
    const times = new Map(
      applied.map(({ transaction: { chain, txid, time } }) => [`${chain}|${txid}`, time]),
    );
    const arrived = new Map<string, Range>();
    for (const { end, chain, txid, asset, amount } of movements) {
      const time = times.get(`${chain}|${txid}`);
      if (time === undefined || (end?.kind !== 'service' && end?.kind !== 'probable-service')) continue;
      const key = `${dayAt(time)}|${asset}`;
      const { low, high } = arrived.get(key) ?? NOTHING;
      arrived.set(key, { low: end.kind === 'service' ? low + amount : low, high: high + amount });
    }
    return arrived;
  });
  return keysOf(perTrace).map((key) => {
    const [day = '', asset = ''] = key.split('|');
    return {
      day: day as Day,
      ...unitOf(traces, asset as AssetId),
      ...spanOf(perTrace.map((own) => own.get(key) ?? NOTHING)),
    };
  });
}

/** An asset that no case describes is shown by its id, in base units. */
function unitOf([first]: readonly Trace[], asset: AssetId): { symbol: string; decimals: number } {
  const known = first?.recording.assets.find(({ id }) => id === asset);
  return { symbol: known?.symbol ?? asset, decimals: known?.decimals ?? 0 };
}

const keysOf = (maps: readonly ReadonlyMap<string, unknown>[]): string[] =>
  [...new Set(maps.flatMap((each) => [...each.keys()]))].sort();

/**
 * What traces say of stolen value, as a range over policies: no policy is the true one. A trace knows only up to the
 * last block of its data, so every figure carries that day; it is never "now".
 */
import type { Amount } from '../model/amount.ts';
import type { EndKind } from '../model/movement.ts';
import type { Trace } from '../trace/result.ts';
import { type Day, dayOf } from './day.ts';
import { FATES, type Fate } from './facts.ts';

export type Range = { readonly low: Amount; readonly high: Amount };

/** Of one stolen asset: how much of it came to each fate, in units of that asset. */
export type TrackedAsset = {
  readonly case: string;
  readonly incident: string;
  readonly symbol: string;
  readonly decimals: number;
  readonly stolen: Amount;
  readonly fates: ReadonlyMap<Fate, Range>;
};

/** What still rests unspent, in the asset that rests there. */
export type TrackedHolding = Range & {
  readonly case: string;
  readonly incident: string;
  readonly chain: string;
  readonly symbol: string;
  readonly decimals: number;
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
    seenUntil: dayOf(Math.floor(newest / 86_400)),
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
  const ranges = new Map<Fate, Range>();
  for (const fate of FATES) {
    const perTrace = traces.map((trace) => {
      const ends = trace.assets.find((each) => each.asset.id === asset)?.ends ?? [];
      let [sure, most] = [0n, 0n];
      for (const { kind, amount } of ends) {
        const { surely, perhaps } = fatesOfEnd(kind);
        if (surely === fate) sure += amount;
        if (surely === fate || perhaps.includes(fate)) most += amount;
      }
      return { sure, most };
    });
    ranges.set(fate, {
      low: perTrace.reduce((low, { sure }) => (sure < low ? sure : low), perTrace[0]?.sure ?? 0n),
      high: perTrace.reduce((high, { most }) => (most > high ? most : high), 0n),
    });
  }
  return ranges;
}

function holdingsOf(traces: readonly Trace[]): Omit<TrackedHolding, 'case' | 'incident'>[] {
  const perTrace = traces.map((trace) => {
    const held = new Map<string, Amount>();
    for (const { ends } of trace.assets) {
      for (const end of ends) {
        if (end.kind !== 'unspent' || end.location === null) continue;
        const key = `${end.location.chain}|${end.asset}`;
        held.set(key, (held.get(key) ?? 0n) + end.held);
      }
    }
    return held;
  });
  const keys = [...new Set(perTrace.flatMap((held) => [...held.keys()]))].sort();
  return keys.map((key) => {
    const amounts = perTrace.map((held) => held.get(key) ?? 0n);
    const [chain = '', asset = ''] = key.split('|');
    const known = traces[0]?.recording.assets.find(({ id }) => id === asset);
    return {
      chain,
      // An asset that no case describes is shown by its id, in base units.
      symbol: known?.symbol ?? asset,
      decimals: known?.decimals ?? 0,
      low: amounts.reduce((a, b) => (b < a ? b : a)),
      high: amounts.reduce((a, b) => (b > a ? b : a)),
    };
  });
}

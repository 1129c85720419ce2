/** Ends are a view of the journal: what was absorbed on the way, and what rests where it was last seen. */
import type { Holding } from '../flow/state.ts';
import type { Amount } from '../model/amount.ts';
import type { AssetId } from '../model/asset.ts';
import { addressOf, assetOf, type Location, locationId } from '../model/location.ts';
import { originOf } from '../model/lot.ts';
import type { EndKind, Movement } from '../model/movement.ts';
import type { Freeze } from '../model/reading.ts';

export type TraceEnd = {
  readonly kind: EndKind;
  readonly label: string;
  readonly location: Location | null;
  /** The asset held there, and how much of it is tainted. */
  readonly asset: AssetId;
  readonly held: Amount;
  readonly stolen: AssetId;
  /** Units of the stolen asset. */
  readonly amount: Amount;
};

export type EndsInput = {
  readonly movements: readonly Movement[];
  readonly resting: Iterable<Holding>;
  readonly freezes: readonly Freeze[];
  /** Seconds; a freeze after it has not happened yet. */
  readonly asOf: number;
  /** Null where all that left a place is known; otherwise why not. */
  readonly missing: (location: Location) => string | null;
};

export function listEnds(input: EndsInput): TraceEnd[] {
  const ends = new Map<string, TraceEnd>();
  const add = (end: TraceEnd): void => {
    const key = `${end.stolen}|${end.kind}|${end.label}|${end.location === null ? '' : locationId(end.location)}|${end.asset}`;
    const before = ends.get(key);
    ends.set(
      key,
      before === undefined
        ? end
        : { ...before, held: before.held + end.held, amount: before.amount + end.amount },
    );
  };
  for (const m of input.movements) {
    if (m.end === null) continue;
    add({
      ...m.end,
      location: m.to ?? (m.end.kind === 'fee' ? null : m.from),
      asset: m.asset,
      held: m.amount,
      stolen: m.stolen,
      amount: m.origin,
    });
  }
  const frozen = frozenAt(input.freezes, input.asOf);
  for (const { location, runs } of input.resting) {
    const { kind, label } = restingKind(location, frozen, input.missing);
    for (const run of runs) {
      if (run.lot === null) continue;
      add({
        kind,
        label,
        location,
        asset: assetOf(location),
        held: run.amount,
        stolen: run.lot.stolen,
        amount: originOf(run),
      });
    }
  }
  return [...ends.values()].sort(compareEnds);
}

/** Largest first; ties in a fixed order. */
export function compareEnds(a: TraceEnd, b: TraceEnd): number {
  if (a.amount !== b.amount) return a.amount > b.amount ? -1 : 1;
  const key = (end: TraceEnd): string =>
    `${end.kind}|${end.label}|${end.location === null ? '' : locationId(end.location)}|${end.asset}`;
  return key(a) < key(b) ? -1 : 1;
}

function restingKind(
  location: Location,
  frozen: ReadonlyMap<string, Freeze>,
  missing: EndsInput['missing'],
): { kind: EndKind; label: string } {
  if (location.type === 'transit') {
    return location.edge.startsWith('fee:')
      ? { kind: 'fee', label: '' }
      : { kind: 'bridged-unmatched', label: location.edge };
  }
  const freeze = frozen.get(`${addressOf(location)}|${assetOf(location)}`);
  if (freeze !== undefined) return { kind: 'frozen', label: freeze.by };
  const reason = missing(location);
  if (reason !== null) return { kind: 'no-data', label: reason };
  return { kind: 'unspent', label: location.type === 'position' ? location.protocol : '' };
}

function frozenAt(freezes: readonly Freeze[], asOf: number): Map<string, Freeze> {
  const latest = new Map<string, Freeze>();
  for (const freeze of freezes.toSorted((a, b) => a.time - b.time)) {
    if (freeze.time <= asOf) latest.set(`${freeze.address}|${freeze.asset}`, freeze);
  }
  for (const [key, freeze] of latest) if (!freeze.frozen) latest.delete(key);
  return latest;
}

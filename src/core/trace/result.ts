/** A finished trace: where everything ended, and what it was computed from. */
import type { Amount } from '../model/amount.ts';
import type { Asset, AssetId } from '../model/asset.ts';
import type { Recording, Tip } from '../model/case.ts';
import { AshiatoError } from '../model/errors.ts';
import type { Gap, Movement } from '../model/movement.ts';
import type { TraceEnd } from './ends.ts';
import type { Applied } from './ledger.ts';
import type { TraceRequest } from './request.ts';

export type StolenAsset = {
  readonly asset: Asset;
  readonly stolen: Amount;
  readonly ends: readonly TraceEnd[];
  /** Null for poison, which is a ceiling. */
  readonly conserved: boolean | null;
};

export type Trace = {
  readonly recording: Recording;
  readonly request: TraceRequest;
  readonly tips: readonly Tip[];
  readonly assets: readonly StolenAsset[];
  /** In canonical order. */
  readonly movements: readonly Movement[];
  readonly gaps: readonly Gap[];
  readonly digests: Readonly<Record<string, string>>;
  readonly traceId: string;
  readonly stateHash: string;
  /** What was applied, in the order it was applied, for the store. */
  readonly applied: readonly Applied[];
};

/** Sets what was stolen (the seeds applied) against where it ended. */
export function balance(
  movements: readonly Movement[],
  ends: readonly TraceEnd[],
  assets: ReadonlyMap<AssetId, Asset>,
  conserves: boolean,
): StolenAsset[] {
  const stolen = new Map<AssetId, Amount>();
  for (const m of movements)
    if (m.type === 'seed') stolen.set(m.stolen, (stolen.get(m.stolen) ?? 0n) + m.origin);
  return [...stolen].map(([id, total]) => {
    // A ceiling says how much could be there; more than everything could not.
    const own = ends
      .filter((end) => end.stolen === id)
      .map((end) => (end.amount > total ? { ...end, amount: total } : end));
    const asset = assets.get(id);
    if (asset === undefined)
      throw new AshiatoError('E_ASSET_UNKNOWN', `the asset ${id} is not described`, {
        next: 'Add it to the assets of the case.',
      });
    const ended = own.reduce((sum, end) => sum + end.amount, 0n);
    return { asset, stolen: total, ends: own, conserved: conserves ? ended === total : null };
  });
}
